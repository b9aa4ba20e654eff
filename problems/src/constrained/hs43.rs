//! Rosen and Suzuki's quadratics.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 43 of Hock and Schittkowski.
pub struct Hs43;

impl Textbook<4, 3> for Hs43 {
    const ABOUT: About = about(
        "hs43",
        "Hock-Schittkowski 43: the problem of Rosen and Suzuki",
        "min x₁² + x₂² + 2x₃² + x₄² − 5x₁ − 5x₂ − 21x₃ + 7x₄ subject to 8 − x₁² − x₂² − x₃² − x₄² − x₁ + x₂ − \
         x₃ + x₄, 10 − x₁² − 2x₂² − x₃² − 2x₄² + x₁ + x₄, 5 − 2x₁² − x₂² − x₃² − 2x₁ + x₂ + x₄ ≥ 0, x⁰ = 0",
        "x = (0, 1, 2, −1), f* = −44 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 4] = [0.0; 4];
    const CONSTRAINTS: [(f64, f64); 3] = [AT_LEAST_0; 3];

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3, x4]: [D; 4]) -> D {
        x1 * x1 + x2 * x2 + x3 * x3 * 2.0 + x4 * x4 - x1 * 5.0 - x2 * 5.0 - x3 * 21.0 + x4 * 7.0
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4]: [D; 4]) -> [D; 3] {
        let [a, b, c, d] = [x1 * x1, x2 * x2, x3 * x3, x4 * x4];
        [
            -a - b - c - d - x1 + x2 - x3 + x4 + 8.0,
            -a - b * 2.0 - c - d * 2.0 + x1 + x4 + 10.0,
            a * -2.0 - b - c - x1 * 2.0 + x2 + x4 + 5.0,
        ]
    }

    fn solutions() -> Vec<[f64; 4]> {
        vec![[0.0, 1.0, 2.0, -1.0]]
    }
}

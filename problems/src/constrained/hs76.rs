//! A convex quadratic program.

use super::textbook::{AT_LEAST_0, AT_MOST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 76 of Hock and Schittkowski.
pub struct Hs76;

impl Textbook<4, 3> for Hs76 {
    const ABOUT: About = about(
        "hs76",
        "Hock-Schittkowski 76: a convex quadratic program",
        "min x₁² + ½x₂² + x₃² + ½x₄² − x₁x₃ + x₃x₄ − x₁ − 3x₂ + x₃ − x₄ subject to x₁ + 2x₂ + x₃ + x₄ − 5 ≤ 0, \
         3x₁ + x₂ + 2x₃ − x₄ − 4 ≤ 0, x₂ + 4x₃ − 1.5 ≥ 0, x ≥ 0, x⁰ = (½, ½, ½, ½)",
        "x = (3, 23, 0, 6)/11, f* = −103/22 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 4] = [0.5; 4];
    const BOUNDS: [(f64, f64); 4] = [AT_LEAST_0; 4];
    const CONSTRAINTS: [(f64, f64); 3] = [AT_MOST_0, AT_MOST_0, AT_LEAST_0];

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3, x4]: [D; 4]) -> D {
        x1 * x1 + x2 * x2 * 0.5 + x3 * x3 + x4 * x4 * 0.5 - x1 * x3 + x3 * x4 - x1 - x2 * 3.0 + x3 - x4
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4]: [D; 4]) -> [D; 3] {
        [x1 + x2 * 2.0 + x3 + x4 - 5.0, x1 * 3.0 + x2 + x3 * 2.0 - x4 - 4.0, x2 + x3 * 4.0 - 1.5]
    }

    fn solutions() -> Vec<[f64; 4]> {
        vec![[3.0, 23.0, 0.0, 6.0].map(|x: f64| x / 11.0)]
    }
}

//! A bilinear function on a polytope.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 44 of Hock and Schittkowski.
pub struct Hs44;

impl Textbook<4, 6> for Hs44 {
    const ABOUT: About = about(
        "hs44",
        "Hock-Schittkowski 44: an indefinite quadratic on a polytope",
        "min x₁ − x₂ − x₃ − x₁x₃ + x₁x₄ + x₂x₃ − x₂x₄ subject to 8 − x₁ − 2x₂, 12 − 4x₁ − x₂, 12 − 3x₁ − 4x₂, \
         8 − 2x₃ − x₄, 8 − x₃ − 2x₄, 5 − x₃ − x₄ ≥ 0, x ≥ 0, x⁰ = 0",
        "x = (0, 3, 0, 4), f* = −15 (closed form); (3, 0, 4, 0) is a local minimum with −13; error max((f − \
         f*)⁺, violation)",
    );
    const START: [f64; 4] = [0.0; 4];
    const BOUNDS: [(f64, f64); 4] = [AT_LEAST_0; 4];
    const CONSTRAINTS: [(f64, f64); 6] = [AT_LEAST_0; 6];

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3, x4]: [D; 4]) -> D {
        x1 - x2 - x3 - x1 * x3 + x1 * x4 + x2 * x3 - x2 * x4
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4]: [D; 4]) -> [D; 6] {
        [
            -x1 - x2 * 2.0 + 8.0,
            x1 * -4.0 - x2 + 12.0,
            x1 * -3.0 - x2 * 4.0 + 12.0,
            x3 * -2.0 - x4 + 8.0,
            -x3 - x4 * 2.0 + 8.0,
            -x3 - x4 + 5.0,
        ]
    }

    fn solutions() -> Vec<[f64; 4]> {
        vec![[0.0, 3.0, 0.0, 4.0]]
    }
}

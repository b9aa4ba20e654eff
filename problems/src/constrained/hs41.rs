//! 2 − x₁x₂x₃ on a plane in a box.

use super::textbook::{Textbook, ZERO, about};
use crate::About;
use num_dual::DualNum;

/// Problem 41 of Hock and Schittkowski.
pub struct Hs41;

impl Textbook<4, 1> for Hs41 {
    const ABOUT: About = about(
        "hs41",
        "Hock-Schittkowski 41: a product on a plane, with bounds",
        "min 2 − x₁x₂x₃ subject to x₁ + 2x₂ + 2x₃ − x₄ = 0, 0 ≤ x ≤ (1, 1, 1, 2), x⁰ = (2, 2, 2, 2)",
        "x = (⅔, ⅓, ⅓, 2), f* = 52/27 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 4] = [2.0; 4];
    const BOUNDS: [(f64, f64); 4] = [(0.0, 1.0), (0.0, 1.0), (0.0, 1.0), (0.0, 2.0)];
    const CONSTRAINTS: [(f64, f64); 1] = [ZERO];

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3, _]: [D; 4]) -> D {
        -x1 * x2 * x3 + 2.0
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4]: [D; 4]) -> [D; 1] {
        [x1 + x2 * 2.0 + x3 * 2.0 - x4]
    }

    fn solutions() -> Vec<[f64; 4]> {
        vec![[2.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 2.0]]
    }
}

//! −x₁ on a curve.

use super::textbook::{Textbook, ZERO, about};
use crate::About;
use num_dual::DualNum;

/// Problem 39 of Hock and Schittkowski.
pub struct Hs39;

impl Textbook<4, 2> for Hs39 {
    const ABOUT: About = about(
        "hs39",
        "Hock-Schittkowski 39: a linear function on a curve",
        "min −x₁ subject to x₂ − x₁³ − x₃² = 0, x₁² − x₂ − x₄² = 0, x⁰ = (2, 2, 2, 2)",
        "x = (1, 1, 0, 0), f* = −1 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 4] = [2.0; 4];
    const CONSTRAINTS: [(f64, f64); 2] = [ZERO; 2];

    fn value<D: DualNum<f64> + Copy>([x1, _, _, _]: [D; 4]) -> D {
        -x1
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4]: [D; 4]) -> [D; 2] {
        [x2 - x1.powi(3) - x3 * x3, x1 * x1 - x2 - x4 * x4]
    }

    fn solutions() -> Vec<[f64; 4]> {
        vec![[1.0, 1.0, 0.0, 0.0]]
    }
}

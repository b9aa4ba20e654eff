//! Squares on two planes.

use super::textbook::{Textbook, ZERO, about};
use crate::About;
use num_dual::DualNum;

/// Problem 48 of Hock and Schittkowski.
pub struct Hs48;

impl Textbook<5, 2> for Hs48 {
    const ABOUT: About = about(
        "hs48",
        "Hock-Schittkowski 48: squares on two planes",
        "min (x₁ − 1)² + (x₂ − x₃)² + (x₄ − x₅)² subject to x₁ + x₂ + x₃ + x₄ + x₅ − 5 = 0, x₃ − 2(x₄ + x₅) + \
         3 = 0, x⁰ = (3, 5, −3, 2, −2)",
        "x = (1, 1, 1, 1, 1), f* = 0 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 5] = [3.0, 5.0, -3.0, 2.0, -2.0];
    const CONSTRAINTS: [(f64, f64); 2] = [ZERO; 2];

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3, x4, x5]: [D; 5]) -> D {
        (x1 - 1.0).powi(2) + (x2 - x3).powi(2) + (x4 - x5).powi(2)
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4, x5]: [D; 5]) -> [D; 2] {
        [x1 + x2 + x3 + x4 + x5 - 5.0, x3 - (x4 + x5) * 2.0 + 3.0]
    }

    fn solutions() -> Vec<[f64; 5]> {
        vec![[1.0; 5]]
    }
}

//! A distance to a circle.

use super::textbook::{Textbook, ZERO, about};
use crate::About;
use num_dual::DualNum;
use std::f64::consts::SQRT_2;

/// Problem 42 of Hock and Schittkowski.
pub struct Hs42;

impl Textbook<4, 2> for Hs42 {
    const ABOUT: About = about(
        "hs42",
        "Hock-Schittkowski 42: a distance to a circle",
        "min (x₁ − 1)² + (x₂ − 2)² + (x₃ − 3)² + (x₄ − 4)² subject to x₁ − 2 = 0, x₃² + x₄² − 2 = 0, x⁰ = (1, \
         1, 1, 1)",
        "x = (2, 2, 0.6√2, 0.8√2), f* = 28 − 10√2 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 4] = [1.0; 4];
    const CONSTRAINTS: [(f64, f64); 2] = [ZERO; 2];

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3, x4]: [D; 4]) -> D {
        (x1 - 1.0).powi(2) + (x2 - 2.0).powi(2) + (x3 - 3.0).powi(2) + (x4 - 4.0).powi(2)
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, _, x3, x4]: [D; 4]) -> [D; 2] {
        [x1 - 2.0, x3 * x3 + x4 * x4 - 2.0]
    }

    fn solutions() -> Vec<[f64; 4]> {
        vec![[2.0, 2.0, 0.6 * SQRT_2, 0.8 * SQRT_2]]
    }
}

//! Squares on three planes.

use super::textbook::{Textbook, ZERO, about};
use crate::About;
use num_dual::DualNum;

/// Problem 52 of Hock and Schittkowski.
pub struct Hs52;

impl Textbook<5, 3> for Hs52 {
    const ABOUT: About = about(
        "hs52",
        "Hock-Schittkowski 52: squares on three planes",
        "min (4x₁ − x₂)² + (x₂ + x₃ − 2)² + (x₄ − 1)² + (x₅ − 1)² subject to x₁ + 3x₂ = 0, x₃ + x₄ − 2x₅ = 0, \
         x₂ − x₅ = 0, x⁰ = (2, 2, 2, 2, 2)",
        "x = (−33, 11, 180, −158, 11)/349, f* = 1859/349 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 5] = [2.0; 5];
    const CONSTRAINTS: [(f64, f64); 3] = [ZERO; 3];

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3, x4, x5]: [D; 5]) -> D {
        (x1 * 4.0 - x2).powi(2) + (x2 + x3 - 2.0).powi(2) + (x4 - 1.0).powi(2) + (x5 - 1.0).powi(2)
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4, x5]: [D; 5]) -> [D; 3] {
        [x1 + x2 * 3.0, x3 + x4 - x5 * 2.0, x2 - x5]
    }

    fn solutions() -> Vec<[f64; 5]> {
        vec![[-33.0, 11.0, 180.0, -158.0, 11.0].map(|x: f64| x / 349.0)]
    }
}

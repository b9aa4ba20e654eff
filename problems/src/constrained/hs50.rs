//! Differences on three planes.

use super::textbook::{Textbook, ZERO, about};
use crate::About;
use num_dual::DualNum;

/// Problem 50 of Hock and Schittkowski.
pub struct Hs50;

impl Textbook<5, 3> for Hs50 {
    const ABOUT: About = about(
        "hs50",
        "Hock-Schittkowski 50: a quartic of differences on three planes",
        "min (x₁ − x₂)² + (x₂ − x₃)² + (x₃ − x₄)⁴ + (x₄ − x₅)² subject to x₁ + 2x₂ + 3x₃, x₂ + 2x₃ + 3x₄, x₃ + \
         2x₄ + 3x₅ = 6, x⁰ = (35, −31, 11, 5, −5)",
        "x = (1, 1, 1, 1, 1), f* = 0 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 5] = [35.0, -31.0, 11.0, 5.0, -5.0];
    const CONSTRAINTS: [(f64, f64); 3] = [ZERO; 3];

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3, x4, x5]: [D; 5]) -> D {
        (x1 - x2).powi(2) + (x2 - x3).powi(2) + (x3 - x4).powi(4) + (x4 - x5).powi(2)
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4, x5]: [D; 5]) -> [D; 3] {
        [x1 + x2 * 2.0 + x3 * 3.0 - 6.0, x2 + x3 * 2.0 + x4 * 3.0 - 6.0, x3 + x4 * 2.0 + x5 * 3.0 - 6.0]
    }

    fn solutions() -> Vec<[f64; 5]> {
        vec![[1.0; 5]]
    }
}

//! (x₁ + x₂)² + (x₂ + x₃)² subject to x₁ + 2x₂ + 3x₃ = 1.

use super::textbook::{Textbook, ZERO, about};
use crate::About;
use num_dual::DualNum;

/// Problem 28 of Hock and Schittkowski.
pub struct Hs28;

impl Textbook<3, 1> for Hs28 {
    const ABOUT: About = about(
        "hs28",
        "Hock-Schittkowski 28: a quadratic on a plane",
        "min (x₁ + x₂)² + (x₂ + x₃)² subject to x₁ + 2x₂ + 3x₃ − 1 = 0, x⁰ = (−4, 1, 1)",
        "x = (½, −½, ½), f* = 0 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 3] = [-4.0, 1.0, 1.0];
    const CONSTRAINTS: [(f64, f64); 1] = [ZERO];

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> D {
        (x1 + x2).powi(2) + (x2 + x3).powi(2)
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> [D; 1] {
        [x1 + x2 * 2.0 + x3 * 3.0 - 1.0]
    }

    fn solutions() -> Vec<[f64; 3]> {
        vec![[0.5, -0.5, 0.5]]
    }
}

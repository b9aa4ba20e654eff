//! x₁ − x₂ in an ellipse.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 10 of Hock and Schittkowski.
pub struct Hs10;

impl Textbook<2, 1> for Hs10 {
    const ABOUT: About = about(
        "hs10",
        "Hock-Schittkowski 10: a linear function in an ellipse",
        "min x₁ − x₂ subject to −3x₁² + 2x₁x₂ − x₂² + 1 ≥ 0, x⁰ = (−10, 10)",
        "x = (0, 1), f* = −1 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 2] = [-10.0, 10.0];
    const CONSTRAINTS: [(f64, f64); 1] = [AT_LEAST_0];

    fn value<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> D {
        x1 - x2
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> [D; 1] {
        [x1 * x1 * -3.0 + x1 * x2 * 2.0 - x2 * x2 + 1.0]
    }

    fn solutions() -> Vec<[f64; 2]> {
        vec![[0.0, 1.0]]
    }
}

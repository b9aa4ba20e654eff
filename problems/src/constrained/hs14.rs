//! A distance to a segment of a line in an ellipse.

use super::textbook::{AT_LEAST_0, Textbook, ZERO, about};
use crate::About;
use num_dual::DualNum;

/// Problem 14 of Hock and Schittkowski.
pub struct Hs14;

impl Textbook<2, 2> for Hs14 {
    const ABOUT: About = about(
        "hs14",
        "Hock-Schittkowski 14: a distance on a line inside an ellipse",
        "min (x₁ − 2)² + (x₂ − 1)² subject to −¼x₁² − x₂² + 1 ≥ 0, x₁ − 2x₂ + 1 = 0, x⁰ = (2, 2)",
        "x = ((√7 − 1)/2, (√7 + 1)/4), f* = 9 − 23√7/8 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 2] = [2.0; 2];
    const CONSTRAINTS: [(f64, f64); 2] = [AT_LEAST_0, ZERO];

    fn value<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> D {
        (x1 - 2.0).powi(2) + (x2 - 1.0).powi(2)
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> [D; 2] {
        [x1 * x1 * -0.25 - x2 * x2 + 1.0, x1 - x2 * 2.0 + 1.0]
    }

    fn solutions() -> Vec<[f64; 2]> {
        let root = 7.0_f64.sqrt();
        vec![[0.5 * (root - 1.0), 0.25 * (root + 1.0)]]
    }
}

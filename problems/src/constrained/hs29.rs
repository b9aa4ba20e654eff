//! −x₁x₂x₃ in an ellipsoid.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 29 of Hock and Schittkowski.
pub struct Hs29;

impl Textbook<3, 1> for Hs29 {
    const ABOUT: About = about(
        "hs29",
        "Hock-Schittkowski 29: a box in an ellipsoid",
        "min −x₁x₂x₃ subject to 48 − x₁² − 2x₂² − 4x₃² ≥ 0, x⁰ = (1, 1, 1)",
        "x = (±4, ±2√2, ±2) with an even number of minus signs, f* = −16√2 (closed form); error max((f − f*)⁺, \
         violation)",
    );
    const START: [f64; 3] = [1.0; 3];
    const CONSTRAINTS: [(f64, f64); 1] = [AT_LEAST_0];

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> D {
        -x1 * x2 * x3
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> [D; 1] {
        [-x1 * x1 - x2 * x2 * 2.0 - x3 * x3 * 4.0 + 48.0]
    }

    fn solutions() -> Vec<[f64; 3]> {
        let b = 8.0_f64.sqrt();
        vec![[4.0, b, 2.0], [4.0, -b, -2.0], [-4.0, b, -2.0], [-4.0, -b, 2.0]]
    }
}

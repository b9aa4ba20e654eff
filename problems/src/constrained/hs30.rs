//! ‖x‖² outside a cylinder.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 30 of Hock and Schittkowski.
pub struct Hs30;

impl Textbook<3, 1> for Hs30 {
    const ABOUT: About = about(
        "hs30",
        "Hock-Schittkowski 30: a norm outside a cylinder",
        "min x₁² + x₂² + x₃² subject to x₁² + x₂² − 1 ≥ 0, 1 ≤ x₁ ≤ 10, −10 ≤ x₂, x₃ ≤ 10, x⁰ = (1, 1, 1)",
        "x = (1, 0, 0), f* = 1 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 3] = [1.0; 3];
    const BOUNDS: [(f64, f64); 3] = [(1.0, 10.0), (-10.0, 10.0), (-10.0, 10.0)];
    const CONSTRAINTS: [(f64, f64); 1] = [AT_LEAST_0];

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> D {
        x1 * x1 + x2 * x2 + x3 * x3
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, _]: [D; 3]) -> [D; 1] {
        [x1 * x1 + x2 * x2 - 1.0]
    }

    fn solutions() -> Vec<[f64; 3]> {
        vec![[1.0, 0.0, 0.0]]
    }
}

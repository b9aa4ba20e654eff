//! −x₁x₂x₃ between planes.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 37 of Hock and Schittkowski.
pub struct Hs37;

impl Textbook<3, 2> for Hs37 {
    const ABOUT: About = about(
        "hs37",
        "Hock-Schittkowski 37: the largest parcel",
        "min −x₁x₂x₃ subject to 72 − x₁ − 2x₂ − 2x₃ ≥ 0, x₁ + 2x₂ + 2x₃ ≥ 0, 0 ≤ xᵢ ≤ 42, x⁰ = (10, 10, 10)",
        "x = (24, 12, 12), f* = −3456 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 3] = [10.0; 3];
    const BOUNDS: [(f64, f64); 3] = [(0.0, 42.0); 3];
    const CONSTRAINTS: [(f64, f64); 2] = [AT_LEAST_0; 2];

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> D {
        -x1 * x2 * x3
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> [D; 2] {
        [-x1 - x2 * 2.0 - x3 * 2.0 + 72.0, x1 + x2 * 2.0 + x3 * 2.0]
    }

    fn solutions() -> Vec<[f64; 3]> {
        vec![[24.0, 12.0, 12.0]]
    }
}

//! −x₁x₂x₃ under a plane.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 36 of Hock and Schittkowski.
pub struct Hs36;

impl Textbook<3, 1> for Hs36 {
    const ABOUT: About = about(
        "hs36",
        "Hock-Schittkowski 36: the largest parcel, bounds active",
        "min −x₁x₂x₃ subject to 72 − x₁ − 2x₂ − 2x₃ ≥ 0, 0 ≤ x ≤ (20, 11, 42), x⁰ = (10, 10, 10)",
        "x = (20, 11, 15), f* = −3300 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 3] = [10.0; 3];
    const BOUNDS: [(f64, f64); 3] = [(0.0, 20.0), (0.0, 11.0), (0.0, 42.0)];
    const CONSTRAINTS: [(f64, f64); 1] = [AT_LEAST_0];

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> D {
        -x1 * x2 * x3
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> [D; 1] {
        [-x1 - x2 * 2.0 - x3 * 2.0 + 72.0]
    }

    fn solutions() -> Vec<[f64; 3]> {
        vec![[20.0, 11.0, 15.0]]
    }
}

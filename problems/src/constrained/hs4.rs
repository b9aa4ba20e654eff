//! ⅓ (x₁ + 1)³ + x₂ with bounds.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 4 of Hock and Schittkowski.
pub struct Hs4;

impl Textbook<2, 0> for Hs4 {
    const ABOUT: About = about(
        "hs4",
        "Hock-Schittkowski 4: a cube in a corner",
        "min ⅓ (x₁ + 1)³ + x₂ subject to x₁ ≥ 1, x₂ ≥ 0, x⁰ = (1.125, 0.125)",
        "x = (1, 0), f* = 8/3 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 2] = [1.125, 0.125];
    const BOUNDS: [(f64, f64); 2] = [(1.0, f64::INFINITY), AT_LEAST_0];
    const CONSTRAINTS: [(f64, f64); 0] = [];

    fn value<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> D {
        (x1 + 1.0).powi(3) / 3.0 + x2
    }

    fn constraints<D: DualNum<f64> + Copy>(_x: [D; 2]) -> [D; 0] {
        []
    }

    fn solutions() -> Vec<[f64; 2]> {
        vec![[1.0, 0.0]]
    }
}

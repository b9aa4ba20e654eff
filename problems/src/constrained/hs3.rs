//! x₂ + 10⁻⁵ (x₂ − x₁)² above a line.

use super::textbook::{AT_LEAST_0, FREE, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 3 of Hock and Schittkowski.
pub struct Hs3;

impl Textbook<2, 0> for Hs3 {
    const ABOUT: About = about(
        "hs3",
        "Hock-Schittkowski 3: a nearly linear function with a bound",
        "min x₂ + 10⁻⁵ (x₂ − x₁)² subject to x₂ ≥ 0, x⁰ = (10, 1)",
        "x = (0, 0), f* = 0 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 2] = [10.0, 1.0];
    const BOUNDS: [(f64, f64); 2] = [FREE, AT_LEAST_0];
    const CONSTRAINTS: [(f64, f64); 0] = [];

    fn value<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> D {
        x2 + (x2 - x1).powi(2) * 1e-5
    }

    fn constraints<D: DualNum<f64> + Copy>(_x: [D; 2]) -> [D; 0] {
        []
    }

    fn solutions() -> Vec<[f64; 2]> {
        vec![[0.0, 0.0]]
    }
}

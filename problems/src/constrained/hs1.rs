//! Rosenbrock's valley above a line.

use super::textbook::{FREE, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 1 of Hock and Schittkowski.
pub struct Hs1;

impl Textbook<2, 0> for Hs1 {
    const ABOUT: About = about(
        "hs1",
        "Hock-Schittkowski 1: Rosenbrock's valley with an inactive bound",
        "min 100 (x₂ − x₁²)² + (1 − x₁)² subject to x₂ ≥ −1.5, x⁰ = (−2, 1)",
        "x = (1, 1), f* = 0 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 2] = [-2.0, 1.0];
    const BOUNDS: [(f64, f64); 2] = [FREE, (-1.5, f64::INFINITY)];
    const CONSTRAINTS: [(f64, f64); 0] = [];

    fn value<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> D {
        (x2 - x1 * x1).powi(2) * 100.0 + (-x1 + 1.0).powi(2)
    }

    fn constraints<D: DualNum<f64> + Copy>(_x: [D; 2]) -> [D; 0] {
        []
    }

    fn solutions() -> Vec<[f64; 2]> {
        vec![[1.0, 1.0]]
    }
}

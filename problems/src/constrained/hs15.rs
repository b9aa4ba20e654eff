//! Rosenbrock's valley away from a hyperbola.

use super::textbook::{AT_LEAST_0, FREE, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 15 of Hock and Schittkowski.
pub struct Hs15;

impl Textbook<2, 2> for Hs15 {
    const ABOUT: About = about(
        "hs15",
        "Hock-Schittkowski 15: Rosenbrock's valley away from a hyperbola",
        "min 100 (x₂ − x₁²)² + (1 − x₁)² subject to x₁x₂ − 1 ≥ 0, x₁ + x₂² ≥ 0, x₁ ≤ ½, x⁰ = (−2, 1)",
        "x = (½, 2), f* = 306.5 (closed form); there is a local minimum at (−0.79212, −1.26243) with 360.4; \
         error max((f − f*)⁺, violation)",
    );
    const START: [f64; 2] = [-2.0, 1.0];
    const BOUNDS: [(f64, f64); 2] = [(f64::NEG_INFINITY, 0.5), FREE];
    const CONSTRAINTS: [(f64, f64); 2] = [AT_LEAST_0; 2];

    fn value<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> D {
        (x2 - x1 * x1).powi(2) * 100.0 + (-x1 + 1.0).powi(2)
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> [D; 2] {
        [x1 * x2 - 1.0, x1 + x2 * x2]
    }

    fn solutions() -> Vec<[f64; 2]> {
        vec![[0.5, 2.0]]
    }
}

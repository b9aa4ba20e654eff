//! Rosenbrock's valley in a strip.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 16 of Hock and Schittkowski.
pub struct Hs16;

impl Textbook<2, 2> for Hs16 {
    const ABOUT: About = about(
        "hs16",
        "Hock-Schittkowski 16: Rosenbrock's valley in a strip",
        "min 100 (x₂ − x₁²)² + (1 − x₁)² subject to x₁ + x₂² ≥ 0, x₁² + x₂ ≥ 0, −½ ≤ x₁ ≤ ½, x₂ ≤ 1, x⁰ = (−2, \
         1)",
        "x = (½, ¼), f* = ¼ (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 2] = [-2.0, 1.0];
    const BOUNDS: [(f64, f64); 2] = [(-0.5, 0.5), (f64::NEG_INFINITY, 1.0)];
    const CONSTRAINTS: [(f64, f64); 2] = [AT_LEAST_0; 2];

    fn value<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> D {
        (x2 - x1 * x1).powi(2) * 100.0 + (-x1 + 1.0).powi(2)
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> [D; 2] {
        [x1 + x2 * x2, x1 * x1 + x2]
    }

    fn solutions() -> Vec<[f64; 2]> {
        vec![[0.5, 0.25]]
    }
}

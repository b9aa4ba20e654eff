//! Rosenbrock's valley in a strip outside the unit circle.

use super::textbook::{AT_LEAST_0, FREE, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 20 of Hock and Schittkowski.
pub struct Hs20;

impl Textbook<2, 3> for Hs20 {
    const ABOUT: About = about(
        "hs20",
        "Hock-Schittkowski 20: Rosenbrock's valley outside the unit circle",
        "min 100 (x₂ − x₁²)² + (1 − x₁)² subject to x₁ + x₂² ≥ 0, x₁² + x₂ ≥ 0, x₁² + x₂² − 1 ≥ 0, −½ ≤ x₁ ≤ \
         ½, x⁰ = (−2, 1)",
        "x = (½, ½√3), f* = 81.5 − 25√3 (closed form); (−½, ½√3) is a local minimum with 40.1987; error max((f \
         − f*)⁺, violation)",
    );
    const START: [f64; 2] = [-2.0, 1.0];
    const BOUNDS: [(f64, f64); 2] = [(-0.5, 0.5), FREE];
    const CONSTRAINTS: [(f64, f64); 3] = [AT_LEAST_0; 3];

    fn value<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> D {
        (x2 - x1 * x1).powi(2) * 100.0 + (-x1 + 1.0).powi(2)
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> [D; 3] {
        [x1 + x2 * x2, x1 * x1 + x2, x1 * x1 + x2 * x2 - 1.0]
    }

    fn solutions() -> Vec<[f64; 2]> {
        vec![[0.5, 0.75_f64.sqrt()]]
    }
}

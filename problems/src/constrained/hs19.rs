//! Two cubes in a sickle between circles.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 19 of Hock and Schittkowski.
pub struct Hs19;

impl Textbook<2, 2> for Hs19 {
    const ABOUT: About = about(
        "hs19",
        "Hock-Schittkowski 19: cubes in a sickle",
        "min (x₁ − 10)³ + (x₂ − 20)³ subject to (x₁ − 5)² + (x₂ − 5)² − 100 ≥ 0, 82.81 − (x₂ − 5)² − (x₁ − 6)² \
         ≥ 0, 13 ≤ x₁ ≤ 100, 0 ≤ x₂ ≤ 100, x⁰ = (20.1, 5.84)",
        "x = (14.095, 5 − √(100 − 9.095²)), f* = −6961.8138755802 (closed form: where the circles meet); error \
         max((f − f*)⁺, violation)",
    );
    const START: [f64; 2] = [20.1, 5.84];
    const BOUNDS: [(f64, f64); 2] = [(13.0, 100.0), (0.0, 100.0)];
    const CONSTRAINTS: [(f64, f64); 2] = [AT_LEAST_0; 2];

    fn value<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> D {
        (x1 - 10.0).powi(3) + (x2 - 20.0).powi(3)
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> [D; 2] {
        [(x1 - 5.0).powi(2) + (x2 - 5.0).powi(2) - 100.0, -(x2 - 5.0).powi(2) - (x1 - 6.0).powi(2) + 82.81]
    }

    fn solutions() -> Vec<[f64; 2]> {
        vec![[14.095, 5.0 - (100.0 - 9.095_f64.powi(2)).sqrt()]]
    }
}

//! A quadratic outside a hyperbola and a circle.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 18 of Hock and Schittkowski.
pub struct Hs18;

impl Textbook<2, 2> for Hs18 {
    const ABOUT: About = about(
        "hs18",
        "Hock-Schittkowski 18: a quadratic outside a hyperbola and a circle",
        "min 0.01x₁² + x₂² subject to x₁x₂ − 25 ≥ 0, x₁² + x₂² − 25 ≥ 0, 2 ≤ x₁ ≤ 50, 0 ≤ x₂ ≤ 50, x⁰ = (2, 2)",
        "x = (√250, √2.5), f* = 5 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 2] = [2.0; 2];
    const BOUNDS: [(f64, f64); 2] = [(2.0, 50.0), (0.0, 50.0)];
    const CONSTRAINTS: [(f64, f64); 2] = [AT_LEAST_0; 2];

    fn value<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> D {
        x1 * x1 * 0.01 + x2 * x2
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> [D; 2] {
        [x1 * x2 - 25.0, x1 * x1 + x2 * x2 - 25.0]
    }

    fn solutions() -> Vec<[f64; 2]> {
        vec![[250.0_f64.sqrt(), 2.5_f64.sqrt()]]
    }
}

//! x₁² + x₂² away from a line, circles and parabolas.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 23 of Hock and Schittkowski.
pub struct Hs23;

impl Textbook<2, 5> for Hs23 {
    const ABOUT: About = about(
        "hs23",
        "Hock-Schittkowski 23: the nearest point of five regions",
        "min x₁² + x₂² subject to x₁ + x₂ − 1, x₁² + x₂² − 1, 9x₁² + x₂² − 9, x₁² − x₂, x₂² − x₁ ≥ 0, −50 ≤ xᵢ \
         ≤ 50, x⁰ = (3, 1)",
        "x = (1, 1), f* = 2 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 2] = [3.0, 1.0];
    const BOUNDS: [(f64, f64); 2] = [(-50.0, 50.0); 2];
    const CONSTRAINTS: [(f64, f64); 5] = [AT_LEAST_0; 5];

    fn value<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> D {
        x1 * x1 + x2 * x2
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> [D; 5] {
        [x1 + x2 - 1.0, x1 * x1 + x2 * x2 - 1.0, x1 * x1 * 9.0 + x2 * x2 - 9.0, x1 * x1 - x2, x2 * x2 - x1]
    }

    fn solutions() -> Vec<[f64; 2]> {
        vec![[1.0, 1.0]]
    }
}

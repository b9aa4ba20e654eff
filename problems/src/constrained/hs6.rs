//! (1 − x₁)² subject to 10(x₂ − x₁²) = 0.

use super::textbook::{Textbook, ZERO, about};
use crate::About;
use num_dual::DualNum;

/// Problem 6 of Hock and Schittkowski.
pub struct Hs6;

impl Textbook<2, 1> for Hs6 {
    const ABOUT: About = about(
        "hs6",
        "Hock-Schittkowski 6: Rosenbrock's valley as a constraint",
        "min (1 − x₁)² subject to 10(x₂ − x₁²) = 0, x⁰ = (−1.2, 1)",
        "x = (1, 1), f* = 0 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 2] = [-1.2, 1.0];
    const CONSTRAINTS: [(f64, f64); 1] = [ZERO];

    fn value<D: DualNum<f64> + Copy>([x1, _]: [D; 2]) -> D {
        (-x1 + 1.0).powi(2)
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> [D; 1] {
        [(x2 - x1 * x1) * 10.0]
    }

    fn solutions() -> Vec<[f64; 2]> {
        vec![[1.0, 1.0]]
    }
}

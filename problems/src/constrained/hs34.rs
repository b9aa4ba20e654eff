//! −x₁ under two exponentials.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;
use std::f64::consts::LN_10;

/// Problem 34 of Hock and Schittkowski.
pub struct Hs34;

impl Textbook<3, 2> for Hs34 {
    const ABOUT: About = about(
        "hs34",
        "Hock-Schittkowski 34: nested exponentials",
        "min −x₁ subject to x₂ − exp(x₁) ≥ 0, x₃ − exp(x₂) ≥ 0, 0 ≤ x₁, x₂ ≤ 100, 0 ≤ x₃ ≤ 10, x⁰ = (0, 1.05, \
         2.9)",
        "x = (ln ln 10, ln 10, 10), f* = −ln ln 10 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 3] = [0.0, 1.05, 2.9];
    const BOUNDS: [(f64, f64); 3] = [(0.0, 100.0), (0.0, 100.0), (0.0, 10.0)];
    const CONSTRAINTS: [(f64, f64); 2] = [AT_LEAST_0; 2];

    fn value<D: DualNum<f64> + Copy>([x1, _, _]: [D; 3]) -> D {
        -x1
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> [D; 2] {
        [x2 - x1.exp(), x3 - x2.exp()]
    }

    fn solutions() -> Vec<[f64; 3]> {
        vec![[LN_10.ln(), LN_10, 10.0]]
    }
}

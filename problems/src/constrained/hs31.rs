//! A quadratic outside a hyperbola.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 31 of Hock and Schittkowski.
pub struct Hs31;

impl Textbook<3, 1> for Hs31 {
    const ABOUT: About = about(
        "hs31",
        "Hock-Schittkowski 31: a quadratic outside a hyperbola, with bounds",
        "min 9x₁² + x₂² + 9x₃² subject to x₁x₂ − 1 ≥ 0, −10 ≤ x₁ ≤ 10, 1 ≤ x₂ ≤ 10, −10 ≤ x₃ ≤ 1, x⁰ = (1, 1, \
         1)",
        "x = (1/√3, √3, 0), f* = 6 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 3] = [1.0; 3];
    const BOUNDS: [(f64, f64); 3] = [(-10.0, 10.0), (1.0, 10.0), (-10.0, 1.0)];
    const CONSTRAINTS: [(f64, f64); 1] = [AT_LEAST_0];

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> D {
        x1 * x1 * 9.0 + x2 * x2 + x3 * x3 * 9.0
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, _]: [D; 3]) -> [D; 1] {
        [x1 * x2 - 1.0]
    }

    fn solutions() -> Vec<[f64; 3]> {
        vec![[3.0_f64.sqrt().recip(), 3.0_f64.sqrt(), 0.0]]
    }
}

//! A cubic between a cone and a sphere.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 33 of Hock and Schittkowski.
pub struct Hs33;

impl Textbook<3, 2> for Hs33 {
    const ABOUT: About = about(
        "hs33",
        "Hock-Schittkowski 33: a cubic between a cone and a sphere",
        "min (x₁ − 1)(x₁ − 2)(x₁ − 3) + x₃ subject to x₃² − x₂² − x₁² ≥ 0, x₁² + x₂² + x₃² − 4 ≥ 0, x ≥ 0, x₃ \
         ≤ 5, x⁰ = (0, 0, 3)",
        "x = (0, √2, √2), f* = √2 − 6 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 3] = [0.0, 0.0, 3.0];
    const BOUNDS: [(f64, f64); 3] = [AT_LEAST_0, AT_LEAST_0, (0.0, 5.0)];
    const CONSTRAINTS: [(f64, f64); 2] = [AT_LEAST_0; 2];

    fn value<D: DualNum<f64> + Copy>([x1, _, x3]: [D; 3]) -> D {
        (x1 - 1.0) * (x1 - 2.0) * (x1 - 3.0) + x3
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> [D; 2] {
        [x3 * x3 - x2 * x2 - x1 * x1, x1 * x1 + x2 * x2 + x3 * x3 - 4.0]
    }

    fn solutions() -> Vec<[f64; 3]> {
        vec![[0.0, 2.0_f64.sqrt(), 2.0_f64.sqrt()]]
    }
}

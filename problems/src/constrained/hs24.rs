//! A cubic in a triangle.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 24 of Hock and Schittkowski.
pub struct Hs24;

impl Textbook<2, 3> for Hs24 {
    const ABOUT: About = about(
        "hs24",
        "Hock-Schittkowski 24: Betts's cubic in a triangle",
        "min ((x₁ − 3)² − 9) x₂³/(27√3) subject to x₁/√3 − x₂ ≥ 0, x₁ + √3x₂ ≥ 0, 6 − x₁ − √3x₂ ≥ 0, x ≥ 0, x⁰ \
         = (1, ½)",
        "x = (3, √3), f* = −1 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 2] = [1.0, 0.5];
    const BOUNDS: [(f64, f64); 2] = [AT_LEAST_0; 2];
    const CONSTRAINTS: [(f64, f64); 3] = [AT_LEAST_0; 3];

    fn value<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> D {
        ((x1 - 3.0).powi(2) - 9.0) * x2.powi(3) / (27.0 * 3.0_f64.sqrt())
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> [D; 3] {
        [x1 / 3.0_f64.sqrt() - x2, x1 + x2 * 3.0_f64.sqrt(), -x1 - x2 * 3.0_f64.sqrt() + 6.0]
    }

    fn solutions() -> Vec<[f64; 2]> {
        vec![[3.0, 3.0_f64.sqrt()]]
    }
}

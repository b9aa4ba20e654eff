//! −x₁x₂x₃x₄ subject to three equations.

use super::textbook::{Textbook, ZERO, about};
use crate::About;
use num_dual::DualNum;

/// Problem 40 of Hock and Schittkowski.
pub struct Hs40;

impl Textbook<4, 3> for Hs40 {
    const ABOUT: About = about(
        "hs40",
        "Hock-Schittkowski 40: a product on a curve",
        "min −x₁x₂x₃x₄ subject to x₁³ + x₂² − 1 = 0, x₁²x₄ − x₃ = 0, x₄² − x₂ = 0, x⁰ = (0.8, 0.8, 0.8, 0.8)",
        "x = (2^(−1/3), 2^(−1/2), ±2^(−11/12), ±2^(−1/4)), f* = −1/4 (closed form); error max((f − f*)⁺, \
         violation)",
    );
    const START: [f64; 4] = [0.8; 4];
    const CONSTRAINTS: [(f64, f64); 3] = [ZERO; 3];

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3, x4]: [D; 4]) -> D {
        -x1 * x2 * x3 * x4
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4]: [D; 4]) -> [D; 3] {
        [x1.powi(3) + x2 * x2 - 1.0, x1 * x1 * x4 - x3, x4 * x4 - x2]
    }

    fn solutions() -> Vec<[f64; 4]> {
        let root = |exponent: f64| 2.0_f64.powf(exponent);
        let (x1, x2, x3, x4) = (root(-1.0 / 3.0), root(-0.5), root(-11.0 / 12.0), root(-0.25));
        vec![[x1, x2, x3, x4], [x1, x2, -x3, -x4]]
    }
}

//! ln(1 + x₁²) − x₂ subject to (1 + x₁²)² + x₂² = 4.

use super::textbook::{Textbook, ZERO, about};
use crate::About;
use num_dual::DualNum;

/// Problem 7 of Hock and Schittkowski.
pub struct Hs7;

impl Textbook<2, 1> for Hs7 {
    const ABOUT: About = about(
        "hs7",
        "Hock-Schittkowski 7: a logarithm on an oval",
        "min ln(1 + x₁²) − x₂ subject to (1 + x₁²)² + x₂² − 4 = 0, x⁰ = (2, 2)",
        "x = (0, √3), f* = −√3 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 2] = [2.0; 2];
    const CONSTRAINTS: [(f64, f64); 1] = [ZERO];

    fn value<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> D {
        (x1 * x1).ln_1p() - x2
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> [D; 1] {
        [(x1 * x1 + 1.0).powi(2) + x2 * x2 - 4.0]
    }

    fn solutions() -> Vec<[f64; 2]> {
        vec![[0.0, 3.0_f64.sqrt()]]
    }
}

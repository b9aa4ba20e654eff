//! 2 − x₁x₂x₃x₄x₅/120 in a box.

use super::textbook::{Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 45 of Hock and Schittkowski.
pub struct Hs45;

impl Textbook<5, 0> for Hs45 {
    const ABOUT: About = about(
        "hs45",
        "Hock-Schittkowski 45: a product in a box",
        "min 2 − x₁x₂x₃x₄x₅/120 subject to 0 ≤ xᵢ ≤ i, x⁰ = (2, 2, 2, 2, 2)",
        "x = (1, 2, 3, 4, 5), f* = 1 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 5] = [2.0; 5];
    const BOUNDS: [(f64, f64); 5] = [(0.0, 1.0), (0.0, 2.0), (0.0, 3.0), (0.0, 4.0), (0.0, 5.0)];
    const CONSTRAINTS: [(f64, f64); 0] = [];

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3, x4, x5]: [D; 5]) -> D {
        -x1 * x2 * x3 * x4 * x5 / 120.0 + 2.0
    }

    fn constraints<D: DualNum<f64> + Copy>(_x: [D; 5]) -> [D; 0] {
        []
    }

    fn solutions() -> Vec<[f64; 5]> {
        vec![[1.0, 2.0, 3.0, 4.0, 5.0]]
    }
}

//! A linear function under exponentials.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::{About, ReferenceKind};
use num_dual::DualNum;

/// Problem 66 of Hock and Schittkowski.
pub struct Hs66;

impl Textbook<3, 2> for Hs66 {
    const ABOUT: About = about(
        "hs66",
        "Hock-Schittkowski 66: a linear function under exponentials",
        "min 0.2x₃ − 0.8x₁ subject to x₂ − exp(x₁) ≥ 0, x₃ − exp(x₂) ≥ 0, 0 ≤ x₁, x₂ ≤ 100, 0 ≤ x₃ ≤ 10, x⁰ = \
         (0, 1.05, 2.9)",
        "f* = 0.5181632741 (best known), polished to rounding by Newton's method on the KKT system from the \
         point where Ipopt ends; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 3] = [0.0, 1.05, 2.9];
    const BOUNDS: [(f64, f64); 3] = [(0.0, 100.0), (0.0, 100.0), (0.0, 10.0)];
    const CONSTRAINTS: [(f64, f64); 2] = [AT_LEAST_0; 2];
    const KIND: ReferenceKind = ReferenceKind::BestKnown;

    fn value<D: DualNum<f64> + Copy>([x1, _, x3]: [D; 3]) -> D {
        x3 * 0.2 - x1 * 0.8
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> [D; 2] {
        [x2 - x1.exp(), x3 - x2.exp()]
    }

    fn solutions() -> Vec<[f64; 3]> {
        vec![[0.184_126_487_922_847_6, 1.202_167_873_197_042_9, 3.327_322_322_599_095_5]]
    }
}

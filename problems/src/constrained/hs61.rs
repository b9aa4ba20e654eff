//! A quadratic on two parabolas.

use super::textbook::{Textbook, ZERO, about};
use crate::{About, ReferenceKind};
use num_dual::DualNum;

/// Problem 61 of Hock and Schittkowski.
pub struct Hs61;

impl Textbook<3, 2> for Hs61 {
    const ABOUT: About = about(
        "hs61",
        "Hock-Schittkowski 61: a quadratic on two parabolas",
        "min 4x₁² + 2x₂² + 2x₃² − 33x₁ + 16x₂ − 24x₃ subject to 3x₁ − 2x₂² − 7 = 0, 4x₁ − x₃² − 11 = 0, x⁰ = 0",
        "f* = −143.6461422 (best known), polished to rounding by Newton's method on the KKT system from the \
         point where Ipopt ends; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 3] = [0.0; 3];
    const CONSTRAINTS: [(f64, f64); 2] = [ZERO; 2];
    const KIND: ReferenceKind = ReferenceKind::BestKnown;

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> D {
        x1 * x1 * 4.0 + x2 * x2 * 2.0 + x3 * x3 * 2.0 - x1 * 33.0 + x2 * 16.0 - x3 * 24.0
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> [D; 2] {
        [x1 * 3.0 - x2 * x2 * 2.0 - 7.0, x1 * 4.0 - x3 * x3 - 11.0]
    }

    fn solutions() -> Vec<[f64; 3]> {
        vec![[5.326_770_135_563_928, -2.118_998_632_218_976, 3.210_464_225_350_550_6]]
    }
}

//! A quadratic in a ball and a box.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::{About, ReferenceKind};
use num_dual::DualNum;

/// Problem 65 of Hock and Schittkowski.
pub struct Hs65;

impl Textbook<3, 1> for Hs65 {
    const ABOUT: About = about(
        "hs65",
        "Hock-Schittkowski 65: a quadratic in a ball and a box",
        "min (x₁ − x₂)² + (x₁ + x₂ − 10)²/9 + (x₃ − 5)² subject to 48 − x₁² − x₂² − x₃² ≥ 0, −4.5 ≤ x₁, x₂ ≤ \
         4.5, −5 ≤ x₃ ≤ 5, x⁰ = (−5, 5, 0)",
        "f* = 0.9535288568 (best known), polished to rounding by Newton's method on the KKT system from the \
         point where Ipopt ends; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 3] = [-5.0, 5.0, 0.0];
    const BOUNDS: [(f64, f64); 3] = [(-4.5, 4.5), (-4.5, 4.5), (-5.0, 5.0)];
    const CONSTRAINTS: [(f64, f64); 1] = [AT_LEAST_0];
    const KIND: ReferenceKind = ReferenceKind::BestKnown;

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> D {
        (x1 - x2).powi(2) + (x1 + x2 - 10.0).powi(2) / 9.0 + (x3 - 5.0).powi(2)
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> [D; 1] {
        [-x1 * x1 - x2 * x2 - x3 * x3 + 48.0]
    }

    fn solutions() -> Vec<[f64; 3]> {
        vec![[3.650_461_725_213_036_2, 3.650_461_725_213_036_2, 4.620_417_555_320_008]]
    }
}

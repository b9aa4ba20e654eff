//! The distance to a parabola.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::{About, ReferenceKind};
use num_dual::DualNum;

/// Problem 11 of Hock and Schittkowski.
pub struct Hs11;

impl Textbook<2, 1> for Hs11 {
    const ABOUT: About = about(
        "hs11",
        "Hock-Schittkowski 11: a distance to a parabola",
        "min (x₁ − 5)² + x₂² − 25 subject to −x₁² + x₂ ≥ 0, x⁰ = (4.9, 0.1)",
        "f* = −8.4984642231 (best known), polished to rounding by Newton's method on the KKT system from the \
         point where Ipopt ends; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 2] = [4.9, 0.1];
    const CONSTRAINTS: [(f64, f64); 1] = [AT_LEAST_0];
    const KIND: ReferenceKind = ReferenceKind::BestKnown;

    fn value<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> D {
        (x1 - 5.0).powi(2) + x2 * x2 - 25.0
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> [D; 1] {
        [x2 - x1 * x1]
    }

    fn solutions() -> Vec<[f64; 2]> {
        vec![[1.234_772_825_053_297, 1.524_663_929_490_099_9]]
    }
}

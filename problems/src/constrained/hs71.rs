//! A product and a sphere.

use super::textbook::{AT_LEAST_0, Textbook, ZERO, about};
use crate::{About, ReferenceKind};
use num_dual::DualNum;

/// Problem 71 of Hock and Schittkowski.
pub struct Hs71;

impl Textbook<4, 2> for Hs71 {
    const ABOUT: About = about(
        "hs71",
        "Hock-Schittkowski 71: a product on a sphere",
        "min x₁x₄(x₁ + x₂ + x₃) + x₃ subject to x₁x₂x₃x₄ − 25 ≥ 0, x₁² + x₂² + x₃² + x₄² − 40 = 0, 1 ≤ xᵢ ≤ 5, \
         x⁰ = (1, 5, 5, 1)",
        "f* = 17.0140172892 (best known), polished to rounding by Newton's method on the KKT system from the \
         point where Ipopt ends; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 4] = [1.0, 5.0, 5.0, 1.0];
    const BOUNDS: [(f64, f64); 4] = [(1.0, 5.0); 4];
    const CONSTRAINTS: [(f64, f64); 2] = [AT_LEAST_0, ZERO];
    const KIND: ReferenceKind = ReferenceKind::BestKnown;

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3, x4]: [D; 4]) -> D {
        x1 * x4 * (x1 + x2 + x3) + x3
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4]: [D; 4]) -> [D; 2] {
        [x1 * x2 * x3 * x4 - 25.0, x1 * x1 + x2 * x2 + x3 * x3 + x4 * x4 - 40.0]
    }

    fn solutions() -> Vec<[f64; 4]> {
        vec![[1.0, 4.742_999_637_264_417, 3.821_149_984_184_873_7, 1.379_408_293_172_672_3]]
    }
}

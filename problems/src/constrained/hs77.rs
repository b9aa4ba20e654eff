//! Powers on two surfaces.

use super::textbook::{Textbook, ZERO, about};
use crate::{About, ReferenceKind};
use num_dual::DualNum;
use std::f64::consts::SQRT_2;

/// Problem 77 of Hock and Schittkowski.
pub struct Hs77;

impl Textbook<5, 2> for Hs77 {
    const ABOUT: About = about(
        "hs77",
        "Hock-Schittkowski 77: powers of differences on two surfaces",
        "min (x₁ − 1)² + (x₁ − x₂)² + (x₃ − 1)² + (x₄ − 1)⁴ + (x₅ − 1)⁶ subject to x₁²x₄ + sin(x₄ − x₅) − 2√2 \
         = 0, x₂ + x₃⁴x₄² − 8 − √2 = 0, x⁰ = (2, 2, 2, 2, 2)",
        "f* = 0.2415051288 (best known), polished to rounding by Newton's method on the KKT system from the \
         point where Ipopt ends; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 5] = [2.0; 5];
    const CONSTRAINTS: [(f64, f64); 2] = [ZERO; 2];
    const KIND: ReferenceKind = ReferenceKind::BestKnown;

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3, x4, x5]: [D; 5]) -> D {
        (x1 - 1.0).powi(2) + (x1 - x2).powi(2) + (x3 - 1.0).powi(2) + (x4 - 1.0).powi(4) + (x5 - 1.0).powi(6)
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4, x5]: [D; 5]) -> [D; 2] {
        [x1 * x1 * x4 + (x4 - x5).sin() - 2.0 * SQRT_2, x2 + x3.powi(4) * x4 * x4 - 8.0 - SQRT_2]
    }

    fn solutions() -> Vec<[f64; 5]> {
        vec![[
            1.166_172_189_709_298_5,
            1.182_111_388_802_704_4,
            1.380_257_043_145_459_7,
            1.506_036_273_623_045_7,
            0.610_920_196_043_090_8,
        ]]
    }
}

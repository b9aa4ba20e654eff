//! An exponential on a sphere and two surfaces.

use super::textbook::{Textbook, ZERO, about};
use crate::{About, ReferenceKind};
use num_dual::DualNum;

/// Problem 80 of Hock and Schittkowski.
pub struct Hs80;

impl Textbook<5, 3> for Hs80 {
    const ABOUT: About = about(
        "hs80",
        "Hock-Schittkowski 80: an exponential on a sphere and two surfaces",
        "min exp(x₁x₂x₃x₄x₅) subject to x₁² + x₂² + x₃² + x₄² + x₅² − 10 = 0, x₂x₃ − 5x₄x₅ = 0, x₁³ + x₂³ + 1 \
         = 0, |x₁|, |x₂| ≤ 2.3, |x₃|, |x₄|, |x₅| ≤ 3.2, x⁰ = (−2, 2, 2, −1, −1)",
        "f* = 0.0539498478 (best known), polished to rounding by Newton's method on the KKT system from the \
         point where Ipopt ends; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 5] = [-2.0, 2.0, 2.0, -1.0, -1.0];
    const BOUNDS: [(f64, f64); 5] = [(-2.3, 2.3), (-2.3, 2.3), (-3.2, 3.2), (-3.2, 3.2), (-3.2, 3.2)];
    const CONSTRAINTS: [(f64, f64); 3] = [ZERO; 3];
    const KIND: ReferenceKind = ReferenceKind::BestKnown;

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3, x4, x5]: [D; 5]) -> D {
        (x1 * x2 * x3 * x4 * x5).exp()
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4, x5]: [D; 5]) -> [D; 3] {
        [x1 * x1 + x2 * x2 + x3 * x3 + x4 * x4 + x5 * x5 - 10.0, x2 * x3 - x4 * x5 * 5.0, x1.powi(3) + x2.powi(3) + 1.0]
    }

    fn solutions() -> Vec<[f64; 5]> {
        vec![[
            -1.717_143_570_394_382_3,
            1.595_709_690_183_554_4,
            1.827_245_752_927_194_6,
            -0.763_643_078_184_130_4,
            -0.763_643_078_184_130_4,
        ]]
    }
}

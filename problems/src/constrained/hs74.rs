//! Power flow between two generators.

use super::textbook::{AT_LEAST_0, Textbook, ZERO, about};
use crate::{About, ReferenceKind};
use num_dual::DualNum;

/// Problem 74 of Hock and Schittkowski.
pub struct Hs74;

impl Textbook<4, 5> for Hs74 {
    const ABOUT: About = about(
        "hs74",
        "Hock-Schittkowski 74: power flow, angles within ±0.55",
        "min 3x₁ + 10⁻⁶x₁³ + 2x₂ + ⅔ 10⁻⁶ x₂³ subject to x₄ − x₃ + 0.55 ≥ 0, x₃ − x₄ + 0.55 ≥ 0, 1000 (sin(−x₃ \
         − ¼) + sin(−x₄ − ¼)) + 894.8 − x₁ = 0, 1000 (sin(x₃ − ¼) + sin(x₃ − x₄ − ¼)) + 894.8 − x₂ = 0, 1000 \
         (sin(x₄ − ¼) + sin(x₄ − x₃ − ¼)) + 1294.8 = 0, 0 ≤ x₁, x₂ ≤ 1200, |x₃|, |x₄| ≤ 0.55, x⁰ = 0",
        "f* = 5126.4981096 (best known), polished to rounding by Newton's method on the KKT system from the \
         point where Ipopt ends; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 4] = [0.0; 4];
    const BOUNDS: [(f64, f64); 4] = [(0.0, 1200.0), (0.0, 1200.0), (-0.55, 0.55), (-0.55, 0.55)];
    const CONSTRAINTS: [(f64, f64); 5] = [AT_LEAST_0, AT_LEAST_0, ZERO, ZERO, ZERO];
    const KIND: ReferenceKind = ReferenceKind::BestKnown;

    fn value<D: DualNum<f64> + Copy>([x1, x2, _, _]: [D; 4]) -> D {
        x1 * 3.0 + x1.powi(3) * 1e-6 + x2 * 2.0 + x2.powi(3) * (2e-6 / 3.0)
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4]: [D; 4]) -> [D; 5] {
        let flow = |a: D, b: D| ((a - 0.25).sin() + (b - 0.25).sin()) * 1000.0;
        [
            x4 - x3 + 0.55,
            x3 - x4 + 0.55,
            flow(-x3, -x4) + 894.8 - x1,
            flow(x3, x3 - x4) + 894.8 - x2,
            flow(x4, x4 - x3) + 1294.8,
        ]
    }

    fn solutions() -> Vec<[f64; 4]> {
        vec![[679.945_319_851_211_5, 1_026.067_132_610_464_8, 0.118_876_364_493_101_93, -0.396_233_553_203_210_13]]
    }
}

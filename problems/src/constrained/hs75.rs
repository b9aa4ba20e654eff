//! Power flow between two generators.

use super::textbook::{AT_LEAST_0, Textbook, ZERO, about};
use crate::{About, ReferenceKind};
use num_dual::DualNum;

/// Problem 75 of Hock and Schittkowski.
pub struct Hs75;

impl Textbook<4, 5> for Hs75 {
    const ABOUT: About = about(
        "hs75",
        "Hock-Schittkowski 75: power flow, angles within ±0.48",
        "min 3x₁ + 10⁻⁶x₁³ + 2x₂ + ⅔ 10⁻⁶ x₂³ subject to x₄ − x₃ + 0.48 ≥ 0, x₃ − x₄ + 0.48 ≥ 0, 1000 (sin(−x₃ \
         − ¼) + sin(−x₄ − ¼)) + 894.8 − x₁ = 0, 1000 (sin(x₃ − ¼) + sin(x₃ − x₄ − ¼)) + 894.8 − x₂ = 0, 1000 \
         (sin(x₄ − ¼) + sin(x₄ − x₃ − ¼)) + 1294.8 = 0, 0 ≤ x₁, x₂ ≤ 1200, |x₃|, |x₄| ≤ 0.48, x⁰ = 0",
        "f* = 5174.4126954 (best known), polished to rounding by Newton's method on the KKT system from the \
         point where Ipopt ends; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 4] = [0.0; 4];
    const BOUNDS: [(f64, f64); 4] = [(0.0, 1200.0), (0.0, 1200.0), (-0.48, 0.48), (-0.48, 0.48)];
    const CONSTRAINTS: [(f64, f64); 5] = [AT_LEAST_0, AT_LEAST_0, ZERO, ZERO, ZERO];
    const KIND: ReferenceKind = ReferenceKind::BestKnown;

    fn value<D: DualNum<f64> + Copy>([x1, x2, _, _]: [D; 4]) -> D {
        x1 * 3.0 + x1.powi(3) * 1e-6 + x2 * 2.0 + x2.powi(3) * (2e-6 / 3.0)
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4]: [D; 4]) -> [D; 5] {
        let flow = |a: D, b: D| ((a - 0.25).sin() + (b - 0.25).sin()) * 1000.0;
        [
            x4 - x3 + 0.48,
            x3 - x4 + 0.48,
            flow(-x3, -x4) + 894.8 - x1,
            flow(x3, x3 - x4) + 894.8 - x2,
            flow(x4, x4 - x3) + 1294.8,
        ]
    }

    fn solutions() -> Vec<[f64; 4]> {
        vec![[776.159_026_586_059_3, 925.195_138_469_092, 0.051_108_928_538_351_375, -0.428_891_071_461_648_6]]
    }
}

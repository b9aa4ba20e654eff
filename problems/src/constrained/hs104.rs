//! An optimal reactor.

use super::textbook::{AT_MOST_0, Textbook, about};
use crate::{About, ReferenceKind};
use num_dual::DualNum;

/// Problem 104 of Hock and Schittkowski.
pub struct Hs104;

impl Textbook<8, 5> for Hs104 {
    const ABOUT: About = about(
        "hs104",
        "Hock-Schittkowski 104: an optimal reactor",
        "min h(x) = 0.4 (x₁/x₇)^0.67 + 0.4 (x₂/x₈)^0.67 + 10 − x₁ − x₂ subject to 0.0588x₅x₇ + 0.1x₁ ≤ 1, \
         0.0588x₆x₈ + 0.1x₁ + 0.1x₂ ≤ 1, 4x₃/x₅ + 2x₃^−0.71/x₅ + 0.0588x₃^−1.3 x₇ ≤ 1, 4x₄/x₆ + 2x₄^−0.71/x₆ + \
         0.0588x₄^−1.3 x₈ ≤ 1, 1 ≤ h(x) ≤ 4.2, 0.1 ≤ xᵢ ≤ 10, x⁰ = (6, 3, 0.4, 0.2, 6, 6, 1, 0.5)",
        "f* = 3.9511634396 (best known), polished to rounding by Newton's method on the KKT system from the \
         point where Ipopt ends; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 8] = [6.0, 3.0, 0.4, 0.2, 6.0, 6.0, 1.0, 0.5];
    const BOUNDS: [(f64, f64); 8] = [(0.1, 10.0); 8];
    const CONSTRAINTS: [(f64, f64); 5] = [AT_MOST_0, AT_MOST_0, AT_MOST_0, AT_MOST_0, (0.0, 3.2)];
    const KIND: ReferenceKind = ReferenceKind::BestKnown;

    fn value<D: DualNum<f64> + Copy>([x1, x2, _, _, _, _, x7, x8]: [D; 8]) -> D {
        ((x1 / x7).powf(0.67) + (x2 / x8).powf(0.67)) * 0.4 + 10.0 - x1 - x2
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4, x5, x6, x7, x8]: [D; 8]) -> [D; 5] {
        let step = |a: D, b: D, c: D| (a * 4.0 + a.powf(-0.71) * 2.0) / b + a.powf(-1.3) * c * 0.0588 - 1.0;
        [
            x5 * x7 * 0.0588 + x1 * 0.1 - 1.0,
            x6 * x8 * 0.0588 + (x1 + x2) * 0.1 - 1.0,
            step(x3, x5, x7),
            step(x4, x6, x8),
            Self::value([x1, x2, x3, x4, x5, x6, x7, x8]) - 1.0,
        ]
    }

    fn solutions() -> Vec<[f64; 8]> {
        vec![[
            6.465_114_028_369_101,
            2.232_708_647_985_229,
            0.667_397_491_286_629_3,
            0.595_756_422_900_371,
            5.932_675_677_909_848,
            5.527_234_564_976_939,
            1.013_322_008_902_561_4,
            0.400_668_229_125_703,
        ]]
    }
}

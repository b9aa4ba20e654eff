//! Wong's second problem.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::{About, ReferenceKind};
use num_dual::DualNum;

/// Problem 113 of Hock and Schittkowski.
pub struct Hs113;

impl Textbook<10, 8> for Hs113 {
    const ABOUT: About = about(
        "hs113",
        "Hock-Schittkowski 113: Wong's problem of ten variables",
        "min x₁² + x₂² + x₁x₂ − 14x₁ − 16x₂ + (x₃ − 10)² + 4 (x₄ − 5)² + (x₅ − 3)² + 2 (x₆ − 1)² + 5x₇² + 7 \
         (x₈ − 11)² + 2 (x₉ − 10)² + (x₁₀ − 7)² + 45 subject to 105 − 4x₁ − 5x₂ + 3x₇ − 9x₈, −10x₁ + 8x₂ + \
         17x₇ − 2x₈, 8x₁ − 2x₂ − 5x₉ + 2x₁₀ + 12, 120 − 3 (x₁ − 2)² − 4 (x₂ − 3)² − 2x₃² + 7x₄, 40 − 5x₁² − \
         8x₂ − (x₃ − 6)² + 2x₄, 30 − ½ (x₁ − 8)² − 2 (x₂ − 4)² − 3x₅² + x₆, −x₁² − 2 (x₂ − 2)² + 2x₁x₂ − 14x₅ \
         + 6x₆, 3x₁ − 6x₂ − 12 (x₉ − 8)² + 7x₁₀ ≥ 0, x⁰ = (2, 3, 5, 5, 1, 2, 7, 3, 6, 10)",
        "f* = 24.3062090682 (best known), polished to rounding by Newton's method on the KKT system from the \
         point where Ipopt ends; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 10] = [2.0, 3.0, 5.0, 5.0, 1.0, 2.0, 7.0, 3.0, 6.0, 10.0];
    const CONSTRAINTS: [(f64, f64); 8] = [AT_LEAST_0; 8];
    const KIND: ReferenceKind = ReferenceKind::BestKnown;

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3, x4, x5, x6, x7, x8, x9, x10]: [D; 10]) -> D {
        x1 * x1 + x2 * x2 + x1 * x2 - x1 * 14.0 - x2 * 16.0
            + (x3 - 10.0).powi(2)
            + (x4 - 5.0).powi(2) * 4.0
            + (x5 - 3.0).powi(2)
            + (x6 - 1.0).powi(2) * 2.0
            + x7 * x7 * 5.0
            + (x8 - 11.0).powi(2) * 7.0
            + (x9 - 10.0).powi(2) * 2.0
            + (x10 - 7.0).powi(2)
            + 45.0
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4, x5, x6, x7, x8, x9, x10]: [D; 10]) -> [D; 8] {
        [
            x1 * -4.0 - x2 * 5.0 + x7 * 3.0 - x8 * 9.0 + 105.0,
            x1 * -10.0 + x2 * 8.0 + x7 * 17.0 - x8 * 2.0,
            x1 * 8.0 - x2 * 2.0 - x9 * 5.0 + x10 * 2.0 + 12.0,
            (x1 - 2.0).powi(2) * -3.0 - (x2 - 3.0).powi(2) * 4.0 - x3 * x3 * 2.0 + x4 * 7.0 + 120.0,
            x1 * x1 * -5.0 - x2 * 8.0 - (x3 - 6.0).powi(2) + x4 * 2.0 + 40.0,
            (x1 - 8.0).powi(2) * -0.5 - (x2 - 4.0).powi(2) * 2.0 - x5 * x5 * 3.0 + x6 + 30.0,
            -x1 * x1 - (x2 - 2.0).powi(2) * 2.0 + x1 * x2 * 2.0 - x5 * 14.0 + x6 * 6.0,
            x1 * 3.0 - x2 * 6.0 - (x9 - 8.0).powi(2) * 12.0 + x10 * 7.0,
        ]
    }

    fn solutions() -> Vec<[f64; 10]> {
        vec![[
            2.171_996_371_255_455_3,
            2.363_682_973_697_280_4,
            8.773_925_738_476_85,
            5.095_984_487_948_453,
            0.990_654_764_963_859_3,
            1.430_573_978_936_315_9,
            1.321_644_208_161_703,
            9.828_725_807_886_322,
            8.280_091_670_098_345,
            8.375_926_663_921_323,
        ]]
    }
}

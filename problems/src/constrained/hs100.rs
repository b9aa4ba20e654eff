//! Seven variables, four constraints.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::{About, ReferenceKind};
use num_dual::DualNum;

/// Problem 100 of Hock and Schittkowski.
pub struct Hs100;

impl Textbook<7, 4> for Hs100 {
    const ABOUT: About = about(
        "hs100",
        "Hock-Schittkowski 100: seven variables, four inequalities",
        "min (x₁ − 10)² + 5 (x₂ − 12)² + x₃⁴ + 3 (x₄ − 11)² + 10x₅⁶ + 7x₆² + x₇⁴ − 4x₆x₇ − 10x₆ − 8x₇ subject \
         to 127 − 2x₁² − 3x₂⁴ − x₃ − 4x₄² − 5x₅, 282 − 7x₁ − 3x₂ − 10x₃² − x₄ + x₅, 196 − 23x₁ − x₂² − 6x₆² + \
         8x₇, −4x₁² − x₂² + 3x₁x₂ − 2x₃² − 5x₆ + 11x₇ ≥ 0, x⁰ = (1, 2, 0, 4, 0, 1, 1)",
        "f* = 680.6300573745 (best known), polished to rounding by Newton's method on the KKT system from the \
         point where Ipopt ends; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 7] = [1.0, 2.0, 0.0, 4.0, 0.0, 1.0, 1.0];
    const CONSTRAINTS: [(f64, f64); 4] = [AT_LEAST_0; 4];
    const KIND: ReferenceKind = ReferenceKind::BestKnown;

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3, x4, x5, x6, x7]: [D; 7]) -> D {
        (x1 - 10.0).powi(2)
            + (x2 - 12.0).powi(2) * 5.0
            + x3.powi(4)
            + (x4 - 11.0).powi(2) * 3.0
            + x5.powi(6) * 10.0
            + x6 * x6 * 7.0
            + x7.powi(4)
            - x6 * x7 * 4.0
            - x6 * 10.0
            - x7 * 8.0
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4, x5, x6, x7]: [D; 7]) -> [D; 4] {
        [
            x1 * x1 * -2.0 - x2.powi(4) * 3.0 - x3 - x4 * x4 * 4.0 - x5 * 5.0 + 127.0,
            x1 * -7.0 - x2 * 3.0 - x3 * x3 * 10.0 - x4 + x5 + 282.0,
            x1 * -23.0 - x2 * x2 - x6 * x6 * 6.0 + x7 * 8.0 + 196.0,
            x1 * x1 * -4.0 - x2 * x2 + x1 * x2 * 3.0 - x3 * x3 * 2.0 - x6 * 5.0 + x7 * 11.0,
        ]
    }

    fn solutions() -> Vec<[f64; 7]> {
        vec![[
            2.330_499_372_879_57,
            1.951_372_372_896_889,
            -0.477_541_392_388_871_6,
            4.365_726_233_655_81,
            -0.624_486_970_526_817_5,
            1.038_131_018_607_958_4,
            1.594_226_711_611_868_5,
        ]]
    }
}

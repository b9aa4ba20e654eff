//! Colville's problem of ranges.

use super::textbook::{Textbook, about};
use crate::{About, ReferenceKind};
use num_dual::DualNum;

/// Problem 83 of Hock and Schittkowski.
pub struct Hs83;

impl Textbook<5, 3> for Hs83 {
    const ABOUT: About = about(
        "hs83",
        "Hock-Schittkowski 83: Colville's problem of ranges",
        "min 5.3578547x₃² + 0.8356891x₁x₅ + 37.293239x₁ − 40792.141 subject to 0 ≤ 85.334407 + 0.0056858x₂x₅ + \
         0.0006262x₁x₄ − 0.0022053x₃x₅ ≤ 92, 0 ≤ −9.48751 + 0.0071317x₂x₅ + 0.0029955x₁x₂ + 0.0021813x₃² ≤ 20, \
         0 ≤ −10.699039 + 0.0047026x₃x₅ + 0.0012547x₁x₃ + 0.0019085x₃x₄ ≤ 5, (78, 33, 27, 27, 27) ≤ x ≤ (102, \
         45, 45, 45, 45), x⁰ = the lower bounds",
        "f* = −30665.5386718 (best known), polished to rounding by Newton's method on the KKT system from the \
         point where Ipopt ends; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 5] = [78.0, 33.0, 27.0, 27.0, 27.0];
    const BOUNDS: [(f64, f64); 5] = [(78.0, 102.0), (33.0, 45.0), (27.0, 45.0), (27.0, 45.0), (27.0, 45.0)];
    const CONSTRAINTS: [(f64, f64); 3] = [(0.0, 92.0), (0.0, 20.0), (0.0, 5.0)];
    const KIND: ReferenceKind = ReferenceKind::BestKnown;

    fn value<D: DualNum<f64> + Copy>([x1, _, x3, _, x5]: [D; 5]) -> D {
        x3 * x3 * 5.357_854_7 + x1 * x5 * 0.835_689_1 + x1 * 37.293_239 - 40_792.141
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4, x5]: [D; 5]) -> [D; 3] {
        [
            x2 * x5 * 0.005_685_8 + x1 * x4 * 0.000_626_2 - x3 * x5 * 0.002_205_3 + 85.334_407,
            x2 * x5 * 0.007_131_7 + x1 * x2 * 0.002_995_5 + x3 * x3 * 0.002_181_3 - 9.487_51,
            x3 * x5 * 0.004_702_6 + x1 * x3 * 0.001_254_7 + x3 * x4 * 0.001_908_5 - 10.699_039,
        ]
    }

    fn solutions() -> Vec<[f64; 5]> {
        vec![[78.0, 33.0, 29.995_256_025_681_6, 45.0, 36.775_812_905_788_21]]
    }
}

//! Optimal sampling.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::{About, ReferenceKind};
use num_dual::DualNum;

/// Problem 72 of Hock and Schittkowski.
pub struct Hs72;

impl Textbook<4, 2> for Hs72 {
    const ABOUT: About = about(
        "hs72",
        "Hock-Schittkowski 72: optimal sampling",
        "min 1 + x₁ + x₂ + x₃ + x₄ subject to 0.0401 − 4/x₁ − 2.25/x₂ − 1/x₃ − 0.25/x₄ ≥ 0, 0.010085 − 0.16/x₁ \
         − 0.36/x₂ − 0.64/x₃ − 0.64/x₄ ≥ 0, 0.001 ≤ xᵢ ≤ (5 − i) 10⁵, x⁰ = (1, 1, 1, 1)",
        "f* = 727.67936 (best known), polished to rounding by Newton's method on the KKT system from the point \
         where Ipopt ends; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 4] = [1.0; 4];
    const BOUNDS: [(f64, f64); 4] = [(0.001, 400_000.0), (0.001, 300_000.0), (0.001, 200_000.0), (0.001, 100_000.0)];
    const CONSTRAINTS: [(f64, f64); 2] = [AT_LEAST_0; 2];
    const KIND: ReferenceKind = ReferenceKind::BestKnown;

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3, x4]: [D; 4]) -> D {
        x1 + x2 + x3 + x4 + 1.0
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3, x4]: [D; 4]) -> [D; 2] {
        let [a, b, c, d] = [x1.recip(), x2.recip(), x3.recip(), x4.recip()];
        [a * -4.0 - b * 2.25 - c - d * 0.25 + 0.0401, a * -0.16 - b * 0.36 - c * 0.64 - d * 0.64 + 0.010_085]
    }

    fn solutions() -> Vec<[f64; 4]> {
        vec![[193.407_427_271_946_32, 179.547_076_032_274_53, 185.018_063_358_151_52, 168.706_791_127_240_56]]
    }
}

//! Chemical equilibrium.

use super::textbook::{Textbook, ZERO, about};
use crate::{About, ReferenceKind};
use num_dual::DualNum;

const C: [f64; 10] = [-6.089, -17.164, -34.054, -5.914, -24.721, -14.986, -24.1, -10.708, -26.662, -22.179];

/// Problem 112 of Hock and Schittkowski.
pub struct Hs112;

impl Textbook<10, 3> for Hs112 {
    const ABOUT: About = about(
        "hs112",
        "Hock-Schittkowski 112: a chemical equilibrium",
        "min Σⱼ xⱼ (cⱼ + ln(xⱼ/Σₖ xₖ)) subject to x₁ + 2x₂ + 2x₃ + x₆ + x₁₀ = 2, x₄ + 2x₅ + x₆ + x₇ = 1, x₃ + \
         x₇ + x₈ + 2x₉ + x₁₀ = 1, xⱼ ≥ 10⁻⁶, x⁰ⱼ = 0.1",
        "f* = −47.7610908594 (best known), polished to rounding by Newton's method on the KKT system from the \
         point where Ipopt ends; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 10] = [0.1; 10];
    const BOUNDS: [(f64, f64); 10] = [(1e-06, f64::INFINITY); 10];
    const CONSTRAINTS: [(f64, f64); 3] = [ZERO; 3];
    const KIND: ReferenceKind = ReferenceKind::BestKnown;

    fn value<D: DualNum<f64> + Copy>(x: [D; 10]) -> D {
        let total: D = x.iter().copied().sum();
        x.iter().zip(C).map(|(x, c)| *x * ((*x / total).ln() + c)).sum()
    }

    fn constraints<D: DualNum<f64> + Copy>(x: [D; 10]) -> [D; 3] {
        [
            x[0] + (x[1] + x[2]) * 2.0 + x[5] + x[9] - 2.0,
            x[3] + x[4] * 2.0 + x[5] + x[6] - 1.0,
            x[2] + x[6] + x[7] + x[8] * 2.0 + x[9] - 1.0,
        ]
    }

    fn solutions() -> Vec<[f64; 10]> {
        vec![[
            0.040_668_087_355_690_094,
            0.147_730_354_340_821_46,
            0.783_153_354_009_234_7,
            0.001_414_219_809_030_122,
            0.485_246_648_699_272_8,
            0.000_693_172_078_421_063_8,
            0.027_399_310_714_003_266,
            0.017_947_279_584_925_386,
            0.037_314_365_913_030_18,
            0.096_871_323_865_776_43,
        ]]
    }
}

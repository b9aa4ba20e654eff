//! Colville's first problem.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::{About, ReferenceKind};
use num_dual::DualNum;

/// eⱼ, and dⱼ of the cubes.
const E: [f64; 5] = [-15.0, -27.0, -36.0, -18.0, -12.0];
const F: [f64; 5] = [4.0, 8.0, 10.0, 6.0, 2.0];
const C: [[f64; 5]; 5] = [
    [30.0, -20.0, -10.0, 32.0, -10.0],
    [-20.0, 39.0, -6.0, -31.0, 32.0],
    [-10.0, -6.0, 10.0, -6.0, -10.0],
    [32.0, -31.0, -6.0, 39.0, -20.0],
    [-10.0, 32.0, -10.0, -20.0, 30.0],
];
const A: [[f64; 5]; 10] = [
    [-16.0, 2.0, 0.0, 1.0, 0.0],
    [0.0, -2.0, 0.0, 4.0, 2.0],
    [-3.5, 0.0, 2.0, 0.0, 0.0],
    [0.0, -2.0, 0.0, -4.0, -1.0],
    [0.0, -9.0, -2.0, 1.0, -2.8],
    [2.0, 0.0, -4.0, 0.0, 0.0],
    [-1.0, -1.0, -1.0, -1.0, -1.0],
    [-1.0, -2.0, -3.0, -2.0, -1.0],
    [1.0, 2.0, 3.0, 4.0, 5.0],
    [1.0, 1.0, 1.0, 1.0, 1.0],
];
const B: [f64; 10] = [-40.0, -2.0, -0.25, -4.0, -4.0, -1.0, -40.0, -60.0, 5.0, 1.0];

/// Problem 86 of Hock and Schittkowski.
pub struct Hs86;

impl Textbook<5, 10> for Hs86 {
    const ABOUT: About = about(
        "hs86",
        "Hock-Schittkowski 86: Colville's cubic on a polyhedron",
        "min Σⱼ eⱼxⱼ + Σᵢⱼ cᵢⱼxᵢxⱼ + Σⱼ dⱼxⱼ³ subject to Ax − b ≥ 0, x ≥ 0, x⁰ = (0, 0, 0, 0, 1)",
        "f* = −32.3486789659 (best known), polished to rounding by Newton's method on the KKT system from the \
         point where Ipopt ends; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 5] = [0.0, 0.0, 0.0, 0.0, 1.0];
    const BOUNDS: [(f64, f64); 5] = [AT_LEAST_0; 5];
    const CONSTRAINTS: [(f64, f64); 10] = [AT_LEAST_0; 10];
    const KIND: ReferenceKind = ReferenceKind::BestKnown;

    fn value<D: DualNum<f64> + Copy>(x: [D; 5]) -> D {
        let term = |j: usize| {
            let row: D = x.iter().zip(C[j]).map(|(x, c)| *x * c).sum();
            x[j] * row + x[j] * E[j] + x[j].powi(3) * F[j]
        };
        (0..5).map(term).sum()
    }

    fn constraints<D: DualNum<f64> + Copy>(x: [D; 5]) -> [D; 10] {
        std::array::from_fn(|i| x.iter().zip(A[i]).map(|(x, a)| *x * a).sum::<D>() - B[i])
    }

    fn solutions() -> Vec<[f64; 5]> {
        vec![[
            0.3,
            0.333_467_606_534_607_16,
            0.399_999_999_999_999_97,
            0.428_310_104_781_698_84,
            0.223_964_873_560_798_14,
        ]]
    }
}

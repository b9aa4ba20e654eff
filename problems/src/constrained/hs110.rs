//! Logarithms and a root of a product in a box.

use super::textbook::{Textbook, about};
use crate::{About, ReferenceKind};
use num_dual::DualNum;

/// Problem 110 of Hock and Schittkowski.
pub struct Hs110;

impl Textbook<10, 0> for Hs110 {
    const ABOUT: About = about(
        "hs110",
        "Hock-Schittkowski 110: logarithms in a box",
        "min Σᵢ ln²(xᵢ − 2) + ln²(10 − xᵢ) − (Πᵢ xᵢ)^0.2 subject to 2.001 ≤ xᵢ ≤ 9.999, i ≤ 10, x⁰ᵢ = 9",
        "all xᵢ are equal, f* = −45.7784697075 (best known), polished to rounding by Newton's method on the \
         KKT system; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 10] = [9.0; 10];
    const BOUNDS: [(f64, f64); 10] = [(2.001, 9.999); 10];
    const CONSTRAINTS: [(f64, f64); 0] = [];
    const KIND: ReferenceKind = ReferenceKind::BestKnown;

    fn value<D: DualNum<f64> + Copy>(x: [D; 10]) -> D {
        let sum: D = x.iter().map(|x| (*x - 2.0).ln().powi(2) + (-*x + 10.0).ln().powi(2)).sum();
        sum - x.into_iter().product::<D>().powf(0.2)
    }

    fn constraints<D: DualNum<f64> + Copy>(_x: [D; 10]) -> [D; 0] {
        []
    }

    fn solutions() -> Vec<[f64; 10]> {
        vec![[9.350_265_833_069_386; 10]]
    }
}

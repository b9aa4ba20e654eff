//! Rosenbrock's valley cut off at its bottom.

use super::textbook::{FREE, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Problem 2 of Hock and Schittkowski.
pub struct Hs2;

impl Textbook<2, 0> for Hs2 {
    const ABOUT: About = about(
        "hs2",
        "Hock-Schittkowski 2: Rosenbrock's valley with an active bound",
        "min 100 (x₂ − x₁²)² + (1 − x₁)² subject to x₂ ≥ 1.5, x⁰ = (−2, 1)",
        "x = (2a cos(⅓ arccos(1/(400a³))), 1.5) with a = √(598/1200), f* = 0.0504261879 (closed form); x = \
         (−1.2210, 1.5) with f = 4.9412293 is a local minimum; error max((f − f*)⁺, violation)",
    );
    const START: [f64; 2] = [-2.0, 1.0];
    const BOUNDS: [(f64, f64); 2] = [FREE, (1.5, f64::INFINITY)];
    const CONSTRAINTS: [(f64, f64); 0] = [];

    fn value<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> D {
        (x2 - x1 * x1).powi(2) * 100.0 + (-x1 + 1.0).powi(2)
    }

    fn constraints<D: DualNum<f64> + Copy>(_x: [D; 2]) -> [D; 0] {
        []
    }

    fn solutions() -> Vec<[f64; 2]> {
        let a = (598.0_f64 / 1200.0).sqrt();
        vec![[2.0 * a * ((1.0 / (400.0 * a.powi(3))).acos() / 3.0).cos(), 1.5]]
    }
}

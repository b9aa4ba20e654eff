//! A sine and a quadratic in a box.

use super::textbook::{Textbook, about};
use crate::About;
use num_dual::DualNum;
use std::f64::consts::PI;

/// Problem 5 of Hock and Schittkowski.
pub struct Hs5;

impl Textbook<2, 0> for Hs5 {
    const ABOUT: About = about(
        "hs5",
        "Hock-Schittkowski 5: McCormick's function",
        "min sin(x₁ + x₂) + (x₁ − x₂)² − 1.5x₁ + 2.5x₂ + 1 subject to −1.5 ≤ x₁ ≤ 4, −3 ≤ x₂ ≤ 3, x⁰ = 0",
        "x = (½ − π/3, −½ − π/3), f* = −½√3 − π/3 (closed form); error max((f − f*)⁺, violation)",
    );
    const START: [f64; 2] = [0.0; 2];
    const BOUNDS: [(f64, f64); 2] = [(-1.5, 4.0), (-3.0, 3.0)];
    const CONSTRAINTS: [(f64, f64); 0] = [];

    fn value<D: DualNum<f64> + Copy>([x1, x2]: [D; 2]) -> D {
        (x1 + x2).sin() + (x1 - x2).powi(2) - x1 * 1.5 + x2 * 2.5 + 1.0
    }

    fn constraints<D: DualNum<f64> + Copy>(_x: [D; 2]) -> [D; 0] {
        []
    }

    fn solutions() -> Vec<[f64; 2]> {
        vec![[0.5 - PI / 3.0, -0.5 - PI / 3.0]]
    }
}

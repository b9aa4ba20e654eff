//! (x₁ − x₂)² + (x₂ − x₃)⁴ on a surface.

use super::textbook::{Textbook, ZERO, about};
use crate::About;
use num_dual::DualNum;

/// Problem 26 of Hock and Schittkowski.
pub struct Hs26;

impl Textbook<3, 1> for Hs26 {
    const ABOUT: About = about(
        "hs26",
        "Hock-Schittkowski 26: a degenerate quartic on a surface",
        "min (x₁ − x₂)² + (x₂ − x₃)⁴ subject to (1 + x₂²) x₁ + x₃⁴ − 3 = 0, x⁰ = (−2.6, 2, 2)",
        "x = (1, 1, 1), f* = 0 (closed form), and (a, a, a) with a³ + a² + 2a + 3 = 0; error max((f − f*)⁺, \
         violation)",
    );
    const START: [f64; 3] = [-2.6, 2.0, 2.0];
    const CONSTRAINTS: [(f64, f64); 1] = [ZERO];

    fn value<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> D {
        (x1 - x2).powi(2) + (x2 - x3).powi(4)
    }

    fn constraints<D: DualNum<f64> + Copy>([x1, x2, x3]: [D; 3]) -> [D; 1] {
        [(x2 * x2 + 1.0) * x1 + x3.powi(4) - 3.0]
    }

    fn solutions() -> Vec<[f64; 3]> {
        vec![[1.0, 1.0, 1.0]]
    }
}

//! A plan of production over five periods.

use super::textbook::{AT_LEAST_0, Textbook, about};
use crate::About;
use num_dual::DualNum;

/// Linear and quadratic cost of the three goods.
const PRICES: [(f64, f64); 3] = [(2.3, 0.0001), (1.7, 0.0001), (2.2, 0.000_15)];
/// What the periods want.
const WANTED: [f64; 5] = [60.0, 50.0, 70.0, 85.0, 100.0];

/// Problem 118 of Hock and Schittkowski.
pub struct Hs118;

impl Textbook<15, 17> for Hs118 {
    const ABOUT: About = about(
        "hs118",
        "Hock-Schittkowski 118: a quadratic plan of production",
        "min Σₖ₌₀⁴ 2.3x₃ₖ₊₁ + 0.0001x₃ₖ₊₁² + 1.7x₃ₖ₊₂ + 0.0001x₃ₖ₊₂² + 2.2x₃ₖ₊₃ + 0.00015x₃ₖ₊₃² subject to −7 \
         ≤ x₃ₖ₊ᵢ − x₃ₖ₊ᵢ₋₃ ≤ 6, 7, 6 for i = 1, 2, 3, k = 1 to 4, sums of a period at least 60, 50, 70, 85, \
         100, and bounds; x⁰ = (20, 55, 15, 20, 60, 20, …)",
        "x = (8, 49, 3, 1, 56, 0, 1, 63, 6, 3, 70, 12, 5, 77, 18), f* = 664.82045 (closed form: a vertex); \
         error max((f − f*)⁺, violation)",
    );
    const START: [f64; 15] = [20.0, 55.0, 15.0, 20.0, 60.0, 20.0, 20.0, 60.0, 20.0, 20.0, 60.0, 20.0, 20.0, 60.0, 20.0];
    const BOUNDS: [(f64, f64); 15] = [
        (8.0, 21.0),
        (43.0, 57.0),
        (3.0, 16.0),
        (0.0, 90.0),
        (0.0, 120.0),
        (0.0, 60.0),
        (0.0, 90.0),
        (0.0, 120.0),
        (0.0, 60.0),
        (0.0, 90.0),
        (0.0, 120.0),
        (0.0, 60.0),
        (0.0, 90.0),
        (0.0, 120.0),
        (0.0, 60.0),
    ];
    const CONSTRAINTS: [(f64, f64); 17] = [
        (0.0, 13.0),
        (0.0, 13.0),
        (0.0, 14.0),
        (0.0, 13.0),
        (0.0, 13.0),
        (0.0, 14.0),
        (0.0, 13.0),
        (0.0, 13.0),
        (0.0, 14.0),
        (0.0, 13.0),
        (0.0, 13.0),
        (0.0, 14.0),
        AT_LEAST_0,
        AT_LEAST_0,
        AT_LEAST_0,
        AT_LEAST_0,
        AT_LEAST_0,
    ];

    fn value<D: DualNum<f64> + Copy>(x: [D; 15]) -> D {
        let cost = |(x, (a, b)): (D, &(f64, f64))| x * *a + x * x * *b;
        x.into_iter().zip(PRICES.iter().cycle()).map(cost).sum()
    }

    fn constraints<D: DualNum<f64> + Copy>(x: [D; 15]) -> [D; 17] {
        std::array::from_fn(|c| match c {
            // In a period after the first: the first, third and second good.
            c if c < 12 => {
                let i = 3 * (c / 3 + 1) + [0, 2, 1][c % 3];
                x[i] - x[i - 3] + 7.0
            }
            c => x[3 * (c - 12)] + x[3 * (c - 12) + 1] + x[3 * (c - 12) + 2] - WANTED[c - 12],
        })
    }

    fn solutions() -> Vec<[f64; 15]> {
        vec![[8.0, 49.0, 3.0, 1.0, 56.0, 0.0, 1.0, 63.0, 6.0, 3.0, 70.0, 12.0, 5.0, 77.0, 18.0]]
    }
}

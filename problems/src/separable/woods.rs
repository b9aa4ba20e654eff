//! Wood's function of four variables, repeated n/4 times.

use super::function::{Loops, Separable, Squares, squares};
use super::sum::{Sum, sets};
use crate::{About, Class, Data, Error, Family, Instance, Reference, Rng, Vector, expect};
use num_dual::DualNum;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// CUTEst's WOODS.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Woods {
    dim: usize,
}

impl Default for Woods {
    fn default() -> Self {
        Self { dim: 100 }
    }
}

impl Family for Woods {
    const ABOUT: About = About {
        name: "woods",
        title: "CUTEst's WOODS: the extended Wood function",
        formula: "f(x) = Σ over (a, b, c, d) = x₄ᵢ₊₁, …, x₄ᵢ₊₄ of 100 (b − a²)² + (1 − a)² + 90 (d − c²)² + (1 − c)² \
                  + 10 (b + d − 2)² + 0.1 (b − d)²,  x⁰ = (−3, −1, −3, −1, …); residuals carry √2, so that f = ½‖r‖²",
        optimum: "x* = (1, …, 1), f* = 0 (closed form)",
        source: "Moré, Garbow and Hillstrom, Testing unconstrained optimization software, ACM TOMS 7, 1981, problem 14",
        parameters: &[("dim", "number of variables n, a multiple of 4; CUTEst's NS is n/4")],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved, Class::LeastSquares]
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        let fits = (4..=10_000_000).contains(&self.dim) && self.dim.is_multiple_of(4);
        expect(fits, "dim", self.dim, "a multiple of 4 from 4 to 10000000")
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        squares(self.clone(), Reference::closed_form(0.0), Vector::from_element(self.dim, 1.0))
    }
}

/// The six residuals of a set of four variables (a, b, c, d): which two each reads, of 0 to 3.
const READS: [[usize; 2]; 6] = [[0, 1], [0, 1], [2, 3], [2, 3], [1, 3], [1, 3]];

/// The residuals of so many sets of four, each a `step` behind the one before.
pub(super) fn residuals(step: usize, count: usize) -> Vec<Sum<2>> {
    sets(READS, step, count)
}

/// A residual of Wood's function; its squares, halved, have the weights 100, 1, 90, 1, 10 and 0.1.
pub(super) fn residual<D: DualNum<f64> + Copy>(which: usize, [x, y]: [D; 2]) -> D {
    match which {
        0 => (y - x * x) * 200.0_f64.sqrt(),
        2 => (y - x * x) * 180.0_f64.sqrt(),
        1 | 3 => (-x + 1.0) * 2.0_f64.sqrt(),
        4 => (x + y - 2.0) * 20.0_f64.sqrt(),
        _ => (x - y) * 0.2_f64.sqrt(),
    }
}

/// Wood's function.
pub(super) fn wood([a, b, c, d]: [f64; 4]) -> f64 {
    let (p, q) = (b - a * a, d - c * c);
    let valleys = 100.0 * p * p + (a - 1.0).powi(2) + 90.0 * q * q + (c - 1.0).powi(2);
    valleys + 10.0 * (b + d - 2.0).powi(2) + 0.1 * (b - d).powi(2)
}

/// Its gradient.
pub(super) fn wood_slopes([a, b, c, d]: [f64; 4]) -> [f64; 4] {
    let (p, q) = (200.0 * (b - a * a), 180.0 * (d - c * c));
    let (both, apart) = (20.0 * (b + d - 2.0), 0.2 * (b - d));
    [2.0 * (a - 1.0) - 2.0 * a * p, p + both + apart, 2.0 * (c - 1.0) - 2.0 * c * q, q + both - apart]
}

impl Separable<2> for Woods {
    const STEPS: &'static [[usize; 2]] = &[[4; 2]; 6];

    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_fn(self.dim, |i, _| if i % 2 == 0 { -3.0 } else { -1.0 })
    }

    fn sums(&self) -> Vec<Sum<2>> {
        residuals(4, self.dim / 4)
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, x: [D; 2]) -> D {
        residual(kind, x)
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Woods {
    fn value(&self, x: &[f64]) -> f64 {
        x.as_chunks().0.iter().map(|set| wood(*set)).sum()
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        let (sets, slopes) = (x.as_chunks().0, g.as_chunks_mut().0);
        slopes.iter_mut().zip(sets).for_each(|(slopes, set)| *slopes = wood_slopes(*set));
    }
}

impl Squares<2> for Woods {}

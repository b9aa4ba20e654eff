//! The chained Rosenbrock function under simplified trigonometric-exponential equations.

use super::sparse::SparseProgram;
use crate::separable::chain::{chain, chain_gradient};
use crate::separable::function::{Loops, Separable, Squares};
use crate::separable::sum::{Sum, each};
use crate::{About, Class, Data, Error, Family, Instance, Reference, Rng, Vector, expect};
use num_dual::DualNum;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// CUTEst's LUKVLE1.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lukvle1 {
    dim: usize,
}

impl Default for Lukvle1 {
    fn default() -> Self {
        Self { dim: 100 }
    }
}

impl Family for Lukvle1 {
    const ABOUT: About = About {
        name: "lukvle1",
        title: "CUTEst's LUKVLE1: chained Rosenbrock, trigonometric-exponential equations",
        formula: "min Σᵢ₌₁ⁿ⁻¹ 100 (xᵢ² − xᵢ₊₁)² + (xᵢ − 1)² subject to, for k = 1 to n − 2, 3xₖ₊₁³ + 2xₖ₊₂ + 4xₖ₊₁ − 8 + \
                  sin(xₖ₊₁ − xₖ₊₂) sin(xₖ₊₁ + xₖ₊₂) − xₖ exp(xₖ − xₖ₊₁) = 0, x⁰ = (−1.2, 1, −1.2, 1, …)",
        optimum: "x* = (1, …, 1), f* = 0 (closed form: a sum of squares); methods that start at x⁰ end at a local minimum, \
                  6.2324586 for n = 100; error max((f − f*)⁺, violation), beside it the KKT residual with the multipliers \
                  of least squares",
        source: "Lukšan and Vlček, Sparse and partially separable test problems for unconstrained and equality constrained \
                 optimization, Technical Report 767, Institute of Computer Science, Prague 1999, problem 5.1; CUTEst's \
                 LUKVLE1",
        parameters: &[("dim", "number of variables n, CUTEst's N: n − 2 equations")],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        vec![Class::Constrained]
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        expect((3..=10_000_000).contains(&self.dim), "dim", self.dim, "3 to 10000000")
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        let dim = self.dim;
        let optimum = (Reference::closed_form(0.0), Vector::from_element(dim, 1.0));
        SparseProgram::new(Valley { dim }, Equations { dim }, None).instance(Some(optimum))
    }
}

/// The start of both functions.
fn start(dim: usize) -> Vector {
    Vector::from_fn(dim, |i, _| if i.is_multiple_of(2) { -1.2 } else { 1.0 })
}

/// The objective: the valley's terms of two neighbours, then the others.
struct Valley {
    dim: usize,
}

impl Separable<2> for Valley {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        start(self.dim)
    }

    fn sums(&self) -> Vec<Sum<2>> {
        [0, 1].map(|kind| Sum::of(kind, self.dim - 1, [each(0), each(1)])).into()
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, [x, next]: [D; 2]) -> D {
        if kind == 0 { (x * x - next) * 10.0 } else { x - 1.0 }
    }

    fn group<D: DualNum<f64> + Copy>(&self, _kind: usize, s: D) -> D {
        s * s
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Valley {
    fn value(&self, x: &[f64]) -> f64 {
        chain(x, |x, next| 100.0 * (x * x - next).powi(2) + (x - 1.0).powi(2))
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        chain_gradient(x, g, |x, next| {
            let r = 200.0 * (x * x - next);
            [2.0 * x * r + 2.0 * (x - 1.0), -r]
        });
    }
}

/// The equations, each of three neighbours.
struct Equations {
    dim: usize,
}

impl Separable<3> for Equations {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        start(self.dim)
    }

    fn sums(&self) -> Vec<Sum<3>> {
        vec![Sum::of(0, self.dim - 2, [each(0), each(1), each(2)])]
    }

    fn element<D: DualNum<f64> + Copy>(&self, _kind: usize, _i: usize, [x, y, z]: [D; 3]) -> D {
        y * y * y * 3.0 + z * 2.0 + y * 4.0 - 8.0 + (y - z).sin() * (y + z).sin() - x * (x - y).exp()
    }
}

impl Squares<3> for Equations {}

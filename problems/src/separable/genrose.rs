//! 1 + Σᵢ 100 (xᵢ − xᵢ₋₁²)² + (xᵢ − 1)²: the generalised Rosenbrock function.

use super::chain::{chain, chain_gradient};
use super::classic::{Classic, Offered, closed_form};
use super::function::{Loops, Separable, Squares};
use super::sum::{Sum, each, same};
use crate::{About, Reference, Vector};
use num_dual::DualNum;
use std::f64::consts::SQRT_2;

/// CUTEst's GENROSE.
#[derive(Clone, Debug)]
pub struct Genrose {
    dim: usize,
}

impl Classic<2> for Genrose {
    const ABOUT: About = About {
        name: "genrose",
        title: "CUTEst's GENROSE: the generalised Rosenbrock function",
        formula: "f(x) = 1 + Σᵢ₌₂ⁿ 100 (xᵢ − xᵢ₋₁²)² + (xᵢ − 1)², x⁰ᵢ = i/(n + 1); residuals carry √2, so \
                 that f = ½‖r‖² with √2 for the 1",
        optimum: "x* = (1, …, 1), f* = 1 (closed form: a sum of squares plus 1)",
        source: "Nash, Newton-type minimization via the Lanczos process, SIAM J. Numerical Analysis 21, 1984, \
                 problem 5",
        parameters: &[("dim", "number of variables n, CUTEst's N")],
    };
    const ALLOWED: &'static str = "2 to 10000000";
    const OFFERED: Offered<Self, 2> = Offered::SQUARES;

    fn allows(dim: usize) -> bool {
        dim >= 2
    }

    fn of(dim: usize) -> Self {
        Self { dim }
    }

    fn optimum(&self) -> (Reference, Vector) {
        closed_form(1.0, Vector::from_element(self.dim, 1.0))
    }
}

impl Separable<2> for Genrose {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_fn(self.dim, |i, _| (i + 1) as f64 / (self.dim + 1) as f64)
    }

    fn sums(&self) -> Vec<Sum<2>> {
        let pairs = |kind| Sum::of(kind, self.dim - 1, [each(0), each(1)]);
        vec![pairs(0), pairs(1), Sum::of(2, 1, [same(0); 2])]
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, [before, x]: [D; 2]) -> D {
        match kind {
            0 => (x - before * before) * (10.0 * SQRT_2),
            1 => (x - 1.0) * SQRT_2,
            _ => D::from(SQRT_2),
        }
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Genrose {
    fn value(&self, x: &[f64]) -> f64 {
        1.0 + chain(x, |before, x| 100.0 * (x - before * before).powi(2) + (x - 1.0).powi(2))
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        chain_gradient(x, g, |before, x| {
            let r = 200.0 * (x - before * before);
            [-2.0 * before * r, r + 2.0 * (x - 1.0)]
        });
    }
}

impl Squares<2> for Genrose {}

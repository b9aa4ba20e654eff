//! Σᵢ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)²: the chained Rosenbrock function from 0.

use super::chain::{chain, chain_gradient};
use super::classic::{Classic, Offered, closed_form};
use super::function::{Loops, Separable, Squares};
use super::sum::{Sum, each};
use crate::{About, Reference, Vector};
use num_dual::DualNum;
use std::f64::consts::SQRT_2;

/// CUTEst's FLETCHCR.
#[derive(Clone, Debug)]
pub struct Fletchcr {
    dim: usize,
}

impl Classic<2> for Fletchcr {
    const ABOUT: About = About {
        name: "fletchcr",
        title: "CUTEst's FLETCHCR: the chained Rosenbrock function",
        formula: "f(x) = Σᵢ₌₁ⁿ⁻¹ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)², x⁰ = 0; residuals carry √2, so that f = ½‖r‖²",
        optimum: "x* = (1, …, 1), f* = 0 (closed form)",
        source: "Fletcher, An optimal positive definite update for sparse Hessian matrices, Report NA/145, \
                 University of Dundee 1992, second problem",
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
        closed_form(0.0, Vector::from_element(self.dim, 1.0))
    }
}

impl Separable<2> for Fletchcr {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.dim)
    }

    fn sums(&self) -> Vec<Sum<2>> {
        [0, 1].map(|kind| Sum::of(kind, self.dim - 1, [each(0), each(1)])).into()
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, [x, next]: [D; 2]) -> D {
        if kind == 0 { (next - x * x) * (10.0 * SQRT_2) } else { (-x + 1.0) * SQRT_2 }
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Fletchcr {
    fn value(&self, x: &[f64]) -> f64 {
        chain(x, |x, next| 100.0 * (next - x * x).powi(2) + (1.0 - x).powi(2))
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        chain_gradient(x, g, |x, next| {
            let r = 200.0 * (next - x * x);
            [-2.0 * x * r - 2.0 * (1.0 - x), r]
        });
    }
}

impl Squares<2> for Fletchcr {}

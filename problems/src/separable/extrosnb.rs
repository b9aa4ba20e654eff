//! (x₁ − 1)² + Σᵢ 100 (xᵢ − xᵢ₋₁²)²: Rosenbrock's valley in n dimensions, nonseparable.

use super::chain::{chain, chain_gradient};
use super::classic::{Classic, Offered, closed_form};
use super::function::{Loops, Separable, Squares};
use super::sum::{Sum, each, same};
use crate::{About, Reference, Vector};
use num_dual::DualNum;
use std::f64::consts::SQRT_2;

/// CUTEst's EXTROSNB.
#[derive(Clone, Debug)]
pub struct Extrosnb {
    dim: usize,
}

impl Classic<2> for Extrosnb {
    const ABOUT: About = About {
        name: "extrosnb",
        title: "CUTEst's EXTROSNB: the extended Rosenbrock function, nonseparable",
        formula: "f(x) = (x₁ − 1)² + Σᵢ₌₂ⁿ 100 (xᵢ − xᵢ₋₁²)², x⁰ = (−1, …, −1); residuals carry √2, so that f \
                 = ½‖r‖²",
        optimum: "x* = (1, …, 1), f* = 0 (closed form)",
        source: "Toint, Test problems for partially separable optimization and results for the routine \
                 PSPMIN, Report 83/4, FUNDP Namur 1983, problem 10",
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

impl Separable<2> for Extrosnb {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim, -1.0)
    }

    fn sums(&self) -> Vec<Sum<2>> {
        vec![Sum::of(0, 1, [same(0); 2]), Sum::of(1, self.dim - 1, [each(0), each(1)])]
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, [before, x]: [D; 2]) -> D {
        if kind == 0 { (x - 1.0) * SQRT_2 } else { (x - before * before) * (10.0 * SQRT_2) }
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Extrosnb {
    fn value(&self, x: &[f64]) -> f64 {
        (x[0] - 1.0).powi(2) + chain(x, |before, x| 100.0 * (x - before * before).powi(2))
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        chain_gradient(x, g, |before, x| {
            let r = 200.0 * (x - before * before);
            [-2.0 * before * r, r]
        });
        g[0] += 2.0 * (x[0] - 1.0);
    }
}

impl Squares<2> for Extrosnb {}

//! (x₁ − 1)² + Σᵢ 100 (x₁ − xᵢ₋₁²)²: Rosenbrock's valleys that share a variable.

use super::classic::{Classic, Offered, closed_form};
use super::function::{Loops, Separable, Squares};
use super::sum::{Sum, each, same};
use crate::{About, Reference, Vector, lanes};
use num_dual::DualNum;
use std::f64::consts::SQRT_2;

/// CUTEst's NONDIA.
#[derive(Clone, Debug)]
pub struct Nondia {
    dim: usize,
}

impl Classic<2> for Nondia {
    const ABOUT: About = About {
        name: "nondia",
        title: "CUTEst's NONDIA: Shanno's nondiagonal Rosenbrock function",
        formula: "f(x) = (x₁ − 1)² + Σᵢ₌₂ⁿ 100 (x₁ − xᵢ₋₁²)², x⁰ = (−1, …, −1); residuals carry √2, so that f \
                 = ½‖r‖²",
        optimum: "x* = (1, …, 1), f* = 0 (closed form; xₙ is free)",
        source: "Shanno, On variable metric methods for sparse Hessians II: the new method, MIS Technical \
                 Report 27, University of Arizona 1978",
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

impl Separable<2> for Nondia {
    const STEPS: &'static [[usize; 2]] = &[[0, 0], [0, 1]];

    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim, -1.0)
    }

    fn sums(&self) -> Vec<Sum<2>> {
        vec![Sum::of(0, 1, [same(0); 2]), Sum::of(1, self.dim - 1, [same(0), each(0)])]
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, [first, x]: [D; 2]) -> D {
        if kind == 0 { (first - 1.0) * SQRT_2 } else { (first - x * x) * (10.0 * SQRT_2) }
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Nondia {
    fn value(&self, x: &[f64]) -> f64 {
        let (first, rest) = (x[0], &x[..self.dim - 1]);
        (first - 1.0).powi(2) + 100.0 * lanes::sum(rest, |x| (first - x * x).powi(2))
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        let (first, rest) = (x[0], &x[..self.dim - 1]);
        g.iter_mut().zip(rest).for_each(|(g, x)| *g = -400.0 * x * (first - x * x));
        g[0] += 2.0 * (first - 1.0) + 200.0 * lanes::sum(rest, |x| first - x * x);
        g[self.dim - 1] = 0.0;
    }
}

impl Squares<2> for Nondia {}

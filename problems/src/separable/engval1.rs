//! Σᵢ (xᵢ² + xᵢ₊₁²)² − 4xᵢ + 3.

use super::chain::{chain, chain_gradient};
use super::classic::{Classic, Offered, computed};
use super::function::{Loops, Separable};
use super::minimizer::minimizer;
use super::sum::{Sum, each};
use crate::{About, Reference, ReferenceKind, Vector};
use num_dual::DualNum;

/// CUTEst's ENGVAL1.
#[derive(Clone, Debug)]
pub struct Engval1 {
    dim: usize,
}

impl Classic<2> for Engval1 {
    const ABOUT: About = About {
        name: "engval1",
        title: "CUTEst's ENGVAL1: a convex quartic chain",
        formula: "f(x) = Σᵢ₌₁ⁿ⁻¹ (xᵢ² + xᵢ₊₁²)² − 4xᵢ + 3, x⁰ = (2, …, 2)",
        optimum: "computed: f is convex, and Newton's method drives its gradient to rounding",
        source: "Toint, Test problems for partially separable optimization and results for the routine \
                 PSPMIN, Report 83/4, FUNDP Namur 1983, problem 31",
        parameters: &[("dim", "number of variables n, CUTEst's N")],
    };
    const ALLOWED: &'static str = "2 to 10000000";
    const OFFERED: Offered<Self, 2> = Offered::CURVED;

    fn allows(dim: usize) -> bool {
        dim >= 2
    }

    fn of(dim: usize) -> Self {
        Self { dim }
    }

    fn optimum(&self) -> (Reference, Vector) {
        computed(self, ReferenceKind::Certified, minimizer(self.clone()))
    }
}

impl Separable<2> for Engval1 {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim, 2.0)
    }

    fn sums(&self) -> Vec<Sum<2>> {
        vec![Sum::of(0, self.dim - 1, [each(0), each(1)])]
    }

    fn element<D: DualNum<f64> + Copy>(&self, _kind: usize, _i: usize, [x, next]: [D; 2]) -> D {
        let s = x * x + next * next;
        s * s - x * 4.0 + 3.0
    }

    fn group<D: DualNum<f64> + Copy>(&self, _kind: usize, s: D) -> D {
        s
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Engval1 {
    fn value(&self, x: &[f64]) -> f64 {
        chain(x, |x, next| (x * x + next * next).powi(2) - 4.0 * x + 3.0)
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        chain_gradient(x, g, |x, next| {
            let s = 4.0 * (x * x + next * next);
            [s * x - 4.0, s * next]
        });
    }
}

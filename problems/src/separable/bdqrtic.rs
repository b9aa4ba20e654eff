//! Σᵢ (3 − 4xᵢ)² + (xᵢ² + 2xᵢ₊₁² + 3xᵢ₊₂² + 4xᵢ₊₃² + 5xₙ²)²: a quartic whose Hessian is a band and an arrow-head.

use super::classic::{Classic, Offered, computed};
use super::function::{Separable, Squares};
use super::minimizer::minimizer;
use super::sum::{Elements, Sum, each, same};
use crate::{About, Reference, ReferenceKind, Vector};
use num_dual::DualNum;
use std::f64::consts::SQRT_2;

/// CUTEst's BDQRTIC.
#[derive(Clone, Debug)]
pub struct Bdqrtic {
    dim: usize,
}

impl Classic<1> for Bdqrtic {
    const ABOUT: About = About {
        name: "bdqrtic",
        title: "CUTEst's BDQRTIC: a convex quartic with a banded arrow-head Hessian",
        formula: "f(x) = Σᵢ₌₁ⁿ⁻⁴ (3 − 4xᵢ)² + (xᵢ² + 2xᵢ₊₁² + 3xᵢ₊₂² + 4xᵢ₊₃² + 5xₙ²)², x⁰ = (1, …, 1); \
                 residuals carry √2, so that f = ½‖r‖²",
        optimum: "computed: f is convex, and Newton's method drives its gradient to rounding",
        source: "Conn, Gould, Lescrenier and Toint, Performance of a multifrontal scheme for partially \
                 separable optimization, Report 88/4, FUNDP Namur 1988, problem 61",
        parameters: &[("dim", "number of variables n, CUTEst's N")],
    };
    const ALLOWED: &'static str = "5 to 10000000";
    const OFFERED: Offered<Self, 1> = Offered::SQUARES;

    fn allows(dim: usize) -> bool {
        dim >= 5
    }

    fn of(dim: usize) -> Self {
        Self { dim }
    }

    fn optimum(&self) -> (Reference, Vector) {
        computed(self, ReferenceKind::Certified, minimizer(self.clone()))
    }
}

impl Separable<1> for Bdqrtic {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim, 1.0)
    }

    /// The linear ones, then the sums of five squares.
    fn sums(&self) -> Vec<Sum<1>> {
        let sets = self.dim - 4;
        let square = |k| Elements::new(k, sets, [if k == 5 { same(self.dim - 1) } else { each(k - 1) }]);
        vec![Sum::of(0, sets, [each(0)]), Sum::rows((1..=5).map(square).collect())]
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, [x]: [D; 1]) -> D {
        if kind == 0 { (x * -4.0 + 3.0) * SQRT_2 } else { x * x * (SQRT_2 * kind as f64) }
    }
}

impl Squares<1> for Bdqrtic {}

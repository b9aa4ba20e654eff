//! Σᵢ (3 − 4xᵢ)² + (xᵢ² + 2xᵢ₊₁² + 3xᵢ₊₂² + 4xᵢ₊₃² + 5xₙ²)²: a quartic whose Hessian is a band and an arrow-head.

use super::classic::{Classic, Offered, computed};
use super::function::{Separable, Squares};
use super::minimizer::minimizer;
use crate::{About, Reference, ReferenceKind, Vector};
use num_dual::DualNum;
use std::f64::consts::SQRT_2;
use std::ops::Range;

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

impl Bdqrtic {
    /// The variable of a square.
    fn square(&self, element: usize) -> usize {
        let (set, k) = ((element + 4 - self.dim) / 5, (element + 4 - self.dim) % 5);
        if k == 4 { self.dim - 1 } else { set + k }
    }
}

impl Separable<1> for Bdqrtic {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim, 1.0)
    }

    fn elements(&self) -> usize {
        6 * (self.dim - 4)
    }

    fn variables(&self, e: usize) -> [usize; 1] {
        [if e < self.dim - 4 { e } else { self.square(e) }]
    }

    fn element<D: DualNum<f64> + Copy>(&self, e: usize, [x]: [D; 1]) -> D {
        let sets = self.dim - 4;
        if e < sets { (x * -4.0 + 3.0) * SQRT_2 } else { x * x * (SQRT_2 * ((e - sets) % 5 + 1) as f64) }
    }

    fn groups(&self) -> usize {
        2 * (self.dim - 4)
    }

    /// The linear ones, then the sums of five squares.
    fn members(&self, group: usize) -> Range<usize> {
        let sets = self.dim - 4;
        if group < sets { group..group + 1 } else { 5 * group - 4 * sets..5 * group - 4 * sets + 5 }
    }
}

impl Squares<1> for Bdqrtic {}

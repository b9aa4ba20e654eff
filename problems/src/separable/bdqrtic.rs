//! Σᵢ (3 − 4xᵢ)² + (xᵢ² + 2xᵢ₊₁² + 3xᵢ₊₂² + 4xᵢ₊₃² + 5xₙ²)²: a quartic whose Hessian is a band and an arrow-head.

use super::classic::{Classic, Offered, computed};
use super::function::{Loops, Separable, Squares};
use super::minimizer::minimizer;
use super::sum::{Elements, Sum, each, same};
use crate::{About, Reference, ReferenceKind, Vector, lanes};
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

/// x₁² + 2x₂² + 3x₃² + 4x₄² + 5y².
fn weighted(x: &[f64], y: f64) -> f64 {
    x[0] * x[0] + 2.0 * x[1] * x[1] + 3.0 * x[2] * x[2] + 4.0 * x[3] * x[3] + 5.0 * y * y
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

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Bdqrtic {
    fn value(&self, x: &[f64]) -> f64 {
        let (last, others) = (x[self.dim - 1], &x[..self.dim - 1]);
        others.windows(4).map(|x| (3.0 - 4.0 * x[0]).powi(2) + weighted(x, last).powi(2)).sum()
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        let (last, others) = (x[self.dim - 1], &x[..self.dim - 1]);
        let sets = self.dim - 4;
        // First each set's slope at its first variable, then what every variable has of the sets that hold it.
        g.fill(0.0);
        g.iter_mut().zip(others.windows(4)).for_each(|(g, x)| *g = 4.0 * weighted(x, last));
        g[self.dim - 1] = 5.0 * last * lanes::sum(&g[..sets], |slope| slope);
        let [mut second, mut third, mut fourth] = [0.0; 3];
        for (i, (g, x)) in g.iter_mut().zip(others).enumerate() {
            let first = *g;
            let linear = if i < sets { 32.0 * x - 24.0 } else { 0.0 };
            *g = linear + x * (first + 2.0 * second + 3.0 * third + 4.0 * fourth);
            (second, third, fourth) = (first, second, third);
        }
    }
}

impl Squares<1> for Bdqrtic {}

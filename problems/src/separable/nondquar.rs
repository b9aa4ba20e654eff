//! Σᵢ (xᵢ + xᵢ₊₁ + xₙ)⁴ + (x₁ − x₂)² + (xₙ₋₁ − xₙ)²: a quartic whose Hessian is singular at the solution.

use super::classic::{Classic, Offered, closed_form};
use super::function::{Loops, Separable, Squares};
use super::sum::{Sum, each, same};
use crate::{About, Reference, Vector, lanes};
use num_dual::DualNum;
use std::f64::consts::SQRT_2;

/// CUTEst's NONDQUAR.
#[derive(Clone, Debug)]
pub struct Nondquar {
    dim: usize,
}

impl Classic<3> for Nondquar {
    const ABOUT: About = About {
        name: "nondquar",
        title: "CUTEst's NONDQUAR: a nondiagonal quartic, singular at its solution",
        formula: "f(x) = Σᵢ₌₁ⁿ⁻² (xᵢ + xᵢ₊₁ + xₙ)⁴ + (x₁ − x₂)² + (xₙ₋₁ − xₙ)², x⁰ = (1, −1, 1, −1, …); \
                 residuals carry √2, so that f = ½‖r‖²",
        optimum: "x* = 0, f* = 0 (closed form)",
        source: "Conn, Gould, Lescrenier and Toint, Performance of a multifrontal scheme for partially \
                 separable optimization, Report 88/4, FUNDP Namur 1988, problem 57",
        parameters: &[("dim", "number of variables n, even; CUTEst's N")],
    };
    const ALLOWED: &'static str = "an even number from 4 to 10000000";
    const OFFERED: Offered<Self, 3> = Offered::SQUARES;

    fn allows(dim: usize) -> bool {
        dim >= 4 && dim.is_multiple_of(2)
    }

    fn of(dim: usize) -> Self {
        Self { dim }
    }

    fn optimum(&self) -> (Reference, Vector) {
        closed_form(0.0, Vector::zeros(self.dim))
    }
}

impl Separable<3> for Nondquar {
    const STEPS: &'static [[usize; 3]] = &[[1, 1, 0]];

    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_fn(self.dim, |i, _| if i % 2 == 0 { 1.0 } else { -1.0 })
    }

    fn sums(&self) -> Vec<Sum<3>> {
        let n = self.dim;
        vec![
            Sum::of(0, n - 2, [each(0), each(1), same(n - 1)]),
            Sum::of(1, 1, [same(0), same(1), same(1)]),
            Sum::of(1, 1, [same(n - 2), same(n - 1), same(n - 1)]),
        ]
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, [x, y, last]: [D; 3]) -> D {
        if kind == 0 { (x + y + last).powi(2) * SQRT_2 } else { (x - y) * SQRT_2 }
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Nondquar {
    fn value(&self, x: &[f64]) -> f64 {
        let (n, last) = (self.dim, x[self.dim - 1]);
        let quartics = lanes::sum2(&x[..n - 2], &x[1..n - 1], |x, y| (x + y + last).powi(4));
        quartics + (x[0] - x[1]).powi(2) + (x[n - 2] - last).powi(2)
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        let (n, last) = (self.dim, x[self.dim - 1]);
        let (mut before, mut sum) = (0.0, 0.0);
        for (g, x) in g[..n - 2].iter_mut().zip(x.windows(2)) {
            let cube = 4.0 * (x[0] + x[1] + last).powi(3);
            *g = before + cube;
            sum += cube;
            before = cube;
        }
        (g[n - 2], g[n - 1]) = (before, sum);
        for (i, j) in [(0, 1), (n - 2, n - 1)] {
            g[i] += 2.0 * (x[i] - x[j]);
            g[j] -= 2.0 * (x[i] - x[j]);
        }
    }
}

impl Squares<3> for Nondquar {}

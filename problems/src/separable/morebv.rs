//! A two-point boundary value problem by differences, as least squares.

use super::chain::{between, between_in_place};
use super::classic::{Classic, Offered};
use super::function::{Loops, Separable, Squares};
use super::sum::{Elements, Sum, each, same};
use crate::{About, Reference, ReferenceKind, Vector};
use num_dual::DualNum;
use std::f64::consts::SQRT_2;

/// Newton's method from the start is at rounding after four steps, whatever n.
const NEWTON_STEPS: usize = 6;

/// CUTEst's MOREBV.
#[derive(Clone, Debug)]
pub struct Morebv {
    dim: usize,
}

impl Classic<3> for Morebv {
    const ABOUT: About = About {
        name: "morebv",
        title: "CUTEst's MOREBV: the discrete boundary value problem",
        formula: "f(x) = Σᵢ (2xᵢ − xᵢ₋₁ − xᵢ₊₁ + ½h² (xᵢ + tᵢ + 1)³)², h = 1/(n + 1), tᵢ = ih, x₀ = xₙ₊₁ = 0, \
                 x⁰ᵢ = tᵢ(tᵢ − 1); residuals carry √2, so that f = ½‖r‖²",
        optimum: "f* = 0 (certified: 0 bounds f below, and Newton's method on the system reaches it to \
                 rounding)",
        source: "Moré, Garbow and Hillstrom, Testing unconstrained optimization software, ACM TOMS 7, 1981, \
                 problem 28; Moré and Cosnard, Numerical solution of nonlinear equations, ACM TOMS 5, 1979",
        parameters: &[("dim", "number of variables n, CUTEst's N")],
    };
    const ALLOWED: &'static str = "2 to 10000000";
    const OFFERED: Offered<Self, 3> = Offered::SQUARES;

    fn allows(dim: usize) -> bool {
        dim >= 2
    }

    fn of(dim: usize) -> Self {
        Self { dim }
    }

    fn optimum(&self) -> (Reference, Vector) {
        let mut x = self.start();
        for _ in 0..NEWTON_STEPS {
            self.newton_step(x.as_mut_slice());
        }
        (Reference { value: 0.0, kind: ReferenceKind::Certified }, x)
    }
}

impl Morebv {
    /// tᵢ.
    fn knot(&self, i: usize) -> f64 {
        (i + 1) as f64 / (self.dim + 1) as f64
    }

    /// The i-th residual but for its √2, i from 0.
    fn residual(&self, i: usize, before: f64, x: f64, after: f64) -> f64 {
        let h = self.knot(0);
        2.0 * x - before - after + 0.5 * h * h * (x + self.knot(i) + 1.0).powi(3)
    }

    /// x ← x − J⁻¹r by elimination; J is tridiagonal with more than 2 on its diagonal, −1 beside it.
    fn newton_step(&self, x: &mut [f64]) {
        let h = self.knot(0);
        let (mut above, mut right) = (vec![0.0; self.dim], vec![0.0; self.dim]);
        let (mut before, mut above_before, mut right_before) = (0.0, 0.0, 0.0);
        for i in 0..self.dim {
            let after = x.get(i + 1).copied().unwrap_or(0.0);
            let s = x[i] + self.knot(i) + 1.0;
            let r = 2.0 * x[i] - before - after + 0.5 * h * h * s.powi(3);
            let pivot = 2.0 + 1.5 * h * h * s * s + above_before;
            above[i] = -1.0 / pivot;
            right[i] = (r + right_before) / pivot;
            (before, above_before, right_before) = (x[i], above[i], right[i]);
        }
        let mut d = 0.0;
        for i in (0..self.dim).rev() {
            d = right[i] - above[i] * d;
            x[i] -= d;
        }
    }
}

impl Separable<3> for Morebv {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_fn(self.dim, |i, _| self.knot(i) * (self.knot(i) - 1.0))
    }

    /// The first, those between and the last.
    fn sums(&self) -> Vec<Sum<3>> {
        let last = self.dim - 1;
        let one = |kind, i, reads: [usize; 3]| Sum::rows(vec![Elements::new(kind, 1, reads.map(same)).from(i)]);
        let between = Elements::new(1, self.dim - 2, [each(0), each(1), each(2)]).from(1);
        vec![one(0, 0, [0, 0, 1]), Sum::rows(vec![between]), one(2, last, [last - 1, last, last])]
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, i: usize, [before, x, after]: [D; 3]) -> D {
        let h = self.knot(0);
        let r = x * 2.0 + (x + (self.knot(i) + 1.0)).powi(3) * (0.5 * h * h);
        let r = match kind {
            0 => r - after,
            1 => r - before - after,
            _ => r - before,
        };
        r * SQRT_2
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Morebv {
    fn value(&self, x: &[f64]) -> f64 {
        let last = self.dim - 1;
        let ends = self.residual(0, 0.0, x[0], x[1]).powi(2) + self.residual(last, x[last - 1], x[last], 0.0).powi(2);
        let inner = x.windows(3).enumerate().map(|(i, x)| self.residual(i + 1, x[0], x[1], x[2]).powi(2));
        ends + inner.sum::<f64>()
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        let h = self.knot(0);
        between(x, g, |i, before, x, after| 2.0 * self.residual(i, before, x, after));
        between_in_place(g, |i, before, r, after| {
            let s = x[i] + self.knot(i) + 1.0;
            (2.0 + 1.5 * h * h * s * s) * r - before - after
        });
    }
}

impl Squares<3> for Morebv {}

//! Σᵢ ((3 − 2xᵢ) xᵢ − xᵢ₋₁ − 2xᵢ₊₁ + 1)²: Broyden's tridiagonal system as least squares.

use super::chain::{between, between_in_place, sum_between};
use super::function::{Loops, Separable, Squares, squares};
use super::sum::{Sum, each, same};
use crate::{About, Class, Data, Error, Family, Instance, Reference, ReferenceKind, Rng, Vector, expect};
use num_dual::DualNum;
use serde::{Deserialize, Serialize};
use std::f64::consts::SQRT_2;
use std::sync::Arc;

/// CUTEst's BROYDN3DLS.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Broydn3dls {
    dim: usize,
}

impl Default for Broydn3dls {
    fn default() -> Self {
        Self { dim: 100 }
    }
}

impl Family for Broydn3dls {
    const ABOUT: About = About {
        name: "broydn3dls",
        title: "CUTEst's BROYDN3DLS: Broyden's tridiagonal system as least squares",
        formula: "f(x) = Σᵢ ((3 − 2xᵢ) xᵢ − xᵢ₋₁ − 2xᵢ₊₁ + 1)²,  x₀ = xₙ₊₁ = 0,  x⁰ = (−1, …, −1); \
                  residuals carry √2, so that f = ½‖r‖² equals CUTEst's sum of squares",
        optimum: "f* = 0 (certified: 0 bounds f below, and Newton's method on the system reaches it to rounding)",
        source: "Moré, Garbow and Hillstrom, Testing unconstrained optimization software, ACM TOMS 7, 1981, problem 30; \
                 Broyden, A class of methods for solving nonlinear simultaneous equations, Math. Comp. 19, 1965",
        parameters: &[("dim", "number of variables n, CUTEst's N")],
    };

    /// The solution.
    type Made = Vector;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved, Class::LeastSquares]
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<Vector, Error> {
        expect((2..=10_000_000).contains(&self.dim), "dim", self.dim, "2 to 10000000")?;
        let mut x = self.start();
        for _ in 0..NEWTON_STEPS {
            newton_step(x.as_mut_slice());
        }
        Ok(x)
    }

    fn instance(&self, solution: &Arc<Vector>) -> Instance {
        let optimum = Reference { value: 0.0, kind: ReferenceKind::Certified };
        squares(self.clone(), optimum, Vector::clone(solution))
    }
}

/// Newton's method from the start is at rounding after six steps, whatever n.
const NEWTON_STEPS: usize = 10;

/// x ← x − J⁻¹r by elimination; J is diagonally dominant where xᵢ < 0.
fn newton_step(x: &mut [f64]) {
    let n = x.len();
    let (mut above, mut right) = (vec![0.0; n], vec![0.0; n]);
    for i in 0..n {
        let before = if i > 0 { x[i - 1] } else { 0.0 };
        let after = x.get(i + 1).copied().unwrap_or(0.0);
        let r = (3.0 - 2.0 * x[i]) * x[i] - before - 2.0 * after + 1.0;
        let (above_before, right_before) = if i > 0 { (above[i - 1], right[i - 1]) } else { (0.0, 0.0) };
        let pivot = 3.0 - 4.0 * x[i] + above_before;
        above[i] = -2.0 / pivot;
        right[i] = (r + right_before) / pivot;
    }
    let mut d = 0.0;
    for i in (0..n).rev() {
        d = right[i] - above[i] * d;
        x[i] -= d;
    }
}

/// (3 − 2xᵢ) xᵢ − xᵢ₋₁ − 2xᵢ₊₁ + 1.
#[inline]
pub(super) fn tridiagonal(before: f64, x: f64, after: f64) -> f64 {
    (3.0 - 2.0 * x) * x - before - 2.0 * after + 1.0
}

impl Separable<3> for Broydn3dls {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim, -1.0)
    }

    /// The first, those between and the last.
    fn sums(&self) -> Vec<Sum<3>> {
        let last = self.dim - 1;
        vec![
            Sum::of(0, 1, [same(0), same(0), same(1)]),
            Sum::of(1, self.dim - 2, [each(0), each(1), each(2)]),
            Sum::of(2, 1, [same(last - 1), same(last), same(last)]),
        ]
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, [before, x, after]: [D; 3]) -> D {
        let r = (-x * 2.0 + 3.0) * x + 1.0;
        let r = match kind {
            0 => r - after * 2.0,
            1 => r - before - after * 2.0,
            _ => r - before,
        };
        r * SQRT_2
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Broydn3dls {
    fn value(&self, x: &[f64]) -> f64 {
        sum_between(x, |before, x, after| tridiagonal(before, x, after).powi(2))
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        between(x, g, |_, before, x, after| 2.0 * tridiagonal(before, x, after));
        between_in_place(g, |i, before, r, after| (3.0 - 4.0 * x[i]) * r - after - 2.0 * before);
    }
}

impl Squares<3> for Broydn3dls {}

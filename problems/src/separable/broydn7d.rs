//! Broyden's tridiagonal functions and sums of far variables, to the power 7/3.

use super::classic::{Classic, Offered, computed};
use super::function::Separable;
use super::minimizer::minimizer;
use super::sum::{Sum, each, same};
use crate::{About, Reference, ReferenceKind, Vector};
use num_dual::DualNum;

/// CUTEst's BROYDN7D.
#[derive(Clone, Debug)]
pub struct Broydn7d {
    dim: usize,
}

impl Classic<3> for Broydn7d {
    const ABOUT: About = About {
        name: "broydn7d",
        title: "CUTEst's BROYDN7D: the seven-diagonal Broyden function",
        formula: "f(x) = Σᵢ₌₁ⁿ |(3 − 2xᵢ) xᵢ − xᵢ₋₁ − 2xᵢ₊₁ + 1|^(7/3) + Σᵢ₌₁ᵐ |xᵢ + xᵢ₊ₘ|^(7/3), m = n/2, x₀ \
                 = xₙ₊₁ = 0, x⁰ = (1, …, 1)",
        optimum: "computed: the local minimizer that Newton's method reaches from x⁰; there are others",
        source: "Toint, Some numerical results using a sparse matrix updating formula in unconstrained \
                 optimization, Mathematics of Computation 32, 1978",
        parameters: &[("dim", "number of variables n, even; CUTEst's N/2 is n/2")],
    };
    const ALLOWED: &'static str = "an even number from 4 to 10000000";
    const OFFERED: Offered<Self, 3> = Offered::CURVED;

    fn allows(dim: usize) -> bool {
        dim >= 4 && dim.is_multiple_of(2)
    }

    fn of(dim: usize) -> Self {
        Self { dim }
    }

    fn optimum(&self) -> (Reference, Vector) {
        computed(self, ReferenceKind::Local, minimizer(self.clone()))
    }
}

impl Separable<3> for Broydn7d {
    const STEPS: &'static [[usize; 3]] = &[[1; 3]; 4];

    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim, 1.0)
    }

    /// The tridiagonal ones: the first, those between and the last; then the sums of two.
    fn sums(&self) -> Vec<Sum<3>> {
        let (n, last) = (self.dim, self.dim - 1);
        vec![
            Sum::of(0, 1, [same(0), same(0), same(1)]),
            Sum::of(1, n - 2, [each(0), each(1), each(2)]),
            Sum::of(2, 1, [same(last - 1), same(last), same(last)]),
            Sum::of(3, n / 2, [each(0), each(0), each(n / 2)]),
        ]
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, [before, x, after]: [D; 3]) -> D {
        let s = (-x * 2.0 + 3.0) * x + 1.0;
        match kind {
            0 => s - after * 2.0,
            1 => s - before - after * 2.0,
            2 => s - before,
            _ => x + after,
        }
    }

    fn group<D: DualNum<f64> + Copy>(&self, _kind: usize, s: D) -> D {
        // The power is twice differentiable at 0, where its formula divides by 0.
        if s.re() == 0.0 { s * s * s } else { (s * s.re().signum()).powf(7.0 / 3.0) }
    }
}

//! Broyden's tridiagonal functions and sums of far variables, to the power 7/3.

use super::classic::{Classic, Offered, computed};
use super::function::Separable;
use super::minimizer::minimizer;
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
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim, 1.0)
    }

    fn elements(&self) -> usize {
        self.dim + self.dim / 2
    }

    fn variables(&self, e: usize) -> [usize; 3] {
        let n = self.dim;
        if e < n { [e.saturating_sub(1), e, (e + 1).min(n - 1)] } else { [e - n, e - n, e - n + n / 2] }
    }

    fn element<D: DualNum<f64> + Copy>(&self, e: usize, [before, x, after]: [D; 3]) -> D {
        if e >= self.dim {
            return x + after;
        }
        let mut s = (-x * 2.0 + 3.0) * x + 1.0;
        if e > 0 {
            s -= before;
        }
        if e + 1 < self.dim {
            s -= after * 2.0;
        }
        s
    }

    fn group<D: DualNum<f64> + Copy>(&self, _group: usize, s: D) -> D {
        // The power is twice differentiable at 0, where its formula divides by 0.
        if s.re() == 0.0 { s * s * s } else { (s * s.re().signum()).powf(7.0 / 3.0) }
    }
}

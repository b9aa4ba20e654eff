//! Broyden's tridiagonal functions and sums of far variables, to the power 7/3.

use super::broydn3dls::tridiagonal;
use super::chain::{between, between_in_place};
use super::classic::{Classic, Offered, computed};
use super::function::{Loops, Separable};
use super::minimizer::minimizer;
use super::sum::{Sum, each, same};
use crate::{About, Reference, ReferenceKind, Vector, elementary};
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

/// Σᵢ |sᵢ|^(7/3), i below `count`.
fn powers(count: usize, s: impl Fn(usize) -> f64) -> f64 {
    let mut f = 0.0;
    let add = |first: usize, roots: &[f64]| {
        f += (first..).zip(roots).map(|(i, root)| s(i) * s(i) * root.abs()).sum::<f64>();
    };
    elementary::blocks(count, elementary::cbrt, &s, add);
    f
}

/// The slope of |s|^(7/3), of s and its cube root.
fn slope(s: f64, root: f64) -> f64 {
    7.0 / 3.0 * s * root.abs()
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

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Broydn7d {
    fn value(&self, x: &[f64]) -> f64 {
        let (n, m) = (self.dim, self.dim / 2);
        let ends = [tridiagonal(0.0, x[0], x[1]), tridiagonal(x[n - 2], x[n - 1], 0.0)];
        powers(2, |i| ends[i])
            + powers(n - 2, |i| tridiagonal(x[i], x[i + 1], x[i + 2]))
            + powers(m, |i| x[i] + x[m + i])
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        let m = self.dim / 2;
        // First the slopes of the powers, then what each variable has of its own and its neighbours'.
        between(x, g, |_, before, x, after| tridiagonal(before, x, after));
        let mut roots = [0.0; elementary::BLOCK];
        for s in g.chunks_mut(elementary::BLOCK) {
            let roots = &mut roots[..s.len()];
            elementary::cbrt(s, roots);
            s.iter_mut().zip(roots).for_each(|(s, root)| *s = slope(*s, *root));
        }
        between_in_place(g, |i, before, slope, after| (3.0 - 4.0 * x[i]) * slope - after - 2.0 * before);
        let pairs = |first: usize, roots: &[f64]| {
            for (i, root) in (first..).zip(roots) {
                let slope = slope(x[i] + x[m + i], *root);
                g[i] += slope;
                g[m + i] += slope;
            }
        };
        elementary::blocks(m, elementary::cbrt, |i| x[i] + x[m + i], pairs);
    }
}

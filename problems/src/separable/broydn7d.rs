//! Broyden's tridiagonal functions and sums of far variables, to the power 7/3.

use super::broydn3dls::tridiagonal;
use super::chain::{between, between_in_place, sum_between};
use super::classic::{Classic, Offered, computed};
use super::function::{Loops, Separable};
use super::minimizer::minimizer;
use super::sum::{Sum, each, same};
use crate::{About, Reference, ReferenceKind, Vector, lanes};
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

/// The cube root, to the last bit or the one before: a formula without branches, which the compiler turns into vector
/// instructions.
#[inline]
fn cbrt(s: f64) -> f64 {
    const THIRD: f64 = 1.0 / 3.0;
    const START: u64 = 0x553E_F0FF;
    let a = s.abs();
    // a^(−1/3) to one part in 30, by a third of the upper half of its bits, exponent first.
    let third = ((a.to_bits() >> 32) * 0xAAAA_AAAB) >> 33;
    let mut r = f64::from_bits((START - third) << 32);
    // Newton's method on r⁻³ = a, then on y³ = a, in which r² is 1/y².
    for _ in 0..3 {
        r *= 4.0 * THIRD - THIRD * a * r * r * r;
    }
    let y = a * r * r;
    let root = y - (y * y * y - a) * (r * r) * THIRD;
    if a < f64::INFINITY { root.copysign(s) } else { s }
}

/// |s|^(7/3).
#[inline]
fn power(s: f64) -> f64 {
    s * s * cbrt(s).abs()
}

/// Its slope.
#[inline]
fn power_slope(s: f64) -> f64 {
    7.0 / 3.0 * (s * cbrt(s)).copysign(s)
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
        let m = self.dim / 2;
        let neighbours = sum_between(x, |before, x, after| power(tridiagonal(before, x, after)));
        neighbours + lanes::sum2(&x[..m], &x[m..], |x, far| power(x + far))
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        let m = self.dim / 2;
        // First the slopes of the powers, then what each variable has of its own and its neighbours'.
        between(x, g, |_, before, x, after| power_slope(tridiagonal(before, x, after)));
        between_in_place(g, |i, before, slope, after| (3.0 - 4.0 * x[i]) * slope - after - 2.0 * before);
        let ((near, far), (x, y)) = (g.split_at_mut(m), x.split_at(m));
        for ((near, far), (x, y)) in near.iter_mut().zip(far).zip(x.iter().zip(y)) {
            let slope = power_slope(x + y);
            *near += slope;
            *far += slope;
        }
    }
}

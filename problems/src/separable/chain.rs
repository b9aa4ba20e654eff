//! Loops over neighbouring variables, for [`Loops`](super::function::Loops).

use crate::lanes;

/// Σᵢ t(xᵢ, xᵢ₊₁).
#[inline]
pub(crate) fn chain(x: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    lanes::sum2(&x[..x.len() - 1], &x[1..], term)
}

/// g ← ∇ Σᵢ t(xᵢ, xᵢ₊₁), with the slopes of t by either variable.
#[inline]
pub(crate) fn chain_gradient(x: &[f64], g: &mut [f64], slopes: impl Fn(f64, f64) -> [f64; 2]) {
    let last = x.len() - 1;
    g[0] = slopes(x[0], x[1])[0];
    for (g, x) in g[1..last].iter_mut().zip(x.windows(3)) {
        *g = slopes(x[0], x[1])[1] + slopes(x[1], x[2])[0];
    }
    g[last] = slopes(x[last - 1], x[last])[1];
}

/// Σᵢ t(xᵢ₋₁, xᵢ, xᵢ₊₁), with 0 beyond the ends.
#[inline]
pub(super) fn sum_between(x: &[f64], term: impl Fn(f64, f64, f64) -> f64) -> f64 {
    let n = x.len();
    let ends = term(0.0, x[0], x[1]) + term(x[n - 2], x[n - 1], 0.0);
    ends + lanes::sum3(&x[..n - 2], &x[1..n - 1], &x[2..], term)
}

/// outᵢ ← of(i, xᵢ₋₁, xᵢ, xᵢ₊₁), i from 0, with 0 beyond the ends.
#[inline]
pub(super) fn between(x: &[f64], out: &mut [f64], of: impl Fn(usize, f64, f64, f64) -> f64) {
    let last = x.len() - 1;
    out[0] = of(0, 0.0, x[0], x[1]);
    for (i, (out, x)) in out[1..last].iter_mut().zip(x.windows(3)).enumerate() {
        *out = of(i + 1, x[0], x[1], x[2]);
    }
    out[last] = of(last, x[last - 1], x[last], 0.0);
}

/// The same in place.
#[inline]
pub(super) fn between_in_place(x: &mut [f64], of: impl Fn(usize, f64, f64, f64) -> f64) {
    let mut before = 0.0;
    for i in 0..x.len() {
        let after = if i + 1 < x.len() { x[i + 1] } else { 0.0 };
        let own = x[i];
        x[i] = of(i, before, own, after);
        before = own;
    }
}

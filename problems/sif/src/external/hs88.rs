//! `EVAL88` to `EVAL92`: the constraint of problems 88 to 92, a time-optimal heat conduction problem in N switching
//! times whose integral is truncated after 30 terms.
//!
//! Source: W. Hock, K. Schittkowski, *Test Examples for Nonlinear Programming Codes*, Springer, 1981, problems 88-92.

use std::array::from_fn;
use std::sync::LazyLock;

use num_dual::DualNum;

use super::{Argument, Dual, External, Wanted, independent};

/// Terms of the series.
const TERMS: usize = 30;

macro_rules! evaluator {
    ($name:ident, $n:literal) => {
        pub(super) const $name: External = External {
            name: stringify!($name),
            signature: &signature::<{ $n + 2 }>(),
            returns: Some(0),
            compute: |x, wanted: &mut Wanted<'_>| wanted.give(&[constraint(&independent::<$n>(x))]),
        };
    };
}

evaluator!(EVAL88, 2);
evaluator!(EVAL89, 3);
evaluator!(EVAL90, 4);
evaluator!(EVAL91, 5);
evaluator!(EVAL92, 6);

/// The variables, then two arrays for derivatives.
const fn signature<const MANY: usize>() -> [Argument; MANY] {
    let mut signature = [Argument::Input; MANY];
    signature[MANY - 2] = Argument::Ignored;
    signature[MANY - 1] = Argument::Ignored;
    signature
}

/// What does not depend on the variables.
struct Series {
    /// μ²ⱼ.
    squares: [f64; TERMS],
    /// The linear coefficients.
    linear: [f64; TERMS],
    /// The quadratic coefficients, symmetric.
    quadratic: [[f64; TERMS]; TERMS],
}

/// With μⱼ the roots of μ tan μ = 1 and Aⱼ = 2 sin μⱼ / (μⱼ + sin μⱼ cos μⱼ).
static SERIES: LazyLock<Series> = LazyLock::new(|| {
    let mu: [f64; TERMS] = from_fn(root);
    let a = mu.map(|mu| 2.0 * mu.sin() / (mu + mu.sin() * mu.cos()));
    let sinc = |t: f64| if t == 0.0 { 1.0 } else { t.sin() / t };
    Series {
        squares: mu.map(|mu| mu * mu),
        linear: from_fn(|i| 2.0 * a[i] * (mu[i].cos() - mu[i].sin() / mu[i])),
        quadratic: from_fn(|i| {
            from_fn(|j| {
                let product = a[i] * mu[i] * mu[i] * a[j] * mu[j] * mu[j];
                0.5 * (sinc(mu[i] + mu[j]) + sinc(mu[i] - mu[j])) * product
            })
        }),
    }
});

/// The root of μ sin μ − cos μ in (jπ, jπ + π/2), by Newton's method.
fn root(j: usize) -> f64 {
    let start = j as f64 * std::f64::consts::PI;
    let mut mu = start + if j == 0 { 0.86 } else { 1.0 / start };
    for _ in 0..20 {
        mu -= (mu * mu.sin() - mu.cos()) / (2.0 * mu.sin() + mu * mu.cos());
    }
    mu
}

/// 2/15 + Σᵢ sᵢ ρᵢ + Σᵢⱼ rᵢⱼ ρᵢ ρⱼ with −μ²ρ = e^(−μ²p₁) − 2 e^(−μ²p₂) + 2 e^(−μ²p₃) − … ± 1, pₖ = Σ_{i≥k} xᵢ².
fn constraint<const N: usize>(x: &[Dual<N>; N]) -> Dual<N> {
    let mut p = [Dual::from_re(0.0); N];
    let mut tail = Dual::from_re(0.0);
    for k in (0..N).rev() {
        tail += x[k] * x[k];
        p[k] = tail;
    }
    let series = &*SERIES;
    let rho: [Dual<N>; TERMS] = from_fn(|j| {
        let square = series.squares[j];
        let mut sum = (p[0] * -square).exp();
        let mut factor = -2.0;
        for p in &p[1..] {
            sum += (*p * -square).exp() * factor;
            factor = -factor;
        }
        (sum + 0.5 * factor) / -square
    });
    let mut value = Dual::from_re(2.0 / 15.0);
    for i in 0..TERMS {
        let row = series.quadratic[i].iter().zip(&rho).fold(Dual::from_re(0.0), |sum, (&r, &rho)| sum + rho * r);
        value += rho[i] * (row + series.linear[i]);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::root;

    /// The first and the last root, as the collection's files list them.
    #[test]
    fn the_roots_are_those_of_the_collection() {
        assert!((root(0) - 0.860_333_589_019_380_2).abs() < 1e-15);
        assert!((root(29) - 91.117_161_394_464_74).abs() < 1e-13);
    }
}

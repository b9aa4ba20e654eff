//! What a problem of the collection is: four functions over hyper-dual numbers, and the words they are written in.

use num_dual::HyperDual64;
use std::f64::consts::PI;

pub(super) use num_dual::DualNum;

/// a + b ε₁ + c ε₂ + d ε₁ε₂: a value with two directional derivatives and the second one along both.
pub(super) type D = HyperDual64;

/// A function of both levels.
pub(super) type Function = fn(&[D], &[D]) -> D;
/// A list of functions of both levels.
pub(super) type Functions = fn(&[D], &[D], &mut [D]);

/// A problem: min F subject to G ≤ 0 and y in argmin of f subject to g ≤ 0.
pub(super) struct Row {
    pub(super) name: &'static str,
    /// Upper and lower variables.
    pub(super) split: (usize, usize),
    /// Upper and lower constraints.
    pub(super) constraints: (usize, usize),
    pub(super) start: &'static [f64],
    pub(super) upper: Function,
    pub(super) upper_constraints: Functions,
    pub(super) lower: Function,
    pub(super) lower_constraints: Functions,
}

/// A table of problems, `name [variables above, below, constraints above, below] from start { F; G; f; g }`.
macro_rules! problems {
    (|$x:ident, $y:ident| $($name:ident [$nx:literal, $ny:literal, $above:literal, $below:literal]
        from [$($start:expr),*] { F: $upper:expr; G: $upper_constraints:expr; f: $lower:expr; g: $lower_constraints:expr; })*) => {
        pub(super) const ROWS: &[Row] = &[$(Row {
            name: stringify!($name),
            split: ($nx, $ny),
            constraints: ($above, $below),
            start: &[$($start),*],
            upper: |$x, $y| { let _ = ($x, $y); $upper },
            upper_constraints: |$x, $y, c| { let _ = ($x, $y); fill(c, $upper_constraints); },
            lower: |$x, $y| { let _ = ($x, $y); $lower },
            lower_constraints: |$x, $y, c| { let _ = ($x, $y); fill(c, $lower_constraints); },
        }),*];
    };
}
pub(super) use problems;

pub(super) fn fill<const N: usize>(c: &mut [D], values: [D; N]) {
    c.copy_from_slice(&values);
}

/// Σ xᵢ.
pub(super) fn sum(x: &[D]) -> D {
    x.iter().fold(D::from(0.0), |sum, x| sum + x)
}

/// aᵀx.
pub(super) fn dot(a: &[f64], x: &[D]) -> D {
    a.iter().zip(x).fold(D::from(0.0), |sum, (a, x)| sum + *x * *a)
}

/// ‖x‖².
pub(super) fn squares(x: &[D]) -> D {
    x.iter().fold(D::from(0.0), |sum, x| sum + *x * *x)
}

/// xᵀMy.
pub(super) fn form(m: &[&[f64]], x: &[D], y: &[D]) -> D {
    m.iter().zip(x).fold(D::from(0.0), |sum, (row, x)| sum + dot(row, y) * *x)
}

/// a/scale + offset.
pub(super) fn affine(a: D, scale: f64, offset: f64) -> D {
    a / scale + offset
}

/// exp(−a^0.4), for a < 0 the real part of it with the principal power, e^(−r cos 0.4π) cos(r sin 0.4π) with r = |a|^0.4:
/// what the collection's own code returns there.
pub(super) fn decay(a: D) -> D {
    const POWER: f64 = 0.4;
    if a.re >= 0.0 {
        return (-a.powf(POWER)).exp();
    }
    let (sine, cosine) = (POWER * PI).sin_cos();
    let r = (-a).powf(POWER);
    (r * -cosine).exp() * (r * sine).cos()
}

/// y times a moved towards 0 by `inner`, and 10¹⁰ where |a| ≥ `outer`.
pub(super) fn pieces(a: D, y: D, inner: f64, outer: f64) -> D {
    if a.re.abs() >= outer {
        D::from(1e10)
    } else if a.re.abs() < inner {
        D::from(0.0)
    } else {
        (a - inner.copysign(a.re)) * y
    }
}

/// 1 + ‖t‖²/4000 − Π cos(tᵢ/√i) of ten numbers.
pub(super) fn griewank(t: impl Fn(usize) -> D) -> D {
    let (mut squares, mut cosines) = (D::from(0.0), D::from(1.0));
    for i in 0..10 {
        let t = t(i);
        squares += t * t;
        cosines *= (t / ((i + 1) as f64).sqrt()).cos();
    }
    squares / 4000.0 - cosines + 1.0
}

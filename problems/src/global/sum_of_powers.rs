//! The sum of different powers: flatter from variable to variable.

use super::over::{CURVED, DIM, Formula, Minimum, SPREAD, Twice, curved, family};
use crate::{About, Reference, Vector, lanes};

family!(
    SumOfPowers,
    "The sum of different powers.",
    CURVED,
    1,
    About {
        name: "sum-of-powers",
        title: "the sum of different powers, flatter from variable to variable",
        formula: "f(x) = Σᵢ |xᵢ|ⁱ⁺¹,  −1 ≤ x ≤ 1",
        optimum: "x* = 0, f* = 0 (closed form); convex",
        source: "Molga and Smutnicki, Test functions for optimization needs, 2005, section 2.7",
        parameters: &[DIM, SPREAD],
    },
    |dim, spread| {
        let minimum = Minimum { value: Reference::closed_form(0.0), solution: Vector::zeros(dim), floor: 0.0 };
        curved(Powers, [-1.0, 1.0], spread, minimum, |known| known)
    }
);

struct Powers;

/// |x|^k; the power of a number below 1 is 0 long before k is at its largest.
fn power(x: f64, k: usize) -> f64 {
    x.abs().powi(i32::try_from(k).unwrap_or(i32::MAX))
}

/// How many of the first variables have powers other than 0.
fn alive(x: &[f64]) -> usize {
    // |x|^k ≤ exp(−k (1 − |x|)), and no number but 0 is below e⁻⁷⁵⁰.
    const VANISHED: f64 = 750.0;
    let largest = x.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    let gap = 1.0 - largest;
    // A NaN is in the sum and may not be in the maximum.
    if gap > 0.0 && lanes::sum(x, f64::abs).is_finite() { x.len().min((VANISHED / gap) as usize + 1) } else { x.len() }
}

impl Formula for Powers {
    fn value(&self, x: &[f64]) -> f64 {
        x[..alive(x)].iter().enumerate().map(|(i, x)| power(*x, i + 2)).sum()
    }

    fn value_gradient(&self, x: &[f64], g: &mut [f64]) -> f64 {
        let mut f = 0.0;
        let (g, vanished) = g.split_at_mut(alive(x));
        vanished.fill(0.0);
        for (i, (g, x)) in g.iter_mut().zip(x).enumerate() {
            let below = power(*x, i + 1);
            f += below * x.abs();
            *g = (i as f64 + 2.0) * below.copysign(*x);
        }
        f
    }
}

impl Twice for Powers {
    fn hessian_product(&self, x: &[f64], v: &[f64], p: &mut [f64]) {
        for (i, (p, (v, x))) in p.iter_mut().zip(v.iter().zip(x)).enumerate() {
            *p = (i as f64 + 2.0) * (i as f64 + 1.0) * power(*x, i) * v;
        }
    }

    fn band(&self) -> usize {
        0
    }
}

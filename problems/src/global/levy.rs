//! Levy's function: a bowl with waves, a sum over the variables.

use super::over::{CURVED, DIM, Formula, Minimum, SPREAD, Twice, curved, family};
use crate::{About, Reference, Vector};
use std::f64::consts::{PI, TAU};

family!(
    Levy,
    "Levy's function.",
    CURVED,
    1,
    About {
        name: "levy",
        title: "Levy's function, a bowl with waves",
        formula: "f(x) = sin²(π w₁) + Σᵢ₌₁ⁿ⁻¹ (wᵢ − 1)² (1 + 10 sin²(π wᵢ + 1)) + (wₙ − 1)² (1 + sin²(2π wₙ)), \
                  w = 1 + (x − 1)/4,  −10 ≤ x ≤ 10",
        optimum: "x* = (1, …, 1), f* = 0 (closed form)",
        source: "Levy and Montalvo, The tunneling algorithm for the global minimization of functions, SIAM J. Scientific \
                 and Statistical Computing 6, 1985; Laguna and Martí 2005",
        parameters: &[DIM, SPREAD],
    },
    |dim, spread| {
        let solution = Vector::from_element(dim, 1.0);
        let minimum = Minimum { value: Reference::closed_form(0.0), solution, floor: 0.0 };
        curved(Waves, [-10.0, 10.0], spread, minimum, |known| known)
    }
);

struct Waves;

/// u² (1 + a sin²(b w + c)) with u = w − 1, and its first two derivatives in w.
fn term(w: f64, [a, b, c]: [f64; 3]) -> [f64; 3] {
    let (u, (sin, cos)) = (w - 1.0, (b * w + c).sin_cos());
    let (wave, slope, bend) = (1.0 + a * sin * sin, 2.0 * a * b * sin * cos, 2.0 * a * b * b * (cos * cos - sin * sin));
    [u * u * wave, 2.0 * u * wave + u * u * slope, 2.0 * wave + 4.0 * u * slope + u * u * bend]
}

const MIDDLE: [f64; 3] = [10.0, PI, 1.0];
const LAST: [f64; 3] = [1.0, TAU, 0.0];

/// The term of each variable, and its derivatives in w.
fn terms(x: &[f64]) -> impl Iterator<Item = [f64; 3]> {
    let last = x.len() - 1;
    x.iter().enumerate().map(move |(i, x)| {
        let w = 1.0 + 0.25 * (x - 1.0);
        let mut t = term(w, if i == last { LAST } else { MIDDLE });
        if i == 0 {
            // sin²(π w) = sin²(π (w − 1)), without the rounding of π at w = 1.
            let (sin, cos) = (PI * (w - 1.0)).sin_cos();
            let first = [sin * sin, TAU * sin * cos, PI * TAU * (cos * cos - sin * sin)];
            t.iter_mut().zip(first).for_each(|(t, first)| *t += first);
        }
        t
    })
}

impl Formula for Waves {
    fn value(&self, x: &[f64]) -> f64 {
        let Some((last, others)) = x.split_last() else { return 0.0 };
        let wave = |x: f64, [a, b, c]: [f64; 3]| {
            let (w, u) = (1.0 + 0.25 * (x - 1.0), 0.25 * (x - 1.0));
            let s = (b * w + c).sin();
            u * u * (1.0 + a * s * s)
        };
        let middle: f64 = others.iter().map(|x| wave(*x, MIDDLE)).sum();
        (PI * 0.25 * (x[0] - 1.0)).sin().powi(2) + middle + wave(*last, LAST)
    }

    fn value_gradient(&self, x: &[f64], g: &mut [f64]) -> f64 {
        let mut f = 0.0;
        for (g, [value, slope, _]) in g.iter_mut().zip(terms(x)) {
            f += value;
            *g = 0.25 * slope;
        }
        f
    }
}

impl Twice for Waves {
    fn hessian_product(&self, x: &[f64], v: &[f64], p: &mut [f64]) {
        for ((p, v), [_, _, bend]) in p.iter_mut().zip(v).zip(terms(x)) {
            *p = bend / 16.0 * v;
        }
    }

    fn band(&self) -> usize {
        0
    }
}

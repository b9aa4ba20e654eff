//! Levy's function: a bowl with waves, a sum over the variables.

use super::over::{CURVED, DIM, Formula, Minimum, SPREAD, Twice, curved, family};
use crate::{About, Reference, Vector, elementary, lanes};
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

/// sin²(π w), and its first two derivatives in w: sin²(π (w − 1)), without the rounding of π at w = 1.
fn first(w: f64) -> [f64; 3] {
    let (sin, cos) = (PI * (w - 1.0)).sin_cos();
    [sin * sin, TAU * sin * cos, PI * TAU * (cos * cos - sin * sin)]
}

/// w.
fn scaled(x: f64) -> f64 {
    1.0 + 0.25 * (x - 1.0)
}

const MIDDLE: [f64; 3] = [10.0, PI, 1.0];
const LAST: [f64; 3] = [1.0, TAU, 0.0];

/// The term of each variable, and its derivatives in w.
fn terms(x: &[f64]) -> impl Iterator<Item = [f64; 3]> {
    let last = x.len() - 1;
    x.iter().enumerate().map(move |(i, x)| {
        let mut t = term(scaled(*x), if i == last { LAST } else { MIDDLE });
        if i == 0 {
            t.iter_mut().zip(first(scaled(*x))).for_each(|(t, first)| *t += first);
        }
        t
    })
}

impl Formula for Waves {
    fn value(&self, x: &[f64]) -> f64 {
        let ([a, b, c], last) = (MIDDLE, x.len() - 1);
        let mut f = first(scaled(x[0]))[0] + term(scaled(x[last]), LAST)[0];
        let add = |from: usize, sines: &[f64]| {
            let x = &x[from..from + sines.len()];
            f += lanes::sum2(x, sines, |x, sin| (scaled(x) - 1.0).powi(2) * (1.0 + a * sin * sin));
        };
        elementary::blocks(last, elementary::sin, |i| b * scaled(x[i]) + c, add);
        f
    }

    fn value_gradient(&self, x: &[f64], g: &mut [f64]) -> f64 {
        let ([a, b, c], last) = (MIDDLE, x.len() - 1);
        let angle = |i: usize| b * scaled(x[i]) + c;
        let keep = |from: usize, sines: &[f64]| g[from..from + sines.len()].copy_from_slice(sines);
        elementary::blocks(last, elementary::sin, angle, keep);
        let slopes = |from: usize, cosines: &[f64]| {
            for ((g, x), cos) in g[from..].iter_mut().zip(&x[from..]).zip(cosines) {
                let (u, sin) = (scaled(*x) - 1.0, *g);
                *g = 0.5 * u * (1.0 + a * sin * sin + u * a * b * sin * cos);
            }
        };
        elementary::blocks(last, elementary::cos, angle, slopes);
        g[last] = 0.25 * term(scaled(x[last]), LAST)[1];
        g[0] += 0.25 * first(scaled(x[0]))[1];
        self.value(x)
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

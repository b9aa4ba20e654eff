//! The quadratic that no gradient method solves in fewer than n steps.

use crate::class::{Curved, Objective, Smooth, Space};
use crate::lanes::sum2;
use crate::{About, Class, Data, Error, Family, Instance, Known, Offer, Prices, Reference, Rng, SmoothGap};
use crate::{Vector, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// Nesterov's worst case, convex or strongly convex.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NesterovWorstCase {
    dim: usize,
    smoothness: f64,
    strong_convexity: f64,
}

impl Default for NesterovWorstCase {
    fn default() -> Self {
        Self { dim: 101, smoothness: 1.0, strong_convexity: 0.0 }
    }
}

impl Family for NesterovWorstCase {
    const ABOUT: About = About {
        name: "nesterov-worst-case",
        title: "the worst smooth convex function for gradient methods, convex or strongly convex",
        formula: "f(x) = ((L − μ)/4) (½ xᵀAx − x₁) + (μ/2)‖x‖²,  xᵀAx = x₁² + Σᵢ (xᵢ − xᵢ₊₁)² + (ω − 1) xₙ²,  x⁰ = 0;  ω = 2 if \
                  μ = 0, else ω = 2 − q, q = (√κ − 1)/(√κ + 1), κ = L/μ",
        optimum: "μ = 0: xᵢ = 1 − i/(n + 1), f* = −(L/8) n/(n + 1), ‖x⁰ − x*‖² = n(2n + 1)/(6(n + 1)); μ > 0: xᵢ = qⁱ, f* = −((L − μ)/8) q (closed form). A method whose k-th point is in the span of k \
                  gradients has f(xᵏ) − f* ≥ (L/8)(1/(k + 1) − 1/(n + 1)) if μ = 0 and ≥ (μ/2) Σᵢ₌ₖ₊₁ⁿ q²ⁱ if μ > 0",
        source: "Nesterov, Lectures on Convex Optimization, 2nd ed., Springer 2018, theorems 2.1.7 and 2.1.13; the last \
                 entry ω cuts the strongly convex function, there of infinite dimension, so that its solution stays geometric",
        parameters: &[
            ("dim", "number of variables n"),
            ("smoothness", "L: bounds the largest eigenvalue, which tends to it as n grows"),
            ("strong_convexity", "μ: 0, or at most L"),
        ],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved]
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        let Self { dim, smoothness: l, strong_convexity: mu } = *self;
        expect((1..=10_000_000).contains(&dim), "dim", dim, "1 to 10000000")?;
        expect(l > 0.0 && l.is_finite(), "smoothness", l, "a positive number")?;
        expect((0.0..l).contains(&mu), "strong_convexity", mu, "at least 0 and less than smoothness")
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        let (n, l, mu) = (self.dim, self.smoothness, self.strong_convexity);
        let (last, solution) = if mu == 0.0 {
            (2.0, Vector::from_fn(n, |i, _| 1.0 - (i + 1) as f64 / (n + 1) as f64))
        } else {
            // With w = (L − μ)/4, xᵢ = qⁱ solves the rows before the last if 2w + μ = w(q + 1/q), and the last one,
            // (ωw + μ)qⁿ = w qⁿ⁻¹, if ω = 1/q − μ/w = 2 − q.
            let kappa_root = (l / mu).sqrt();
            let q = (kappa_root - 1.0) / (kappa_root + 1.0);
            (2.0 - q, Vector::from_fn(n, |i, _| q.powf((i + 1) as f64)))
        };
        let worst = Rc::new(Chain { n, weight: 0.25 * (l - mu), ridge: mu, last });
        let optimum = -0.5 * worst.weight * solution[0];
        let known = Known {
            smoothness: Some(l),
            strong_convexity: Some(mu),
            optimal_value: Some(optimum),
            distance: Some(solution.norm()),
            ..Known::default()
        };
        let judge = SmoothGap::new(Rc::clone(&worst), Reference::closed_form(optimum), Some(solution));
        Instance { problem: Offer::of(worst).curved().problem(), judge: Box::new(judge), known }
    }
}

/// w (½ xᵀAx − x₁) + (r/2)‖x‖², A tridiagonal with −1 beside 2 and `last` at the end.
struct Chain {
    n: usize,
    weight: f64,
    ridge: f64,
    last: f64,
}

impl Chain {
    /// p ← (wA + rI) v.
    fn times(&self, v: &[f64], p: &mut [f64]) {
        let Self { n, weight, ridge, last } = *self;
        let (diagonal, end) = (2.0 * weight + ridge, last * weight + ridge);
        for (p, v) in p[1..].iter_mut().zip(v.windows(3)) {
            *p = diagonal * v[1] - weight * (v[0] + v[2]);
        }
        if n == 1 {
            p[0] = end * v[0];
        } else {
            p[0] = diagonal * v[0] - weight * v[1];
            p[n - 1] = end * v[n - 1] - weight * v[n - 2];
        }
    }
}

impl Space for Chain {
    fn dim(&self) -> usize {
        self.n
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.n)
    }

    fn prices(&self) -> Prices {
        Prices { hessian_product: 1, hessian: Some(1), ..Prices::default() }
    }
}

impl Objective for Chain {
    fn value(&self, x: &Vector) -> f64 {
        let (x, first, end) = (x.as_slice(), x[0], x[self.n - 1]);
        let chain = sum2(&x[1..], &x[..self.n - 1], |b, a| self.weight * (b - a) * (b - a) + self.ridge * a * a);
        let ends = self.weight * (first * first + (self.last - 1.0) * end * end) + self.ridge * end * end;
        0.5 * (chain + ends) - self.weight * first
    }
}

impl Smooth for Chain {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.times(x.as_slice(), g.as_mut_slice());
        g[0] -= self.weight;
    }
}

impl Curved for Chain {
    fn hessian_product(&self, _x: &Vector, v: &Vector, p: &mut Vector) {
        self.times(v.as_slice(), p.as_mut_slice());
    }

    fn hessian_pattern(&self) -> Vec<(usize, usize)> {
        (0..self.n).flat_map(|i| (i.saturating_sub(1)..=i).map(move |j| (i, j))).collect()
    }

    fn hessian_values(&self, _x: &Vector, values: &mut [f64]) {
        for (i, pair) in values[1..].chunks_exact_mut(2).enumerate() {
            let diagonal = if i + 2 == self.n { self.last } else { 2.0 };
            pair.copy_from_slice(&[-self.weight, diagonal * self.weight + self.ridge]);
        }
        values[0] = if self.n == 1 { self.last } else { 2.0 } * self.weight + self.ridge;
    }
}

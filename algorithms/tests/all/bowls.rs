//! A finite sum whose constants and solution have formulas.

use problems::class::{FiniteSum, Objective, Smooth, Space, Stochastic};
use problems::{Known, Offer, Problem, Vector};
use std::rc::Rc;

/// fᵢ(x) = ½ Σⱼ aᵢⱼ (xⱼ − bᵢⱼ)², N of them, over n variables; x⁰ = (3, …, 3).
pub(crate) struct Bowls {
    pub(crate) a: Vec<Vector>,
    pub(crate) b: Vec<Vector>,
}

impl Bowls {
    pub(crate) fn new(terms: usize, dim: usize) -> Self {
        let place = |i: usize, j: usize| (0.7 * (1 + i + terms * j) as f64).sin();
        let all =
            |entry: &dyn Fn(f64) -> f64| (0..terms).map(|i| Vector::from_fn(dim, |j, _| entry(place(i, j)))).collect();
        Self { a: all(&|p| 0.55 + 0.45 * p), b: all(&|p| (5.0 * p).cos()) }
    }

    pub(crate) fn terms(&self) -> f64 {
        self.a.len() as f64
    }

    pub(crate) fn mean(&self, of: impl Fn(&Vector, &Vector) -> f64) -> f64 {
        self.a.iter().zip(&self.b).map(|(a, b)| of(a, b)).sum::<f64>() / self.terms()
    }

    pub(crate) fn solution(&self) -> Vector {
        Vector::from_fn(self.dim(), |j, _| self.mean(|a, b| a[j] * b[j]) / self.mean(|a, _| a[j]))
    }

    /// μ of the sum.
    pub(crate) fn mu(&self) -> f64 {
        (0..self.dim()).map(|j| self.mean(|a, _| a[j])).fold(f64::INFINITY, f64::min)
    }

    /// μ of every term.
    pub(crate) fn term_mu(&self) -> f64 {
        self.a.iter().map(Vector::min).fold(f64::INFINITY, f64::min)
    }

    /// `L_max`.
    pub(crate) fn largest(&self) -> f64 {
        self.a.iter().map(Vector::max).fold(0.0, f64::max)
    }

    pub(crate) fn known(&self) -> Known {
        Known { sample_smoothness: Some(self.largest()), ..Known::default() }
    }

    /// ∇fᵢ(x).
    pub(crate) fn slope(a: &Vector, b: &Vector, x: &Vector) -> Vector {
        a.component_mul(&(x - b))
    }

    pub(crate) fn problem(self: &Rc<Self>) -> Problem {
        Offer::of(Rc::clone(self)).finite_sum().problem()
    }
}

impl Space for Bowls {
    fn dim(&self) -> usize {
        self.a[0].len()
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim(), 3.0)
    }
}

impl Objective for Bowls {
    fn value(&self, x: &Vector) -> f64 {
        self.mean(|a, b| 0.5 * (x - b).dot(&Self::slope(a, b, x)))
    }
}

impl Smooth for Bowls {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        g.fill(0.0);
        for (a, b) in self.a.iter().zip(&self.b) {
            *g += Self::slope(a, b, x) / self.terms();
        }
    }
}

impl Stochastic for Bowls {
    fn samples(&self) -> Option<u64> {
        Some(self.a.len() as u64)
    }

    fn sample_value(&self, x: &Vector, keys: &[u64]) -> f64 {
        let of = |key: &u64| {
            let (a, b) = (&self.a[*key as usize], &self.b[*key as usize]);
            0.5 * (x - b).dot(&Self::slope(a, b, x))
        };
        keys.iter().map(of).sum::<f64>() / keys.len() as f64
    }

    fn sample_gradient(&self, x: &Vector, keys: &[u64], g: &mut Vector) {
        g.fill(0.0);
        for &key in keys {
            *g += Self::slope(&self.a[key as usize], &self.b[key as usize], x) / keys.len() as f64;
        }
    }
}

impl FiniteSum for Bowls {}

/// Asserts that a mean over seeds is at most `bound`, one-sided, at three standard errors.
pub(crate) fn on_average(seeds: u64, bound: f64, case: &str, of: impl Fn(u64) -> f64) {
    let values: Vec<f64> = (0..seeds).map(of).collect();
    let mean = values.iter().sum::<f64>() / seeds as f64;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (seeds - 1) as f64;
    let error = (variance / seeds as f64).sqrt();
    assert!(mean - 3.0 * error <= bound, "{case}: {mean} ± {error} > {bound}");
}

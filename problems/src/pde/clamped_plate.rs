//! ½∫|∇x|² + ∫(∂ᵢx⁴ + ∂ⱼx⁴) with a force at a corner: a clamped plate.

use super::dissection::dissection;
use super::energy::{Energy, Made};
use crate::class::space::Bounds;
use crate::{About, Class, Data, Error, Family, Instance, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;
use std::sync::Arc;

/// The clamped plate.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClampedPlate {
    grid: usize,
    weight: f64,
}

impl Default for ClampedPlate {
    fn default() -> Self {
        Self { grid: 24, weight: -0.1 }
    }
}

/// Heights at i + n·j, clamped where i = 0.
pub struct Plate {
    n: usize,
    weight: f64,
}

impl Family for ClampedPlate {
    const ABOUT: About = About {
        name: "clamped-plate",
        title: "plate clamped at one edge with a force at a corner",
        formula: "min Σ over i, j from 1 to n − 1 of ½a² + ½b² + (n²/2)(a⁴ + b⁴) + w x_{n−1,n−1}, a = x_{ij} − x_{i,j−1}, \
                  b = x_{ij} − x_{i−1,j}, subject to x_{0j} = 0; from 0",
        optimum: "f* by Newton's method (certified: the gradient that is left bounds f − f* by strong convexity); \
                  −0.00914521420 at n = 10; error max(f − f*, violation)",
        source: "Ph. Toint's strain energy of a clamped plate (Nash's variant of a nonlinear plate), CUTEst's CLPLATEA",
        parameters: &[("grid", "points n along a side, boundary included"), ("weight", "w, minus the force")],
    };

    type Made = Made<Plate>;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Composite]
    }

    fn dim(&self) -> usize {
        self.grid * self.grid
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<Self::Made, Error> {
        let n = self.grid;
        expect((2..=256).contains(&n), "grid", n, "2 to 256")?;
        expect(self.weight != 0.0 && self.weight.is_finite(), "weight", self.weight, "a number other than 0")?;
        let clamped = |infinite: f64| Vector::from_fn(n * n, |p, _| if p % n == 0 { 0.0 } else { infinite });
        let bounds = Bounds { lower: clamped(f64::NEG_INFINITY), upper: clamped(f64::INFINITY) };
        // Σb² ≥ λΣx² over columns j ≥ 1, clamped at one end, and x_{i0}² ≤ 2x_{i1}² + 2a²: Σx² ≤ (3/λ)Σb² + 2Σa².
        let lambda = 4.0 * (PI / (2 * (2 * n - 1)) as f64).sin().powi(2);
        let curvature = (lambda / 3.0).min(0.5);
        Made::new(Plate { n, weight: self.weight }, bounds, Vector::zeros(n * n), &dissection(n, n), |_, _| curvature)
    }

    fn instance(&self, made: &Arc<Self::Made>) -> Instance {
        Made::instance(made)
    }
}

impl Plate {
    /// n²/2, the factor of the fourth powers.
    fn quartic(&self) -> f64 {
        0.5 * (self.n * self.n) as f64
    }

    /// The point (i, j) of every cell, i, j ≥ 1, and its neighbours (i, j − 1) and (i − 1, j).
    fn cells(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        let n = self.n;
        (1..n).flat_map(move |j| (1..n).map(move |i| i + n * j)).map(move |p| (p, p - n, p - 1))
    }
}

impl Energy for Plate {
    fn value(&self, x: &[f64]) -> f64 {
        let (n, quartic) = (self.n, self.quartic());
        let term = |d: f64| 0.5 * d * d + quartic * (d * d) * (d * d);
        let column = |j: usize| -> f64 {
            let (left, here) = (&x[n * (j - 1)..n * j], &x[n * j..n * (j + 1)]);
            let cell = |(pair, left): (&[f64], &f64)| term(pair[1] - left) + term(pair[1] - pair[0]);
            here.windows(2).zip(&left[1..]).map(cell).sum()
        };
        (1..n).map(column).sum::<f64>() + self.weight * x[n * n - 1]
    }

    fn value_gradient(&self, x: &[f64], g: &mut [f64]) -> f64 {
        let quartic = self.quartic();
        let slope = |d: f64| d + 4.0 * quartic * d * d * d;
        g.fill(0.0);
        for (p, left, below) in self.cells() {
            let (a, b) = (slope(x[p] - x[left]), slope(x[p] - x[below]));
            g[p] += a + b;
            g[left] -= a;
            g[below] -= b;
        }
        g[x.len() - 1] += self.weight;
        self.value(x)
    }

    fn hessian_entries(&self) -> Vec<(usize, usize)> {
        self.cells()
            .flat_map(|(p, left, below)| [(p, p), (left, left), (p, left), (p, p), (below, below), (p, below)])
            .collect()
    }

    fn hessian_terms(&self, x: &[f64], terms: &mut [f64]) {
        let quartic = self.quartic();
        let curvature = |d: f64| 1.0 + 12.0 * quartic * d * d;
        for (terms, (p, left, below)) in terms.chunks_exact_mut(6).zip(self.cells()) {
            let (a, b) = (curvature(x[p] - x[left]), curvature(x[p] - x[below]));
            terms.copy_from_slice(&[a, a, -a, b, b, -b]);
        }
    }
}

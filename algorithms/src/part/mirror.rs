//! Mirror steps: forward steps in the distance that suits the feasible set.

use problems::Vector;
use problems::class::{Geometry, Operator};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The distance D of a mirror step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Distance {
    /// Σ u log(u/z) on simplices, ½‖u − z‖² elsewhere.
    #[default]
    Entropy,
    /// ½‖u − z‖².
    Euclidean,
}

/// The blocks of a feasible set, by their distances.
pub struct Mirror {
    /// Simplices, each with its total.
    simplices: Vec<(Range<usize>, f64)>,
    /// The others.
    projected: Vec<Range<usize>>,
}

impl Mirror {
    /// For the feasible set of `problem`.
    pub fn new(distance: Distance, problem: &dyn Operator) -> Self {
        let blocks = match distance {
            Distance::Entropy => problem.geometry(),
            Distance::Euclidean => vec![(problem.dim(), Geometry::Euclidean)],
        };
        let mut mirror = Self { simplices: Vec::new(), projected: Vec::new() };
        let mut at = 0;
        for (len, set) in blocks {
            match set {
                Geometry::Simplex(total) => mirror.simplices.push((at..at + len, total)),
                Geometry::Euclidean => mirror.projected.push(at..at + len),
            }
            at += len;
        }
        mirror
    }

    /// p ← argmin over u in C of η vᵀu + D(u, z). Cost: 1 projection, none on simplices.
    pub fn step(&self, problem: &dyn Operator, z: &Vector, eta: f64, v: &Vector, p: &mut Vector) {
        p.copy_from(z);
        for block in &self.projected {
            p.rows_range_mut(block.clone()).axpy(-eta, &v.rows_range(block.clone()), 1.0);
        }
        if !self.projected.is_empty() {
            problem.project(p);
        }
        for (block, total) in &self.simplices {
            let of = |z| &Vector::as_slice(z)[block.clone()];
            multiply(of(z), eta, of(v), *total, &mut p.as_mut_slice()[block.clone()]);
        }
    }
}

/// p ∝ z exp(−η v), Σp = total.
pub fn multiply(z: &[f64], eta: f64, v: &[f64], total: f64, p: &mut [f64]) {
    // The largest factor is exp(0).
    let least = v.iter().copied().fold(f64::INFINITY, f64::min);
    let mut sum = 0.0;
    for ((p, z), v) in p.iter_mut().zip(z).zip(v) {
        *p = z * (-eta * (v - least)).exp();
        sum += *p;
    }
    for p in p {
        *p *= total / sum;
    }
}

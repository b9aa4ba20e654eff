//! Gradients from differences of values along directions: those of a smoothed function.

use super::directions::{gaussian, on_sphere};
use problems::{Rng, Vector};
use serde::{Deserialize, Serialize};

/// What the directions z are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Law {
    /// Of N(0, I): E z zᵀ = I.
    #[default]
    Gaussian,
    /// Uniform on the unit sphere: E z zᵀ = I/n.
    Sphere,
    /// Each coordinate in turn: Σ z zᵀ = I.
    Coordinates,
}

/// A direction, and the point moved along it.
pub struct Probe {
    law: Law,
    z: Vector,
    trial: Vector,
}

impl Probe {
    /// For points of so many variables.
    pub fn new(law: Law, dim: usize) -> Self {
        Self { law, z: Vector::zeros(dim), trial: Vector::zeros(dim) }
    }

    /// Directions of an estimate: m, or all coordinates.
    pub fn directions(&self, m: usize) -> usize {
        if self.law == Law::Coordinates { self.z.len() } else { m }
    }

    /// The factor c for which c Σ z zᵀ over the directions of an estimate is I on average.
    pub fn factor(&self, m: usize) -> f64 {
        match self.law {
            Law::Gaussian => 1.0 / m as f64,
            Law::Sphere => self.z.len() as f64 / m as f64,
            Law::Coordinates => 1.0,
        }
    }

    /// z ← the i-th direction.
    pub fn turn(&mut self, i: usize, rng: &mut Rng) {
        match self.law {
            Law::Gaussian => gaussian(&mut self.z, rng),
            Law::Sphere => on_sphere(&mut self.z, rng),
            Law::Coordinates => {
                self.z.fill(0.0);
                self.z[i] = 1.0;
            }
        }
    }

    /// f(x + tz).
    pub fn value(&mut self, x: &Vector, t: f64, f: impl Fn(&Vector) -> f64) -> f64 {
        let Self { z, trial, .. } = self;
        trial.copy_from(x);
        trial.axpy(t, z, 1.0);
        f(trial)
    }

    /// (f(x + tz) − f(x − tz))/(2t).
    pub fn slope(&mut self, x: &Vector, t: f64, f: impl Fn(&Vector) -> f64) -> f64 {
        let ahead = self.value(x, t, &f);
        (ahead - self.value(x, -t, &f)) / (2.0 * t)
    }

    /// g ← g + a z.
    pub fn add(&self, a: f64, g: &mut Vector) {
        g.axpy(a, &self.z, 1.0);
    }

    /// g ← c Σ (f(x + tz) − f(x − tz))/(2t) z, over m directions or all coordinates.
    pub fn central(&mut self, x: &Vector, t: f64, m: usize, f: impl Fn(&Vector) -> f64, g: &mut Vector, rng: &mut Rng) {
        let c = self.factor(m);
        g.fill(0.0);
        for i in 0..self.directions(m) {
            self.turn(i, rng);
            let slope = self.slope(x, t, &f);
            self.add(c * slope, g);
        }
    }

    /// g ← c Σ (f(x + tz) − f(x))/t z, over m directions or all coordinates.
    pub fn forward(&mut self, x: &Vector, t: f64, m: usize, f: impl Fn(&Vector) -> f64, g: &mut Vector, rng: &mut Rng) {
        let c = self.factor(m);
        let here = f(x);
        g.fill(0.0);
        for i in 0..self.directions(m) {
            self.turn(i, rng);
            let slope = (self.value(x, t, &f) - here) / t;
            self.add(c * slope, g);
        }
    }
}

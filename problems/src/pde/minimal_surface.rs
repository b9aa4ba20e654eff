//! Smallest area of a surface with a given boundary, or above an obstacle.

use super::dissection::dissection;
use super::energy::{Made, RADIUS};
use super::surface::Surface;
use crate::class::space::Bounds;
use crate::{About, Class, Data, Error, Family, Instance, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;
use std::sync::Arc;

/// What holds the surface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Boundary {
    /// Two parabolas each way: CUTEst's NLMSURF.
    #[default]
    Nonlinear,
    /// The plane 1 + 8s + 4t: CUTEst's LMINSURF.
    Linear,
    /// Height 1: CUTEst's MINSURF.
    Flat,
    /// Arches over a raised plate, as in COPS.
    Obstacle,
}

/// The minimal surface problem.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinimalSurface {
    boundary: Boundary,
    grid: usize,
}

impl Default for MinimalSurface {
    fn default() -> Self {
        Self { boundary: Boundary::Nonlinear, grid: 20 }
    }
}

impl Boundary {
    /// Height at (s, t) on the boundary of the unit square.
    fn height(self, s: f64, t: f64) -> f64 {
        match self {
            Self::Nonlinear if s <= 0.0 => 10.0 * (t + 1.0).powi(2) + 4.0 * t + 1.0,
            Self::Nonlinear if s >= 1.0 => 10.0 * t * t + 4.0 * t + 9.0,
            Self::Nonlinear if t >= 1.0 => 10.0 * (s - 1.0).powi(2) + 8.0 * s + 1.0,
            Self::Nonlinear => 10.0 * (s - 2.0).powi(2) + 8.0 * s + 5.0,
            Self::Linear => 1.0 + 8.0 * s + 4.0 * t,
            Self::Flat => 1.0,
            Self::Obstacle if s <= 0.0 || s >= 1.0 => 1.0 - (2.0 * t - 1.0).powi(2),
            Self::Obstacle => 0.0,
        }
    }

    /// Lowest height at (s, t) inside.
    fn floor(self, s: f64, t: f64) -> f64 {
        match self {
            Self::Obstacle if (s - 0.5).abs() <= 0.25 && (t - 0.5).abs() <= 0.25 => 1.0,
            _ => f64::NEG_INFINITY,
        }
    }
}

impl Family for MinimalSurface {
    const ABOUT: About = About {
        name: "minimal-surface",
        title: "surface of smallest area with a given boundary",
        formula: "min Σ over cells of √(1 + (m²/2)(a² + b²))/m², a = x_{ij} − x_{i+1,j+1}, b = x_{i+1,j} − x_{i,j+1}, \
                  i, j < m = n − 1, with the boundary heights at (s, t) = (i/m, j/m):  linear: 1 + 8s + 4t;  flat: 1;  \
                  nonlinear: 10(t + 1)² + 4t + 1 at s = 0, 10t² + 4t + 9 at s = 1, 10(s − 2)² + 8s + 5 at t = 0, \
                  10(s − 1)² + 8s + 1 at t = 1;  obstacle: 1 − (2t − 1)² at s = 0, 1, else 0, and x ≥ 1 where |s − ½|, \
                  |t − ½| ≤ ¼;  from 0 inside, or from the obstacle",
        optimum: "f* by Newton's method with primal-dual active sets (certified: the optimality conditions that are left \
                  bound f − f* by strong convexity around it); 9 for linear, 1 for flat; \
                  error max(f − f*, violation)",
        source: "Griewank and Toint, Partitioned variable metric updates for large structured optimization problems, \
                 Numerische Mathematik 39, 1982; CUTEst's NLMSURF, LMINSURF, MINSURF; the obstacle of Dolan, Moré and Munson, \
                 Benchmarking optimization software with COPS 3.0, 2004 (its elements are triangles)",
        parameters: &[
            ("boundary", "nonlinear, linear, flat or obstacle"),
            ("grid", "points n along a side, boundary included"),
        ],
    };

    type Made = Made<Surface>;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Composite]
    }

    fn dim(&self) -> usize {
        self.grid * self.grid
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<Self::Made, Error> {
        let n = self.grid;
        expect((3..=256).contains(&n), "grid", n, "3 to 256")?;
        let m = (n - 1) as f64;
        let outside = |p: usize| {
            let (i, j) = (p % n, p / n);
            i == 0 || i == n - 1 || j == 0 || j == n - 1
        };
        let bound = |inside: &dyn Fn(f64, f64) -> f64| {
            Vector::from_fn(n * n, |p, _| {
                let (s, t) = ((p % n) as f64 / m, (p / n) as f64 / m);
                if outside(p) { self.boundary.height(s, t) } else { inside(s, t) }
            })
        };
        let bounds = Bounds { lower: bound(&|s, t| self.boundary.floor(s, t)), upper: bound(&|_, _| f64::INFINITY) };
        let mut start = Vector::zeros(n * n);
        bounds.clamp(&mut start);
        // ∂²s/m² ≥ 1/(2s³) where s is the slope of a cell, and a line of a diagonal, fixed at both ends, has
        // Σa² ≥ 4 sin²(π/2m) Σx².
        let curvature = |surface: &Surface, x: &Vector| {
            4.0 * (PI / (2.0 * m)).sin().powi(2) / (surface.steepest(x.as_slice()) + 2.0 * m * RADIUS).powi(3)
        };
        Ok(Made::new(Surface { n }, bounds, start, &dissection(n, n), curvature)?.smooth(4.0))
    }

    fn instance(&self, made: &Arc<Self::Made>) -> Instance {
        Made::instance(made)
    }
}

//! Where a population starts.

use super::directions::gaussian;
use super::search_box::search_box;
use problems::class::Space;
use problems::{Rng, Vector};
use rand::Rng as _;
use serde::{Deserialize, Serialize};

/// Where particles start.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spread {
    /// Uniform in the bounds, start ± radius in coordinates without.
    Bounds,
    /// Uniform in start ± radius.
    Uniform,
    /// N(start, radius² I).
    Gaussian,
}

impl Spread {
    /// So many particles.
    pub fn draw(self, problem: &(impl Space + ?Sized), radius: f64, particles: usize, rng: &mut Rng) -> Vec<Vector> {
        let start = problem.start();
        let (lower, upper) = match self {
            Self::Bounds => {
                let bounds = search_box(problem, radius);
                (bounds.lower, bounds.upper)
            }
            Self::Uniform | Self::Gaussian => (start.add_scalar(-radius), start.add_scalar(radius)),
        };
        let mut particle = |_| match self {
            Self::Gaussian => {
                let mut z = start.clone();
                gaussian(&mut z, rng);
                &start + radius * z
            }
            _ => Vector::from_fn(start.len(), |j, _| lower[j] + (upper[j] - lower[j]) * rng.random::<f64>()),
        };
        (0..particles).map(&mut particle).collect()
    }
}

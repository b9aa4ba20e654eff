//! (1/4m) Σᵢ ((aᵢᵀx)² − yᵢ)²: a real signal from intensities.

use super::links::{self, ENTRIES, Link, Links, Made, add, dot};
use super::polish::VARIABLES;
use crate::random::gaussian_vector;
use crate::{About, Class, Data, Error, Family, Instance, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Where phase retrieval starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Start {
    /// x⁰ ~ N(0, I/n).
    #[default]
    Random,
    /// The leading eigenvector of Σ yᵢ aᵢaᵢᵀ, with the norm √(Σ yᵢ/m).
    Spectral,
}

/// Phase retrieval.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhaseRetrieval {
    dim: usize,
    measurements: usize,
    noise: f64,
    start: Start,
}

impl Default for PhaseRetrieval {
    fn default() -> Self {
        Self { dim: 100, measurements: 3000, noise: 0.0, start: Start::Random }
    }
}

impl Family for PhaseRetrieval {
    const ABOUT: About = About {
        name: "phase-retrieval",
        title: "real phase retrieval from Gaussian intensities",
        formula: "f(x) = (1/4m) Σᵢ ((aᵢᵀx)² − yᵢ)²,  yᵢ = (aᵢᵀz)² + noise ξᵢ,  aᵢ ~ N(0, I),  z ~ N(0, I/n),  ξᵢ ~ N(0, 1); \
                  start x⁰ ~ N(0, I/n), or the leading eigenvector of (1/m) Σ yᵢ aᵢaᵢᵀ with the norm √(Σ yᵢ/m)",
        optimum: "x* = ±z, f* = 0 (closed form); with noise the minimizer beside z by Newton's method (local); \
                  the measure `distance` is up to the sign",
        source: "Candès, Li and Soltanolkotabi, Phase retrieval via Wirtinger flow, IEEE Trans. Inf. Theory 61, 2015, in \
                 the real form of Ma, Wang, Chi and Chen, Implicit regularization in nonconvex statistical estimation, \
                 Found. Comput. Math. 20, 2020; sizes of Chen, Zhou, Liang and Lu, Generalized-smooth nonconvex \
                 optimization is as efficient as smooth nonconvex optimization, ICML 2023",
        parameters: &[
            ("dim", "number of variables n"),
            ("measurements", "number m of intensities"),
            ("noise", "standard deviation of the noise on an intensity"),
            ("start", "random or spectral"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved, Class::Stochastic, Class::FiniteSum, Class::LeastSquares]
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let (n, m) = (self.dim, self.measurements);
        expect((1..=100_000).contains(&n), "dim", n, "1 to 100000")?;
        let fits = m >= 1 && m.saturating_mul(n) <= ENTRIES;
        expect(fits, "measurements", m, "at least 1, with at most 125000000 numbers in all directions")?;
        let known = self.noise == 0.0 || n <= VARIABLES;
        expect(self.noise >= 0.0 && known, "noise", self.noise, "0, or a positive number where dim is at most 500")?;
        let scale = (n as f64).sqrt().recip();
        let truth = gaussian_vector(n, rng) * scale;
        let links = Links::of(&truth, m, Link::Square, 0.25, self.noise, rng);
        let random = gaussian_vector(n, rng) * scale;
        let start = match self.start {
            Start::Random => random,
            Start::Spectral => spectral(&links, random),
        };
        Ok(Made::new(links, truth, self.noise, start))
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        links::instance(made)
    }
}

/// Steps of the power method; the gap of the spectral matrix is 3 to 1 where there are measurements enough.
const POWER_STEPS: usize = 60;

/// The leading eigenvector of (1/m) Σ yᵢ aᵢaᵢᵀ by the power method, with the norm √(Σ yᵢ/m).
fn spectral(links: &Links, mut x: Vector) -> Vector {
    let m = links.measured.len() as f64;
    let mut next = x.clone();
    for _ in 0..POWER_STEPS {
        next.fill(0.0);
        for (a, y) in links.directions.as_slice().chunks_exact(x.len()).zip(links.measured.as_slice()) {
            add(y * dot(a, x.as_slice()), a, next.as_mut_slice());
        }
        next.normalize_mut();
        std::mem::swap(&mut x, &mut next);
    }
    x * (links.measured.sum() / m).max(0.0).sqrt()
}

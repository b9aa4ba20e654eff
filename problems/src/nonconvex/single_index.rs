//! (1/2m) Σᵢ (φ(aᵢᵀx) − φ(aᵢᵀz) − ξᵢ)²: one neuron taught by another.

use super::links::{self, ENTRIES, Link, Links, Made};
use super::polish::VARIABLES;
use crate::random::gaussian_vector;
use crate::{About, Class, Data, Error, Family, Instance, Rng, expect};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// φ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Name {
    /// (t² − 1)/√2, even: information exponent 2.
    #[serde(rename = "hermite-2")]
    Hermite2,
    /// (t³ − 3t)/√6: information exponent 3.
    #[default]
    #[serde(rename = "hermite-3")]
    Hermite3,
    /// (t⁴ − 6t² + 3)/√24, even: information exponent 4.
    #[serde(rename = "hermite-4")]
    Hermite4,
    /// tanh t: information exponent 1.
    Tanh,
}

impl Name {
    fn link(self) -> Link {
        match self {
            Self::Hermite2 => Link::Hermite(2),
            Self::Hermite3 => Link::Hermite(3),
            Self::Hermite4 => Link::Hermite(4),
            Self::Tanh => Link::Tanh,
        }
    }
}

/// A single-index model.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SingleIndex {
    dim: usize,
    measurements: usize,
    link: Name,
    noise: f64,
}

impl Default for SingleIndex {
    fn default() -> Self {
        Self { dim: 50, measurements: 2000, link: Name::Hermite3, noise: 0.0 }
    }
}

impl Family for SingleIndex {
    const ABOUT: About = About {
        name: "single-index",
        title: "a single-index model: the direction behind one nonlinear function of a projection",
        formula: "f(x) = (1/2m) Σᵢ (φ(aᵢᵀx) − yᵢ)²,  yᵢ = φ(aᵢᵀz) + noise ξᵢ,  aᵢ ~ N(0, I),  ξᵢ ~ N(0, 1),  z and x⁰ uniform on the \
                  unit sphere;  φ = Heₖ/√k! (k = 2, 3, 4) or tanh",
        optimum: "x* = z, and −z where φ is even, f* = 0 (closed form); with noise the minimizer beside z by Newton's \
                  method (local); the measure `distance` is to the nearer of ±z where φ is even",
        source: "Ben Arous, Gheissari and Jagannath, Online stochastic gradient descent on non-convex losses from \
                 high-dimensional inference, J. Mach. Learn. Res. 22, 2021: the information exponent, 2, 3, 4 or 1, \
                 sets how long the start's correlation with z stays near 0",
        parameters: &[
            ("dim", "number of variables n"),
            ("measurements", "number m of samples"),
            ("link", "φ: hermite-2, hermite-3, hermite-4 or tanh"),
            ("noise", "standard deviation of the noise on a sample"),
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
        expect((2..=100_000).contains(&n), "dim", n, "2 to 100000")?;
        let fits = m >= 1 && m.saturating_mul(n) <= ENTRIES;
        expect(fits, "measurements", m, "at least 1, with at most 125000000 numbers in all directions")?;
        let known = self.noise == 0.0 || n <= VARIABLES;
        expect(self.noise >= 0.0 && known, "noise", self.noise, "0, or a positive number where dim is at most 500")?;
        let truth = gaussian_vector(n, rng).normalize();
        let links = Links::of(&truth, m, self.link.link(), 0.5, self.noise, rng);
        let start = gaussian_vector(n, rng).normalize();
        Ok(Made::new(links, truth, self.noise, start))
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        links::instance(made)
    }
}

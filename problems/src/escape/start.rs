//! Where a method starts: on a saddle, or near it.

use crate::{Error, Rng, Vector, expect};
use rand::Rng as _;
use serde::{Deserialize, Serialize};

/// On the stationary point, or near it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Start {
    /// On it: exact gradients never leave.
    Saddle,
    /// Uniform in the cube of half-width `radius` around it.
    #[default]
    Near,
}

/// What the families of this folder say of `start` and `radius`.
pub(super) const START: (&str, &str) = ("start", "saddle (on it) or near (uniform in a cube around it)");
pub(super) const RADIUS: (&str, &str) = ("radius", "half the side of that cube");

impl Start {
    /// x⁰ for a stationary point; draws nothing on the saddle.
    pub(super) fn around(self, mut saddle: Vector, radius: f64, rng: &mut Rng) -> Result<Vector, Error> {
        expect(radius > 0.0 && radius <= 10.0, "radius", radius, "a positive number up to 10")?;
        if self == Self::Near {
            saddle.as_mut_slice().iter_mut().for_each(|x| *x += radius * rng.random_range(-1.0..=1.0));
        }
        Ok(saddle)
    }
}

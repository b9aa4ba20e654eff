//! Points to try a problem at.

use problems::class::Space;
use problems::{Rng, Vector};
use rand::Rng as _;
use rand_distr::StandardNormal;

pub(crate) fn gaussian(n: usize, rng: &mut Rng) -> Vector {
    Vector::from_fn(n, |_, _| rng.sample(StandardNormal))
}

/// A point around the start, and a direction.
pub(crate) fn point(space: &dyn Space, rng: &mut Rng) -> (Vector, Vector) {
    let mut x = space.start() + 0.3 * gaussian(space.dim(), rng);
    if let Some(bounds) = space.bounds() {
        bounds.clamp(&mut x);
    }
    (x, gaussian(space.dim(), rng))
}

//! The same problem elsewhere: z = x − s.

use super::Map;
use crate::{Error, Rng, Vector, expect};
use rand::Rng as _;
use serde::{Deserialize, Serialize};

/// z = x − s with s uniform in [−amount, amount]ⁿ, drawn for the instance. Start and solution move with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Shift {
    /// Largest entry of s.
    pub amount: f64,
}

impl Default for Shift {
    fn default() -> Self {
        Self { amount: 1.0 }
    }
}

impl Shift {
    pub(super) fn check(&self) -> Result<(), Error> {
        expect(self.amount > 0.0 && self.amount.is_finite(), "amount", self.amount, "a positive number")
    }

    pub(super) fn draw(&self, n: usize, rng: &mut Rng) -> Box<dyn Map> {
        let s = Vector::from_fn(n, |_, _| rng.random_range(-self.amount..=self.amount));
        Box::new(Shifted { s })
    }
}

struct Shifted {
    s: Vector,
}

impl Map for Shifted {
    fn point(&self, x: &[f64], z: &mut [f64]) {
        z.iter_mut().zip(x.iter().zip(self.s.as_slice())).for_each(|(z, (x, s))| *z = x - s);
    }

    fn back(&self, z: &[f64], x: &mut [f64]) {
        x.iter_mut().zip(z.iter().zip(self.s.as_slice())).for_each(|(x, (z, s))| *x = z + s);
    }

    fn push(&self, v: &[f64], w: &mut [f64]) {
        w.copy_from_slice(v);
    }

    fn pull(&self, w: &[f64], v: &mut [f64]) {
        v.copy_from_slice(w);
    }

    fn axis(&self, i: usize) -> Option<(usize, f64)> {
        Some((i, 1.0))
    }
}

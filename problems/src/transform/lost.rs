//! Values that are lost, as those of a simulation that fails.

use super::Disturbance;
use crate::{Error, Rng, Vector, expect};
use rand::Rng as _;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;

/// A value is NaN with probability `value`, a whole gradient with probability `gradient`, independently at every call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lost {
    /// Rate of lost values.
    pub value: f64,
    /// Rate of lost gradients.
    pub gradient: f64,
}

impl Default for Lost {
    fn default() -> Self {
        Self { value: 0.05, gradient: 0.0 }
    }
}

impl Lost {
    pub(super) fn check(&self) -> Result<(), Error> {
        let fits = |rate: f64| (0.0..=1.0).contains(&rate);
        expect(fits(self.value), "value", self.value, "a rate from 0 to 1")?;
        expect(fits(self.gradient), "gradient", self.gradient, "a rate from 0 to 1")
    }

    pub(super) fn draws(&self, rng: Rng) -> Rc<dyn Disturbance> {
        Rc::new(Draws { lost: self.clone(), rng: RefCell::new(rng) })
    }
}

struct Draws {
    lost: Lost,
    rng: RefCell<Rng>,
}

impl Disturbance for Draws {
    fn value(&self, f: f64, _x: &Vector) -> f64 {
        if self.rng.borrow_mut().random_bool(self.lost.value) { f64::NAN } else { f }
    }

    fn gradient(&self, g: &mut Vector) {
        if self.rng.borrow_mut().random_bool(self.lost.gradient) {
            g.fill(f64::NAN);
        }
    }
}

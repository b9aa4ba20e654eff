//! Values on a mesh.

use super::Disturbance;
use crate::{Error, Vector, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// f rounded to the nearest multiple of `value`, the entries of a gradient to multiples of `gradient`; 0 leaves them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quantise {
    /// Mesh of values.
    pub value: f64,
    /// Mesh of the entries of gradients and operators.
    pub gradient: f64,
}

impl Default for Quantise {
    fn default() -> Self {
        Self { value: 1e-3, gradient: 0.0 }
    }
}

impl Quantise {
    pub(super) fn check(&self) -> Result<(), Error> {
        let fits = |mesh: f64| mesh >= 0.0 && mesh.is_finite();
        expect(fits(self.value), "value", self.value, "a mesh of at least 0")?;
        expect(fits(self.gradient), "gradient", self.gradient, "a mesh of at least 0")
    }

    pub(super) fn rounding(&self) -> Rc<dyn Disturbance> {
        Rc::new(self.clone())
    }
}

fn nearest(x: f64, mesh: f64) -> f64 {
    if mesh == 0.0 { x } else { mesh * (x / mesh).round() }
}

impl Disturbance for Quantise {
    fn value(&self, f: f64, _x: &Vector) -> f64 {
        nearest(f, self.value)
    }

    fn gradient(&self, g: &mut Vector) {
        g.as_mut_slice().iter_mut().for_each(|g| *g = nearest(*g, self.gradient));
    }
}

//! Stretched variables: z = D x.

use super::Map;
use crate::{Class, Error, Known, Rng, Vector, expect};
use rand::seq::SliceRandom as _;
use serde::{Deserialize, Serialize};

/// z = D x with D diagonal, its entries log-spaced over [1/√condition, √condition] in an order drawn for the instance.
///
/// A Hessian H becomes D H D: condition numbers grow by up to `condition`². The start goes along, so that first
/// values agree. L and μ become the bounds L · condition and μ / condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scaling {
    /// Largest over smallest entry of D.
    pub condition: f64,
}

impl Default for Scaling {
    fn default() -> Self {
        Self { condition: 10.0 }
    }
}

impl Scaling {
    pub(super) fn keeps(class: Class) -> Result<(), &'static str> {
        match class {
            Class::Composite | Class::CompositeSum => Err("a proximal operator does not survive scaled variables"),
            Class::Operator | Class::Saddle | Class::FiniteSumOperator | Class::ConstrainedBilevel => {
                Err("a projection does not survive scaled variables")
            }
            Class::Glm => Err("the ridge of a generalised linear model does not survive scaled variables"),
            _ => Ok(()),
        }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let fits = (1.0..=1e16).contains(&self.condition);
        expect(fits, "condition", self.condition, "a number from 1 to 1e16")
    }

    pub(super) fn known(&self, known: &Known) -> Known {
        let above = |constant: Option<f64>| constant.map(|l| l * self.condition);
        let below = |constant: Option<f64>| constant.map(|mu| mu / self.condition);
        Known {
            smoothness: above(known.smoothness),
            strong_convexity: below(known.strong_convexity),
            lower_smoothness: above(known.lower_smoothness),
            lower_strong_convexity: below(known.lower_strong_convexity),
            upper_smoothness: above(known.upper_smoothness),
            sample_smoothness: above(known.sample_smoothness),
            ..*known
        }
    }

    pub(super) fn draw(&self, n: usize, rng: &mut Rng) -> Box<dyn Map> {
        let exponent = |i: usize| if n == 1 { 0.0 } else { i as f64 / (n - 1) as f64 - 0.5 };
        let mut d: Vec<f64> = (0..n).map(|i| self.condition.powf(exponent(i))).collect();
        d.shuffle(rng);
        Box::new(Scaled { d: Vector::from_vec(d) })
    }
}

struct Scaled {
    d: Vector,
}

impl Map for Scaled {
    fn point(&self, x: &[f64], z: &mut [f64]) {
        z.iter_mut().zip(x.iter().zip(self.d.as_slice())).for_each(|(z, (x, d))| *z = d * x);
    }

    fn back(&self, z: &[f64], x: &mut [f64]) {
        x.iter_mut().zip(z.iter().zip(self.d.as_slice())).for_each(|(x, (z, d))| *x = z / d);
    }

    fn push(&self, v: &[f64], w: &mut [f64]) {
        self.point(v, w);
    }

    fn pull(&self, w: &[f64], v: &mut [f64]) {
        self.point(w, v);
    }

    fn axis(&self, i: usize) -> Option<(usize, f64)> {
        Some((i, self.d[i]))
    }
}

//! f(x) = Σᵢ xᵢ.

use super::bits::{Bits, Cube, DIM, START, Start, instance, space_of_cube, start};
use crate::class::{Bounds, Fitness, PseudoBoolean, Space};
use crate::{About, Class, Data, Error, Family, Instance, Rng, Vector};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// `OneMax`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneMax {
    dim: usize,
    start: Start,
}

impl Default for OneMax {
    fn default() -> Self {
        Self { dim: 100, start: Start::default() }
    }
}

impl Family for OneMax {
    const ABOUT: About = About {
        name: "one-max",
        title: "the number of ones",
        formula: "f(x) = Σᵢ xᵢ, maximized over {0, 1}ⁿ",
        optimum: "x* = (1, …, 1), f* = n (closed form); the error is n − f",
        source: "Mühlenbein, How genetic algorithms really work: mutation and hillclimbing, PPSN II, 1992",
        parameters: &[DIM, START],
    };

    type Made = Vec<bool>;

    fn classes(&self) -> Vec<Class> {
        vec![Class::PseudoBoolean]
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Vec<bool>, Error> {
        start(self.start, self.dim, rng)
    }

    fn instance(&self, made: &Arc<Vec<bool>>) -> Instance {
        instance(Count { cube: Cube { start: made.to_vec() } })
    }
}

struct Count {
    cube: Cube,
}

space_of_cube!(Count);

impl PseudoBoolean for Count {
    fn fitness(&self, x: &[bool], f: &mut Fitness) {
        f.clear();
        f.push(x.iter().map(|bit| u64::from(*bit)).sum());
    }
}

impl Bits for Count {
    fn error(&self, ones: impl Iterator<Item = bool>) -> f64 {
        ones.filter(|one| !one).count() as f64
    }

    fn optimum(&self) -> Option<f64> {
        Some(self.dim() as f64)
    }
}

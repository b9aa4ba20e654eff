//! f(x) = Σᵢ Πⱼ₌₁ⁱ xⱼ.

use super::bits::{Bits, Cube, DIM, START, Start, instance, space_of_cube, start};
use crate::class::{Bounds, Fitness, PseudoBoolean, Space};
use crate::{About, Class, Data, Error, Family, Instance, Rng, Vector};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// `LeadingOnes`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadingOnes {
    dim: usize,
    start: Start,
}

impl Default for LeadingOnes {
    fn default() -> Self {
        Self { dim: 100, start: Start::default() }
    }
}

impl Family for LeadingOnes {
    const ABOUT: About = About {
        name: "leading-ones",
        title: "the number of ones before the first zero",
        formula: "f(x) = Σᵢ Πⱼ₌₁ⁱ xⱼ, maximized over {0, 1}ⁿ",
        optimum: "x* = (1, …, 1), f* = n (closed form); the error is n − f",
        source: "Rudolph, Convergence properties of evolutionary algorithms, Kovač, 1997",
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
        instance(Prefix { cube: Cube { start: made.to_vec() } })
    }
}

struct Prefix {
    cube: Cube,
}

space_of_cube!(Prefix);

impl PseudoBoolean for Prefix {
    fn fitness(&self, x: &[bool], f: &mut Fitness) {
        f.clear();
        f.push(x.iter().take_while(|bit| **bit).count() as u64);
    }
}

impl Bits for Prefix {
    fn error(&self, ones: impl Iterator<Item = bool>) -> f64 {
        (self.dim() - ones.take_while(|one| *one).count()) as f64
    }

    fn optimum(&self) -> Option<f64> {
        Some(self.dim() as f64)
    }
}

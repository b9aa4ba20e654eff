//! The variables in another order: zᵢ = x at π(i).

use super::Map;
use crate::Rng;
use rand::seq::SliceRandom as _;
use serde::{Deserialize, Serialize};

/// zᵢ = x at π(i) with π uniform over the permutations, drawn for the instance.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Permutation {}

impl Permutation {
    pub(super) fn draw(n: usize, rng: &mut Rng) -> Box<dyn Map> {
        let mut order: Vec<usize> = (0..n).collect();
        order.shuffle(rng);
        Box::new(Permuted { order })
    }
}

struct Permuted {
    order: Vec<usize>,
}

impl Map for Permuted {
    fn point(&self, x: &[f64], z: &mut [f64]) {
        z.iter_mut().zip(&self.order).for_each(|(z, &j)| *z = x[j]);
    }

    fn back(&self, z: &[f64], x: &mut [f64]) {
        z.iter().zip(&self.order).for_each(|(z, &j)| x[j] = *z);
    }

    fn push(&self, v: &[f64], w: &mut [f64]) {
        self.point(v, w);
    }

    fn pull(&self, w: &[f64], v: &mut [f64]) {
        self.back(w, v);
    }

    fn axis(&self, i: usize) -> Option<(usize, f64)> {
        Some((self.order[i], 1.0))
    }
}

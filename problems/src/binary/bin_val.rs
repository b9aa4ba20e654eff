//! f(x) = Σᵢ 2ⁿ⁻ⁱ xᵢ.

use super::bits::{Bits, Cube, DIM, START, Start, instance, space_of_cube, start};
use crate::class::{Bounds, Fitness, PseudoBoolean, Space};
use crate::{About, Class, Data, Error, Family, Instance, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// `BinVal`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BinVal {
    dim: usize,
    start: Start,
}

impl Default for BinVal {
    fn default() -> Self {
        Self { dim: 100, start: Start::default() }
    }
}

impl Family for BinVal {
    const ABOUT: About = About {
        name: "bin-val",
        title: "the number the bits write",
        formula: "f(x) = Σᵢ 2ⁿ⁻ⁱ xᵢ, maximized over {0, 1}ⁿ",
        optimum: "x* = (1, …, 1), f* = 2ⁿ − 1 (closed form); the error is f* − f",
        source: "Droste, Jansen and Wegener, On the analysis of the (1+1) evolutionary algorithm, Theoretical Computer Science 276, 2002",
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
        // 2ⁿ must be a number.
        expect((1..=1000).contains(&self.dim), "dim", self.dim, "1 to 1000")?;
        start(self.start, self.dim, rng)
    }

    fn instance(&self, made: &Arc<Vec<bool>>) -> Instance {
        instance(Number { cube: Cube { start: made.to_vec() } })
    }
}

struct Number {
    cube: Cube,
}

space_of_cube!(Number);

impl PseudoBoolean for Number {
    fn fitness(&self, x: &[bool], f: &mut Fitness) {
        written(x.iter().copied(), f);
    }
}

/// The number that bits write, the most significant first; the last word is not filled up.
pub(super) fn written(bits: impl ExactSizeIterator<Item = bool>, f: &mut Fitness) {
    f.clear();
    f.resize(bits.len().div_ceil(64), 0);
    for (i, bit) in bits.enumerate() {
        f[i / 64] |= u64::from(bit) << (63 - i % 64);
    }
}

impl Bits for Number {
    fn error(&self, ones: impl Iterator<Item = bool>) -> f64 {
        ones.fold(0.0, |error, one| 2.0 * error + if one { 0.0 } else { 1.0 })
    }

    fn optimum(&self) -> Option<f64> {
        Some(2.0_f64.powf(self.dim() as f64) - 1.0)
    }
}

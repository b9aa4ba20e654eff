//! Maximization of a function of bits.

use super::Space;
use crate::{Call, Counted};

/// A fitness as a whole number of many bits, the most significant word first: comparing fitnesses compares values,
/// although 2ⁿ is no floating-point number for long.
pub type Fitness = Vec<u64>;

/// max f(x) over x in {0, 1}ⁿ. An answer holds a 0.0 or 1.0 for every bit.
pub trait PseudoBoolean: Space {
    /// f ← f(x) in the present generation, as many words at every call. Cost: 1 value.
    fn fitness(&self, x: &[bool], f: &mut Fitness);

    /// Says that a generation begins, from `parent`: a dynamic function now changes, and fitnesses of before are of
    /// another function. Free.
    fn generation(&self, _parent: &[bool]) {}

    /// Whether the function changes every generation, so that a parent's fitness has to be asked for again. Free.
    fn dynamic(&self) -> bool {
        false
    }

    /// The start as bits. Free.
    fn start_bits(&self) -> Vec<bool> {
        self.start().as_slice().iter().map(|x| *x > 0.5).collect()
    }
}

impl<P: PseudoBoolean + ?Sized> PseudoBoolean for Counted<P> {
    #[inline]
    fn fitness(&self, x: &[bool], f: &mut Fitness) {
        self.tally.charge(Call::Value);
        self.inner.fitness(x, f);
    }

    fn generation(&self, parent: &[bool]) {
        self.inner.generation(parent);
    }

    fn dynamic(&self) -> bool {
        self.inner.dynamic()
    }
}

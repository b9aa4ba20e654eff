//! Variational inequalities and saddle points.

use super::Space;
use crate::{Call, Counted, Vector};

/// What is known of the set that a block of variables lies in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Geometry {
    /// A projection, and no more.
    Euclidean,
    /// x ≥ 0, Σx = total, for which entropy is the better distance.
    Simplex(f64),
}

/// Find z in C with F(z)ᵀ(u − z) ≥ 0 for all u in C; with C the whole space, F(z) = 0.
pub trait Operator: Space {
    /// f ← F(z). Cost: 1 operator call.
    fn apply(&self, z: &Vector, f: &mut Vector);

    /// z ← the point of C nearest to z; nothing to do on the whole space. Cost: 1 projection.
    fn project(&self, _z: &mut Vector) {}

    /// The blocks of z whose product is C: length and set of each, in their order. Free.
    fn geometry(&self) -> Vec<(usize, Geometry)> {
        vec![(self.dim(), Geometry::Euclidean)]
    }
}

/// min over x, max over y of φ(x, y); z stacks (x, y) and F = (∂ₓφ, −∂ᵧφ).
pub trait Saddle: Operator {
    /// Number of variables of the minimizing and of the maximizing player.
    fn split(&self) -> (usize, usize);

    /// φ(x, y). Cost: 1 value.
    fn value(&self, z: &Vector) -> f64;
}

/// F = (1/N) Σᵢ Fᵢ.
pub trait FiniteSumOperator: Operator {
    /// Number N of components.
    fn components(&self) -> u64;

    /// f ← mean of Fᵢ(z) over `keys`. Cost: one component a key.
    fn sample_apply(&self, z: &Vector, keys: &[u64], f: &mut Vector);
}

impl<P: Operator + ?Sized> Operator for Counted<P> {
    #[inline]
    fn apply(&self, z: &Vector, f: &mut Vector) {
        self.tally.charge(Call::Operator);
        self.inner.apply(z, f);
    }

    #[inline]
    fn project(&self, z: &mut Vector) {
        self.tally.charge(Call::Projection);
        self.inner.project(z);
    }

    fn geometry(&self) -> Vec<(usize, Geometry)> {
        self.inner.geometry()
    }
}

impl<P: Saddle + ?Sized> Saddle for Counted<P> {
    fn split(&self) -> (usize, usize) {
        self.inner.split()
    }

    fn value(&self, z: &Vector) -> f64 {
        self.tally.charge(Call::Value);
        self.inner.value(z)
    }
}

impl<P: FiniteSumOperator + ?Sized> FiniteSumOperator for Counted<P> {
    fn components(&self) -> u64 {
        self.inner.components()
    }

    fn sample_apply(&self, z: &Vector, keys: &[u64], f: &mut Vector) {
        self.tally.charge_samples(Call::SampleOperator, Call::Operator, keys.len());
        self.inner.sample_apply(z, keys, f);
    }
}

//! Bilevel optimization with constraints on both levels.

use super::Bilevel;
use crate::{Call, Counted, Matrix, Vector};

/// min over x and y of F(x, y) subject to G(x, y) ≤ 0 and y in argmin over y of f(x, y) subject to g(x, y) ≤ 0.
///
/// The last [`equalities`](ConstrainedBilevel::equalities) of each level's constraints read = 0. The oracles of F and f
/// are the inherited ones.
pub trait ConstrainedBilevel: Bilevel {
    /// Number of upper and of lower constraints.
    fn constraints_len(&self) -> (usize, usize);

    /// How many of the upper and of the lower constraints, the last ones, are equalities.
    fn equalities(&self) -> (usize, usize) {
        (0, 0)
    }

    /// c ← G(x, y). Cost: 1 upper constraint vector.
    fn upper_constraints(&self, x: &Vector, y: &Vector, c: &mut Vector);

    /// c ← g(x, y). Cost: 1 lower constraint vector.
    fn lower_constraints(&self, x: &Vector, y: &Vector, c: &mut Vector);

    /// jx ← ∂ₓG(x, y), jy ← ∂ᵧG(x, y), one row a constraint. Cost: 1 upper Jacobian.
    fn upper_jacobians(&self, x: &Vector, y: &Vector, jx: &mut Matrix, jy: &mut Matrix);

    /// jx ← ∂ₓg(x, y), jy ← ∂ᵧg(x, y), one row a constraint. Cost: 1 lower Jacobian.
    fn lower_jacobians(&self, x: &Vector, y: &Vector, jx: &mut Matrix, jy: &mut Matrix);

    /// (x, y) ← the nearest point with G ≤ 0 and g ≤ 0, where that has a closed form; `None` where it has not.
    /// Cost: 1 projection.
    fn project(&self, _x: &mut Vector, _y: &mut Vector) -> Option<()> {
        None
    }
}

impl<P: ConstrainedBilevel + ?Sized> ConstrainedBilevel for Counted<P> {
    fn constraints_len(&self) -> (usize, usize) {
        self.inner.constraints_len()
    }

    fn equalities(&self) -> (usize, usize) {
        self.inner.equalities()
    }

    fn upper_constraints(&self, x: &Vector, y: &Vector, c: &mut Vector) {
        self.tally.charge(Call::UpperConstraints);
        self.inner.upper_constraints(x, y, c);
    }

    fn lower_constraints(&self, x: &Vector, y: &Vector, c: &mut Vector) {
        self.tally.charge(Call::LowerConstraints);
        self.inner.lower_constraints(x, y, c);
    }

    fn upper_jacobians(&self, x: &Vector, y: &Vector, jx: &mut Matrix, jy: &mut Matrix) {
        self.tally.charge(Call::UpperJacobian);
        self.inner.upper_jacobians(x, y, jx, jy);
    }

    fn lower_jacobians(&self, x: &Vector, y: &Vector, jx: &mut Matrix, jy: &mut Matrix) {
        self.tally.charge(Call::LowerJacobian);
        self.inner.lower_jacobians(x, y, jx, jy);
    }

    fn project(&self, x: &mut Vector, y: &mut Vector) -> Option<()> {
        self.tally.charge(Call::Projection);
        self.inner.project(x, y)
    }
}

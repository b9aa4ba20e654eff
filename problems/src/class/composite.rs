//! Smooth plus simple.

use super::{FiniteSum, Smooth};
use crate::{Call, Counted, Vector};

/// min f(x) + h(x): f smooth (the inherited oracles are of f alone), h with a cheap proximal operator.
pub trait Composite: Smooth {
    /// h(x), +∞ outside its domain. Free.
    fn penalty(&self, x: &Vector) -> f64;

    /// p ← argminᵤ h(u) + ‖u − v‖²/(2t). Cost: 1 prox.
    fn prox(&self, v: &Vector, t: f64, p: &mut Vector);

    /// Whether h is convex; the prox of one that is not is a global minimizer, and may jump. Free.
    fn convex_penalty(&self) -> bool {
        true
    }

    /// s ← argmin over dom h of gᵀs, where h is the indicator of a compact set; `None` where it is not. Cost: 1 LMO.
    fn lmo(&self, _g: &Vector, _s: &mut Vector) -> Option<()> {
        None
    }
}

/// min (1/N) Σᵢ fᵢ(x) + h(x).
pub trait CompositeSum: Composite + FiniteSum {}

impl<P: Composite + ?Sized> Composite for Counted<P> {
    fn penalty(&self, x: &Vector) -> f64 {
        self.inner.penalty(x)
    }

    #[inline]
    fn prox(&self, v: &Vector, t: f64, p: &mut Vector) {
        self.tally.charge(Call::Prox);
        self.inner.prox(v, t, p);
    }

    fn convex_penalty(&self) -> bool {
        self.inner.convex_penalty()
    }

    fn lmo(&self, g: &Vector, s: &mut Vector) -> Option<()> {
        self.tally.charge(Call::Lmo);
        self.inner.lmo(g, s)
    }
}

impl<P: CompositeSum + ?Sized> CompositeSum for Counted<P> {}

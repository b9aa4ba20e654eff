//! Adapters that show a smooth problem as another class. They stand outside the counter.

use crate::class::{Bounds, Composite, CompositeSum, Curved, FiniteSum, Objective, Smooth, Space, Stochastic};
use crate::{Call, Tally, Vector};
use std::cell::RefCell;
use std::rc::Rc;

macro_rules! space_of_inner {
    ($($adapter:ty $(, where $P:ident)?;)*) => {
        $(impl $(<$P: Smooth + ?Sized>)? Space for $adapter {
            fn dim(&self) -> usize {
                self.inner.dim()
            }

            fn start(&self) -> Vector {
                self.inner.start()
            }

            fn bounds(&self) -> Option<Bounds> {
                self.inner.bounds()
            }

            fn blocks(&self) -> Vec<(usize, usize)> {
                self.inner.blocks()
            }

            fn prices(&self) -> crate::Prices {
                self.inner.prices()
            }
        })*
    };
}

macro_rules! smooth_of_inner {
    ($($adapter:ty $(, where $P:ident)?;)*) => {
        $(impl $(<$P: Smooth + ?Sized>)? Objective for $adapter {
            fn value(&self, x: &Vector) -> f64 {
                self.inner.value(x)
            }
        }

        impl $(<$P: Smooth + ?Sized>)? Smooth for $adapter {
            fn gradient(&self, x: &Vector, g: &mut Vector) {
                self.inner.gradient(x, g);
            }

            fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
                self.inner.value_gradient(x, g)
            }
        })*
    };
}

space_of_inner!(Single; Simple<P>, where P; Differenced;);
smooth_of_inner!(Simple<P>, where P; Differenced;);

/// A smooth problem as a sum of one term: a sample is the whole gradient.
pub(crate) struct Single {
    inner: Rc<dyn Smooth>,
}

impl Single {
    pub(crate) fn new(inner: Rc<dyn Smooth>, _tally: &Rc<Tally>) -> Self {
        Self { inner }
    }
}

impl Stochastic for Single {
    fn samples(&self) -> Option<u64> {
        Some(1)
    }

    fn sample_value(&self, x: &Vector, _keys: &[u64]) -> f64 {
        self.inner.value(x)
    }

    fn sample_gradient(&self, x: &Vector, _keys: &[u64], g: &mut Vector) {
        self.inner.gradient(x, g);
    }
}

/// A smooth problem, or a sum, as a composite one whose penalty is the indicator of its bounds, or 0.
pub(crate) struct Simple<P: ?Sized> {
    inner: Rc<P>,
    bounds: Option<Bounds>,
    tally: Rc<Tally>,
}

impl<P: Smooth + ?Sized> Simple<P> {
    pub(crate) fn new(inner: Rc<P>, tally: &Rc<Tally>) -> Self {
        let bounds = inner.bounds();
        Self { inner, bounds, tally: Rc::clone(tally) }
    }
}

impl<P: Smooth + ?Sized> Composite for Simple<P> {
    fn penalty(&self, x: &Vector) -> f64 {
        let inside = self.bounds.as_ref().is_none_or(|b| x >= &b.lower && x <= &b.upper);
        if inside { 0.0 } else { f64::INFINITY }
    }

    fn prox(&self, v: &Vector, _t: f64, p: &mut Vector) {
        self.tally.charge(Call::Prox);
        p.copy_from(v);
        if let Some(bounds) = &self.bounds {
            bounds.clamp(p);
        }
    }
}

impl<P: FiniteSum + ?Sized> Stochastic for Simple<P> {
    fn samples(&self) -> Option<u64> {
        self.inner.samples()
    }

    fn sample_value(&self, x: &Vector, keys: &[u64]) -> f64 {
        self.inner.sample_value(x, keys)
    }

    fn sample_gradient(&self, x: &Vector, keys: &[u64], g: &mut Vector) {
        self.inner.sample_gradient(x, keys, g);
    }
}

impl<P: FiniteSum + ?Sized> FiniteSum for Simple<P> {}

impl<P: FiniteSum + ?Sized> CompositeSum for Simple<P> {}

/// Second derivatives by forward differences of the gradient: ∇²f(x) v ≈ (∇f(x + hv) − ∇f(x))/h.
///
/// Cost: 2 gradients a product. The error is of order h‖v‖, h = √ε (1 + ‖x‖)/‖v‖.
pub(crate) struct Differenced {
    inner: Rc<dyn Smooth>,
    scratch: RefCell<(Vector, Vector)>,
}

impl Differenced {
    pub(crate) fn new(inner: Rc<dyn Smooth>, _tally: &Rc<Tally>) -> Self {
        let n = inner.dim();
        Self { inner, scratch: RefCell::new((Vector::zeros(n), Vector::zeros(n))) }
    }
}

impl Curved for Differenced {
    fn hessian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        let norm = v.norm();
        if norm == 0.0 {
            p.fill(0.0);
            return;
        }
        let h = f64::EPSILON.sqrt() * (1.0 + x.norm()) / norm;
        let mut scratch = self.scratch.borrow_mut();
        let (moved, g) = &mut *scratch;
        moved.copy_from(x);
        moved.axpy(h, v, 1.0);
        self.inner.gradient(x, g);
        self.inner.gradient(moved, p);
        *p -= &*g;
        *p /= h;
    }
}

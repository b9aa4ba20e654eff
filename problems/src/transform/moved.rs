//! The wrapper that implements every class once in terms of a transform's hooks.

use super::Transform;
use crate::class::{Batch, Bilevel, Bounds, Composite, Curved, Objective, Operator, Saddle, Smooth, Space, Stochastic};
use crate::{Class, Prices, Problem, Vector};
use std::cell::RefCell;
use std::rc::Rc;

/// What a transform does to a point on its way in and to an answer on its way out.
pub trait Hooks {
    /// The point of the original problem behind `x`; `scratch` holds it where it is another.
    fn point<'a>(&self, x: &'a Vector, _scratch: &'a mut Vector) -> &'a Vector {
        x
    }

    /// Carries a gradient of the original problem back to the transformed one.
    fn pull_back(&self, g: &mut Vector);

    /// Carries a value.
    fn value(&self, f: f64) -> f64;
}

/// A problem seen through the hooks of a transform; stands outside the counter.
pub struct Moved<P: ?Sized> {
    inner: Rc<P>,
    hooks: Rc<dyn Hooks>,
    scratch: RefCell<Vector>,
}

impl<P: Space + ?Sized> Moved<P> {
    fn new(inner: Rc<P>, hooks: &Rc<dyn Hooks>) -> Self {
        let scratch = RefCell::new(Vector::zeros(inner.dim()));
        Self { inner, hooks: Rc::clone(hooks), scratch }
    }

    fn at<R>(&self, x: &Vector, then: impl FnOnce(&P, &Vector) -> R) -> R {
        let mut scratch = self.scratch.borrow_mut();
        then(&self.inner, self.hooks.point(x, &mut scratch))
    }
}

impl Problem {
    /// The problem through `hooks`; slots of classes the transform does not keep are emptied.
    pub(super) fn moved(mut self, hooks: &Rc<dyn Hooks>, transform: &Transform) -> Self {
        macro_rules! slots {
            ($($slot:ident: $class:ident),* ; dropped $($gone:ident: $lost:ident),*) => {
                $(self.$slot = self.$slot.take().filter(|_| transform.keeps(Class::$class).is_ok())
                    .map(|inner| Rc::new(Moved::new(inner, hooks)) as Rc<dyn $class>);)*
                $(self.$gone = self.$gone.take().filter(|_| transform.keeps(Class::$lost).is_ok());)*
            };
        }
        slots! {
            objective: Objective, smooth: Smooth, curved: Curved, stochastic: Stochastic, composite: Composite,
            operator: Operator, saddle: Saddle, bilevel: Bilevel;
            dropped finite_sum: FiniteSum, least_squares: LeastSquares, glm: Glm, composite_sum: CompositeSum,
            constrained: Constrained, finite_sum_operator: FiniteSumOperator
        }
        self.noisy |= transform.noisy();
        self
    }
}

impl<P: Space + ?Sized> Space for Moved<P> {
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

    fn prices(&self) -> Prices {
        self.inner.prices()
    }
}

impl<P: Objective + ?Sized> Objective for Moved<P> {
    fn value(&self, x: &Vector) -> f64 {
        self.hooks.value(self.at(x, P::value))
    }
}

impl<P: Smooth + ?Sized> Smooth for Moved<P> {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.at(x, |p, x| p.gradient(x, g));
        self.hooks.pull_back(g);
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        let f = self.at(x, |p, x| p.value_gradient(x, g));
        self.hooks.pull_back(g);
        self.hooks.value(f)
    }
}

impl<P: Curved + ?Sized> Curved for Moved<P> {
    fn hessian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        self.at(x, |inner, x| inner.hessian_product(x, v, p));
    }

    fn hessian(&self, x: &Vector, h: &mut crate::Matrix) {
        self.at(x, |inner, x| inner.hessian(x, h));
    }

    fn hessian_pattern(&self) -> Vec<(usize, usize)> {
        self.inner.hessian_pattern()
    }

    fn hessian_values(&self, x: &Vector, values: &mut [f64]) {
        self.at(x, |inner, x| inner.hessian_values(x, values));
    }
}

impl<P: Stochastic + ?Sized> Stochastic for Moved<P> {
    fn samples(&self) -> Option<u64> {
        self.inner.samples()
    }

    fn sample_value(&self, x: &Vector, keys: &[u64]) -> f64 {
        self.hooks.value(self.at(x, |p, x| p.sample_value(x, keys)))
    }

    fn sample_gradient(&self, x: &Vector, keys: &[u64], g: &mut Vector) {
        self.at(x, |p, x| p.sample_gradient(x, keys, g));
        self.hooks.pull_back(g);
    }
}

impl<P: Composite + ?Sized> Composite for Moved<P> {
    fn penalty(&self, x: &Vector) -> f64 {
        self.inner.penalty(x)
    }

    fn prox(&self, v: &Vector, t: f64, p: &mut Vector) {
        self.inner.prox(v, t, p);
    }

    fn convex_penalty(&self) -> bool {
        self.inner.convex_penalty()
    }

    fn lmo(&self, g: &Vector, s: &mut Vector) -> Option<()> {
        self.inner.lmo(g, s)
    }
}

impl<P: Operator + ?Sized> Operator for Moved<P> {
    fn apply(&self, z: &Vector, f: &mut Vector) {
        self.at(z, |p, z| p.apply(z, f));
        self.hooks.pull_back(f);
    }

    fn project(&self, z: &mut Vector) {
        self.inner.project(z);
    }
}

impl<P: Saddle + ?Sized> Saddle for Moved<P> {
    fn split(&self) -> (usize, usize) {
        self.inner.split()
    }

    fn value(&self, z: &Vector) -> f64 {
        self.hooks.value(self.at(z, P::value))
    }
}

/// Forwards the oracles of a level, noisy gradients and exact second derivatives.
macro_rules! forward {
    ($($oracle:ident($($vector:ident),*) -> $out:ident $(, $hook:ident)?;)*) => {
        $(fn $oracle(&self, $($vector: &Vector,)* batch: Batch<'_>, $out: &mut Vector) {
            self.inner.$oracle($($vector,)* batch, $out);
            $(self.hooks.$hook($out);)?
        })*
    };
}

impl<P: Bilevel + ?Sized> Bilevel for Moved<P> {
    fn split(&self) -> (usize, usize) {
        self.inner.split()
    }

    fn samples(&self) -> (u64, u64) {
        self.inner.samples()
    }

    fn upper_value(&self, x: &Vector, y: &Vector, batch: Batch<'_>) -> f64 {
        self.hooks.value(self.inner.upper_value(x, y, batch))
    }

    fn lower_value(&self, x: &Vector, y: &Vector, batch: Batch<'_>) -> f64 {
        self.hooks.value(self.inner.lower_value(x, y, batch))
    }

    forward! {
        upper_gradient_x(x, y) -> g, pull_back;
        upper_gradient_y(x, y) -> g, pull_back;
        upper_hessian_product(x, y, v) -> p;
        upper_cross_product(x, y, v) -> p;
        lower_gradient_x(x, y) -> g, pull_back;
        lower_gradient_y(x, y) -> g, pull_back;
        lower_hessian_product(x, y, v) -> p;
        lower_cross_product(x, y, v) -> p;
    }
}

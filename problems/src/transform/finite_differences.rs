//! Gradients by differences of values.

use crate::class::{
    Bounds, Composite, CompositeSum, FiniteSum, LeastSquares, Objective, Operator, Saddle, Smooth, Space, Stochastic,
};
use crate::{Class, Error, Instance, Matrix, Prices, Problem, Vector, expect};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;

/// ∂ᵢf(x) ≈ (f(x + hᵢeᵢ) − f(x))/hᵢ, or (f(x + hᵢeᵢ) − f(x − hᵢeᵢ))/(2hᵢ), hᵢ = step · max(1, |xᵢ|); towards the inside at a bound.
///
/// Cost of a gradient: n + 1 values forward, 2n central; counted as values. A black box becomes a smooth problem; a
/// Jacobian is one of residuals, n + 1 or 2n of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FiniteDifferences {
    /// Which difference.
    pub scheme: Scheme,
    /// Relative step; √ε forward and ∛ε central if not given.
    pub step: Option<f64>,
}

/// The differences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// First order.
    #[default]
    Forward,
    /// Second order.
    Central,
}

impl FiniteDifferences {
    pub(super) fn keeps(class: Class) -> Result<(), &'static str> {
        match class {
            Class::Objective
            | Class::Smooth
            | Class::Stochastic
            | Class::FiniteSum
            | Class::LeastSquares
            | Class::Composite
            | Class::CompositeSum
            | Class::Saddle => Ok(()),
            Class::Operator | Class::FiniteSumOperator => Err("an operator is not the difference of a value"),
            Class::Curved | Class::Glm => {
                Err("second derivatives are not kept: a method that asks for them takes differences itself")
            }
            Class::PseudoBoolean => Err("bits have no differences"),
            Class::Constrained | Class::Bilevel | Class::ConstrainedBilevel => {
                Err("second derivatives of constraints and levels are not differences of values")
            }
        }
    }

    /// What a problem of these classes becomes in addition.
    pub(super) fn gains(before: &[Class]) -> Vec<Class> {
        let pairs = [(Class::Objective, Class::Smooth), (Class::Saddle, Class::Operator)];
        pairs.into_iter().filter(|(had, _)| before.contains(had)).map(|(_, gained)| gained).collect()
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let step = self.step.unwrap_or(1.0);
        expect(step > 0.0 && step.is_finite(), "step", step, "a positive number")
    }

    pub(super) fn apply(&self, instance: Instance) -> Instance {
        let Problem {
            space,
            tally,
            noisy,
            objective,
            stochastic,
            finite_sum,
            least_squares,
            composite,
            composite_sum,
            saddle,
            ..
        } = instance.problem;
        let mut problem = Problem::empty(space, tally);
        problem.noisy = noisy;
        problem.smooth = objective.clone().map(|inner| Rc::new(Differences::new(inner, self)) as _);
        problem.objective = objective;
        problem.stochastic = stochastic.map(|inner| Rc::new(Differences::new(inner, self)) as _);
        problem.finite_sum = finite_sum.map(|inner| Rc::new(Differences::new(inner, self)) as _);
        problem.least_squares = least_squares.map(|inner| Rc::new(Differences::new(inner, self)) as _);
        problem.composite = composite.map(|inner| Rc::new(Differences::new(inner, self)) as _);
        problem.composite_sum = composite_sum.map(|inner| Rc::new(Differences::new(inner, self)) as _);
        problem.operator = saddle.clone().map(|inner| Rc::new(Differences::new(inner, self)) as _);
        problem.saddle = saddle.map(|inner| Rc::new(Differences::new(inner, self)) as _);
        Instance { problem, ..instance }
    }
}

/// Whether an end of a difference is the coordinate it was copied from.
fn same(end: f64, x: f64) -> bool {
    end.to_bits() == x.to_bits()
}

/// A problem whose gradients are differences; stands outside the counter.
struct Differences<P: ?Sized> {
    inner: Rc<P>,
    scheme: Scheme,
    step: f64,
    bounds: Option<Bounds>,
    point: RefCell<Vector>,
}

impl<P: Space + ?Sized> Differences<P> {
    fn new(inner: Rc<P>, with: &FiniteDifferences) -> Self {
        let default = match with.scheme {
            Scheme::Forward => f64::EPSILON.sqrt(),
            Scheme::Central => f64::EPSILON.cbrt(),
        };
        let (bounds, point) = (inner.bounds(), RefCell::new(Vector::zeros(inner.dim())));
        Self { inner, scheme: with.scheme, step: with.step.unwrap_or(default), bounds, point }
    }

    /// The ends of the difference along coordinate i: a forward one turns back where the bound would be crossed.
    fn ends(&self, x: &Vector, i: usize) -> (f64, f64) {
        let h = self.step * x[i].abs().max(1.0);
        let (lower, upper) =
            self.bounds.as_ref().map_or((f64::NEG_INFINITY, f64::INFINITY), |b| (b.lower[i], b.upper[i]));
        match self.scheme {
            Scheme::Forward if x[i] + h > upper && x[i] - h >= lower => (x[i] - h, x[i]),
            Scheme::Forward => (x[i], x[i] + h),
            Scheme::Central => {
                let inside = |end: f64| if (lower..=upper).contains(&x[i]) { end.max(lower).min(upper) } else { end };
                (inside(x[i] - h), inside(x[i] + h))
            }
        }
    }

    /// Fills `column` once a coordinate with the difference quotient of the values `f` returns; f(x) is `here`.
    fn gradient(&self, x: &Vector, here: Option<f64>, g: &mut Vector, f: impl Fn(&Vector) -> f64) {
        let point = &mut *self.point.borrow_mut();
        point.copy_from(x);
        for i in 0..x.len() {
            let (a, b) = self.ends(x, i);
            let mut at = |end: f64| match here {
                Some(here) if same(end, x[i]) => here,
                _ => {
                    point[i] = end;
                    f(point)
                }
            };
            g[i] = (at(b) - at(a)) / (b - a);
            point[i] = x[i];
        }
    }

    /// f(x), where the scheme needs it.
    fn here(&self, x: &Vector, f: impl Fn(&Vector) -> f64) -> Option<f64> {
        (self.scheme == Scheme::Forward).then(|| f(x))
    }
}

impl<P: Space + ?Sized> Space for Differences<P> {
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

impl<P: Objective + ?Sized> Objective for Differences<P> {
    fn value(&self, x: &Vector) -> f64 {
        self.inner.value(x)
    }
}

impl<P: Objective + ?Sized> Smooth for Differences<P> {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        let here = self.here(x, |x| self.inner.value(x));
        Differences::gradient(self, x, here, g, |x| self.inner.value(x));
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        let here = self.inner.value(x);
        Differences::gradient(self, x, Some(here), g, |x| self.inner.value(x));
        here
    }
}

impl<P: Stochastic + ?Sized> Stochastic for Differences<P> {
    fn samples(&self) -> Option<u64> {
        self.inner.samples()
    }

    fn sample_value(&self, x: &Vector, keys: &[u64]) -> f64 {
        self.inner.sample_value(x, keys)
    }

    fn sample_gradient(&self, x: &Vector, keys: &[u64], g: &mut Vector) {
        let here = self.here(x, |x| self.inner.sample_value(x, keys));
        Differences::gradient(self, x, here, g, |x| self.inner.sample_value(x, keys));
    }
}

impl<P: FiniteSum + ?Sized> FiniteSum for Differences<P> {}

impl<P: Composite + ?Sized> Composite for Differences<P> {
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

impl<P: CompositeSum + ?Sized> CompositeSum for Differences<P> {}

impl<P: LeastSquares + ?Sized> LeastSquares for Differences<P> {
    fn residuals_len(&self) -> usize {
        self.inner.residuals_len()
    }

    fn residuals(&self, x: &Vector, r: &mut Vector) {
        self.inner.residuals(x, r);
    }

    fn jacobian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        let norm = v.norm();
        if norm == 0.0 {
            p.fill(0.0);
            return;
        }
        let h = self.step * x.amax().max(1.0) / norm;
        let mut r = p.clone();
        let back = if self.scheme == Scheme::Central { h } else { 0.0 };
        self.inner.residuals(&(x + h * v), p);
        self.inner.residuals(&(x - back * v), &mut r);
        *p -= r;
        *p /= h + back;
    }

    fn jacobian_transpose_product(&self, x: &Vector, u: &Vector, p: &mut Vector) {
        let mut j = Matrix::zeros(self.residuals_len(), self.dim());
        self.jacobian(x, &mut j);
        p.gemv_tr(1.0, &j, u, 0.0);
    }

    fn jacobian(&self, x: &Vector, j: &mut Matrix) {
        let m = self.residuals_len();
        let (mut here, mut a_side, mut b_side) = (Vector::zeros(m), Vector::zeros(m), Vector::zeros(m));
        if self.scheme == Scheme::Forward {
            self.inner.residuals(x, &mut here);
        }
        let point = &mut *self.point.borrow_mut();
        point.copy_from(x);
        for i in 0..x.len() {
            let (a, b) = self.ends(x, i);
            for (end, side) in [(a, &mut a_side), (b, &mut b_side)] {
                if self.scheme == Scheme::Forward && same(end, x[i]) {
                    side.copy_from(&here);
                } else {
                    point[i] = end;
                    self.inner.residuals(point, side);
                }
            }
            point[i] = x[i];
            j.set_column(i, &((&b_side - &a_side) / (b - a)));
        }
    }
}

impl<P: Saddle + ?Sized> Operator for Differences<P> {
    fn apply(&self, z: &Vector, f: &mut Vector) {
        let here = self.here(z, |z| self.inner.value(z));
        Differences::gradient(self, z, here, f, |z| self.inner.value(z));
        let (first, _) = self.inner.split();
        f.as_mut_slice()[first..].iter_mut().for_each(|f| *f = -*f);
    }

    fn project(&self, z: &mut Vector) {
        self.inner.project(z);
    }
}

impl<P: Saddle + ?Sized> Saddle for Differences<P> {
    fn split(&self) -> (usize, usize) {
        self.inner.split()
    }

    fn value(&self, z: &Vector) -> f64 {
        self.inner.value(z)
    }
}

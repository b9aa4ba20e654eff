//! The wrapper that implements every class once in terms of a change.

use super::{Coordinates, Disturbance, Transform};
use crate::class::{
    Bilevel, Bounds, Composite, CompositeSum, Constrained, ConstrainedBilevel, Curved, FiniteSum, FiniteSumOperator,
    Glm, LeastSquares, Objective, Operator, Saddle, Smooth, Space, Stochastic,
};
use crate::{Class, Matrix, Prices, Problem, Vector};
use std::cell::RefCell;
use std::rc::Rc;

/// What a transform changes; nothing by default.
#[derive(Clone, Default)]
pub struct Change {
    /// Other coordinates.
    pub coordinates: Option<Rc<Coordinates>>,
    /// Other values.
    pub disturbance: Option<Rc<dyn Disturbance>>,
    /// Another start, in the coordinates of the problem before.
    pub start: Option<Vector>,
}

/// A problem seen through a change; stands outside the counter.
pub struct Moved<P: ?Sized> {
    pub(super) inner: Rc<P>,
    pub(super) change: Rc<Change>,
    pub(super) scratch: RefCell<[Vector; 3]>,
}

impl<P: Space + ?Sized> Moved<P> {
    fn new(inner: Rc<P>, change: &Rc<Change>) -> Self {
        let zeros = || Vector::zeros(inner.dim());
        let scratch = RefCell::new([zeros(), zeros(), zeros()]);
        Self { inner, change: Rc::clone(change), scratch }
    }

    /// Asks the true problem at the point behind `x`.
    pub(super) fn at<R>(&self, x: &Vector, ask: impl FnOnce(&P, &Vector) -> R) -> R {
        match &self.change.coordinates {
            None => ask(&self.inner, x),
            Some(coordinates) => {
                let z = &mut self.scratch.borrow_mut()[0];
                coordinates.point(x.as_slice(), z.as_mut_slice());
                ask(&self.inner, z)
            }
        }
    }

    /// Asks at the point behind `x` and along the direction behind `v`.
    pub(super) fn along<R>(&self, x: &Vector, v: &Vector, ask: impl FnOnce(&P, &Vector, &Vector) -> R) -> R {
        match &self.change.coordinates {
            None => ask(&self.inner, x, v),
            Some(coordinates) => {
                let [z, w, _] = &mut *self.scratch.borrow_mut();
                coordinates.point(x.as_slice(), z.as_mut_slice());
                coordinates.push(v.as_slice(), w.as_mut_slice());
                ask(&self.inner, z, w)
            }
        }
    }

    /// g ← Aᵀ g: a gradient of the true problem as one in x.
    pub(super) fn pull_back(&self, g: &mut Vector) {
        if let Some(coordinates) = &self.change.coordinates {
            let w = &mut self.scratch.borrow_mut()[2];
            w.copy_from(g);
            coordinates.pull(w.as_slice(), g.as_mut_slice());
        }
    }

    pub(super) fn value_at(&self, f: f64, x: &Vector) -> f64 {
        self.change.disturbance.as_ref().map_or(f, |disturbance| disturbance.value(f, x))
    }

    pub(super) fn disturb(&self, g: &mut Vector) {
        if let Some(disturbance) = &self.change.disturbance {
            disturbance.gradient(g);
        }
    }

    /// The columns of m become Aᵀ times themselves.
    pub(super) fn pull_columns(&self, m: &mut Matrix) {
        if let Some(coordinates) = &self.change.coordinates {
            let w = &mut self.scratch.borrow_mut()[2];
            for mut column in m.column_iter_mut() {
                w.copy_from(&column);
                coordinates.pull(w.as_slice(), column.as_mut_slice());
            }
        }
    }

    /// m ← m A, row by row.
    pub(super) fn pull_rows(&self, m: &mut Matrix) {
        if self.change.coordinates.is_some() {
            let mut columns = m.transpose();
            self.pull_columns(&mut columns);
            columns.transpose_to(m);
        }
    }

    /// The (j, d) of every coordinate zᵢ = d xⱼ + bᵢ; `None` if variables are mixed.
    pub(super) fn axes(&self) -> Option<Vec<(usize, f64)>> {
        match &self.change.coordinates {
            None => Some((0..self.inner.dim()).map(|i| (i, 1.0)).collect()),
            Some(coordinates) => coordinates.axes(),
        }
    }
}

impl Problem {
    /// The problem through `change`; slots of classes the transform does not keep are emptied.
    pub(super) fn moved(self, change: Change, transform: &Transform) -> Self {
        let change = Rc::new(change);
        let space = Rc::new(Moved::new(Rc::clone(&self.space), &change));
        let mut moved = Self::empty(space, Rc::clone(&self.tally));
        macro_rules! slots {
            ($($slot:ident: $class:ident),*) => {
                $(moved.$slot = self.$slot.filter(|_| transform.keeps(Class::$class).is_ok())
                    .map(|inner| Rc::new(Moved::new(inner, &change)) as Rc<dyn $class>);)*
            };
        }
        slots! {
            objective: Objective, smooth: Smooth, curved: Curved, stochastic: Stochastic, finite_sum: FiniteSum,
            least_squares: LeastSquares, glm: Glm, composite: Composite, composite_sum: CompositeSum,
            constrained: Constrained, operator: Operator, saddle: Saddle, finite_sum_operator: FiniteSumOperator,
            bilevel: Bilevel, constrained_bilevel: ConstrainedBilevel
        }
        moved.noisy = self.noisy || transform.noisy();
        moved
    }
}

impl<P: Space + ?Sized> Space for Moved<P> {
    fn dim(&self) -> usize {
        self.inner.dim()
    }

    fn start(&self) -> Vector {
        let mut x = self.change.start.clone().unwrap_or_else(|| self.inner.start());
        if let Some(coordinates) = &self.change.coordinates {
            let z = x.clone();
            coordinates.back(z.as_slice(), x.as_mut_slice());
        }
        x
    }

    fn bounds(&self) -> Option<Bounds> {
        let mut bounds = self.inner.bounds()?;
        if let Some(coordinates) = &self.change.coordinates {
            for side in [&mut bounds.lower, &mut bounds.upper] {
                let z = side.clone();
                coordinates.back(z.as_slice(), side.as_mut_slice());
            }
        }
        Some(bounds)
    }

    fn blocks(&self) -> Vec<(usize, usize)> {
        let in_place = |axes: Vec<(usize, f64)>| axes.iter().enumerate().all(|(i, (j, _))| i == *j);
        if self.axes().is_some_and(in_place) { self.inner.blocks() } else { vec![(self.dim(), 1)] }
    }

    fn prices(&self) -> Prices {
        self.inner.prices()
    }
}

impl<P: Objective + ?Sized> Objective for Moved<P> {
    fn value(&self, x: &Vector) -> f64 {
        self.value_at(self.at(x, P::value), x)
    }
}

impl<P: Smooth + ?Sized> Smooth for Moved<P> {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.at(x, |p, z| p.gradient(z, g));
        self.pull_back(g);
        self.disturb(g);
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        let f = self.at(x, |p, z| p.value_gradient(z, g));
        self.pull_back(g);
        self.disturb(g);
        self.value_at(f, x)
    }
}

impl<P: Curved + ?Sized> Curved for Moved<P> {
    fn hessian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        self.along(x, v, |inner, z, w| inner.hessian_product(z, w, p));
        self.pull_back(p);
    }

    fn hessian(&self, x: &Vector, h: &mut Matrix) {
        self.at(x, |inner, z| inner.hessian(z, h));
        self.pull_columns(h);
        self.pull_rows(h);
    }

    fn hessian_pattern(&self) -> Vec<(usize, usize)> {
        let Some(axes) = self.axes() else {
            return (0..self.dim()).flat_map(|i| (0..=i).map(move |j| (i, j))).collect();
        };
        let moved = |(i, j): (usize, usize)| (axes[i].0.max(axes[j].0), axes[i].0.min(axes[j].0));
        self.inner.hessian_pattern().into_iter().map(moved).collect()
    }

    fn hessian_values(&self, x: &Vector, values: &mut [f64]) {
        if let Some(axes) = self.axes() {
            self.at(x, |inner, z| inner.hessian_values(z, values));
            let entries = self.inner.hessian_pattern();
            values.iter_mut().zip(entries).for_each(|(h, (i, j))| *h *= axes[i].1 * axes[j].1);
        } else {
            let mut h = Matrix::zeros(self.dim(), self.dim());
            self.hessian(x, &mut h);
            values.iter_mut().zip(self.hessian_pattern()).for_each(|(value, entry)| *value = h[entry]);
        }
    }
}

impl<P: Stochastic + ?Sized> Stochastic for Moved<P> {
    fn samples(&self) -> Option<u64> {
        self.inner.samples()
    }

    fn sample_value(&self, x: &Vector, keys: &[u64]) -> f64 {
        self.value_at(self.at(x, |p, z| p.sample_value(z, keys)), x)
    }

    fn sample_gradient(&self, x: &Vector, keys: &[u64], g: &mut Vector) {
        self.at(x, |p, z| p.sample_gradient(z, keys, g));
        self.pull_back(g);
        self.disturb(g);
    }
}

impl<P: FiniteSum + ?Sized> FiniteSum for Moved<P> {}

impl<P: LeastSquares + ?Sized> LeastSquares for Moved<P> {
    fn residuals_len(&self) -> usize {
        self.inner.residuals_len()
    }

    fn residuals(&self, x: &Vector, r: &mut Vector) {
        self.at(x, |p, z| p.residuals(z, r));
    }

    fn jacobian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        self.along(x, v, |inner, z, w| inner.jacobian_product(z, w, p));
    }

    fn jacobian_transpose_product(&self, x: &Vector, u: &Vector, p: &mut Vector) {
        self.at(x, |inner, z| inner.jacobian_transpose_product(z, u, p));
        self.pull_back(p);
    }

    fn jacobian(&self, x: &Vector, j: &mut Matrix) {
        self.at(x, |inner, z| inner.jacobian(z, j));
        self.pull_rows(j);
    }
}

impl<P: Glm + ?Sized> Glm for Moved<P> {
    fn hessian_root(&self, x: &Vector, b: &mut Matrix) {
        self.at(x, |inner, z| inner.hessian_root(z, b));
        self.pull_rows(b);
    }

    fn ridge(&self) -> f64 {
        self.inner.ridge()
    }
}

impl<P: Composite + ?Sized> Composite for Moved<P> {
    fn penalty(&self, x: &Vector) -> f64 {
        self.at(x, P::penalty)
    }

    fn prox(&self, v: &Vector, t: f64, p: &mut Vector) {
        self.at(v, |inner, z| inner.prox(z, t, p));
        self.bring_back(p);
    }

    fn convex_penalty(&self) -> bool {
        self.inner.convex_penalty()
    }

    fn lmo(&self, g: &Vector, s: &mut Vector) -> Option<()> {
        // Only g matters: as a direction it maps like v, for A is orthogonal wherever a penalty survives.
        self.along(g, g, |inner, _, w| inner.lmo(w, s))?;
        self.bring_back(s);
        Some(())
    }
}

impl<P: CompositeSum + ?Sized> CompositeSum for Moved<P> {}

impl<P: Space + ?Sized> Moved<P> {
    /// z ← T⁻¹(z): a point of the true problem as one in x.
    pub(super) fn bring_back(&self, z: &mut Vector) {
        if let Some(coordinates) = &self.change.coordinates {
            let w = &mut self.scratch.borrow_mut()[2];
            w.copy_from(z);
            coordinates.back(w.as_slice(), z.as_mut_slice());
        }
    }
}

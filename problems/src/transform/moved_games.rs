//! Constraints, operators, saddles and two levels through a change.

use super::Moved;
use crate::class::{
    Batch, Bilevel, Constrained, ConstrainedBilevel, FiniteSumOperator, Geometry, Operator, Saddle, Space,
};
use crate::{Matrix, Vector};

impl<P: Constrained + ?Sized> Constrained for Moved<P> {
    fn constraints_len(&self) -> usize {
        self.inner.constraints_len()
    }

    fn constraint_bounds(&self) -> (Vector, Vector) {
        self.inner.constraint_bounds()
    }

    fn constraints(&self, x: &Vector, c: &mut Vector) {
        self.at(x, |inner, z| inner.constraints(z, c));
    }

    fn jacobian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        self.along(x, v, |inner, z, w| inner.jacobian_product(z, w, p));
    }

    fn jacobian_transpose_product(&self, x: &Vector, u: &Vector, p: &mut Vector) {
        self.at(x, |inner, z| inner.jacobian_transpose_product(z, u, p));
        self.pull_back(p);
    }

    fn jacobian_pattern(&self) -> Vec<(usize, usize)> {
        let Some(axes) = self.axes() else {
            return (0..self.constraints_len()).flat_map(|i| (0..self.dim()).map(move |j| (i, j))).collect();
        };
        self.inner.jacobian_pattern().into_iter().map(|(i, j)| (i, axes[j].0)).collect()
    }

    fn jacobian_values(&self, x: &Vector, values: &mut [f64]) {
        let entries = self.inner.jacobian_pattern();
        if let Some(axes) = self.axes() {
            self.at(x, |inner, z| inner.jacobian_values(z, values));
            values.iter_mut().zip(entries).for_each(|(value, (_, j))| *value *= axes[j].1);
        } else {
            let mut sparse = vec![0.0; entries.len()];
            self.at(x, |inner, z| inner.jacobian_values(z, &mut sparse));
            let mut dense = Matrix::zeros(self.constraints_len(), self.dim());
            sparse.iter().zip(entries).for_each(|(value, entry)| dense[entry] += value);
            self.pull_rows(&mut dense);
            values.iter_mut().zip(self.jacobian_pattern()).for_each(|(value, entry)| *value = dense[entry]);
        }
    }

    fn lagrangian_product(&self, x: &Vector, y: &Vector, v: &Vector, p: &mut Vector) {
        self.along(x, v, |inner, z, w| inner.lagrangian_product(z, y, w, p));
        self.pull_back(p);
    }

    fn lagrangian_hessian(&self, x: &Vector, y: &Vector, h: &mut Matrix) {
        self.at(x, |inner, z| inner.lagrangian_hessian(z, y, h));
        self.pull_columns(h);
        self.pull_rows(h);
    }
}

impl<P: Operator + ?Sized> Operator for Moved<P> {
    fn apply(&self, x: &Vector, f: &mut Vector) {
        self.at(x, |p, z| p.apply(z, f));
        self.pull_back(f);
        self.disturb(f);
    }

    fn project(&self, x: &mut Vector) {
        match &self.change.coordinates {
            None => self.inner.project(x),
            Some(coordinates) => {
                let z = &mut self.scratch.borrow_mut()[0];
                coordinates.point(x.as_slice(), z.as_mut_slice());
                self.inner.project(z);
                coordinates.back(z.as_slice(), x.as_mut_slice());
            }
        }
    }

    /// A set that was moved is known by its projection.
    fn geometry(&self) -> Vec<(usize, Geometry)> {
        if self.change.coordinates.is_some() { vec![(self.dim(), Geometry::Euclidean)] } else { self.inner.geometry() }
    }
}

impl<P: Saddle + ?Sized> Saddle for Moved<P> {
    fn split(&self) -> (usize, usize) {
        self.inner.split()
    }

    fn value(&self, x: &Vector) -> f64 {
        self.value_at(self.at(x, P::value), x)
    }
}

impl<P: FiniteSumOperator + ?Sized> FiniteSumOperator for Moved<P> {
    fn components(&self) -> u64 {
        self.inner.components()
    }

    fn sample_apply(&self, x: &Vector, keys: &[u64], f: &mut Vector) {
        self.at(x, |p, z| p.sample_apply(z, keys, f));
        self.pull_back(f);
        self.disturb(f);
    }
}

const UPPER: usize = 0;
const LOWER: usize = 1;

impl<P: Bilevel + ?Sized> Moved<P> {
    /// Asks at the points behind x and y.
    fn levels<R>(&self, x: &Vector, y: &Vector, ask: impl FnOnce(&P, &Vector, &Vector) -> R) -> R {
        match &self.change.coordinates {
            None => ask(&self.inner, x, y),
            Some(coordinates) => {
                let (mut z, mut w) = (x.clone(), y.clone());
                coordinates.part(UPPER).point(x.as_slice(), z.as_mut_slice());
                coordinates.part(LOWER).point(y.as_slice(), w.as_mut_slice());
                ask(&self.inner, &z, &w)
            }
        }
    }

    /// The direction behind a lower direction v.
    fn lower<R>(&self, v: &Vector, ask: impl FnOnce(&Vector) -> R) -> R {
        match &self.change.coordinates {
            None => ask(v),
            Some(coordinates) => {
                let mut w = v.clone();
                coordinates.part(LOWER).push(v.as_slice(), w.as_mut_slice());
                ask(&w)
            }
        }
    }

    fn pull_level(&self, part: usize, g: &mut Vector) {
        if let Some(coordinates) = &self.change.coordinates {
            let w = g.clone();
            coordinates.part(part).pull(w.as_slice(), g.as_mut_slice());
        }
    }

    /// A value is disturbed at the stacked point.
    fn level_value(&self, f: f64, x: &Vector, y: &Vector) -> f64 {
        match &self.change.disturbance {
            None => f,
            Some(disturbance) => {
                let stacked = Vector::from_iterator(x.len() + y.len(), x.iter().chain(y.iter()).copied());
                disturbance.value(f, &stacked)
            }
        }
    }
}

/// Forwards the gradients of a level: into the coordinates of the part, and disturbed.
macro_rules! gradients {
    ($($oracle:ident: $part:ident;)*) => {
        $(fn $oracle(&self, x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
            self.levels(x, y, |p, x, y| p.$oracle(x, y, batch, g));
            self.pull_level($part, g);
            self.disturb(g);
        })*
    };
}

/// Forwards second derivatives along a lower direction, exactly.
macro_rules! products {
    ($($oracle:ident: $part:ident;)*) => {
        $(fn $oracle(&self, x: &Vector, y: &Vector, v: &Vector, batch: Batch<'_>, out: &mut Vector) {
            self.lower(v, |w| self.levels(x, y, |p, x, y| p.$oracle(x, y, w, batch, out)));
            self.pull_level($part, out);
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
        self.level_value(self.levels(x, y, |p, x, y| p.upper_value(x, y, batch)), x, y)
    }

    fn lower_value(&self, x: &Vector, y: &Vector, batch: Batch<'_>) -> f64 {
        self.level_value(self.levels(x, y, |p, x, y| p.lower_value(x, y, batch)), x, y)
    }

    gradients! {
        upper_gradient_x: UPPER;
        upper_gradient_y: LOWER;
        lower_gradient_x: UPPER;
        lower_gradient_y: LOWER;
    }

    products! {
        upper_hessian_product: LOWER;
        upper_cross_product: UPPER;
        lower_hessian_product: LOWER;
        lower_cross_product: UPPER;
    }
}

impl<P: ConstrainedBilevel + ?Sized> Moved<P> {
    /// The Jacobians of a level's constraints, each in the coordinates of its variables.
    fn pull_jacobians(&self, jx: &mut Matrix, jy: &mut Matrix) {
        for (part, jacobian) in [(UPPER, jx), (LOWER, jy)] {
            for i in 0..jacobian.nrows() {
                let mut row = jacobian.row(i).transpose();
                self.pull_level(part, &mut row);
                jacobian.set_row(i, &row.transpose());
            }
        }
    }
}

impl<P: ConstrainedBilevel + ?Sized> ConstrainedBilevel for Moved<P> {
    fn constraints_len(&self) -> (usize, usize) {
        self.inner.constraints_len()
    }

    fn equalities(&self) -> (usize, usize) {
        self.inner.equalities()
    }

    fn upper_constraints(&self, x: &Vector, y: &Vector, c: &mut Vector) {
        self.levels(x, y, |p, x, y| p.upper_constraints(x, y, c));
    }

    fn lower_constraints(&self, x: &Vector, y: &Vector, c: &mut Vector) {
        self.levels(x, y, |p, x, y| p.lower_constraints(x, y, c));
    }

    fn upper_jacobians(&self, x: &Vector, y: &Vector, jx: &mut Matrix, jy: &mut Matrix) {
        self.levels(x, y, |p, x, y| p.upper_jacobians(x, y, jx, jy));
        self.pull_jacobians(jx, jy);
    }

    fn lower_jacobians(&self, x: &Vector, y: &Vector, jx: &mut Matrix, jy: &mut Matrix) {
        self.levels(x, y, |p, x, y| p.lower_jacobians(x, y, jx, jy));
        self.pull_jacobians(jx, jy);
    }

    fn project(&self, x: &mut Vector, y: &mut Vector) -> Option<()> {
        let Some(coordinates) = &self.change.coordinates else { return self.inner.project(x, y) };
        let (mut z, mut w) = (x.clone(), y.clone());
        coordinates.part(UPPER).point(x.as_slice(), z.as_mut_slice());
        coordinates.part(LOWER).point(y.as_slice(), w.as_mut_slice());
        self.inner.project(&mut z, &mut w)?;
        coordinates.part(UPPER).back(z.as_slice(), x.as_mut_slice());
        coordinates.part(LOWER).back(w.as_slice(), y.as_mut_slice());
        Some(())
    }
}

//! Objective, bounds and constraints as oracles.

use super::loaded::Loaded;
use crate::Vector;
use crate::class::{Bounds, Composite, Constrained, Curved, Objective, Smooth, Space};
use sif::evaluate::{Hessian, Jacobian, Workspace};
use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

/// A problem with an objective, or with constraints that are not all equations.
pub(super) struct Program {
    loaded: Arc<Loaded>,
    work: RefCell<Workspace>,
    jacobian: OnceCell<Jacobian>,
    /// The pattern of ∇²f; `None` if it is dense.
    hessian: OnceCell<Option<RefCell<Hessian>>>,
}

impl Program {
    /// Room to evaluate it in.
    pub(super) fn new(loaded: Arc<Loaded>) -> Self {
        let work = RefCell::new(loaded.problem.workspace());
        Self { loaded, work, jacobian: OnceCell::new(), hessian: OnceCell::new() }
    }

    fn sparse_jacobian(&self) -> &Jacobian {
        self.jacobian.get_or_init(|| self.loaded.problem.jacobian_pattern())
    }

    fn sparse_hessian(&self) -> Option<&RefCell<Hessian>> {
        self.hessian.get_or_init(|| self.loaded.problem.hessian_pattern().map(RefCell::new)).as_ref()
    }
}

impl Space for Program {
    fn dim(&self) -> usize {
        self.loaded.dim()
    }

    fn start(&self) -> Vector {
        self.loaded.start.clone()
    }

    fn bounds(&self) -> Option<Bounds> {
        self.loaded.bounds.clone()
    }
}

impl Objective for Program {
    fn value(&self, x: &Vector) -> f64 {
        self.loaded.problem.value(x.as_slice(), &mut self.work.borrow_mut())
    }
}

impl Smooth for Program {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.loaded.problem.gradient(x.as_slice(), g.as_mut_slice(), &mut self.work.borrow_mut());
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        self.loaded.problem.value_gradient(x.as_slice(), g.as_mut_slice(), &mut self.work.borrow_mut())
    }
}

impl Curved for Program {
    fn hessian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        let work = &mut self.work.borrow_mut();
        self.loaded.problem.hessian_product(x.as_slice(), v.as_slice(), p.as_mut_slice(), work);
    }

    fn hessian_pattern(&self) -> Vec<(usize, usize)> {
        match self.sparse_hessian() {
            Some(hessian) => hessian.borrow().lower.entries().collect(),
            None => (0..self.dim()).flat_map(|i| (0..=i).map(move |j| (i, j))).collect(),
        }
    }

    fn hessian_values(&self, x: &Vector, values: &mut [f64]) {
        let Some(hessian) = self.sparse_hessian() else {
            let mut h = crate::Matrix::zeros(self.dim(), self.dim());
            self.hessian(x, &mut h);
            values.iter_mut().zip(self.hessian_pattern()).for_each(|(value, entry)| *value = h[entry]);
            return;
        };
        let (hessian, work) = (&mut hessian.borrow_mut(), &mut self.work.borrow_mut());
        self.loaded.problem.hessian(x.as_slice(), (1.0, &[]), hessian, values, work);
    }
}

impl Composite for Program {
    fn penalty(&self, x: &Vector) -> f64 {
        let inside = self.loaded.bounds.as_ref().is_none_or(|bounds| {
            let sides = bounds.lower.as_slice().iter().zip(bounds.upper.as_slice());
            x.as_slice().iter().zip(sides).all(|(x, (lower, upper))| lower <= x && x <= upper)
        });
        if inside { 0.0 } else { f64::INFINITY }
    }

    fn prox(&self, v: &Vector, _t: f64, p: &mut Vector) {
        p.copy_from(v);
        if let Some(bounds) = &self.loaded.bounds {
            bounds.clamp(p);
        }
    }
}

impl Constrained for Program {
    fn constraints_len(&self) -> usize {
        self.loaded.constraints_len()
    }

    fn constraint_bounds(&self) -> (Vector, Vector) {
        self.loaded.sides.clone()
    }

    fn constraints(&self, x: &Vector, c: &mut Vector) {
        self.loaded.problem.constraints(x.as_slice(), c.as_mut_slice(), &mut self.work.borrow_mut());
    }

    fn jacobian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        let work = &mut self.work.borrow_mut();
        self.loaded.problem.jacobian_product(x.as_slice(), v.as_slice(), p.as_mut_slice(), work);
    }

    fn jacobian_transpose_product(&self, x: &Vector, u: &Vector, p: &mut Vector) {
        let work = &mut self.work.borrow_mut();
        self.loaded.problem.jacobian_transpose_product(x.as_slice(), u.as_slice(), p.as_mut_slice(), work);
    }

    fn jacobian_pattern(&self) -> Vec<(usize, usize)> {
        self.sparse_jacobian().entries().collect()
    }

    fn jacobian_values(&self, x: &Vector, values: &mut [f64]) {
        let work = &mut self.work.borrow_mut();
        self.loaded.problem.jacobian(x.as_slice(), self.sparse_jacobian(), values, work);
    }

    fn lagrangian_product(&self, x: &Vector, y: &Vector, v: &Vector, p: &mut Vector) {
        let (work, p) = (&mut self.work.borrow_mut(), p.as_mut_slice());
        self.loaded.problem.lagrangian_product(x.as_slice(), (1.0, y.as_slice()), v.as_slice(), p, work);
    }
}

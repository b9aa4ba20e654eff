//! A system of equations as least squares: f(x) = ½‖c(x)‖².

use super::loaded::Loaded;
use crate::Vector;
use crate::class::{Curved, LeastSquares, Objective, Smooth, Space};
use sif::evaluate::Workspace;
use std::cell::RefCell;
use std::sync::Arc;

/// A problem without objective and bounds whose constraints are equations.
pub(super) struct Equations {
    loaded: Arc<Loaded>,
    scratch: RefCell<Scratch>,
}

struct Scratch {
    work: Workspace,
    /// c(x), and J(x) v.
    c: Vector,
    along: Vector,
    /// A term of a Hessian product.
    p: Vector,
}

impl Equations {
    /// Room to evaluate it in.
    pub(super) fn new(loaded: Arc<Loaded>) -> Self {
        let (n, m) = (loaded.dim(), loaded.constraints_len());
        let work = loaded.problem.workspace();
        let scratch = Scratch { work, c: Vector::zeros(m), along: Vector::zeros(m), p: Vector::zeros(n) };
        Self { loaded, scratch: RefCell::new(scratch) }
    }
}

impl Space for Equations {
    fn dim(&self) -> usize {
        self.loaded.dim()
    }

    fn start(&self) -> Vector {
        self.loaded.start.clone()
    }
}

impl Objective for Equations {
    fn value(&self, x: &Vector) -> f64 {
        let Scratch { work, c, .. } = &mut *self.scratch.borrow_mut();
        self.loaded.problem.constraints(x.as_slice(), c.as_mut_slice(), work);
        0.5 * c.norm_squared()
    }
}

impl Smooth for Equations {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.value_gradient(x, g);
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        let Scratch { work, c, .. } = &mut *self.scratch.borrow_mut();
        self.loaded.problem.constraints(x.as_slice(), c.as_mut_slice(), work);
        self.loaded.problem.jacobian_transpose_product(x.as_slice(), c.as_slice(), g.as_mut_slice(), work);
        0.5 * c.norm_squared()
    }
}

impl Curved for Equations {
    /// p ← (Jᵀ J + Σ cᵢ ∇²cᵢ) v.
    fn hessian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        let Scratch { work, c, along, p: term } = &mut *self.scratch.borrow_mut();
        let (problem, x, v) = (&self.loaded.problem, x.as_slice(), v.as_slice());
        problem.constraints(x, c.as_mut_slice(), work);
        problem.jacobian_product(x, v, along.as_mut_slice(), work);
        problem.jacobian_transpose_product(x, along.as_slice(), p.as_mut_slice(), work);
        problem.lagrangian_product(x, (0.0, c.as_slice()), v, term.as_mut_slice(), work);
        *p += &*term;
    }
}

impl LeastSquares for Equations {
    fn residuals_len(&self) -> usize {
        self.loaded.constraints_len()
    }

    fn residuals(&self, x: &Vector, r: &mut Vector) {
        let work = &mut self.scratch.borrow_mut().work;
        self.loaded.problem.constraints(x.as_slice(), r.as_mut_slice(), work);
    }

    fn jacobian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        let work = &mut self.scratch.borrow_mut().work;
        self.loaded.problem.jacobian_product(x.as_slice(), v.as_slice(), p.as_mut_slice(), work);
    }

    fn jacobian_transpose_product(&self, x: &Vector, u: &Vector, p: &mut Vector) {
        let work = &mut self.scratch.borrow_mut().work;
        self.loaded.problem.jacobian_transpose_product(x.as_slice(), u.as_slice(), p.as_mut_slice(), work);
    }
}

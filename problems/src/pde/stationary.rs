//! The judge of smooth problems whose optimum is not known.

use crate::class::Smooth;
use crate::{ErrorKind, Judge, Measures, Vector};
use std::cell::RefCell;
use std::rc::Rc;

/// Error ‖∇f(x)‖.
pub(crate) struct Stationary<P> {
    problem: Rc<P>,
    gradient: RefCell<Vector>,
    cheap: bool,
}

impl<P: Smooth> Stationary<P> {
    /// Judges by the gradient; `cheap` says whether at every step.
    pub(crate) fn new(problem: Rc<P>, cheap: bool) -> Self {
        let gradient = RefCell::new(Vector::zeros(problem.dim()));
        Self { problem, gradient, cheap }
    }
}

impl<P: Smooth> Judge for Stationary<P> {
    fn error(&self, answer: &Vector) -> f64 {
        let g = &mut *self.gradient.borrow_mut();
        self.problem.gradient(answer, g);
        g.norm()
    }

    fn measures(&self, answer: &Vector) -> Measures {
        let g = &mut *self.gradient.borrow_mut();
        let objective = self.problem.value_gradient(answer, g);
        Measures { objective, stationarity: g.norm(), ..Measures::NONE }
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Stationarity
    }

    fn cheap(&self) -> bool {
        self.cheap
    }
}

//! The judge of bilevel problems whose value function is a quadratic that is known.

use crate::class::{Batch, Bilevel};
use crate::{ErrorKind, Judge, Matrix, Measures, Reference, Vector};
use std::cell::RefCell;
use std::rc::Rc;

/// Rounding in x: a few units in the last place.
const ULPS: f64 = 16.0;

/// φ(x) = φ* + ½ (x − x*)ᵀH(x − x*), minimized once.
pub(crate) struct Parabola {
    /// H.
    pub(crate) curvature: Matrix,
    /// Smallest and largest eigenvalue of H.
    pub(crate) range: (f64, f64),
    /// x* and y*(x*), stacked.
    pub(crate) solution: Vector,
    /// φ*.
    pub(crate) value: f64,
}

impl Parabola {
    /// From φ(x) = ½ xᵀHx + gᵀx + c and y* as a function of x; `None` where H is not positive definite.
    pub(crate) fn new(curvature: Matrix, g: &Vector, c: f64, lower: impl Fn(&Vector) -> Vector) -> Option<Self> {
        let eigenvalues = curvature.clone().symmetric_eigenvalues();
        let range = (eigenvalues.min(), eigenvalues.max());
        if range.0 <= f64::EPSILON * range.1 {
            return None;
        }
        let x = -curvature.clone().cholesky()?.solve(g);
        let value = 0.5 * g.dot(&x) + c;
        let y = lower(&x);
        let solution = Vector::from_iterator(x.len() + y.len(), x.as_slice().iter().chain(y.as_slice()).copied());
        Some(Self { curvature, range, solution, value })
    }
}

/// Judges by φ(x) − φ*, ‖∇φ(x)‖ and ‖x − x*‖ beside it, and the lower gap where asked for.
pub(crate) struct ClosedForm<P> {
    problem: Rc<P>,
    of: fn(&P) -> &Parabola,
    /// f(x, y) − min f(x, ·), of the problem and an answer.
    lower_gap: fn(&P, &Vector, &Vector) -> f64,
    scratch: RefCell<[Vector; 2]>,
}

impl<P: Bilevel> ClosedForm<P> {
    pub(crate) fn new(problem: Rc<P>, of: fn(&P) -> &Parabola, lower_gap: fn(&P, &Vector, &Vector) -> f64) -> Self {
        let x = Vector::zeros(problem.split().0);
        Self { problem, of, lower_gap, scratch: RefCell::new([x.clone(), x]) }
    }

    fn parabola(&self) -> &Parabola {
        (self.of)(&self.problem)
    }

    /// (½ dᵀHd, ‖Hd‖, ‖d‖) with d = x − x*.
    fn around_solution(&self, answer: &Vector) -> (f64, f64, f64) {
        let [d, hd] = &mut *self.scratch.borrow_mut();
        let parabola = self.parabola();
        answer.rows(0, d.len()).sub_to(&parabola.solution.rows(0, d.len()), d);
        hd.gemv(1.0, &parabola.curvature, d, 0.0);
        (0.5 * d.dot(hd), hd.norm(), d.norm())
    }
}

impl<P: Bilevel> Judge for ClosedForm<P> {
    fn error(&self, answer: &Vector) -> f64 {
        self.around_solution(answer).0
    }

    fn measures(&self, answer: &Vector) -> Measures {
        let (_, stationarity, distance) = self.around_solution(answer);
        let (m, n) = self.problem.split();
        let (x, y) = (answer.rows(0, m).into_owned(), answer.rows(m, n).into_owned());
        let lower_gap = (self.lower_gap)(&self.problem, &x, &y);
        let objective = self.problem.upper_value(&x, &y, Batch::Whole);
        Measures { objective, stationarity, distance, lower_gap, ..Measures::NONE }
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::HyperGap
    }

    fn reference(&self) -> Option<Reference> {
        Some(Reference::closed_form(self.parabola().value))
    }

    /// φ − φ* where x is x* up to a few units in the last place.
    fn attainable(&self) -> f64 {
        let Parabola { range, solution, .. } = self.parabola();
        let rounding = ULPS * f64::EPSILON * solution.rows(0, self.problem.split().0).norm();
        0.5 * range.1 * rounding * rounding
    }

    fn solution(&self) -> Option<Vector> {
        Some(self.parabola().solution.clone())
    }
}

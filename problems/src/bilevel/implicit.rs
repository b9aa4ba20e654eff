//! The judge of bilevel problems without a closed form of y*(x): it solves the lower problem itself.

use crate::class::{Batch, Bilevel};
use crate::{ErrorKind, Judge, Measures, Reference, Vector};
use std::cell::RefCell;
use std::rc::Rc;

/// Judges by ‖∇φ(x)‖, ∇φ = ∂ₓF − ∂ₓᵧf (∂ᵧᵧf)⁻¹ ∂ᵧF at the lower solution y*(x): Newton's method to rounding, then
/// conjugate gradients; by φ(x) − φ* where φ* is known. The lower level must be strongly convex.
pub(crate) struct ImplicitGradient<P: ?Sized> {
    problem: Rc<P>,
    attainable: f64,
    /// φ*, and (x*, y*).
    optimum: Option<(Reference, Vector)>,
    /// The last answer and what it came to, φ(x) and the measures: those of a row cost one solve.
    last: RefCell<Option<(Vector, f64, Measures)>>,
}

/// Newton steps after which the lower problem counts as solved to rounding.
const STEPS: usize = 200;
/// Residual of a conjugate gradient solve, relative.
const SOLVED: f64 = 1e-13;
/// Share of the first gradient below which a step that does not halve it ends Newton's method.
const ROUNDING: f64 = 1e-9;
/// Rounding of a value in the line search: a few units in the last place.
const ULPS: f64 = 16.0;

impl<P: Bilevel + ?Sized> ImplicitGradient<P> {
    /// `attainable` is the rounding error of ‖∇φ(x)‖, or of φ(x) − φ* where φ* is known.
    pub(crate) fn new(problem: Rc<P>, attainable: f64) -> Self {
        Self { problem, attainable, optimum: None, last: RefCell::new(None) }
    }

    /// Judges by φ(x) − φ*; `solution` stacks (x*, y*).
    #[must_use]
    pub(crate) fn against(mut self, optimum: Reference, solution: Vector) -> Self {
        self.optimum = Some((optimum, solution));
        self
    }

    /// φ(x) and the measures.
    fn judge(&self, answer: &Vector) -> (f64, Measures) {
        let last = &mut *self.last.borrow_mut();
        let same =
            |seen: &Vector| seen.as_slice().iter().zip(answer.as_slice()).all(|(a, b)| a.to_bits() == b.to_bits());
        match last {
            Some((seen, value, measures)) if seen.len() == answer.len() && same(seen) => (*value, *measures),
            _ => {
                let (value, measures) = self.solve(answer);
                *last = Some((answer.clone(), value, measures));
                (value, measures)
            }
        }
    }

    fn solve(&self, answer: &Vector) -> (f64, Measures) {
        let (m, n) = self.problem.split();
        let (x, y) = (answer.rows(0, m).into_owned(), answer.rows(m, n).into_owned());
        if x.as_slice().iter().any(|x| !x.is_finite()) {
            return (f64::NAN, Measures::NONE);
        }
        let solution = self.lower_solution(&x, &y);
        let mut upper_y = Vector::zeros(n);
        self.problem.upper_gradient_y(&x, &solution, Batch::Whole, &mut upper_y);
        let v = self.lower_solve(&x, &solution, &upper_y, SOLVED);
        let (mut gradient, mut cross) = (Vector::zeros(m), Vector::zeros(m));
        self.problem.upper_gradient_x(&x, &solution, Batch::Whole, &mut gradient);
        self.problem.lower_cross_product(&x, &solution, &v, Batch::Whole, &mut cross);
        gradient -= cross;
        let distance = self.optimum.as_ref().map_or(f64::NAN, |(_, best)| (&x - best.rows(0, m)).norm());
        let measures = Measures {
            objective: self.problem.upper_value(&x, &y, Batch::Whole),
            stationarity: gradient.norm(),
            distance,
            lower_gap: self.lower_value(&x, &y) - self.lower_value(&x, &solution),
            ..Measures::NONE
        };
        (self.problem.upper_value(&x, &solution, Batch::Whole), measures)
    }

    fn lower_value(&self, x: &Vector, y: &Vector) -> f64 {
        self.problem.lower_value(x, y, Batch::Whole)
    }

    /// argmin f(x, ·) by damped Newton steps from `y`, or from 0 where that is lower.
    fn lower_solution(&self, x: &Vector, y: &Vector) -> Vector {
        let zero = Vector::zeros(y.len());
        let at_zero = self.lower_value(x, &zero);
        let from_y = self.lower_value(x, y) <= at_zero && y.as_slice().iter().all(|y| y.is_finite());
        let mut g = Vector::zeros(y.len());
        self.problem.lower_gradient_y(x, &zero, Batch::Whole, &mut g);
        let scale = g.norm();
        let mut y = if from_y { y.clone() } else { zero };
        let mut best = f64::INFINITY;
        for _ in 0..STEPS {
            self.problem.lower_gradient_y(x, &y, Batch::Whole, &mut g);
            let norm = g.norm();
            if norm == 0.0 || norm >= 0.5 * best && best <= ROUNDING * scale {
                break;
            }
            best = best.min(norm);
            let d = self.lower_solve(x, &y, &g, (norm / scale).clamp(SOLVED, 0.1));
            let (value, decrease) = (self.lower_value(x, &y), g.dot(&d));
            let slack = ULPS * f64::EPSILON * value.abs();
            let mut t = 1.0;
            while t > f64::EPSILON && self.lower_value(x, &(&y - t * &d)) > value - 1e-4 * t * decrease + slack {
                t *= 0.5;
            }
            y.axpy(-t, &d, 1.0);
        }
        y
    }

    /// ∂ᵧᵧf(x, y)⁻¹ b by conjugate gradients, to a residual of `tolerance` ‖b‖.
    fn lower_solve(&self, x: &Vector, y: &Vector, b: &Vector, tolerance: f64) -> Vector {
        let n = b.len();
        let (mut solution, mut r, mut p, mut hp) = (Vector::zeros(n), b.clone(), b.clone(), Vector::zeros(n));
        let mut rr = r.norm_squared();
        let enough = tolerance * tolerance * rr;
        for _ in 0..10 * n {
            if rr <= enough {
                break;
            }
            self.problem.lower_hessian_product(x, y, &p, Batch::Whole, &mut hp);
            let alpha = rr / p.dot(&hp);
            solution.axpy(alpha, &p, 1.0);
            r.axpy(-alpha, &hp, 1.0);
            let next = r.norm_squared();
            p.axpy(1.0, &r, next / rr);
            rr = next;
        }
        solution
    }
}

impl<P: Bilevel + ?Sized> Judge for ImplicitGradient<P> {
    fn error(&self, answer: &Vector) -> f64 {
        let (value, measures) = self.judge(answer);
        self.optimum.as_ref().map_or(measures.stationarity, |(optimum, _)| value - optimum.value)
    }

    fn measures(&self, answer: &Vector) -> Measures {
        self.judge(answer).1
    }

    fn kind(&self) -> ErrorKind {
        if self.optimum.is_some() { ErrorKind::HyperGap } else { ErrorKind::HyperGradient }
    }

    fn reference(&self) -> Option<Reference> {
        self.optimum.as_ref().map(|(optimum, _)| *optimum)
    }

    fn solution(&self) -> Option<Vector> {
        self.optimum.as_ref().map(|(_, solution)| solution.clone())
    }

    fn cheap(&self) -> bool {
        false
    }

    fn attainable(&self) -> f64 {
        self.attainable
    }
}

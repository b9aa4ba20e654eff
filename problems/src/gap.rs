//! The judges of minimization: error f(x) − f*.

use crate::class::{Composite, Objective, Smooth};
use crate::{ErrorKind, Judge, Measures, Reference, Vector};
use std::cell::RefCell;
use std::rc::Rc;

/// Rounding in f(x) − f*: a few units in the last place of f*.
const ULPS: f64 = 16.0;

/// A distance to the nearest solution.
type Distance = dyn Fn(&Vector) -> f64;

/// The judge of a black-box problem: error f(x) − f*.
pub struct Gap<P: ?Sized> {
    problem: Rc<P>,
    reference: Reference,
    solutions: Vec<Vector>,
    to_solutions: Option<Box<Distance>>,
    floor: f64,
}

impl<P: ?Sized> Gap<P> {
    /// Judges by `reference`; `solution` adds a distance.
    pub fn new(problem: Rc<P>, reference: Reference, solution: Option<Vector>) -> Self {
        let floor = ULPS * f64::EPSILON * reference.value.abs();
        Self { problem, reference, solutions: solution.into_iter().collect(), to_solutions: None, floor }
    }

    /// Measures the distance by a formula, for solutions that are many: up to signs, scalings, rotations.
    #[must_use]
    pub fn measured_by(mut self, distance: impl Fn(&Vector) -> f64 + 'static) -> Self {
        self.to_solutions = Some(Box::new(distance));
        self
    }

    /// A larger smallest error, where values near the optimum are differences of larger numbers.
    #[must_use]
    pub fn attaining(mut self, floor: f64) -> Self {
        self.floor = self.floor.max(floor);
        self
    }

    /// To the nearest known solution; NaN if none is known.
    fn distance(&self, x: &Vector) -> f64 {
        if let Some(distance) = &self.to_solutions {
            return distance(x);
        }
        self.solutions.iter().map(|solution| distance(x, solution)).fold(f64::NAN, f64::min)
    }
}

/// ‖a − b‖ without an allocation.
pub fn distance(a: &Vector, b: &Vector) -> f64 {
    a.as_slice().iter().zip(b.as_slice()).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

impl<P: Objective + ?Sized> Judge for Gap<P> {
    fn error(&self, answer: &Vector) -> f64 {
        self.problem.value(answer) - self.reference.value
    }

    fn measures(&self, answer: &Vector) -> Measures {
        Measures { objective: self.problem.value(answer), distance: self.distance(answer), ..Measures::NONE }
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Gap
    }

    fn reference(&self) -> Option<Reference> {
        Some(self.reference)
    }

    fn error_of_value(&self, value: f64) -> Option<f64> {
        Some(value - self.reference.value)
    }

    fn attainable(&self) -> f64 {
        self.floor
    }

    fn solution(&self) -> Option<Vector> {
        self.solutions.first().cloned()
    }
}

/// The judge of a smooth problem: error f(x) − f*, and ‖∇f(x)‖ beside it.
pub struct SmoothGap<P: ?Sized> {
    gap: Gap<P>,
    gradient: RefCell<Vector>,
}

impl<P: Smooth + ?Sized> SmoothGap<P> {
    /// Judges by `reference`; `solution` adds a distance.
    pub fn new(problem: Rc<P>, reference: Reference, solution: Option<Vector>) -> Self {
        let gradient = RefCell::new(Vector::zeros(problem.dim()));
        Self { gap: Gap::new(problem, reference, solution), gradient }
    }

    /// See [`Gap::measured_by`].
    #[must_use]
    pub fn measured_by(mut self, distance: impl Fn(&Vector) -> f64 + 'static) -> Self {
        self.gap = self.gap.measured_by(distance);
        self
    }

    /// See [`Gap::attaining`].
    #[must_use]
    pub fn attaining(mut self, floor: f64) -> Self {
        self.gap = self.gap.attaining(floor);
        self
    }

    /// Another solution: the distance is to the nearest.
    #[must_use]
    pub fn or(mut self, solution: Vector) -> Self {
        self.gap.solutions.push(solution);
        self
    }
}

impl<P: Smooth + ?Sized> Judge for SmoothGap<P> {
    fn error(&self, answer: &Vector) -> f64 {
        self.gap.error(answer)
    }

    fn measures(&self, answer: &Vector) -> Measures {
        let g = &mut *self.gradient.borrow_mut();
        let objective = self.gap.problem.value_gradient(answer, g);
        Measures { objective, stationarity: g.norm(), distance: self.gap.distance(answer), ..Measures::NONE }
    }

    fn kind(&self) -> ErrorKind {
        self.gap.kind()
    }

    fn reference(&self) -> Option<Reference> {
        self.gap.reference()
    }

    fn error_of_value(&self, value: f64) -> Option<f64> {
        self.gap.error_of_value(value)
    }

    fn attainable(&self) -> f64 {
        self.gap.attainable()
    }

    fn solution(&self) -> Option<Vector> {
        self.gap.solution()
    }
}

/// A composite problem f + h that bounds its own error.
pub(crate) trait Certifying: Composite {
    /// f(x) + h(x) less a lower bound of the optimal value: at least the error of x, and 0 at the solution.
    fn duality_gap(&self, x: &Vector) -> f64;

    /// How far x is outside the set whose indicator h is; `None` if h is no indicator.
    fn violation(&self, _x: &Vector) -> Option<f64> {
        None
    }
}

/// The judge of a composite problem: error F(x) − F*, or max((f(x) − f*)⁺, violation) over a set.
///
/// Beside it the duality gap and the length L ‖x − prox(x − ∇f(x)/L)‖ of a proximal gradient step.
pub(crate) struct CompositeGap<P: ?Sized> {
    problem: Rc<P>,
    reference: Reference,
    solution: Option<Vector>,
    smoothness: f64,
    attainable: f64,
    kind: ErrorKind,
    scratch: RefCell<(Vector, Vector)>,
}

impl<P: Certifying + ?Sized> CompositeGap<P> {
    /// `smoothness` sets the length of the step, `terms` is the size of what is added in F at the solution.
    pub(crate) fn new(
        problem: Rc<P>,
        reference: Reference,
        solution: Option<Vector>,
        smoothness: f64,
        terms: f64,
    ) -> Self {
        let scratch = RefCell::new((Vector::zeros(problem.dim()), Vector::zeros(problem.dim())));
        let attainable = ULPS * f64::EPSILON * terms.max(reference.value.abs());
        let set = problem.violation(&problem.start()).is_some();
        let kind = if set { ErrorKind::ConstrainedGap } else { ErrorKind::Gap };
        Self { problem, reference, solution, smoothness, attainable, kind, scratch }
    }
}

impl<P: Certifying + ?Sized> Judge for CompositeGap<P> {
    fn error(&self, x: &Vector) -> f64 {
        let f = self.problem.value(x);
        match self.problem.violation(x) {
            Some(violation) => (f - self.reference.value).max(violation),
            None => f + self.problem.penalty(x) - self.reference.value,
        }
    }

    fn measures(&self, x: &Vector) -> Measures {
        let (g, p) = &mut *self.scratch.borrow_mut();
        let f = self.problem.value_gradient(x, g);
        let violation = self.problem.violation(x);
        g.axpy(1.0, x, -1.0 / self.smoothness);
        self.problem.prox(g, 1.0 / self.smoothness, p);
        Measures {
            objective: f + violation.map_or_else(|| self.problem.penalty(x), |_| 0.0),
            stationarity: self.smoothness * distance(x, p),
            infeasibility: violation.unwrap_or(f64::NAN),
            distance: self.solution.as_ref().map_or(f64::NAN, |solution| distance(x, solution)),
            gap: self.problem.duality_gap(x),
            ..Measures::NONE
        }
    }

    fn kind(&self) -> ErrorKind {
        self.kind
    }

    fn reference(&self) -> Option<Reference> {
        Some(self.reference)
    }

    fn attainable(&self) -> f64 {
        self.attainable
    }

    fn solution(&self) -> Option<Vector> {
        self.solution.clone()
    }
}

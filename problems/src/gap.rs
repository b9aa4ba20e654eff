//! The judges of minimization: error f(x) − f*.

use crate::class::{Objective, Smooth};
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

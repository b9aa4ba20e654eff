//! Judges of variational inequalities and saddle points.

use super::domain::Product;
use crate::class::{Operator, Saddle};
use crate::{ErrorKind, Judge, Measures, Reference, Vector, distance};
use std::cell::RefCell;
use std::rc::Rc;

/// ‖z − P(z − F(z))‖, or ‖F(z)‖ on the whole space: the judge of a variational inequality.
pub(crate) struct Residual<P: ?Sized> {
    operator: Rc<P>,
    set: Set,
    solution: Option<Vector>,
    attainable: f64,
    scratch: RefCell<Vector>,
}

/// Where z may lie.
enum Set {
    Whole,
    Projected(Rc<Product>),
}

/// Rounding in F(z): a few units in the last place of its terms.
const ULPS: f64 = 16.0;

impl<P: Operator + ?Sized> Residual<P> {
    /// Judges by ‖F(z)‖; `terms` is the size of the terms that cancel in F at the solution.
    pub(crate) fn on_whole_space(operator: Rc<P>, solution: Option<Vector>, terms: f64) -> Self {
        Self::new(operator, Set::Whole, solution, terms)
    }

    /// Judges by the natural residual; `terms` is the size of z and F(z) at the solution.
    pub(crate) fn natural(operator: Rc<P>, set: Rc<Product>, solution: Option<Vector>, terms: f64) -> Self {
        Self::new(operator, Set::Projected(set), solution, terms)
    }

    fn new(operator: Rc<P>, set: Set, solution: Option<Vector>, terms: f64) -> Self {
        let scratch = RefCell::new(Vector::zeros(operator.dim()));
        Self { operator, set, solution, attainable: ULPS * f64::EPSILON * terms, scratch }
    }
}

impl<P: Operator + ?Sized> Judge for Residual<P> {
    fn error(&self, z: &Vector) -> f64 {
        let f = &mut *self.scratch.borrow_mut();
        self.operator.apply(z, f);
        match &self.set {
            Set::Whole => f.norm(),
            Set::Projected(set) => {
                f.axpy(1.0, z, -1.0);
                set.project(f);
                distance(z, f)
            }
        }
    }

    fn measures(&self, z: &Vector) -> Measures {
        let to_solution = self.solution.as_ref().map_or(f64::NAN, |solution| distance(z, solution));
        let f = &mut *self.scratch.borrow_mut();
        self.operator.apply(z, f);
        let (stationarity, infeasibility) = match &self.set {
            Set::Whole => (f.norm(), f64::NAN),
            Set::Projected(set) => {
                let tangent = set.tangent(z, f);
                f.copy_from(z);
                set.project(f);
                (tangent, distance(z, f))
            }
        };
        Measures { stationarity, infeasibility, distance: to_solution, ..Measures::NONE }
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Residual
    }

    fn attainable(&self) -> f64 {
        self.attainable
    }

    fn solution(&self) -> Option<Vector> {
        self.solution.clone()
    }
}

/// A residual with what a saddle point has beside it: φ(z), and gap and distance where they have a closed form.
pub(crate) struct SaddleResidual<P> {
    game: Rc<P>,
    residual: Residual<P>,
    gap: Option<fn(&P, &Vector) -> f64>,
    value: Option<Reference>,
}

impl<P: Saddle> SaddleResidual<P> {
    /// Judges by `residual`.
    pub(crate) fn new(residual: Residual<P>) -> Self {
        Self { game: Rc::clone(&residual.operator), residual, gap: None, value: None }
    }

    /// max over y' of φ(x, y') − min over x' of φ(x', y), or another gap in φ, has a closed form.
    pub(crate) fn gap(self, gap: fn(&P, &Vector) -> f64) -> Self {
        Self { gap: Some(gap), ..self }
    }

    /// φ at the saddle points is known.
    pub(crate) fn value(self, value: Option<Reference>) -> Self {
        Self { value, ..self }
    }
}

impl<P: Saddle> Judge for SaddleResidual<P> {
    fn error(&self, z: &Vector) -> f64 {
        self.residual.error(z)
    }

    fn measures(&self, z: &Vector) -> Measures {
        let inner = self.residual.measures(z);
        Measures { objective: self.game.value(z), gap: self.gap.map_or(f64::NAN, |gap| gap(&self.game, z)), ..inner }
    }

    fn kind(&self) -> ErrorKind {
        self.residual.kind()
    }

    fn reference(&self) -> Option<Reference> {
        self.value
    }

    fn attainable(&self) -> f64 {
        self.residual.attainable()
    }

    fn solution(&self) -> Option<Vector> {
        self.residual.solution()
    }
}

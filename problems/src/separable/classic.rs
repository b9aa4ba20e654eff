//! Families of partially separable functions whose only parameter is the number of variables.

use super::function::{Assembled, Separable, Squares, judged};
use crate::{About, Class, Data, Error, Family, Instance, Offer, Reference, ReferenceKind, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

/// A function of the collection for every number of variables it allows.
pub trait Classic<const E: usize>: Separable<E> + Clone + Send + Sync + Sized {
    /// Name, formula, source; one parameter, `dim`.
    const ABOUT: About;

    /// Number of variables unless one is asked for.
    const DIM: usize = 100;

    /// The numbers of variables that [`Classic::allows`] accepts, in words.
    const ALLOWED: &'static str;

    /// Whether there is a function of so many variables.
    fn allows(dim: usize) -> bool;

    /// The function of so many variables.
    fn of(dim: usize) -> Self;

    /// A minimizer, and what f is there.
    fn optimum(&self) -> (Reference, Vector);

    /// The classes it is offered as: [`Offered::CURVED`] or [`Offered::SQUARES`].
    const OFFERED: Offered<Self, E>;
}

/// The classes of a function, and an instance of it.
pub struct Offered<F, const E: usize> {
    pub(super) classes: &'static [Class],
    pub(super) instance: fn(F, Reference, Vector) -> Instance,
}

impl<F: Separable<E>, const E: usize> Offered<F, E> {
    /// Minimization with second derivatives.
    pub const CURVED: Self = Self {
        classes: &[Class::Objective, Class::Smooth, Class::Curved],
        instance: |function, optimum, solution| {
            let problem = Rc::new(Assembled::new(function));
            judged(Offer::of(Rc::clone(&problem)).curved(), problem, optimum, solution)
        },
    };
}

impl<F: Squares<E>, const E: usize> Offered<F, E> {
    /// Nonlinear least squares too.
    pub const SQUARES: Self = Self {
        classes: &[Class::Objective, Class::Smooth, Class::Curved, Class::LeastSquares],
        instance: |function, optimum, solution| {
            let problem = Rc::new(Assembled::new(function));
            judged(Offer::of(Rc::clone(&problem)).curved().least_squares(), problem, optimum, solution)
        },
    };
}

/// The family of a [`Classic`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound = "")]
pub struct Scalable<F, const E: usize> {
    dim: usize,
    #[serde(skip)]
    function: PhantomData<fn() -> F>,
}

impl<F: Classic<E>, const E: usize> Default for Scalable<F, E> {
    fn default() -> Self {
        Self { dim: F::DIM, function: PhantomData }
    }
}

impl<F: Classic<E>, const E: usize> Family for Scalable<F, E> {
    const ABOUT: About = F::ABOUT;

    /// The function, its minimum and a minimizer.
    type Made = (F, Reference, Vector);

    fn classes(&self) -> Vec<Class> {
        F::OFFERED.classes.to_vec()
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<Self::Made, Error> {
        expect(F::allows(self.dim) && self.dim <= LARGEST, "dim", self.dim, F::ALLOWED)?;
        let function = F::of(self.dim);
        let (optimum, solution) = function.optimum();
        Ok((function, optimum, solution))
    }

    fn instance(&self, made: &Arc<Self::Made>) -> Instance {
        let (function, optimum, solution) = &**made;
        (F::OFFERED.instance)(function.clone(), *optimum, solution.clone())
    }
}

/// The largest number of variables: vectors of 80 MB.
pub(super) const LARGEST: usize = 10_000_000;

/// A minimum that a formula gives.
pub(super) fn closed_form(value: f64, solution: Vector) -> (Reference, Vector) {
    (Reference::closed_form(value), solution)
}

/// The value at a point that was computed.
pub(super) fn computed<F: Classic<E>, const E: usize>(
    function: &F,
    kind: ReferenceKind,
    solution: Vector,
) -> (Reference, Vector) {
    use crate::class::Objective;
    let value = Assembled::new(function.clone()).value(&solution);
    (Reference { value, kind }, solution)
}

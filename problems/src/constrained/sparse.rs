//! Sparse constrained problems of any size: f and the rows of c written once, as elements and groups.

use super::ConstrainedGap;
use crate::class::{Bounds, Constrained, Curved, LeastSquares, Objective, Smooth, Space};
use crate::separable::function::{Assembled, Separable, Squares};
use crate::{Instance, Known, Offer, Reference, Vector, distance};
use std::rc::Rc;

/// min f(x) subject to c(x) = 0 and bounds: f a partially separable function, c the residuals of another.
pub(super) struct SparseProgram<F, C, const E: usize, const K: usize> {
    objective: Assembled<F, E>,
    equations: Assembled<C, K>,
    bounds: Option<Bounds>,
}

impl<F: Separable<E>, C: Squares<K>, const E: usize, const K: usize> SparseProgram<F, C, E, K> {
    pub(super) fn new(objective: F, equations: C, bounds: Option<Bounds>) -> Self {
        Self { objective: Assembled::new(objective), equations: Assembled::new(equations), bounds }
    }

    /// The instance, judged against an optimum where one is known.
    pub(super) fn instance(self, optimum: Option<(Reference, Vector)>) -> Instance {
        let problem = Rc::new(self);
        let known = optimum.as_ref().map_or(Known::default(), |(reference, solution)| Known {
            optimal_value: Some(reference.value),
            distance: Some(distance(&problem.start(), solution)),
            ..Known::default()
        });
        let judge = match optimum {
            Some((reference, solution)) => ConstrainedGap::new(Rc::clone(&problem), reference, vec![solution]),
            None => ConstrainedGap::without_reference(Rc::clone(&problem)),
        };
        Instance { problem: Offer::of(problem).constrained().problem(), judge: Box::new(judge), known }
    }
}

impl<F: Separable<E>, C: Squares<K>, const E: usize, const K: usize> Space for SparseProgram<F, C, E, K> {
    fn dim(&self) -> usize {
        self.objective.dim()
    }

    fn start(&self) -> Vector {
        self.objective.start()
    }

    fn bounds(&self) -> Option<Bounds> {
        self.bounds.clone()
    }
}

impl<F: Separable<E>, C: Squares<K>, const E: usize, const K: usize> Objective for SparseProgram<F, C, E, K> {
    fn value(&self, x: &Vector) -> f64 {
        self.objective.value(x)
    }
}

impl<F: Separable<E>, C: Squares<K>, const E: usize, const K: usize> Smooth for SparseProgram<F, C, E, K> {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.objective.gradient(x, g);
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        self.objective.value_gradient(x, g)
    }
}

/// The entries of a row: each variable once, with the sum of its slopes where the row reads it twice.
fn row<const K: usize>(variables: [usize; K], slopes: [f64; K]) -> impl Iterator<Item = (usize, f64)> {
    let first = move |k: &usize| !variables[..*k].contains(&variables[*k]);
    let total = move |k| (k..K).filter(|&l| variables[l] == variables[k]).map(|l| slopes[l]).sum();
    (0..K).filter(first).map(move |k| (variables[k], total(k)))
}

impl<F: Separable<E>, C: Squares<K>, const E: usize, const K: usize> Constrained for SparseProgram<F, C, E, K> {
    fn constraints_len(&self) -> usize {
        self.equations.residuals_len()
    }

    fn constraints(&self, x: &Vector, c: &mut Vector) {
        self.equations.residuals(x, c);
    }

    fn jacobian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        self.equations.jacobian_product(x, v, p);
    }

    fn jacobian_transpose_product(&self, x: &Vector, u: &Vector, p: &mut Vector) {
        self.equations.jacobian_transpose_product(x, u, p);
    }

    fn jacobian_pattern(&self) -> Vec<(usize, usize)> {
        let mut pattern = Vec::new();
        self.equations.slopes(&self.start(), |i, variables, slopes| {
            pattern.extend(row(variables, slopes).map(|(j, _)| (i, j)));
        });
        pattern
    }

    fn jacobian_values(&self, x: &Vector, values: &mut [f64]) {
        let mut values = values.iter_mut();
        self.equations.slopes(x, |_, variables, slopes| {
            row(variables, slopes).zip(values.by_ref()).for_each(|((_, slope), value)| *value = slope);
        });
    }

    fn lagrangian_product(&self, x: &Vector, y: &Vector, v: &Vector, p: &mut Vector) {
        self.objective.hessian_product(x, v, p);
        self.equations.add_bend(x, y, v, p);
    }
}

//! The judge of an empirical risk: error F(x) − F*, with the duality gap beside it.

use super::{Loss, Penalty, Regression};
use crate::class::{Objective, Smooth};
use crate::{ErrorKind, Judge, Measures, Reference, ReferenceKind, Vector, distance};
use std::cell::RefCell;
use std::rc::Rc;

/// F(x) − F*, or the prox-gradient step where no optimal value is known.
pub(crate) struct PrimalDual<L, H> {
    problem: Rc<Regression<L, H>>,
    attainable: f64,
    scratch: RefCell<(Vector, Vector)>,
}

/// Rounding in F(x) − F*: a few units in the last place of what is added up.
const ULPS: f64 = 16.0;
/// Duality gap at which a reference counts as exact, relative to the optimal value.
pub(crate) const CERTIFIED: f64 = 1e-13;

impl<L: Loss, H: Penalty> PrimalDual<L, H> {
    /// Judges by the reference in the fit.
    pub(crate) fn new(problem: Rc<Regression<L, H>>) -> Self {
        let n = problem.fit.samples.rows.dim();
        let attainable = rounding(&problem);
        Self { problem, attainable, scratch: RefCell::new((Vector::zeros(n), Vector::zeros(n))) }
    }

    /// The constant L of a step, so large that the proximal subproblem is strongly convex; 1 where there is none.
    fn smoothness(&self) -> f64 {
        let fit = &*self.problem.fit;
        fit.known.smoothness.unwrap_or(1.0).max(2.0 * fit.penalty.weakness())
    }

    /// L ‖x − prox(x − g/L)‖, ‖g‖ without a penalty; overwrites g with the step.
    fn step(&self, x: &Vector, g: &mut Vector, p: &mut Vector) -> f64 {
        if H::NONE {
            return g.norm();
        }
        let l = self.smoothness();
        for (g, x) in g.as_mut_slice().iter_mut().zip(x.as_slice()) {
            *g = x - *g / l;
        }
        self.problem.fit.penalty.prox(g.as_slice(), 1.0 / l, p.as_mut_slice());
        l * distance(x, p)
    }

    fn gap(&self, x: &Vector, f: f64, g: &mut Vector, p: &mut Vector) -> f64 {
        let fit = &*self.problem.fit;
        duality_gap(&fit.penalty, fit.ridge, (x, f), g, p)
    }
}

/// F(x) less a dual value, at the dual point u = φ'(Ax), scaled into the dual domain where there is no ridge.
///
/// f and g are the smooth part's value and gradient at x; g is overwritten. By Fenchel's equality φ(t) + φ*(φ'(t)) =
/// tφ'(t), so with g = Aᵀu/N and p = prox of h/μ at −g/μ the gap is gᵀ(x − p) + (μ/2)(‖x‖² − ‖p‖²) + h(x) − h(p).
/// Without a ridge the loss is a square and h a norm: with s ≤ 1 that scales g into the dual ball it is
/// (1 − s)² f + h(x) + s gᵀx.
pub(crate) fn duality_gap<H: Penalty>(
    penalty: &H,
    ridge: f64,
    (x, f): (&Vector, f64),
    g: &mut Vector,
    p: &mut Vector,
) -> f64 {
    if ridge == 0.0 {
        let Some(s) = penalty.shrink(g.as_slice()) else { return f64::NAN };
        return (1.0 - s) * (1.0 - s) * f + penalty.value(x.as_slice()) + s * g.dot(x);
    }
    for (g, x) in g.as_mut_slice().iter_mut().zip(x.as_slice()) {
        *g = x - *g / ridge;
    }
    penalty.prox(g.as_slice(), 1.0 / ridge, p.as_mut_slice());
    let terms = x.as_slice().iter().zip(p.as_slice()).zip(g.as_slice());
    let quadratic: f64 = terms.map(|((x, p), v)| (x - p) * (0.5 * (x + p) - v)).sum();
    ridge * quadratic + penalty.value(x.as_slice()) - penalty.value(p.as_slice())
}

/// What rounding leaves of F(x) − F* near the solution: F* and the share of the predictions' rounding in it.
fn rounding<L: Loss, H: Penalty>(problem: &Regression<L, H>) -> f64 {
    let fit = &*problem.fit;
    let (Some(reference), Some(x)) = (fit.reference, &fit.solution) else { return 0.0 };
    let count = fit.samples.len();
    let spread = |i: usize| {
        let t = fit.samples.rows.product(i, x.as_slice());
        (fit.loss.slope(t, fit.samples.targets[i]) * t).abs()
    };
    let spread = (0..count).map(spread).sum::<f64>() / count as f64;
    let rounding = ULPS * f64::EPSILON * (reference.value.abs() + spread);
    let certified = if reference.kind == ReferenceKind::Certified { CERTIFIED * reference.value.abs() } else { 0.0 };
    rounding.max(certified)
}

impl<L: Loss, H: Penalty> Judge for PrimalDual<L, H> {
    fn error(&self, x: &Vector) -> f64 {
        let fit = &*self.problem.fit;
        if let Some(reference) = fit.reference {
            return self.problem.value(x) + fit.penalty.value(x.as_slice()) - reference.value;
        }
        let (g, p) = &mut *self.scratch.borrow_mut();
        self.problem.gradient(x, g);
        self.step(x, g, p)
    }

    fn measures(&self, x: &Vector) -> Measures {
        let fit = &*self.problem.fit;
        let (g, p) = &mut *self.scratch.borrow_mut();
        let f = self.problem.value_gradient(x, g);
        let objective = f + fit.penalty.value(x.as_slice());
        let stationarity = self.step(x, g, p);
        let gap = if fit.reference.is_some() {
            self.problem.gradient(x, g);
            self.gap(x, f, g, p)
        } else {
            f64::NAN
        };
        let distance = fit.solution.as_ref().map_or(f64::NAN, |solution| distance(x, solution));
        Measures { objective, stationarity, distance, gap, ..Measures::NONE }
    }

    fn kind(&self) -> ErrorKind {
        if self.problem.fit.reference.is_some() { ErrorKind::Gap } else { ErrorKind::Stationarity }
    }

    fn reference(&self) -> Option<Reference> {
        self.problem.fit.reference
    }

    fn error_of_value(&self, value: f64) -> Option<f64> {
        self.problem.fit.reference.map(|reference| value - reference.value)
    }

    fn attainable(&self) -> f64 {
        self.attainable
    }

    fn solution(&self) -> Option<Vector> {
        self.problem.fit.solution.clone()
    }
}

//! Convex energies of a discretised surface, minimized within bounds on its heights.

use super::cholesky::Analysis;
use crate::class::{Composite, Objective, Smooth, Space, space::Bounds};
use crate::set::cube;
use crate::{Error, ErrorKind, Instance, Judge, Known, Measures, Offer, Reference, ReferenceKind, Vector, distance};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// A convex function of the heights x, and its derivatives.
pub trait Energy: Send + Sync + 'static {
    /// f(x).
    fn value(&self, x: &[f64]) -> f64;

    /// g ← ∇f(x), returns f(x).
    fn value_gradient(&self, x: &[f64], g: &mut [f64]) -> f64;

    /// (row, column), row ≥ column, of the terms of ∇²f in the order of [`Energy::hessian_terms`]; they may repeat.
    fn hessian_entries(&self) -> Vec<(usize, usize)>;

    /// The terms of ∇²f(x): an entry is the sum of its terms.
    fn hessian_terms(&self, x: &[f64], terms: &mut [f64]);
}

/// An energy, where its heights may be, and its minimizer there.
pub struct Made<E> {
    pub(super) energy: E,
    bounds: Bounds,
    start: Vector,
    solution: Vector,
    reference: Reference,
    known: Known,
}

/// Newton steps towards the reference value.
const NEWTON_STEPS: usize = 100;
/// Changes of the active set in one of them.
const CHANGES: usize = 500;
/// Share of the decrease that a Newton step promises, asked for.
const SUFFICIENT: f64 = 1e-4;
/// Halvings of a Newton step.
const HALVINGS: usize = 40;
/// Relative size of the proven bound of f(x) − f* with which a reference value is taken for exact.
const CERTIFIED: f64 = 1e-12;
/// How far from the minimizer found a bound of the curvature has to hold.
pub(super) const RADIUS: f64 = 1.0;

impl<E: Energy> Made<E> {
    /// Minimizes by Newton's method with the active set of every step found by primal-dual iteration.
    ///
    /// `curvature` of the minimizer found is a lower bound μ of the eigenvalues of ∇²f, on the variables that are not fixed, at
    /// all points within [`RADIUS`] of it: with g = ∇f(x), r = x − P(x − g) it proves f(x) − f* ≤ rᵀ(g − r) + ‖r‖²/(2μ); where
    /// this is not small the value is the best known, and not certified.
    pub(super) fn new(
        energy: E,
        bounds: Bounds,
        start: Vector,
        order: &[usize],
        curvature: impl Fn(&E, &Vector) -> f64,
    ) -> Result<Self, Error> {
        let (solution, value, g) = minimize(&energy, &bounds, &start, order)
            .ok_or_else(|| Error::Impossible("the Hessian is not definite: no reference value".to_owned()))?;
        // (r − g)ᵀ(y − x + r) ≤ 0 for all y within the bounds, so that f(y) ≥ f(x) − rᵀ(g − r) − ‖r‖ρ + (μ/2)ρ² at the
        // distance ρ ≤ RADIUS: above f(x) at RADIUS, where f is convex no minimizer is farther away.
        let (r, mu) = (remainder(&solution, &g, &bounds), curvature(&energy, &solution));
        let (slack, norm) = (r.dot(&(g - &r)), r.norm());
        let bound = slack + norm * norm / (2.0 * mu);
        let inside = slack + norm * RADIUS < 0.5 * mu * RADIUS * RADIUS;
        let proven = inside && bound <= CERTIFIED * value.abs();
        let kind = if proven { ReferenceKind::Certified } else { ReferenceKind::BestKnown };
        let distance = distance(&start, &solution);
        let known = Known { optimal_value: Some(value), distance: Some(distance), ..Known::default() };
        Ok(Self { energy, bounds, start, solution, reference: Reference { value, kind }, known })
    }

    /// With a Lipschitz constant of the gradient.
    pub(super) fn smooth(mut self, smoothness: f64) -> Self {
        self.known.smoothness = Some(smoothness);
        self
    }

    /// As a composite problem, the penalty the indicator of the bounds.
    pub(super) fn instance(made: &Arc<Self>) -> Instance {
        let problem = Rc::new(Bounded { made: Arc::clone(made) });
        let judge = ProjectedGap::new(Rc::clone(&problem), made.reference, made.solution.clone());
        Instance { problem: Offer::of(problem).composite().problem(), judge: Box::new(judge), known: made.known }
    }
}

/// Minimizer within bounds, value and gradient there; `None` if a Hessian is not definite.
fn minimize<E: Energy>(energy: &E, bounds: &Bounds, start: &Vector, order: &[usize]) -> Option<(Vector, f64, Vector)> {
    let n = start.len();
    let entries = energy.hessian_entries();
    let mut terms = vec![0.0; entries.len()];
    let mut model = Model::new(n, &entries, order);
    let (mut x, mut g) = (start.clone(), Vector::zeros(n));
    bounds.clamp(&mut x);
    let mut f = energy.value_gradient(x.as_slice(), g.as_mut_slice());
    for _ in 0..NEWTON_STEPS {
        energy.hessian_terms(x.as_slice(), &mut terms);
        let d = model.minimize(&terms, &g, &(&bounds.lower - &x), &(&bounds.upper - &x))?;
        let slope = g.dot(d);
        let mut t = 1.0;
        let mut next = x.clone();
        for _ in 0..HALVINGS {
            next.copy_from(&x);
            next.axpy(t, d, 1.0);
            bounds.clamp(&mut next);
            if energy.value(next.as_slice()) <= f + SUFFICIENT * t * slope + ULPS * f64::EPSILON * f.abs() {
                break;
            }
            t *= 0.5;
        }
        let mut after = Vector::zeros(n);
        let value = energy.value_gradient(next.as_slice(), after.as_mut_slice());
        let (before, now) = (remainder(&x, &g, bounds).norm(), remainder(&next, &after, bounds).norm());
        if now >= 0.5 * before && value >= f - f64::EPSILON * f.abs() {
            break;
        }
        (x, g, f) = (next, after, value);
    }
    Some((x, f, g))
}

/// x − P(x − g), 0 at a minimizer.
pub(super) fn remainder(x: &Vector, g: &Vector, bounds: &Bounds) -> Vector {
    let mut p = x - g;
    bounds.clamp(&mut p);
    x - p
}

/// min gᵀd + ½dᵀHd over a box, one pattern of H for all.
struct Model<'a> {
    entries: &'a [(usize, usize)],
    analysis: Analysis,
    d: Vector,
}

/// What holds a variable.
#[derive(Clone, Copy, PartialEq)]
enum Held {
    Free,
    Below,
    Above,
}

impl<'a> Model<'a> {
    fn new(n: usize, entries: &'a [(usize, usize)], order: &[usize]) -> Self {
        // Held variables get a 1 on the diagonal, which the Hessian need not have.
        let diagonal = (0..n).map(|p| (p, p));
        let all: Vec<_> = entries.iter().copied().chain(diagonal).collect();
        Self { entries, analysis: Analysis::new(n, &all, Some(order)), d: Vector::zeros(n) }
    }

    /// Primal-dual active sets: Hintermüller, Ito and Kunisch, SIAM Journal on Optimization 13, 2002.
    fn minimize(&mut self, terms: &[f64], g: &Vector, lower: &Vector, upper: &Vector) -> Option<&Vector> {
        let Self { entries, analysis, d } = self;
        let n = g.len();
        let (mut factors, mut scratch) = (analysis.factors(), analysis.scratch());
        let mut held: Vec<Held> = (0..n)
            .map(|i| match (lower[i] >= 0.0 && g[i] >= 0.0, upper[i] <= 0.0 && g[i] <= 0.0) {
                (true, _) => Held::Below,
                (_, true) => Held::Above,
                _ => Held::Free,
            })
            .collect();
        let mut multiplier = Vector::zeros(n);
        for _ in 0..CHANGES {
            for i in 0..n {
                d[i] = match held[i] {
                    Held::Free => 0.0,
                    Held::Below => lower[i],
                    Held::Above => upper[i],
                };
            }
            multiply(entries, terms, d, &mut multiplier);
            multiplier += g;
            let inside = |&(i, j): &(usize, usize)| held[i] == Held::Free && held[j] == Held::Free;
            let of_free = entries.iter().zip(terms).map(|(entry, term)| if inside(entry) { *term } else { 0.0 });
            let of_held = held.iter().map(|held| f64::from(u8::from(*held != Held::Free)));
            analysis.factor(of_free.chain(of_held), &mut factors, &mut scratch)?;
            let mut step = Vector::from_fn(n, |i, _| if held[i] == Held::Free { -multiplier[i] } else { 0.0 });
            analysis.solve(&factors, step.as_mut_slice(), &mut scratch);
            *d += step;
            multiply(entries, terms, d, &mut multiplier);
            multiplier += g;
            let mut changed = false;
            for i in 0..n {
                let next = match held[i] {
                    Held::Free if d[i] < lower[i] => Held::Below,
                    Held::Free if d[i] > upper[i] => Held::Above,
                    Held::Below if multiplier[i] < 0.0 && lower[i] < upper[i] => Held::Free,
                    Held::Above if multiplier[i] > 0.0 && lower[i] < upper[i] => Held::Free,
                    same => same,
                };
                changed |= next != held[i];
                held[i] = next;
            }
            if !changed {
                break;
            }
        }
        Some(d)
    }
}

/// p ← Hv.
fn multiply(entries: &[(usize, usize)], terms: &[f64], v: &Vector, p: &mut Vector) {
    p.fill(0.0);
    for (&(i, j), term) in entries.iter().zip(terms) {
        p[i] += term * v[j];
        if i != j {
            p[j] += term * v[i];
        }
    }
}

struct Bounded<E> {
    made: Arc<Made<E>>,
}

impl<E: Energy> Space for Bounded<E> {
    fn dim(&self) -> usize {
        self.made.start.len()
    }

    fn start(&self) -> Vector {
        self.made.start.clone()
    }

    fn bounds(&self) -> Option<Bounds> {
        Some(self.made.bounds.clone())
    }
}

impl<E: Energy> Objective for Bounded<E> {
    fn value(&self, x: &Vector) -> f64 {
        self.made.energy.value(x.as_slice())
    }
}

impl<E: Energy> Smooth for Bounded<E> {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.value_gradient(x, g);
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        self.made.energy.value_gradient(x.as_slice(), g.as_mut_slice())
    }
}

impl<E: Energy> Composite for Bounded<E> {
    fn penalty(&self, x: &Vector) -> f64 {
        indicator(x, &self.made.bounds)
    }

    fn prox(&self, v: &Vector, _t: f64, p: &mut Vector) {
        p.copy_from(v);
        self.made.bounds.clamp(p);
    }
}

/// 0 within the bounds, +∞ outside.
pub(super) fn indicator(x: &Vector, bounds: &Bounds) -> f64 {
    let outside = cube::violation(x.as_slice(), bounds.lower.as_slice(), bounds.upper.as_slice());
    if outside > 0.0 { f64::INFINITY } else { 0.0 }
}

/// The judge of minimization over a set: max(f(x) − f*, ‖x − P(x)‖∞), and ‖x − P(x − ∇f(x))‖ beside it.
pub(super) struct ProjectedGap<P> {
    problem: Rc<P>,
    reference: Reference,
    solution: Vector,
    scratch: RefCell<(Vector, Vector)>,
}

/// Rounding in f(x) − f*: a few units in the last place of f*.
const ULPS: f64 = 64.0;

impl<P: Composite> ProjectedGap<P> {
    /// Judges by `reference`, the value of `solution`.
    pub(super) fn new(problem: Rc<P>, reference: Reference, solution: Vector) -> Self {
        let scratch = RefCell::new((Vector::zeros(solution.len()), Vector::zeros(solution.len())));
        Self { problem, reference, solution, scratch }
    }

    /// ‖x − P(x)‖∞.
    fn violation(&self, x: &Vector, p: &mut Vector) -> f64 {
        self.problem.prox(x, 1.0, p);
        x.as_slice().iter().zip(p.as_slice()).map(|(x, p)| (x - p).abs()).fold(0.0, f64::max)
    }
}

impl<P: Composite> Judge for ProjectedGap<P> {
    fn error(&self, x: &Vector) -> f64 {
        let (_, p) = &mut *self.scratch.borrow_mut();
        let (gap, violation) = (self.problem.value(x) - self.reference.value, self.violation(x, p));
        if gap.is_nan() { gap } else { gap.max(violation) }
    }

    fn measures(&self, x: &Vector) -> Measures {
        let (g, p) = &mut *self.scratch.borrow_mut();
        let infeasibility = self.violation(x, p);
        let objective = self.problem.value_gradient(x, g);
        *g -= x;
        g.neg_mut();
        self.problem.prox(g, 1.0, p);
        let (stationarity, distance) = (distance(x, p), distance(x, &self.solution));
        Measures { objective, stationarity, infeasibility, distance, ..Measures::NONE }
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::ConstrainedGap
    }

    fn reference(&self) -> Option<Reference> {
        Some(self.reference)
    }

    fn attainable(&self) -> f64 {
        ULPS * f64::EPSILON * self.reference.value.abs()
    }

    fn solution(&self) -> Option<Vector> {
        Some(self.solution.clone())
    }
}

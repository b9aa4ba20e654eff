//! ½‖u − d‖² + (α/2)‖f‖² with −Δu = f and bounds on f: control of the Poisson equation within limits.

use super::energy::{ProjectedGap, indicator, remainder};
use super::poisson_control::{self, Control};
use crate::class::{Composite, Curved, Objective, Smooth, Space, space::Bounds};
use crate::{
    About, Class, Data, Error, Family, Instance, Known, Offer, Prices, Reference, ReferenceKind, Rng, Vector, distance,
    expect,
};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// Poisson control with bounds on the control.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoissonControlBox {
    grid: usize,
    alpha: f64,
    lower: f64,
    upper: f64,
}

impl Default for PoissonControlBox {
    fn default() -> Self {
        Self { grid: 16, alpha: 1e-6, lower: 0.0, upper: 0.8 }
    }
}

/// The problem without bounds, the bounds, and the optimum.
pub struct Made {
    free: Arc<poisson_control::Made>,
    bounds: Bounds,
    solution: Vector,
    reference: Reference,
    known: Known,
}

/// Changes of the active set.
const CHANGES: usize = 50;
/// Conjugate gradient steps between them.
const STEPS: usize = 200;
/// Where conjugate gradients stop, relative to the first residual.
const REDUCTION: f64 = 1e-13;
/// Relative size of the bound of J − J* that makes a reference value certified.
const CERTIFIED: f64 = 1e-12;

impl Family for PoissonControlBox {
    const ABOUT: About = About {
        name: "poisson-control-box",
        title: "optimal control of the Poisson equation, with bounds on the control",
        formula: "J(f) = ½‖u − d‖² + (α/2)‖f‖²  with  −Δₕu = f on the unit square, u = 0 on its boundary, lower ≤ f ≤ upper,  \
                  d = sin(πx) sin(πy)/(2π²);  five-point Laplacian on n × n interior points, h = 1/(n + 1), ‖v‖² = h² Σ v²;  \
                  from 0, or the bound nearest to it",
        optimum: "J* by a primal-dual active set (semismooth Newton) method on f = min(max(−p/α, lower), upper), p the adjoint \
                  (certified: with r = f − P(f − ∇J), J − J* ≤ rᵀ(∇J − r) + ‖r‖²/(2μ)); error max(J − J*, violation); \
                  L and μ as of poisson-control",
        source: "the mother problem of PDE-constrained optimization with its bounds 0 ≤ f ≤ 0.8, as in dolfin-adjoint (Farrell, \
                 Ham, Funke and Rognes, Automated derivation of the adjoint of high-level transient finite element programs, \
                 SIAM Journal on Scientific Computing 35, 2013), here with finite differences; active sets: Hintermüller, Ito \
                 and Kunisch, The primal-dual active set strategy as a semismooth Newton method, SIAM Journal on Optimization \
                 13, 2002",
        parameters: &[
            ("grid", "points n along a side: n² controls"),
            ("alpha", "weight α of the control"),
            ("lower", "lowest control"),
            ("upper", "highest control"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Composite]
    }

    fn dim(&self) -> usize {
        self.grid * self.grid
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        expect(self.lower.is_finite(), "lower", self.lower, "a finite number")?;
        expect(self.upper.is_finite() && self.upper > self.lower, "upper", self.upper, "a finite number above lower")?;
        let free = Arc::new(poisson_control::Made::new(self.grid, self.alpha)?);
        let bounds = Bounds::cube(self.dim(), self.lower, self.upper);
        let (solution, g, value) = optimum(&free, &bounds);
        let r = remainder(&solution, &g, &bounds);
        let mu = free.known.strong_convexity.expect("set where it is made");
        let bound = r.dot(&(&g - &r)) + r.norm_squared() / (2.0 * mu);
        let kind = if bound <= CERTIFIED * value { ReferenceKind::Certified } else { ReferenceKind::BestKnown };
        let start = start(&bounds);
        let known = Known { optimal_value: Some(value), distance: Some(distance(&start, &solution)), ..free.known };
        Ok(Made { free, bounds, solution, reference: Reference { value, kind }, known })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let problem = Rc::new(Limited { control: Control::new(Arc::clone(&made.free)), made: Arc::clone(made) });
        let judge = ProjectedGap::new(Rc::clone(&problem), made.reference, made.solution.clone());
        Instance { problem: Offer::of(problem).composite().problem(), judge: Box::new(judge), known: made.known }
    }
}

fn start(bounds: &Bounds) -> Vector {
    let mut start = Vector::zeros(bounds.lower.len());
    bounds.clamp(&mut start);
    start
}

/// (f*, ∇J(f*), J*).
fn optimum(free: &Arc<poisson_control::Made>, bounds: &Bounds) -> (Vector, Vector, f64) {
    let control = Control::new(Arc::clone(free));
    let n = free.solution.len();
    let (weight, alpha) = (free.weight, free.alpha);
    let mut f = free.solution.clone();
    bounds.clamp(&mut f);
    let mut g = Vector::zeros(n);
    let mut value = control.value_gradient(&f, &mut g);
    let mut inactive = vec![false; n];
    for _ in 0..CHANGES {
        // The control that its adjoint asks for: −p/α, where ∇J = h²(p + αf).
        let wanted = &f - &g / (weight * alpha);
        let free_now: Vec<bool> = (0..n).map(|i| wanted[i] > bounds.lower[i] && wanted[i] < bounds.upper[i]).collect();
        let mut next = f.clone();
        for i in (0..n).filter(|&i| !free_now[i]) {
            next[i] = if wanted[i] <= bounds.lower[i] { bounds.lower[i] } else { bounds.upper[i] };
        }
        newton(&control, &free_now, &mut next);
        let mut after = Vector::zeros(n);
        let next_value = control.value_gradient(&next, &mut after);
        let (before, now) = (remainder(&f, &g, bounds).norm(), remainder(&next, &after, bounds).norm());
        let settled = free_now == inactive;
        if settled && now >= 0.5 * before {
            break;
        }
        (f, g, value, inactive) = (next, after, next_value, free_now);
    }
    let mut inside = f.clone();
    bounds.clamp(&mut inside);
    if inside != f {
        f = inside;
        value = control.value_gradient(&f, &mut g);
    }
    (f, g, value)
}

/// f ← the minimizer over the free controls, by conjugate gradients on their Hessian h²(K⁻² + αI).
fn newton(control: &Control, free: &[bool], f: &mut Vector) {
    let n = f.len();
    let mask =
        |v: &mut Vector| v.as_mut_slice().iter_mut().zip(free).filter(|(_, free)| !**free).for_each(|(v, _)| *v = 0.0);
    let (mut r, mut q) = (Vector::zeros(n), Vector::zeros(n));
    control.gradient(f, &mut r);
    r.neg_mut();
    mask(&mut r);
    let mut d = r.clone();
    let first = r.norm_squared();
    let mut rho = first;
    for _ in 0..STEPS {
        if rho <= REDUCTION * REDUCTION * first {
            break;
        }
        control.hessian_product(f, &d, &mut q);
        mask(&mut q);
        let step = rho / d.dot(&q);
        f.axpy(step, &d, 1.0);
        r.axpy(-step, &q, 1.0);
        let next = r.norm_squared();
        d.axpy(1.0, &r, next / rho);
        rho = next;
    }
}

struct Limited {
    control: Control,
    made: Arc<Made>,
}

impl Space for Limited {
    fn dim(&self) -> usize {
        self.control.dim()
    }

    fn start(&self) -> Vector {
        start(&self.made.bounds)
    }

    fn bounds(&self) -> Option<Bounds> {
        Some(self.made.bounds.clone())
    }

    fn prices(&self) -> Prices {
        self.control.prices()
    }
}

impl Objective for Limited {
    fn value(&self, f: &Vector) -> f64 {
        self.control.value(f)
    }
}

impl Smooth for Limited {
    fn gradient(&self, f: &Vector, g: &mut Vector) {
        self.control.gradient(f, g);
    }

    fn value_gradient(&self, f: &Vector, g: &mut Vector) -> f64 {
        self.control.value_gradient(f, g)
    }
}

impl Composite for Limited {
    fn penalty(&self, f: &Vector) -> f64 {
        indicator(f, &self.made.bounds)
    }

    fn prox(&self, v: &Vector, _t: f64, p: &mut Vector) {
        p.copy_from(v);
        self.made.bounds.clamp(p);
    }
}

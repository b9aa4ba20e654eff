//! Trust region with Steihaug's conjugate gradients: x ← x + p, p ≈ argmin of the quadratic model on ‖p‖ ≤ Δ.

use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Curved;
use problems::{Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// A trust-region method that needs only products with the Hessian.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustRegionNewtonCg {
    initial_radius: f64,
    max_radius: f64,
    acceptance: f64,
    gradient_tolerance: f64,
}

impl Default for TrustRegionNewtonCg {
    fn default() -> Self {
        Self { initial_radius: 1.0, max_radius: 1000.0, acceptance: 0.15, gradient_tolerance: 0.0 }
    }
}

/// The point with its value and gradient, the radius Δ, a trial point and the vectors of the subproblem.
pub struct State {
    x: Vector,
    f: f64,
    g: Vector,
    delta: f64,
    trial: Vector,
    model: Steihaug,
    done: bool,
}

/// Below this ratio of actual to predicted decrease Δ shrinks, above that it grows; the factors of both.
const SHRINK: (f64, f64) = (0.25, 0.25);
const GROW: (f64, f64) = (0.75, 2.0);

impl Algorithm for TrustRegionNewtonCg {
    const ABOUT: About = About {
        name: "trust-region-newton-cg",
        title: "trust-region Newton with Steihaug's conjugate gradients",
        formula: "p ≈ argmin ∇f(x)ᵀp + ½ pᵀ∇²f(x)p on ‖p‖ ≤ Δ;  ρ = (f(x) − f(x + p))/(m(0) − m(p));  Δ ← Δ/4 if ρ < ¼, \
                  min(2Δ, Δₘₐₓ) if ρ > ¾ and ‖p‖ = Δ;  x ← x + p if ρ > η",
        cost: "1 value, a Hessian product an inner step, 1 gradient if the step is taken; 1 value_gradient at the start",
        source: "Steihaug, The conjugate gradient method and trust regions in large scale optimization, SIAM J. Numer. \
                 Anal. 20, 1983; Nocedal and Wright, Numerical Optimization, 2nd ed., Springer 2006, algorithms 4.1 and \
                 7.2 (inner tolerance min(½, √‖g‖)‖g‖), with the radii of SciPy's trust-ncg. The model's value comes from \
                 the inner residual, where SciPy spends 1 more product a step, and 2 more on negative curvature. SciPy stops at \
                 ‖g‖ < 1e-4; here the tolerance is 0 unless given, and a step that predicts no decrease ends the run as it does there",
        evidence: &[
            Evidence::iterates(
                "steps, values, gradients and inner products of SciPy's trust-ncg on 16 problems",
                "trust_region::counts_are_those_of_scipy",
            ),
            Evidence::equivalence(
                "inside the region the step is that of conjugate gradients on the Newton system",
                "trust_region::an_inner_step_is_conjugate_gradients",
            ),
        ],
        parameters: &[
            ("initial_radius", "Δ at the start"),
            ("max_radius", "Δₘₐₓ"),
            ("acceptance", "η: the least ratio of actual to predicted decrease of a step that is taken, below ¼"),
            ("gradient_tolerance", "ends the run at ‖∇f(x)‖ below this; SciPy's gtol is 1e-4"),
        ],
    };

    type Class = dyn Curved;
    type State = State;

    fn init(&self, problem: &dyn Curved, _known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let Self { initial_radius, max_radius, acceptance, gradient_tolerance } = *self;
        expect(initial_radius > 0.0, "initial_radius", initial_radius, "a positive number")?;
        expect(max_radius > initial_radius, "max_radius", max_radius, "more than initial_radius")?;
        expect((0.0..0.25).contains(&acceptance), "acceptance", acceptance, "0 to 0.25, exclusive")?;
        expect(gradient_tolerance >= 0.0, "gradient_tolerance", gradient_tolerance, "0 or more")?;
        let x = problem.start();
        let (mut g, trial, model) = (Vector::zeros(x.len()), x.clone(), Steihaug::new(x.len()));
        let f = problem.value_gradient(&x, &mut g);
        let done = self.small(&g);
        Ok(State { x, f, g, delta: initial_radius, trial, model, done })
    }

    fn step(&self, problem: &dyn Curved, state: &mut State, _rng: &mut Rng) {
        let State { x, f, g, delta, trial, model, done } = state;
        let (predicted, on_boundary) = model.solve(|d, bd| problem.hessian_product(x, d, bd), g, *delta);
        x.add_to(&model.p, trial);
        let f_trial = problem.value(trial);
        if predicted.is_nan() || predicted <= 0.0 {
            *done = true;
            return;
        }
        let rho = (*f - f_trial) / predicted;
        if rho > GROW.0 && on_boundary {
            *delta = (GROW.1 * *delta).min(self.max_radius);
        } else if rho.is_nan() || rho < SHRINK.0 {
            *delta *= SHRINK.1;
        }
        if rho > self.acceptance {
            x.copy_from(trial);
            *f = f_trial;
            problem.gradient(x, g);
            *done = self.small(g);
        }
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }

    fn done(&self, state: &State) -> bool {
        state.done
    }
}

impl TrustRegionNewtonCg {
    /// Whether ‖g‖ ends the run; a gradient of 0 does under any tolerance.
    fn small(&self, g: &Vector) -> bool {
        let norm = g.norm();
        norm < self.gradient_tolerance || norm == 0.0
    }
}

/// The vectors of the subproblem: the step p, the model's gradient r = g + Bp there, the direction d and Bd.
struct Steihaug {
    p: Vector,
    r: Vector,
    d: Vector,
    bd: Vector,
}

impl Steihaug {
    fn new(dim: usize) -> Self {
        let zero = Vector::zeros(dim);
        Self { p: zero.clone(), r: zero.clone(), d: zero.clone(), bd: zero }
    }

    /// p ← the step; returns the decrease of the model, and whether p ends on the boundary.
    fn solve(&mut self, mut b: impl FnMut(&Vector, &mut Vector), g: &Vector, delta: f64) -> (f64, bool) {
        let Self { p, r, d, bd } = self;
        p.fill(0.0);
        r.copy_from(g);
        d.copy_from(g);
        d.neg_mut();
        let norm = g.norm();
        let tolerance = norm.sqrt().min(0.5) * norm;
        let on_boundary = loop {
            b(d, bd);
            let (curvature, rr) = (d.dot(bd), r.norm_squared());
            let alpha = rr / curvature;
            let inside = p.norm_squared() + alpha * (2.0 * p.dot(d) + alpha * d.norm_squared());
            if curvature <= 0.0 || inside >= delta * delta {
                let (back, forth) = boundary(p, d, delta);
                // Along d the model changes by t rᵀd + ½ t² dᵀBd.
                let change = |t: f64| t * (r.dot(d) + 0.5 * t * curvature);
                let t = if curvature <= 0.0 && change(back) < change(forth) { back } else { forth };
                p.axpy(t, d, 1.0);
                r.axpy(t, bd, 1.0);
                break true;
            }
            p.axpy(alpha, d, 1.0);
            r.axpy(alpha, bd, 1.0);
            let next = r.norm_squared();
            if next.sqrt() < tolerance || !next.is_finite() {
                break false;
            }
            d.axpy(-1.0, r, next / rr);
        };
        // m(0) − m(p) = −gᵀp − ½ pᵀBp with Bp = r − g.
        (-0.5 * (g.dot(p) + r.dot(p)), on_boundary)
    }
}

/// Both t with ‖p + t d‖ = Δ, the smaller first.
fn boundary(p: &Vector, d: &Vector, delta: f64) -> (f64, f64) {
    let (a, b, c) = (d.norm_squared(), 2.0 * p.dot(d), p.norm_squared() - delta * delta);
    // b and the root are added with one sign, so that nothing cancels.
    let sum = b + (b * b - 4.0 * a * c).sqrt().copysign(b);
    let (one, other) = (-sum / (2.0 * a), -2.0 * c / sum);
    (one.min(other), one.max(other))
}

//! Dual ascent: descend on the Lagrangian in x, then climb on it in the multipliers.

use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::{Bounds, Constrained};
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Primal-dual constrained learning: an approximate minimizer of the Lagrangian, and projected ascent on the dual.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DualAscent {
    dual_step: StepSize,
    inner_steps: usize,
    decrease: f64,
    shrink: f64,
}

impl Default for DualAscent {
    fn default() -> Self {
        Self { dual_step: StepSize::Number(0.1), inner_steps: 10, decrease: 1e-4, shrink: 0.5 }
    }
}

/// x, the multipliers y, the gradient of the Lagrangian and its parts, the primal step t, and what bounds x and c(x).
pub struct State {
    x: Vector,
    y: Vector,
    next: Vector,
    g: Vector,
    pulled: Vector,
    c: Vector,
    c_next: Vector,
    t: f64,
    eta: f64,
    bounds: Option<Bounds>,
    lower: Vector,
    upper: Vector,
}

impl Algorithm for DualAscent {
    const ABOUT: About = About {
        name: "dual-ascent",
        title: "dual ascent for constrained learning",
        formula: "x ← approximate argmin of L(x, y) = f(x) + yᵀc(x) by K projected gradient steps,  y ← s − η Π(s/η),  s = y + η c(x),  Π \
                  the projection onto [lower, upper]: y + η c(x) for c = 0, max(y + η c(x), 0) for c ≤ 0",
        cost: "K value-gradient pairs, K Jacobian products, and as many values and constraint vectors as backtracking takes; 1 constraint vector \
               at the start",
        source: "Arrow, Hurwicz and Uzawa, Studies in Linear and Non-Linear Programming, Stanford 1958; Chamon, Paternain, \
                 Calvo-Fullana and Ribeiro, Constrained learning with non-convex losses, IEEE Trans. Inf. Theory 69, 2023, algorithm 1, \
                 whose inner minimizer is left open: here projected gradient descent with Armijo's rule along the projection \
                 arc (Bertsekas 1976), from a step twice the last. No penalty: where the Lagrangian has no minimum it goes astray",
        evidence: &[
            Evidence::equivalence(
                "gradient ascent on the dual, in closed form, on min ½‖x − b‖² subject to Ax = c",
                "dual_ascent::dual_ascent_is_gradient_ascent_on_the_dual",
            ),
            Evidence::equivalence(
                "the projection onto a half-space, with a second one that does not bind",
                "dual_ascent::multipliers_of_inequalities_stay_nonnegative",
            ),
        ],
        parameters: &[
            ("dual_step", "η: a number or relative to the problem's constants"),
            ("inner_steps", "K gradient steps in x between steps in y"),
            ("decrease", "share of the linear decrease that Armijo's rule asks for, in (0, 1)"),
            ("shrink", "factor of a backtrack, in (0, 1)"),
        ],
    };

    type Class = dyn Constrained;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        self.dual_step.knows()
    }

    fn init(&self, problem: &dyn Constrained, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.inner_steps > 0, "inner_steps", self.inner_steps, "at least 1")?;
        for (name, value) in [("decrease", self.decrease), ("shrink", self.shrink)] {
            expect(value > 0.0 && value < 1.0, name, value, "a number between 0 and 1")?;
        }
        let bounds = problem.bounds();
        let mut x = problem.start();
        clamp(&mut x, bounds.as_ref());
        let (lower, upper) = problem.constraint_bounds();
        let (zero, y) = (Vector::zeros(x.len()), Vector::zeros(problem.constraints_len()));
        let mut c = y.clone();
        problem.constraints(&x, &mut c);
        Ok(State {
            next: zero.clone(),
            g: zero.clone(),
            pulled: zero,
            c,
            c_next: y.clone(),
            x,
            y,
            t: 1.0,
            eta: self.dual_step.resolve(known)?,
            bounds,
            lower,
            upper,
        })
    }

    fn step(&self, problem: &dyn Constrained, state: &mut State, _rng: &mut Rng) {
        for _ in 0..self.inner_steps {
            self.descend(problem, state);
        }
        let State { y, c, eta, lower, upper, .. } = state;
        for (i, y) in y.as_mut_slice().iter_mut().enumerate() {
            let s = *y + *eta * c[i];
            *y = s - *eta * (s / *eta).max(lower[i]).min(upper[i]);
        }
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

impl DualAscent {
    /// x ← P(x − t ∇ₓL(x, y)) with L(x₊, y) ≤ L(x, y) − decrease ‖x₊ − x‖²/t.
    fn descend(&self, problem: &dyn Constrained, state: &mut State) {
        let State { x, y, next, g, pulled, c, c_next, t, bounds, .. } = state;
        let start = problem.value_gradient(x, g) + y.dot(c);
        problem.jacobian_transpose_product(x, y, pulled);
        *g += &*pulled;
        *t *= 2.0;
        while *t > f64::EPSILON {
            next.copy_from(x);
            next.axpy(-*t, g, 1.0);
            clamp(next, bounds.as_ref());
            problem.constraints(next, c_next);
            let moved = problems::distance(next, x).powi(2);
            if problem.value(next) + y.dot(c_next) <= start - self.decrease * moved / *t {
                if moved == 0.0 {
                    // Nothing is learned of t where x is held.
                    *t *= 0.5;
                }
                std::mem::swap(x, next);
                std::mem::swap(c, c_next);
                return;
            }
            *t *= self.shrink;
        }
        *t = 1.0;
    }
}

fn clamp(x: &mut Vector, bounds: Option<&Bounds>) {
    if let Some(bounds) = bounds {
        bounds.clamp(x);
    }
}

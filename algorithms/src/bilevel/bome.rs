//! BOME: descent on the upper objective that keeps lowering the lower gap, from first derivatives alone.

use crate::part::levels::{lower_knows, lower_step, stack, start};
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::{Batch, Bilevel};
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// The least decrease φ of the lower gap q that a direction must bring, to first order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Barrier {
    /// φ = η ‖∇q‖².
    #[default]
    Gradient,
    /// φ = η q.
    Value,
}

/// Bilevel optimization made easy.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bome {
    step_size: StepSize,
    lower_step_size: StepSize,
    inner_step_size: StepSize,
    inner_steps: usize,
    eta: f64,
    barrier: Barrier,
}

impl Default for Bome {
    fn default() -> Self {
        Self {
            step_size: StepSize::Number(0.1),
            lower_step_size: StepSize::Number(0.1),
            inner_step_size: StepSize::Number(0.1),
            inner_steps: 10,
            eta: 0.5,
            barrier: Barrier::Gradient,
        }
    }
}

/// x, y, the lower steps' end z, the gradients of F, f and f(·, z), and the steps.
pub struct State {
    x: Vector,
    y: Vector,
    z: Vector,
    fx: Vector,
    fy: Vector,
    qx: Vector,
    qy: Vector,
    zx: Vector,
    xi: f64,
    xi_lower: f64,
    alpha: f64,
}

impl Algorithm for Bome {
    const ABOUT: About = About {
        name: "bome",
        title: "bilevel optimization made easy: a dynamic barrier on the lower gap",
        formula: "z = y, T times z ← z − α ∂ᵧf(x, z);  ∇q = (∂ₓf(x, y) − ∂ₓf(x, z), ∂ᵧf(x, y));  \
                  λ = max(φ − ⟨∇F, ∇q⟩, 0)/‖∇q‖², φ = η‖∇q‖² or η q;  (x, y) ← (x, y) − ξ (∇F + λ ∇q)",
        cost: "T + 1 lower gradients in y, 2 lower gradients in x, 1 upper gradient in x and in y; barrier value: 2 lower values",
        source: "Ye, Liu, Wright, Stone and Liu, BOME! Bilevel optimization made easy: a simple first-order approach, NeurIPS \
                 2022, algorithm 1, with one ξ for x and y. T = 10, η = 1/2 and steps as in the community benchmark \
                 (benchmark_bilevel), which gives x its own ξ and y the step α",
        evidence: &[
            Evidence::bound(
                "⟨∇q, ∇F + λ∇q⟩ ≥ φ, with equality where λ > 0, in every step",
                "hyper_gradients::bome_keeps_to_its_barrier",
            ),
            Evidence::iterates(
                "steps of a NumPy transcription of the community benchmark's rule",
                "bilevel_stochastic::steps_of_the_community_benchmark",
            ),
        ],
        parameters: &[
            ("step_size", "ξ of x: a number or relative to the constants of the hyper-objective"),
            ("lower_step_size", "ξ of y: a number or relative to the constants of the lower objective in y"),
            ("inner_step_size", "α of z: likewise"),
            ("inner_steps", "T"),
            ("eta", "η of the barrier"),
            ("barrier", "gradient: φ = η‖∇q‖²; value: φ = η q, q = f(x, y) − f(x, z)"),
        ],
    };

    type Class = dyn Bilevel;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        [self.step_size.knows(), lower_knows(self.lower_step_size), lower_knows(self.inner_step_size)].concat()
    }

    fn init(&self, problem: &dyn Bilevel, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.inner_steps >= 1, "inner_steps", self.inner_steps, "at least 1")?;
        expect(self.eta > 0.0, "eta", self.eta, "a positive number")?;
        let (x, y) = start(problem);
        let (gx, gy) = (Vector::zeros(x.len()), Vector::zeros(y.len()));
        Ok(State {
            x,
            z: y.clone(),
            y,
            fx: gx.clone(),
            fy: gy.clone(),
            qx: gx.clone(),
            qy: gy,
            zx: gx,
            xi: self.step_size.resolve(known)?,
            xi_lower: lower_step(self.lower_step_size, known)?,
            alpha: lower_step(self.inner_step_size, known)?,
        })
    }

    fn step(&self, problem: &dyn Bilevel, state: &mut State, _rng: &mut Rng) {
        let State { x, y, z, fx, fy, qx, qy, zx, xi, xi_lower, alpha } = state;
        let whole = Batch::Whole;
        z.copy_from(y);
        for _ in 0..self.inner_steps {
            problem.lower_gradient_y(x, z, whole, qy);
            z.axpy(-*alpha, qy, 1.0);
        }
        problem.upper_gradient_x(x, y, whole, fx);
        problem.upper_gradient_y(x, y, whole, fy);
        problem.lower_gradient_x(x, y, whole, qx);
        problem.lower_gradient_x(x, z, whole, zx);
        *qx -= &*zx;
        problem.lower_gradient_y(x, y, whole, qy);
        let square = qx.norm_squared() + qy.norm_squared();
        let phi = match self.barrier {
            Barrier::Gradient => self.eta * square,
            Barrier::Value => self.eta * (problem.lower_value(x, y, whole) - problem.lower_value(x, z, whole)),
        };
        // At ∇q = 0 the barrier asks for nothing.
        let excess = phi - fx.dot(qx) - fy.dot(qy);
        let lambda = if excess > 0.0 && square > 0.0 { excess / square } else { 0.0 };
        x.axpy(-*xi, fx, 1.0);
        x.axpy(-*xi * lambda, qx, 1.0);
        y.axpy(-*xi_lower, fy, 1.0);
        y.axpy(-*xi_lower * lambda, qy, 1.0);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        stack(&state.x, &state.y, answer);
    }
}

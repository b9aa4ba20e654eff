//! Proximal gradient method: x ← prox(x − α ∇f(x)).

use crate::part::majorizer::{Backtracking, Step};
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::Composite;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Forward-backward splitting.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProximalGradient {
    step_size: StepSize,
    backtracking: Backtracking,
}

impl Default for ProximalGradient {
    fn default() -> Self {
        Self { step_size: StepSize::OverSmoothness(1.0), backtracking: Backtracking::Unknown }
    }
}

/// The last two points, the gradient, the point before the prox, and the step.
pub struct State {
    x: Vector,
    x_next: Vector,
    g: Vector,
    v: Vector,
    step: Step,
}

impl Algorithm for ProximalGradient {
    const ABOUT: About = About {
        name: "proximal-gradient",
        title: "proximal gradient method",
        formula: "x ← prox_{αh}(x − α ∇f(x))",
        cost: "1 gradient, 1 prox; backtracking: 1 value_gradient, 1 value and 1 prox per trial, and 2 gradients at the \
               start where L is unknown",
        source: "Lions and Mercier, SIAM J. Numer. Anal. 16(6), 1979; ISTA of Beck and Teboulle, SIAM J. Imaging Sci. \
                 2(1), 2009, with constant step (3.1) and with backtracking; F(xₙ) − F* ≤ L‖x⁰ − x*‖²/(2n), theorem 3.1",
        evidence: &[
            Evidence::bound(
                "L‖x₀ − x*‖²/(2k); twice that with backtracking, L unknown",
                "splitting::proximal_gradient",
            ),
            Evidence::equivalence(
                "without a penalty: gradient descent",
                "splitting::proximal_gradient_without_penalty",
            ),
        ],
        parameters: &[
            ("step_size", "α: a number or relative to the problem's constants"),
            (
                "backtracking",
                "halves α until its model lies above f: never, unknown (where the problem does not state step_size's \
                 constants) or always",
            ),
        ],
    };

    type Class = dyn Composite;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        self.step_size.knows()
    }

    fn init(&self, problem: &dyn Composite, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let step = self.backtracking.start(self.step_size, problem, known)?;
        let x = problem.start();
        let zero = Vector::zeros(x.len());
        Ok(State { x_next: x.clone(), x, g: zero.clone(), v: zero, step })
    }

    fn step(&self, problem: &dyn Composite, state: &mut State, _rng: &mut Rng) {
        let State { x, x_next, g, v, step } = state;
        step.forward_backward(problem, x, g, v, x_next);
        std::mem::swap(x, x_next);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

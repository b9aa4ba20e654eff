//! Accelerated optimistic gradient: past extragradient pulled to the start with weight 1/(t + 1).

use crate::part::forward::forward;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::Operator;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// AOG, the accelerated optimistic gradient method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aog {
    step_size: StepSize,
}

impl Default for Aog {
    fn default() -> Self {
        Self { step_size: StepSize::OverSmoothness(0.408) }
    }
}

/// The start z₁, z, z pulled to z₁, the leading ẑ, v = F(ẑ) of the last ẑ, the step number t and the step.
pub struct State {
    z1: Vector,
    z: Vector,
    anchored: Vector,
    zh: Vector,
    v: Vector,
    t: u64,
    eta: f64,
}

impl Algorithm for Aog {
    const ABOUT: About = About {
        name: "aog",
        title: "accelerated optimistic gradient",
        formula: "w = z + (z₁ − z)/(t + 1),  ẑ ← P(w − η F(ẑ)),  z ← P(w − η F(ẑ))",
        cost: "1 operator call, 2 projections; 1 operator call at the start",
        source: "Cai and Zheng, Doubly optimal no-regret learning in monotone games, ICML 2023, accelerated optimistic \
                 gradient. Starts with ẑ = z₁; the default step is 1/(√6 L), rounded down",
        evidence: &[Evidence::bound(
            "k‖F(z_k)‖ of the last iterate stays bounded on the bilinear family",
            "games::last_iterates_slow_down_as_the_square_root_and_anchored_ones_linearly",
        )],
        parameters: &[("step_size", "η ≤ 1/(√6 L): a number or relative to the problem's constants")],
    };

    type Class = dyn Operator;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        self.step_size.knows()
    }

    fn init(&self, problem: &dyn Operator, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let eta = self.step_size.resolve(known)?;
        let z = problem.start();
        let zh = z.clone();
        let mut v = Vector::zeros(z.len());
        problem.apply(&zh, &mut v);
        Ok(State { z1: z.clone(), anchored: Vector::zeros(z.len()), z, zh, v, t: 1, eta })
    }

    fn step(&self, problem: &dyn Operator, state: &mut State, _rng: &mut Rng) {
        let State { z1, z, anchored, zh, v, t, eta } = state;
        let beta = 1.0 / (*t + 1) as f64;
        anchored.copy_from(z);
        anchored.axpy(beta, z1, 1.0 - beta);
        forward(problem, anchored, *eta, v, zh);
        problem.apply(zh, v);
        forward(problem, anchored, *eta, v, z);
        *t += 1;
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.z);
    }
}

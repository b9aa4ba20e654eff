//! Extra anchored gradient with a constant step: extragradient pulled to the start with weight 1/(k + 2).

use crate::part::forward::forward;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::Operator;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// EAG-C, the extra anchored gradient method with a constant step.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EagC {
    step_size: StepSize,
}

impl Default for EagC {
    fn default() -> Self {
        Self { step_size: StepSize::OverSmoothness(0.125) }
    }
}

/// The start z⁰, z, z pulled to z⁰, ẑ, the operator, the step number k and the step.
pub struct State {
    z0: Vector,
    z: Vector,
    anchored: Vector,
    zh: Vector,
    f: Vector,
    k: u64,
    eta: f64,
}

impl Algorithm for EagC {
    const ABOUT: About = About {
        name: "eag-c",
        title: "extra anchored gradient, constant step",
        formula: "w = z + (z⁰ − z)/(k + 2),  ẑ = P(w − η F(z)),  z ← P(w − η F(ẑ))",
        cost: "2 operator calls, 2 projections",
        source: "Yoon and Ryu, Accelerated algorithms for smooth convex-concave minimax problems with O(1/k²) rate on \
                 squared gradient norm, ICML 2021, EAG-C: ‖F(zᵏ)‖² ≤ 260 L²‖z⁰ − z*‖²/(k + 1)² for η = 1/(8L). \
                 The projections, which do nothing on the paper's whole space, are those of Cai, Oikonomou and Zheng, \
                 arXiv:2206.05248",
        evidence: &[Evidence::bound(
            "‖F(z_k)‖² ≤ 260 L²‖z₀ − z*‖²/(k + 1)²",
            "games::proven_bounds_of_anchored_methods_are_never_exceeded",
        )],
        parameters: &[("step_size", "η ≤ 1/(8L): a number or relative to the problem's constants")],
    };

    type Class = dyn Operator;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        self.step_size.knows()
    }

    fn init(&self, problem: &dyn Operator, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let z = problem.start();
        let zero = Vector::zeros(z.len());
        Ok(State {
            z0: z.clone(),
            z,
            anchored: zero.clone(),
            zh: zero.clone(),
            f: zero,
            k: 0,
            eta: self.step_size.resolve(known)?,
        })
    }

    fn step(&self, problem: &dyn Operator, state: &mut State, _rng: &mut Rng) {
        let State { z0, z, anchored, zh, f, k, eta } = state;
        let beta = 1.0 / (*k + 2) as f64;
        anchored.copy_from(z);
        anchored.axpy(beta, z0, 1.0 - beta);
        problem.apply(z, f);
        forward(problem, anchored, *eta, f, zh);
        problem.apply(zh, f);
        forward(problem, anchored, *eta, f, z);
        *k += 1;
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.z);
    }
}

//! Two-timescale extragradient: ẑ = P(z − Λ F(z)), z ← P(z − Λ F(ẑ)), Λ = (η/τ I, η I).

use crate::part::forward::{forward_scaled, timescales};
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::Saddle;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Extragradient with a slower minimizing player.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwoTimescaleExtragradient {
    step_size: StepSize,
    timescale: f64,
}

impl Default for TwoTimescaleExtragradient {
    fn default() -> Self {
        Self { step_size: StepSize::OverSmoothness(0.5), timescale: 10.0 }
    }
}

/// z, ẑ, the operator at either, scratch for the next z, and Λ.
pub struct State {
    z: Vector,
    zh: Vector,
    f: Vector,
    next: Vector,
    lambda: Vector,
}

impl Algorithm for TwoTimescaleExtragradient {
    const ABOUT: About = About {
        name: "two-timescale-extragradient",
        title: "two-timescale extragradient method",
        formula: "ẑ = P(z − Λ F(z)),  z ← P(z − Λ F(ẑ)),  Λ = diag(η/τ I, η I)",
        cost: "2 operator calls, 2 projections",
        source: "Chae, Kim and Kim, Two-timescale extragradient for finding local minimax points, ICLR 2024: as τ → ∞ its stable \
                 points are those where ∂ᵧᵧφ and the restricted Schur complement have the signs of a local minimax point, \
                 degenerate ones included. The paper asks for η < 1/L and τ large enough, without numbers: the defaults are ours. \
                 The projections do nothing on its whole space",
        evidence: &[
            Evidence::equivalence("extragradient with τ = 1", "games::special_cases_are_the_methods_they_should_be"),
            Evidence::equivalence(
                "it converges on −x²/2 + xy − by²/2 where the spectral radius of its matrix is below 1",
                "games::two_timescale_methods_converge_where_their_spectrum_says",
            ),
        ],
        parameters: &[
            ("step_size", "η of the maximizing player: a number or relative to the problem's constants"),
            ("timescale", "τ > 0: the minimizing player's step is η/τ"),
        ],
    };

    type Class = dyn Saddle;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        self.step_size.knows()
    }

    fn init(&self, problem: &dyn Saddle, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let lambda = timescales(problem, self.step_size.resolve(known)?, self.timescale)?;
        let z = problem.start();
        let zero = Vector::zeros(z.len());
        Ok(State { z, zh: zero.clone(), f: zero.clone(), next: zero, lambda })
    }

    fn step(&self, problem: &dyn Saddle, state: &mut State, _rng: &mut Rng) {
        let State { z, zh, f, next, lambda } = state;
        problem.apply(z, f);
        forward_scaled(problem, z, lambda, f, zh);
        problem.apply(zh, f);
        forward_scaled(problem, z, lambda, f, next);
        std::mem::swap(z, next);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.z);
    }
}

//! Stochastic gradient descent: x ← x − ηₖ ∇f(x, ξₖ).

use crate::part::sampler::{Sampler, Sampling};
use crate::part::schedule::{Horizon, Schedule};
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::Stochastic;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Stochastic gradient descent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sgd {
    step_size: StepSize,
    schedule: Schedule,
    horizon: Horizon,
    batch: usize,
    sampling: Sampling,
}

impl Default for Sgd {
    fn default() -> Self {
        Self {
            step_size: StepSize::OverSampleSmoothness(0.5),
            schedule: Schedule::Constant,
            horizon: Horizon::default(),
            batch: 1,
            sampling: Sampling::WithReplacement,
        }
    }
}

/// The point, the last gradient and the samples to come.
pub struct State {
    x: Vector,
    g: Vector,
    sampler: Sampler,
    eta: f64,
    horizon: f64,
    k: u64,
}

impl Algorithm for Sgd {
    const ABOUT: About = About {
        name: "sgd",
        title: "stochastic gradient descent",
        formula: "x ← x − η sₖ ĝ,  ĝ = mean of ∇f(x, ξ) over a batch,  sₖ the schedule",
        cost: "batch sample gradients",
        source: "Robbins and Monro, A stochastic approximation method, Ann. Math. Stat. 22, 1951; constant step η ≤ \
                 1/(2 L_max): Gower et al., SGD: general analysis and improved rates, ICML 2019, theorem 3.1; \
                 sampling rules: Cha, Lee, Yun, Tighter lower bounds for shuffling SGD, ICML 2023; flip-flop with one \
                 permutation: Rajput, Lee, Papailiopoulos, Permutation-based SGD, ICLR 2022",
        evidence: &[Evidence::bound(
            "E‖x_k − x*‖² ≤ (1 − ημ)^k‖x₀ − x*‖² + 2ησ²/μ of Gower et al.",
            "rates::sgd_in_expectation",
        )],
        parameters: &[
            ("step_size", "η: a number or relative to the problem's constants"),
            (
                "schedule",
                "sₖ: constant, inverse-sqrt 1/√(k+1), inverse 1/(k+1), linear 1 − k/T, cosine (1 + cos πk/T)/2",
            ),
            (
                "horizon",
                "T of a schedule that has one: \"budget\" (in steps, the budget read as passes) or a number of steps",
            ),
            ("batch", "samples a step, at most the terms of the sum"),
            ("sampling", "with-replacement, shuffled-once, reshuffled or flip-flop; a stream has new samples always"),
        ],
    };

    type Class = dyn Stochastic;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        [self.step_size.knows(), self.schedule.knows(self.horizon)].concat()
    }

    fn random(&self) -> bool {
        true
    }

    fn init(&self, problem: &dyn Stochastic, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let x = problem.start();
        let sampler = Sampler::new(self.sampling, self.batch, problem)?;
        let horizon = self.schedule.steps(self.horizon, sampler.batch(), problem, known)?;
        Ok(State { g: Vector::zeros(x.len()), x, sampler, eta: self.step_size.resolve(known)?, horizon, k: 0 })
    }

    fn step(&self, problem: &dyn Stochastic, state: &mut State, rng: &mut Rng) {
        let State { x, g, sampler, eta, horizon, k } = state;
        problem.sample_gradient(x, sampler.draw(rng), g);
        x.axpy(-*eta * self.schedule.factor(*k, *horizon), g, 1.0);
        *k += 1;
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

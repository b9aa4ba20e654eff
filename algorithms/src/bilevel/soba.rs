//! SOBA: lower variables, linear system and upper variables move at once, on samples.

use crate::part::bilevel_sampling::Draws;
use crate::part::joint::Joint;
use crate::part::levels::{lower_knows, lower_step, stack};
use crate::part::sampler::Sampling;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Bilevel;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// The stochastic bilevel algorithm.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Soba {
    step_size: StepSize,
    inner_step_size: StepSize,
    exponent: f64,
    batch: Option<usize>,
    sampling: Sampling,
}

impl Default for Soba {
    fn default() -> Self {
        Self {
            step_size: StepSize::OverSmoothness(0.01),
            inner_step_size: StepSize::OverSmoothness(1.0),
            exponent: 0.5,
            batch: Some(64),
            sampling: Sampling::WithReplacement,
        }
    }
}

/// (x, y, v), the samples of the levels, the steps γ and ρ, and k.
pub struct State {
    joint: Joint,
    upper: Draws,
    lower: Draws,
    gamma: f64,
    rho: f64,
    k: u64,
}

impl Algorithm for Soba {
    const ABOUT: About = About {
        name: "soba",
        title: "stochastic bilevel algorithm: both levels and the linear system at once",
        formula: "y ← y − ρₖ ∂ᵧf,  v ← v − ρₖ (∂ᵧᵧf v + ∂ᵧF),  x ← x − γₖ (∂ₓF + ∂ₓᵧf v), all at the last (x, y, v) on a batch;  \
                  (ρₖ, γₖ) = (ρ, γ)/(k + 1)^c",
        cost: "1 lower gradient in y, 1 lower Hessian and 1 lower cross product on one batch, 1 upper gradient in x and \
               in y on another",
        source: "Dagréou, Ablin, Vaiter and Moreau, A framework for bilevel optimization that enables stochastic and global \
                 variance reduction algorithms, NeurIPS 2022, SOBA. Batch and c = 1/2 as in the authors' community benchmark (benchmark_bilevel), \
                 which takes grids of ρ = 0.01, 0.1, 1 and γ = 10ρ to ρ/100, and blocks of neighbours in a new order every \
                 epoch; γ = ρ/100, the most careful of its ratios, because the joint iteration needs γL well below ρμ of \
                 the lower level",
        evidence: &[
            Evidence::equivalence(
                "on whole levels of a quadratic problem, powers of its iteration matrix",
                "bilevel_stochastic::soba_on_whole_levels_is_a_linear_iteration",
            ),
            Evidence::iterates(
                "steps of a NumPy transcription of the community benchmark's rule on the same samples",
                "bilevel_stochastic::steps_of_the_community_benchmark",
            ),
        ],
        parameters: &[
            ("step_size", "γ of x: a number or relative to the constants of the hyper-objective"),
            ("inner_step_size", "ρ of y and v: a number or relative to the constants of the lower objective in y"),
            ("exponent", "c; 0: constant steps"),
            ("batch", "samples of a level that is a sum; all of them where not given"),
            ("sampling", "with-replacement, shuffled-once, reshuffled or flip-flop"),
        ],
    };

    type Class = dyn Bilevel;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        [self.step_size.knows(), lower_knows(self.inner_step_size)].concat()
    }

    fn random(&self) -> bool {
        self.batch.is_some()
    }

    fn init(&self, problem: &dyn Bilevel, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.exponent >= 0.0, "exponent", self.exponent, "a number of at least 0")?;
        let (upper, lower) = Draws::of(problem, self.sampling, self.batch)?;
        Ok(State {
            joint: Joint::new(problem),
            upper,
            lower,
            gamma: self.step_size.resolve(known)?,
            rho: lower_step(self.inner_step_size, known)?,
            k: 0,
        })
    }

    fn step(&self, problem: &dyn Bilevel, state: &mut State, rng: &mut Rng) {
        let State { joint, upper, lower, gamma, rho, k } = state;
        *k += 1;
        let decay = (*k as f64).powf(-self.exponent);
        joint.evaluate_lower(problem, lower.draw(rng));
        joint.evaluate_upper(problem, upper.draw(rng));
        joint.advance(*rho * decay, *gamma * decay);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        stack(&state.joint.x, &state.joint.y, answer);
    }
}

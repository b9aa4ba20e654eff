//! TTSA: one lower and one upper step, on two time scales.

use super::bsa::{self, Bsa};
use crate::part::sampler::Sampling;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::Bilevel;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// The two-timescale stochastic approximation method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ttsa {
    step_size: StepSize,
    inner_step_size: StepSize,
    terms: usize,
    exponent: f64,
    inner_exponent: f64,
    batch: Option<usize>,
    sampling: Sampling,
}

impl Default for Ttsa {
    fn default() -> Self {
        Self {
            step_size: StepSize::OverSmoothness(1.0),
            inner_step_size: StepSize::OverSmoothness(1.0),
            terms: 10,
            exponent: 0.6,
            inner_exponent: 0.4,
            batch: Some(64),
            sampling: Sampling::WithReplacement,
        }
    }
}

impl Ttsa {
    /// BSA with one lower step.
    fn bsa(&self) -> Bsa {
        let &Self { step_size, inner_step_size, terms, exponent, inner_exponent, batch, sampling } = self;
        Bsa { step_size, inner_step_size, inner_steps: 1, terms, exponent, inner_exponent, batch, sampling }
    }
}

impl Algorithm for Ttsa {
    const ABOUT: About = About {
        name: "ttsa",
        title: "two-timescale stochastic approximation",
        formula: "y ← y − aₖ ∂ᵧf;  v = b a Πᵢ (I − a ∂ᵧᵧfᵢ) ∂ᵧF, i ≤ p, p uniform in 0, …, b − 1;  x ← x − ηₖ (∂ₓF − ∂ₓᵧf v);  \
                  ηₖ = η/(k + 1)^c, aₖ = a/(k + 1)^c′, c > c′",
        cost: "1 lower gradient in y and 0 to b − 1 lower Hessian products, 1 lower cross product, all on batches of the lower level, \
               1 upper gradient in x and in y on one of the upper",
        source: "Hong, Wai, Wang and Yang, A two-timescale stochastic algorithm framework for bilevel optimization, SIAM J. \
                 Optim. 33, 2023, algorithm 1 without the projection, with its (c, c′) = (3/5, 2/5). b = 10 for all k (the paper: \
                 of the order log k) and batch as in the community benchmark (benchmark_bilevel, Dagréou et al. 2022), whose \
                 grids are a = 0.01, 0.1, 1 and η = 10a to a/100; there the lower gradient and the cross product share a batch",
        evidence: &[
            Evidence::equivalence(
                "BSA with one lower step and these exponents, on whole levels",
                "hyper_gradients::ttsa_is_bsa_with_one_lower_step",
            ),
            Evidence::iterates(
                "steps of a NumPy transcription of the community benchmark's rule on the same samples",
                "bilevel_stochastic::steps_of_the_community_benchmark",
            ),
        ],
        parameters: &[
            ("step_size", "η of x: a number or relative to the constants of the hyper-objective"),
            ("inner_step_size", "a ≤ 1/L: a number or relative to the constants of the lower objective in y"),
            ("terms", "b; 1: v = a ∂ᵧF"),
            ("exponent", "c"),
            ("inner_exponent", "c′, of the lower step alone"),
            ("batch", "samples of a level that is a sum; all of them where not given"),
            ("sampling", "with-replacement, shuffled-once, reshuffled or flip-flop"),
        ],
    };

    type Class = dyn Bilevel;
    type State = bsa::State;

    fn knows(&self) -> Vec<Constant> {
        self.bsa().knows()
    }

    fn random(&self) -> bool {
        self.bsa().random()
    }

    fn init(&self, problem: &dyn Bilevel, known: &Known, _rng: &mut Rng) -> Result<bsa::State, Misfit> {
        self.bsa().start(problem, known)
    }

    fn step(&self, problem: &dyn Bilevel, state: &mut bsa::State, rng: &mut Rng) {
        self.bsa().advance(problem, state, rng);
    }

    fn answer(&self, state: &bsa::State, answer: &mut Vector) {
        self.bsa().answer(state, answer);
    }
}

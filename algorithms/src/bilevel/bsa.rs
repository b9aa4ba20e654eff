//! BSA: lower steps, then a Neumann series cut off at random.

use crate::part::bilevel_sampling::Draws;
use crate::part::implicit::Implicit;
use crate::part::levels::{lower_knows, lower_step, stack};
use crate::part::sampler::Sampling;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Bilevel;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// The bilevel stochastic approximation method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bsa {
    pub(super) step_size: StepSize,
    pub(super) inner_step_size: StepSize,
    pub(super) inner_steps: usize,
    pub(super) terms: usize,
    pub(super) exponent: f64,
    pub(super) inner_exponent: f64,
    pub(super) batch: Option<usize>,
    pub(super) sampling: Sampling,
}

impl Default for Bsa {
    fn default() -> Self {
        Self {
            step_size: StepSize::OverSmoothness(1.0),
            inner_step_size: StepSize::OverSmoothness(1.0),
            inner_steps: 10,
            terms: 10,
            exponent: 0.5,
            inner_exponent: 0.5,
            batch: Some(64),
            sampling: Sampling::WithReplacement,
        }
    }
}

/// (x, y, v), the samples of the levels, the steps η and a, and k.
pub struct State {
    implicit: Implicit,
    upper: Draws,
    lower: Draws,
    eta: f64,
    rho: f64,
    k: u64,
}

impl Algorithm for Bsa {
    const ABOUT: About = About {
        name: "bsa",
        title: "bilevel stochastic approximation with a randomly truncated Neumann series",
        formula: "T times y ← y − aₖ ∂ᵧf;  v = b a Πᵢ (I − a ∂ᵧᵧfᵢ) ∂ᵧF, i ≤ p, p uniform in 0, …, b − 1;  x ← x − ηₖ (∂ₓF − ∂ₓᵧf v), each on \
                  its own batch;  ηₖ = η/(k + 1)^c, aₖ = a/(k + 1)^c′",
        cost: "T lower gradients in y, 0 to b − 1 lower Hessian products and 1 lower cross product on batches of the lower level, \
               1 upper gradient in x and in y on one of the upper",
        source: "Ghadimi and Wang, Approximation methods for bilevel programming, arXiv:1802.02246, 2018, algorithms 2 and 3. \
                 T = b = 10, c = c′ = 1/2 and batch as in the community benchmark (benchmark_bilevel, Dagréou et al. 2022), whose \
                 grids are a = 0.01, 0.1, 1 and η = 10a to a/100; there the upper step comes before the lower ones",
        evidence: &[
            Evidence::equivalence(
                "one of b closed-form vectors, equally often, whose mean is the Neumann series of b terms",
                "hyper_gradients::random_truncation_is_the_series_on_average",
            ),
            Evidence::iterates(
                "steps of a NumPy transcription of the community benchmark's rule on the same samples",
                "bilevel_stochastic::steps_of_the_community_benchmark",
            ),
        ],
        parameters: &[
            ("step_size", "η of x: a number or relative to the constants of the hyper-objective"),
            ("inner_step_size", "a ≤ 1/L: a number or relative to the constants of the lower objective in y"),
            ("inner_steps", "T"),
            ("terms", "b; 1: v = a ∂ᵧF"),
            ("exponent", "c"),
            ("inner_exponent", "c′, of the lower steps alone"),
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
        self.batch.is_some() || self.terms > 1
    }

    fn init(&self, problem: &dyn Bilevel, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        self.start(problem, known)
    }

    fn step(&self, problem: &dyn Bilevel, state: &mut State, rng: &mut Rng) {
        self.advance(problem, state, rng);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        stack(&state.implicit.x, &state.implicit.y, answer);
    }
}

impl Bsa {
    pub(super) fn start(&self, problem: &dyn Bilevel, known: &Known) -> Result<State, Misfit> {
        expect(self.inner_steps >= 1, "inner_steps", self.inner_steps, "at least 1")?;
        expect(self.terms >= 1, "terms", self.terms, "at least 1")?;
        expect(self.exponent >= 0.0, "exponent", self.exponent, "a number of at least 0")?;
        expect(self.inner_exponent >= 0.0, "inner_exponent", self.inner_exponent, "a number of at least 0")?;
        let (upper, lower) = Draws::of(problem, self.sampling, self.batch)?;
        Ok(State {
            implicit: Implicit::new(problem),
            upper,
            lower,
            eta: self.step_size.resolve(known)?,
            rho: lower_step(self.inner_step_size, known)?,
            k: 0,
        })
    }

    pub(super) fn advance(&self, problem: &dyn Bilevel, state: &mut State, rng: &mut Rng) {
        let State { implicit, upper, lower, eta, rho: a, k } = state;
        *k += 1;
        let k = *k as f64;
        let (eta, rho) = (*eta * k.powf(-self.exponent), *a * k.powf(-self.inner_exponent));
        implicit.lower_steps(problem, self.inner_steps, rho, lower, rng);
        implicit.upper_gradients(problem, upper.draw(rng));
        implicit.randomised_neumann(problem, self.terms, *a, lower, rng);
        implicit.upper_step(problem, eta, lower.draw(rng));
    }
}

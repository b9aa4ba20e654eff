//! stocBiO: lower steps, then a Neumann series on fresh batches.

use crate::part::bilevel_sampling::Draws;
use crate::part::implicit::Implicit;
use crate::part::levels::{lower_knows, lower_step, stack};
use crate::part::sampler::Sampling;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Bilevel;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// The stochastic bilevel optimizer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stocbio {
    step_size: StepSize,
    inner_step_size: StepSize,
    inner_steps: usize,
    products: usize,
    batch: Option<usize>,
    sampling: Sampling,
}

impl Default for Stocbio {
    fn default() -> Self {
        Self {
            step_size: StepSize::OverSmoothness(1.0),
            inner_step_size: StepSize::OverSmoothness(1.0),
            inner_steps: 10,
            products: 10,
            batch: Some(64),
            sampling: Sampling::WithReplacement,
        }
    }
}

/// (x, y, v), the samples of the levels, and the steps η and a.
pub struct State {
    implicit: Implicit,
    upper: Draws,
    lower: Draws,
    eta: f64,
    rho: f64,
}

impl Algorithm for Stocbio {
    const ABOUT: About = About {
        name: "stocbio",
        title: "stochastic bilevel optimizer with a Neumann series on samples",
        formula: "T times y ← y − a ∂ᵧf;  v = a Σⱼ Πᵢ (I − a ∂ᵧᵧfᵢ) ∂ᵧF, i ≤ j, j ≤ Q;  x ← x − η (∂ₓF − ∂ₓᵧf v), each on its own batch",
        cost: "T lower gradients in y, Q lower Hessian products and 1 lower cross product on batches of the lower level, \
               1 upper gradient in x and in y on one of the upper",
        source: "Ji, Yang and Liang, Bilevel optimization: convergence analysis and enhanced design, ICML 2021, algorithms 2 \
                 and 3, where batches grow with j; here all are alike. T = Q = 10 and batch as in the community benchmark \
                 (benchmark_bilevel, Dagréou et al. 2022), whose grids are a = 0.01, 0.1, 1 and η = 10a to a/100",
        evidence: &[
            Evidence::equivalence(
                "implicit differentiation with a Neumann series, on whole levels",
                "hyper_gradients::whole_batches_make_them_deterministic",
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
            ("products", "Q"),
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
        expect(self.inner_steps >= 1, "inner_steps", self.inner_steps, "at least 1")?;
        let (upper, lower) = Draws::of(problem, self.sampling, self.batch)?;
        Ok(State {
            implicit: Implicit::new(problem),
            upper,
            lower,
            eta: self.step_size.resolve(known)?,
            rho: lower_step(self.inner_step_size, known)?,
        })
    }

    fn step(&self, problem: &dyn Bilevel, state: &mut State, rng: &mut Rng) {
        let State { implicit, upper, lower, eta, rho: a } = state;
        implicit.lower_steps(problem, self.inner_steps, *a, lower, rng);
        implicit.upper_gradients(problem, upper.draw(rng));
        implicit.neumann(problem, self.products, *a, lower, rng);
        implicit.upper_step(problem, *eta, lower.draw(rng));
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        stack(&state.implicit.x, &state.implicit.y, answer);
    }
}

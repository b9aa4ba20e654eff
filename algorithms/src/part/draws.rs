//! What every stochastic method takes: a schedule for its step size, and samples.

use super::sampler::{Batch, Sampler, Sampling};
use super::schedule::{Horizon, Schedule};
use super::step_size::StepSize;
use crate::Misfit;
use problems::class::Stochastic;
use problems::{Constant, Known, Rng};
use serde::{Deserialize, Serialize};

/// How the step size changes, and which samples a step looks at: the same parameters in every stochastic method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Drawing {
    /// The factor sₖ on the step size.
    pub schedule: Schedule,
    /// T of the schedule.
    pub horizon: Horizon,
    /// Samples a step.
    pub batch: Batch,
    /// Their order.
    pub sampling: Sampling,
}

const DRAWING: [(&str, &str); 4] = [
    ("schedule", "sₖ: constant, inverse-sqrt 1/√(k+1), inverse 1/(k+1), linear 1 − k/T, cosine (1 + cos πk/T)/2"),
    ("horizon", "T: \"budget\" (in steps, the budget read as passes) or a number of steps, after which no step moves"),
    ("batch", "b: samples a step, at most the terms of the sum; \"sqrt\": the root of their number"),
    ("sampling", "with-replacement, shuffled-once, reshuffled or flip-flop; a stream has new samples always"),
];

/// A method's own parameters, and then those of a [`Drawing`].
pub const fn documented<const M: usize, const N: usize>(
    own: [(&'static str, &'static str); M],
) -> [(&'static str, &'static str); N] {
    assert!(N == M + DRAWING.len(), "as many as both have");
    let mut all = [("", ""); N];
    let mut i = 0;
    while i < N {
        all[i] = if i < M { own[i] } else { DRAWING[i - M] };
        i += 1;
    }
    all
}

impl Drawing {
    /// The constants it needs for a step size.
    pub fn knows(&self, step_size: StepSize) -> Vec<Constant> {
        [step_size.knows(), self.schedule.knows(self.horizon)].concat()
    }

    /// The step sizes and samples of a run; `price` is the cost of a step, in samples, with a batch of b.
    pub fn start(
        &self,
        step_size: StepSize,
        problem: &dyn Stochastic,
        known: &Known,
        price: impl Fn(f64) -> f64,
    ) -> Result<Draws, Misfit> {
        let sampler = Sampler::new(self.sampling, self.batch, problem)?;
        let horizon = self.schedule.steps(self.horizon, price(sampler.batch() as f64), problem, known)?;
        Ok(Draws { eta: step_size.resolve(known)?, schedule: self.schedule, horizon, k: 0, sampler })
    }
}

/// The step sizes and samples of a run.
pub struct Draws {
    eta: f64,
    schedule: Schedule,
    horizon: f64,
    k: u64,
    sampler: Sampler,
}

impl Draws {
    /// η sₖ; the next call gives the next.
    pub fn step_size(&mut self) -> f64 {
        let factor = self.schedule.factor(self.k, self.horizon);
        self.k += 1;
        self.eta * factor
    }

    /// The samples of a step.
    pub fn keys(&mut self, rng: &mut Rng) -> &[u64] {
        self.sampler.draw(rng)
    }

    /// Samples of a whole batch.
    pub fn batch(&self) -> usize {
        self.sampler.batch()
    }
}

//! Standard bit mutation, and the best of its offspring.

use crate::{Misfit, expect};
use problems::class::{Fitness, PseudoBoolean};
use problems::{Rng, Vector};
use rand::Rng as _;

/// Every bit flips with probability c/n, independently.
#[derive(Clone, Copy)]
pub(crate) struct Mutation {
    /// log(1 − c/n); −∞ where every bit flips.
    log_keep: f64,
}

impl Mutation {
    pub(crate) fn new(rate: f64, dim: usize) -> Result<Self, Misfit> {
        let n = dim as f64;
        expect(rate > 0.0 && rate <= n, "rate", rate, format!("more than 0, at most {dim}, the number of bits"))?;
        Ok(Self { log_keep: (-rate / n).ln_1p() })
    }

    /// Flips bits of y. The distance to the next flip is geometric: cost c, not n.
    fn apply(self, y: &mut [bool], rng: &mut Rng) {
        let mut i = 0;
        loop {
            let u = 1.0 - rng.random::<f64>();
            let kept = u.ln() / self.log_keep;
            if kept >= (y.len() - i) as f64 {
                return;
            }
            i += kept as usize;
            y[i] = !y[i];
            i += 1;
            if i == y.len() {
                return;
            }
        }
    }
}

/// A string of bits and its fitness.
pub(crate) struct Individual {
    pub(crate) x: Vec<bool>,
    pub(crate) f: Fitness,
}

impl Individual {
    pub(crate) fn new(x: Vec<bool>) -> Self {
        Self { x, f: Fitness::new() }
    }

    /// Asks for the fitness.
    pub(crate) fn evaluate(&mut self, problem: &dyn PseudoBoolean) {
        problem.fitness(&self.x, &mut self.f);
    }

    /// The bits as numbers.
    pub(crate) fn answer(&self, answer: &mut Vector) {
        answer.as_mut_slice().iter_mut().zip(&self.x).for_each(|(a, bit)| *a = f64::from(u8::from(*bit)));
    }
}

/// A parent, the best of its offspring, and the last of them.
pub(crate) struct Brood {
    pub(crate) parent: Individual,
    pub(crate) best: Individual,
    last: Individual,
}

impl Brood {
    pub(crate) fn new(problem: &dyn PseudoBoolean) -> Self {
        let start = || Individual::new(problem.start_bits());
        Self { parent: start(), best: start(), last: start() }
    }

    /// λ mutants of the parent, and the best of them: as they are drawn alike, the last of equals is any of them.
    pub(crate) fn breed(&mut self, problem: &dyn PseudoBoolean, mutation: Mutation, lambda: usize, rng: &mut Rng) {
        let Self { parent, best, last } = self;
        for k in 0..lambda {
            last.x.copy_from_slice(&parent.x);
            mutation.apply(&mut last.x, rng);
            last.evaluate(problem);
            if k == 0 || last.f >= best.f {
                std::mem::swap(last, best);
            }
        }
    }
}

/// Checks λ.
pub(crate) fn expect_lambda(lambda: usize) -> Result<(), Misfit> {
    expect((1..=1_000_000).contains(&lambda), "lambda", lambda, "1 to 1000000")
}

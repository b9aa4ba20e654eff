//! Which samples of the two levels of a bilevel problem a stochastic step looks at.

use super::sampler::{Sampler, Sampling};
use crate::{Misfit, expect};
use problems::Rng;
use problems::class::{Batch, Bilevel};
use rand::Rng as _;

/// The samples of one level.
pub struct Draws {
    /// None where the level is taken whole.
    sampler: Option<Sampler>,
}

impl Draws {
    /// Of the upper and of the lower level: batches of `batch` terms of a level that is a sum, all of them where it is
    /// not given.
    pub fn of(problem: &dyn Bilevel, sampling: Sampling, batch: Option<usize>) -> Result<(Self, Self), Misfit> {
        expect(batch != Some(0), "batch", 0, "at least 1, or not given")?;
        let level = |terms: u64| {
            let batch = batch.filter(|_| terms > 1);
            let sampler = batch.map(|batch| Sampler::over(sampling, batch, Some(terms))).transpose()?;
            Ok(Self { sampler })
        };
        let (upper, lower) = problem.samples();
        Ok((level(upper)?, level(lower)?))
    }

    /// A level that is taken whole.
    pub fn whole() -> Self {
        Self { sampler: None }
    }

    /// The next batch.
    pub fn draw(&mut self, rng: &mut Rng) -> Batch<'_> {
        self.sampler.as_mut().map_or(Batch::Whole, |sampler| Batch::Keys(sampler.draw(rng)))
    }
}

/// A level's terms in blocks of neighbours, one of which is drawn at a time.
pub struct Blocks {
    keys: Vec<u64>,
    /// Terms of a block; the last has what is left.
    size: usize,
}

impl Blocks {
    /// Of the upper and of the lower level: blocks of `batch` terms, one of all where it is not given.
    pub fn of(problem: &dyn Bilevel, batch: Option<usize>) -> Result<(Self, Self), Misfit> {
        expect(batch != Some(0), "batch", 0, "at least 1, or not given")?;
        let level = |terms: u64| Self {
            keys: (0..terms).collect(),
            size: batch.map_or(terms as usize, |batch| batch.min(terms as usize)),
        };
        let (upper, lower) = problem.samples();
        Ok((level(upper), level(lower)))
    }

    /// Number of blocks.
    pub fn count(&self) -> usize {
        self.keys.len().div_ceil(self.size)
    }

    /// A block, uniformly; draws no number where there is only one.
    pub fn draw(&self, rng: &mut Rng) -> usize {
        if self.count() == 1 { 0 } else { rng.random_range(0..self.count()) }
    }

    /// The terms of a block.
    pub fn batch(&self, block: usize) -> Batch<'_> {
        if self.count() == 1 { Batch::Whole } else { Batch::Keys(self.terms(block)) }
    }

    /// The share of a block in the sum.
    pub fn share(&self, block: usize) -> f64 {
        self.terms(block).len() as f64 / self.keys.len() as f64
    }

    fn terms(&self, block: usize) -> &[u64] {
        let first = block * self.size;
        &self.keys[first..(first + self.size).min(self.keys.len())]
    }
}

//! Restarts: after every run a larger population (IPOP), or smaller ones in between (BIPOP).

use super::Restarts;
use problems::Rng;
use rand::Rng as _;

/// Evaluations spent by runs so far, and what the next run is.
pub(super) struct Schedule {
    restarts: Restarts,
    /// The first population, not rounded.
    population: f64,
    generations: f64,
    runs: u32,
    /// Runs in between with a small population.
    between: u32,
    small: bool,
    spent_small: f64,
    spent_large: f64,
}

/// Population, σ relative to the first one, and most generations of a run.
#[derive(Clone, Copy)]
pub(super) struct Next {
    pub(super) population: usize,
    pub(super) sigma: f64,
    pub(super) generations: f64,
}

impl Schedule {
    pub(super) fn new(restarts: Restarts, population: f64, generations: f64) -> Self {
        // The first run counts among the small ones.
        let (spent_small, spent_large) = (0.0, 0.0);
        Self { restarts, population, generations, runs: 0, between: 0, small: true, spent_small, spent_large }
    }

    /// The run after one that spent so many evaluations, if `most` restarts allow it.
    pub(super) fn next(&mut self, spent: u64, most: u32, rng: &mut Rng) -> Option<Next> {
        self.runs += 1;
        if self.small {
            self.spent_small += spent as f64;
        } else {
            self.spent_large += spent as f64;
        }
        if self.restarts == Restarts::None || self.runs - self.between > most {
            return None;
        }
        self.small = self.restarts == Restarts::Bipop && self.runs > 1 && self.spent_small < self.spent_large;
        self.between += u32::from(self.small);
        let larger = 2.0_f64.powf(f64::from(self.runs - self.between));
        if !self.small {
            return Some(Next {
                population: (self.population * larger) as usize,
                sigma: 1.0,
                generations: self.generations,
            });
        }
        let sigma = 0.01_f64.powf(rng.random());
        let population = self.population * larger.powf(rng.random::<f64>().powi(2));
        let generations = self.generations.min(0.5 * self.spent_large / population.floor());
        Some(Next { population: population as usize, sigma, generations })
    }
}

//! How many seeds an experiment needs to see a slowdown, from the spread of a pilot's costs.
//!
//! Two samples of n runs each differ in mean log cost by δ: `n = 2 σ² (z_(1−α) + z_power)² / δ²`, by the normal
//! approximation. Cohen, "Statistical power analysis for the behavioral sciences", 2nd ed., 1988, §2.4. σ is the
//! standard deviation of log hitting costs over the seeds of an instance.

use crate::ert::Trial;
use crate::fragility::LEVEL;
use crate::index::{Entry, Problem};
use crate::number::{short, target as target_text};
use crate::table::{Cell, Table};
use crate::tables::trials;
use statrs::distribution::{ContinuousCDF, Normal};
use std::collections::BTreeMap;

/// Probability with which a slowdown is to be seen.
pub const POWER: f64 = 0.95;
/// Slowdowns that are to be seen: 20 % and twice the cost.
pub const SLOWDOWNS: [f64; 2] = [1.2, 2.0];

/// Runs of each of two samples to see a difference of means `difference` one-sided at level `alpha`; not rounded.
///
/// Without spread one run is enough, and the formula says 0.
pub fn runs(standard_deviation: f64, difference: f64, alpha: f64, power: f64) -> f64 {
    let z = |p: f64| Normal::standard().inverse_cdf(p);
    let ratio = standard_deviation * (z(1.0 - alpha) + z(power)) / difference;
    2.0 * ratio * ratio
}

/// What a pilot says of one algorithm on one problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Pilot {
    /// The tightest target that all runs reached.
    pub target: f64,
    /// Runs of the pilot.
    pub runs: usize,
    /// Standard deviation of log hitting costs within instances.
    pub spread: f64,
}

impl Pilot {
    /// The pilot's entry; `None` without a target that all runs reached at a positive cost, or without a second seed.
    pub fn of(problem: &Problem<'_>, entry: &Entry<'_>) -> Option<Self> {
        let target = *problem.targets.iter().rev().find(|&&target| {
            let trials = trials(entry, target);
            trials.len() == entry.runs.len() && trials.iter().all(|t| matches!(t, Trial::Hit(cost) if *cost > 0.0))
        })?;
        let mut by_instance: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
        for run in &entry.runs {
            if let Some(Trial::Hit(cost)) = Trial::of(run, target) {
                by_instance.entry(run.instance).or_default().push(cost.ln());
            }
        }
        // s² = Σ_i Σ_k (x_ik − mean_i)² / Σ_i (n_i − 1).
        let (mut squares, mut freedom) = (0.0, 0);
        for costs in by_instance.values() {
            let mean = costs.iter().sum::<f64>() / costs.len() as f64;
            squares += costs.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
            freedom += costs.len() - 1;
        }
        (freedom > 0).then(|| Self { target, runs: entry.runs.len(), spread: (squares / freedom as f64).sqrt() })
    }

    /// Seeds that are needed to see a slowdown by a factor; at least two, so that there is a spread to test with.
    pub fn seeds(&self, slowdown: f64) -> u64 {
        (runs(self.spread, slowdown.ln(), LEVEL, POWER).ceil() as u64).max(2)
    }
}

/// The seeds that every random algorithm needs on every problem of a pilot.
pub fn table(problems: &[Problem<'_>]) -> Table {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for problem in problems {
        for entry in problem.entries.iter().filter(|entry| entry.runs.iter().any(|run| run.random)) {
            let mut row: Vec<Cell> = vec![problem.name.as_str().into(), entry.algorithm.as_str().into()];
            match Pilot::of(problem, entry) {
                Some(pilot) => {
                    row.push(target_text(pilot.target).into());
                    row.push(pilot.runs.to_string().into());
                    row.push(short(pilot.spread, 2).into());
                    row.extend(SLOWDOWNS.map(|slowdown| Cell::from(pilot.seeds(slowdown).to_string())));
                }
                None => row.extend(["–", "–", "–", "–", "–"].map(Cell::from)),
            }
            rows.push(row);
        }
    }
    Table {
        name: "power".to_owned(),
        caption: format!(
            "Seeds an algorithm needs on one instance of a problem so that costs 20 % and 100 % higher are seen with probability {POWER}, one-sided at {LEVEL}, by the spread of log hitting costs at the tightest target that all its runs reached; –: no such target, or no second seed."
        ),
        header: "problem,algorithm,target,runs,spread,20 %,2 times".split(',').map(str::to_owned).collect(),
        names: 2,
        rows,
    }
}

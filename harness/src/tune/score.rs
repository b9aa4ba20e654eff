//! How good a setting is.

use super::By;
use reports::label;
use results::{Run, RunSet};
use std::collections::BTreeMap;

/// A run that does not arrive counts as so many budgets (PAR-10).
const PENALTY: f64 = 10.0;

/// One setting's runs, by problem.
pub(super) struct Tried {
    /// Runs and suite of every problem, by its label without the instance.
    runs: BTreeMap<String, (String, Vec<Run>)>,
    /// Cost of all of them.
    pub(super) cost: f64,
}

/// The runs of a setting, by its label.
pub(super) fn tried(set: &RunSet, setting: &str) -> Tried {
    let (mut runs, mut cost) = (BTreeMap::<String, (String, Vec<Run>)>::new(), 0.0);
    for run in &set.runs {
        let (problem, algorithm) = label::parts(&run.label);
        if algorithm == setting {
            cost += run.cost;
            let of = runs.entry(problem_of(problem)).or_insert_with(|| (run.suite.clone(), Vec::new()));
            of.1.push(run.clone());
        }
    }
    Tried { runs, cost }
}

/// A problem's label without the instance.
pub(super) fn problem_of(label: &str) -> String {
    label::without(label, &["instance"])
}

impl Tried {
    /// The problems, with their suites.
    pub(super) fn problems(&self) -> Vec<(&str, &str)> {
        self.runs.iter().map(|(problem, (suite, _))| (problem.as_str(), suite.as_str())).collect()
    }

    /// Larger is better; on these problems.
    pub(super) fn score(&self, by: By, problems: &[&str]) -> f64 {
        let of = |problem: &&str| self.runs.get(*problem).map_or(&[][..], |(_, runs)| runs.as_slice());
        let scores = problems.iter().map(|problem| match by {
            By::Area => area(of(problem)),
            By::Ert => -log_running_time(of(problem)),
        });
        mean(scores).unwrap_or(f64::NEG_INFINITY)
    }

    /// Geometric mean of the penalised expected running time, over all problems.
    pub(super) fn running_time(&self) -> f64 {
        mean(self.runs.values().map(|(_, runs)| log_running_time(runs))).map_or(f64::INFINITY, f64::exp)
    }
}

/// ln of the geometric mean, over targets, of the mean cost to the target, a run without a hit counting ten budgets.
fn log_running_time(runs: &[Run]) -> f64 {
    let targets = runs.iter().map(|run| run.hits.len()).max().unwrap_or(0);
    let cost = |run: &Run, target: usize| run.hits.get(target).copied().flatten().unwrap_or(PENALTY * run.budget);
    let per_target = (0..targets).filter_map(|target| mean(runs.iter().map(|run| cost(run, target))));
    mean(per_target.map(|cost| cost.max(f64::MIN_POSITIVE).ln())).unwrap_or(f64::INFINITY)
}

/// The mean over runs and targets of 1 − ln h / ln B, where h ≥ 1 is the cost to the target and B the budget; 0 without a hit.
fn area(runs: &[Run]) -> f64 {
    let share = |run: &Run, hit: &Option<f64>| {
        hit.map_or(0.0, |hit| 1.0 - hit.max(1.0).ln() / run.budget.max(std::f64::consts::E).ln())
    };
    mean(runs.iter().flat_map(|run| run.hits.iter().map(move |hit| share(run, hit)))).unwrap_or(0.0)
}

fn mean(of: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = of.fold((0.0, 0), |(sum, n), x| (sum + x, n + 1));
    (n > 0).then(|| sum / f64::from(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(budget: f64, hits: &[Option<f64>]) -> Run {
        Run { budget, hits: hits.to_vec(), ..Run::default() }
    }

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-12, "{a} instead of {b}");
    }

    #[test]
    fn what_does_not_arrive_counts_ten_budgets() {
        let runs = [run(100.0, &[Some(10.0), None]), run(100.0, &[Some(30.0), Some(100.0)])];
        near(log_running_time(&runs), f64::midpoint(20.0_f64.ln(), 550.0_f64.ln()));
    }

    #[test]
    fn the_area_lies_after_the_hits() {
        let runs = [run(1e4, &[Some(1e2), None]), run(1e4, &[Some(0.5), Some(1e3)])];
        near(area(&runs), (0.5 + 0.0 + 1.0 + 0.25) / 4.0);
    }
}

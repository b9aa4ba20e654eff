//! How much a comparison depends on choices that were made before it: every pairwise verdict, recomputed.
//!
//! Under each choice a pair is compared by Wilcoxon's signed-rank test over instances. The number of an instance is the
//! median over its targets of the log ratio of expected running times: targets are not samples. Success is better than
//! none, two failures compare by error at the common budget. Holm's correction is over the pairs of the group.
//! The choices are the shipped cost models, halves of the target range, relative or absolute targets, the judged
//! point, hitting costs off the kept rows, and every problem left out once.

mod choice;
mod pair;
mod price;
mod replay;

pub use choice::{Choice, Targets};
pub use pair::Order;
pub(crate) use pair::at_target;
pub use price::Model;
pub use replay::Point;
pub(crate) use replay::trial;

use crate::pool::Pool;
use crate::stats::bayesian::{self, Regions};
use crate::stats::clusters::{self, Level, Nested};
use crate::stats::effect;
use pair::{Differences, measure, pairs};
use results::RunSet;
use std::collections::BTreeMap;

/// Ratios of costs up to this, and down to its inverse, are of no practical importance.
pub const PRACTICAL: f64 = 1.1;
/// Resamples of a pair's ratio, and draws of its posterior.
const SAMPLES: usize = 500;

/// The level of every test, after Holm's correction.
pub const LEVEL: f64 = 0.05;

/// Every pair of a pool under every choice.
#[derive(Clone, Debug)]
pub struct Fragility {
    /// Algorithms, in the order of the pool.
    pub algorithms: Vec<String>,
    /// Choices that were made, as run first.
    pub choices: Vec<Choice>,
    /// Choices that could not be made and why, one sentence each.
    pub not_made: Vec<String>,
    /// Every pair once.
    pub pairs: Vec<Pair>,
    /// Instances of the pool that have a target.
    pub instances: usize,
    /// Problems they are of.
    pub problems: usize,
    /// The problem of each instance, by number.
    problem_of: Vec<usize>,
}

/// One pair, the first being the one that needs less, if it is known which.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Position of the first algorithm.
    pub a: usize,
    /// Position of the second.
    pub b: usize,
    /// As run.
    pub order: Order,
    /// The test's p-value as run.
    pub p: f64,
    /// The same, adjusted over the pairs.
    pub adjusted: f64,
    /// Median over instances of the ratio of running times, a over b; 0 or ∞ where one does not succeed.
    pub ratio: f64,
    /// What was tested: by instance, the median over targets of ln(ERT of a / ERT of b); infinite where one does not
    /// succeed, next to nothing where neither does.
    pub differences: Vec<f64>,
    /// Share of instances on which a needs less, ties counted half: Vargha and Delaney's A of a sign.
    pub share: f64,
    /// The order under each choice.
    pub under: Vec<Order>,
    /// Problems without which the order as run is another.
    pub hinges_on: Vec<String>,
}

impl Pair {
    /// Whether the pair is separated as run, the same under every choice, and without any one problem.
    pub fn is_robust(&self) -> bool {
        self.order != Order::Open && self.hinges_on.is_empty() && self.under.iter().all(|order| *order == self.order)
    }

    /// Choices, leaving out problems being one of them, and how many of them agree with the order as run.
    pub fn agreement(&self, problems: usize) -> (usize, usize) {
        let agree = self.under.iter().filter(|order| **order == self.order).count();
        // With one problem nothing is left without it.
        let left_out = usize::from(problems > 1);
        (agree + left_out * usize::from(self.hinges_on.is_empty()), self.under.len() + left_out)
    }
}

/// Every pair of the pool's algorithms under every choice that can be made.
pub fn fragility(set: &RunSet, pool: &Pool<'_>) -> Fragility {
    let n = pool.algorithms.len();
    let mut found = Fragility {
        algorithms: pool.algorithms.clone(),
        choices: Vec::new(),
        not_made: Vec::new(),
        pairs: Vec::new(),
        instances: 0,
        problems: 0,
        problem_of: Vec::new(),
    };
    for choice in Choice::of(set, pool) {
        let Some(measured) = measure(set, pool, choice) else {
            found.not_made.push(format!("{}: the runs do not tell what it would have cost", choice.when()));
            continue;
        };
        if measured.is_empty() {
            found.not_made.push(format!("{}: no instance has a target", choice.when()));
            continue;
        }
        let differences = Differences::of(&measured, n);
        if found.choices.is_empty() {
            found.first(&differences, pool);
        }
        found.choices.push(choice);
        for (pair, (_, _, order)) in found.pairs.iter_mut().zip(differences.tests(None, LEVEL)) {
            pair.under.push(order);
        }
    }
    for pair in &mut found.pairs {
        pair.turn();
    }
    found
}

impl Fragility {
    /// The pairs as run, and what they hinge on.
    fn first(&mut self, differences: &Differences, pool: &Pool<'_>) {
        let mut names: Vec<&str> = pool.instances.iter().map(|instance| instance.problem.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let mut problems = differences.problems.clone();
        problems.sort_unstable();
        problems.dedup();
        (self.instances, self.problems) = (differences.problems.len(), problems.len());
        self.problem_of.clone_from(&differences.problems);
        let tests = differences.tests(None, LEVEL);
        for (((a, b), d), (test, adjusted, order)) in
            pairs(self.algorithms.len()).into_iter().zip(&differences.pairs).zip(tests)
        {
            self.pairs.push(Pair {
                a,
                b,
                order,
                p: test.p,
                adjusted,
                ratio: median(d).exp(),
                differences: d.clone(),
                share: effect::vargha_delaney(&vec![0.0; d.len()], d),
                under: Vec::new(),
                hinges_on: Vec::new(),
            });
        }
        if problems.len() > 1 && self.pairs.iter().any(|pair| pair.order != Order::Open) {
            for problem in problems {
                for (pair, (_, _, order)) in self.pairs.iter_mut().zip(differences.tests(Some(problem), LEVEL)) {
                    if order != pair.order {
                        pair.hinges_on.push(names[problem].to_owned());
                    }
                }
            }
        }
    }

    /// 95 % bootstrap interval of the pair's ratio: problems and their instances drawn again, or the instances of the
    /// one problem; `None` if there is only one of those.
    pub fn interval(&self, pair: &Pair) -> Option<(f64, f64)> {
        const CONFIDENCE: f64 = 0.95;
        let mut by_problem: BTreeMap<usize, Vec<Vec<f64>>> = BTreeMap::new();
        for (d, problem) in pair.differences.iter().zip(&self.problem_of) {
            by_problem.entry(*problem).or_default().push(vec![*d]);
        }
        let data: Nested<f64> = by_problem.into_values().collect();
        let level = if data.len() > 1 { Level::Problem } else { Level::Instance };
        let of = |data: &Nested<f64>| median(&data.iter().flatten().flatten().copied().collect::<Vec<_>>());
        (pair.differences.len() > 1).then(|| {
            let found = clusters::interval(&data, level, of, CONFIDENCE, SAMPLES, 1);
            (found.low.exp(), found.high.exp())
        })
    }

    /// Posterior probabilities that a needs less by more than [`PRACTICAL`], that neither does, that b does, by the
    /// Bayesian signed-rank test; an instance on which neither succeeds counts for neither.
    pub fn practical(&self, pair: &Pair) -> Regions {
        bayesian::test(&pair.differences, PRACTICAL.ln(), bayesian::PRIOR, SAMPLES, 1).unwrap_or_default()
    }

    /// The pair's verdict as one sentence.
    pub fn sentence(&self, pair: &Pair) -> String {
        let (a, b) = (&self.algorithms[pair.a], &self.algorithms[pair.b]);
        let (agree, of) = pair.agreement(self.problems);
        let held = match pair.order {
            Order::Open => format!("{a} and {b} are not separated under {agree} of {of} choices"),
            _ => format!("{a} before {b} under {agree} of {of} choices"),
        };
        let mut parts = vec![held];
        let when = |wanted: Order| {
            let choices = self.choices.iter().zip(&pair.under).filter(|(_, order)| **order == wanted);
            choices.map(|(choice, _)| choice.when()).collect::<Vec<_>>()
        };
        let mut note = |verb: &str, reasons: Vec<&str>| {
            if !reasons.is_empty() {
                parts.push(format!("{verb} when {}", reasons.join(", or ")));
            }
        };
        if pair.order == Order::Open {
            note(&format!("{a} is before"), when(Order::Before));
            note(&format!("{b} is before"), when(Order::After));
        } else {
            note("flips", when(Order::After));
            note("is open", when(Order::Open));
        }
        if !pair.hinges_on.is_empty() {
            parts.push(format!("changes without {}", listed(&pair.hinges_on, 3)));
        }
        parts.join("; ")
    }
}

fn median(differences: &[f64]) -> f64 {
    crate::quantile::quantile(differences, 0.5)
}

/// The first few of a list, and how many more.
pub(crate) fn listed(names: &[String], most: usize) -> String {
    let shown = names.iter().take(most).cloned().collect::<Vec<_>>().join(" or ");
    if names.len() > most { format!("{shown} (or {} more)", names.len() - most) } else { shown }
}

impl Pair {
    /// Puts the algorithm that needs less first: by the test if it separates them, else by the share of instances.
    fn turn(&mut self) {
        let second_first = self.order == Order::After || (self.order == Order::Open && self.share < 0.5);
        if second_first {
            std::mem::swap(&mut self.a, &mut self.b);
            (self.ratio, self.share) = (1.0 / self.ratio, 1.0 - self.share);
            for difference in &mut self.differences {
                *difference = -*difference;
            }
            self.order = self.order.turned();
            self.under = self.under.iter().map(|order| order.turned()).collect();
        }
    }
}

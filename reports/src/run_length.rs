//! Runtime profiles over targets that a reference algorithm reaches within given budgets.
//!
//! Hansen, Auger, Brockhoff, Tušar, Tušar, "COCO: performance assessment", arXiv:1605.03560: for small budgets fixed targets are
//! too hard or too easy, depending on the problem. The reference is named in every caption: it decides what is counted.

use crate::ecdf::{Ecdf, cumulated};
use crate::ert::{Trial, ert};
use crate::fragility::trial;
use crate::pool::{Instance, Pool};
use crate::quantile;
use crate::stats::targets::{RunLengthRule, run_length};
use results::{Run, RunSet};
use std::collections::BTreeMap;

/// Errors a decade at which the reference's running time is known, as in COCO.
const PER_DECADE: f64 = 5.0;

/// The targets, as errors, that the runs of a reference just fail to reach within each budget; in units of cost.
///
/// The same for all instances of a problem; empty without a run that gains anything.
pub fn targets(set: &RunSet, runs: &[&Run], budgets: &[f64]) -> Vec<f64> {
    let finite = |of: fn(&Run) -> f64| runs.iter().map(move |run| of(run)).filter(|e| *e > 0.0 && e.is_finite());
    let from = finite(|run| run.start_error).fold(0.0, f64::max);
    let to = finite(|run| run.best_error).fold(f64::INFINITY, f64::min);
    if from <= to || !to.is_finite() {
        return Vec::new();
    }
    let step = |e: f64| (e.log10() * PER_DECADE).ceil() as i32;
    let levels: Vec<f64> = (step(to)..=step(from)).rev().map(|k| 10_f64.powf(f64::from(k) / PER_DECADE)).collect();
    let ert_at = |level: &f64| ert(&runs.iter().map(|run| trial(set, run, *level)).collect::<Vec<_>>());
    let erts: Vec<f64> = levels.iter().map(ert_at).collect();
    let smallest = levels.last().copied().unwrap_or(to);
    run_length(&levels, &erts, budgets, RunLengthRule { smallest, ..RunLengthRule::default() })
}

/// The profile of every algorithm of the pool over the targets of `reference` within `budgets` times the pool's unit;
/// `None` if the pool has no such algorithm.
pub fn profile(set: &RunSet, pool: &Pool<'_>, reference: &str, budgets: &[f64]) -> Option<Vec<Ecdf>> {
    let at = pool.algorithms.iter().position(|name| name == reference)?;
    let mut problems: BTreeMap<&str, Vec<&Instance<'_>>> = BTreeMap::new();
    for instance in &pool.instances {
        problems.entry(&instance.problem).or_default().push(instance);
    }
    // Instances with the targets of their problem.
    let rows: Vec<(&Instance<'_>, Vec<f64>)> = problems
        .into_values()
        .flat_map(|instances| {
            let runs: Vec<&Run> = instances.iter().flat_map(|i| i.runs[at].iter().copied()).collect();
            let unit = pool.unit(instances[0]);
            let found = targets(set, &runs, &budgets.iter().map(|budget| budget * unit).collect::<Vec<_>>());
            instances.into_iter().map(move |instance| (instance, found.clone()))
        })
        .collect();
    let pairs: usize = rows.iter().map(|(_, targets)| targets.len()).sum();
    let of = |(a, algorithm): (usize, &String)| {
        let (mut events, mut ends) = (Vec::new(), Vec::new());
        for (instance, targets) in &rows {
            let (runs, unit) = (&instance.runs[a], pool.unit(instance));
            let weight = 1.0 / (pairs * runs.len()) as f64;
            for run in runs {
                let trials = || targets.iter().map(|target| trial(set, run, *target).per(unit));
                events.extend(
                    trials().filter_map(|t| if let Trial::Hit(cost) = t { Some((cost, weight)) } else { None }),
                );
                ends.extend(trials().find_map(|t| if let Trial::Missed(cost) = t { Some(cost) } else { None }));
            }
        }
        let (x, y) = cumulated(events);
        let budget = (!ends.is_empty()).then(|| quantile::quantile(&ends, 0.5));
        Ecdf { algorithm: algorithm.clone(), x, y, budget }
    };
    Some(pool.algorithms.iter().enumerate().map(of).collect())
}

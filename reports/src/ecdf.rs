//! Runtime profiles: the fraction of (instance, target, repeat) reached within a cost.
//!
//! Exact: a step at every hitting cost, no grid. Every (instance, target) weighs the same; the repeats
//! of an algorithm share that weight, so one run of a deterministic algorithm counts as much as ten
//! of a random one. Nothing is simulated in [`profile`]: a target a run did not hit is never reached.

use crate::ert::{self, Trial};
use crate::pool::{Instance, Pool};
use crate::quantile;
use results::Run;
use std::collections::BTreeMap;

/// One algorithm's empirical distribution of hitting costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Ecdf {
    /// The algorithm's part of the label.
    pub algorithm: String,
    /// Hitting costs, strictly increasing.
    pub x: Vec<f64>,
    /// Fraction reached at each.
    pub y: Vec<f64>,
    /// Median cost at which runs that missed a target ended.
    pub budget: Option<f64>,
}

impl Ecdf {
    /// Area under the profile in the logarithm of the cost, `1/ln(to/from) ∫ y d ln x`: COCO's one number a profile.
    pub fn log_area(&self, from: f64, to: f64) -> f64 {
        let mut area = 0.0;
        for (at, (&x, &y)) in self.x.iter().zip(&self.y).enumerate() {
            let next = self.x.get(at + 1).copied().unwrap_or(f64::INFINITY);
            area += y * (next.clamp(from, to) / x.clamp(from, to)).ln();
        }
        area / (to / from).ln()
    }

    /// Fraction reached within `x`.
    pub fn at(&self, x: f64) -> f64 {
        match self.x.partition_point(|&hit| hit <= x) {
            0 => 0.0,
            n => self.y[n - 1],
        }
    }
}

/// The runtime profile of every algorithm of the pool, over all targets.
pub fn profile(pool: &Pool<'_>) -> Vec<Ecdf> {
    let pairs: usize = pool.instances.iter().map(|instance| instance.targets.len()).sum();
    pool.algorithms
        .iter()
        .enumerate()
        .map(|(a, algorithm)| {
            let mut events = Vec::new();
            let mut ends = Vec::new();
            for instance in &pool.instances {
                let (runs, unit) = (&instance.runs[a], pool.unit(instance));
                let weight = 1.0 / (pairs * runs.len()) as f64;
                for run in runs {
                    events.extend(hits(run).map(|cost| (cost / unit, weight)));
                    if run.hits.iter().any(Option::is_none) {
                        ends.push(run.cost / unit);
                    }
                }
            }
            let (x, y) = cumulated(events);
            let budget = (!ends.is_empty()).then(|| quantile::quantile(&ends, 0.5));
            Ecdf { algorithm: algorithm.clone(), x, y, budget }
        })
        .collect()
}

/// The runtime profile with simulated restarts, as COCO draws it: also targets that only some runs of a problem reach are
/// reached in the end.
///
/// The runs of an algorithm on a problem, all instances and repeats, are the trials of [`ert::simulated_restarts`], of
/// `samples` lengths or the next multiple of the trials. Every (problem, target) weighs the same; one nobody reached stays
/// in the denominator.
pub fn restarted(pool: &Pool<'_>, samples: usize) -> Vec<Ecdf> {
    let mut problems: BTreeMap<&str, Vec<&Instance<'_>>> = BTreeMap::new();
    for instance in &pool.instances {
        problems.entry(&instance.problem).or_default().push(instance);
    }
    let pairs: usize = problems.values().map(|instances| instances[0].targets.len()).sum();
    let of = |(a, algorithm): (usize, &String)| {
        let mut events = Vec::new();
        for (name, instances) in &problems {
            for &target in &instances[0].targets {
                let runs = instances.iter().flat_map(|i| i.runs[a].iter().map(move |run| (run, pool.unit(i))));
                let trials: Vec<Trial> =
                    runs.filter_map(|(run, unit)| Some(Trial::of(run, target)?.per(unit))).collect();
                let seed = ert::seed(&[name, algorithm, &target.to_string()]);
                let lengths = ert::simulated_restarts(&trials, samples, seed);
                let weight = 1.0 / (pairs * lengths.len().max(1)) as f64;
                events.extend(lengths.into_iter().map(|length| (length, weight)));
            }
        }
        let ends = pool.instances.iter().flat_map(|i| i.runs[a].iter().map(move |run| (run, pool.unit(i))));
        let ends: Vec<f64> =
            ends.filter(|(run, _)| run.hits.iter().any(Option::is_none)).map(|(run, unit)| run.cost / unit).collect();
        let (x, y) = cumulated(events);
        let budget = (!ends.is_empty()).then(|| quantile::quantile(&ends, 0.5));
        Ecdf { algorithm: algorithm.clone(), x, y, budget }
    };
    pool.algorithms.iter().enumerate().map(of).collect()
}

fn hits(run: &Run) -> impl Iterator<Item = f64> + '_ {
    run.hits.iter().flatten().copied().filter(|cost| cost.is_finite())
}

/// Sorted positions and the weight up to and including each.
pub(crate) fn cumulated(mut events: Vec<(f64, f64)>) -> (Vec<f64>, Vec<f64>) {
    events.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut x, mut y) = (Vec::new(), Vec::new());
    let mut sum = 0.0;
    for (position, weight) in events {
        sum += weight;
        if x.last() == Some(&position) {
            y.pop();
        } else {
            x.push(position);
        }
        // Rounding of many equal weights must not show as 100.0000001 %.
        y.push(f64::min(sum, 1.0));
    }
    if let Some(last) = y.last_mut()
        && *last > 1.0 - 1e-9
    {
        *last = 1.0;
    }
    (x, y)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    #[test]
    fn equal_costs_make_one_step() {
        let (x, y) = cumulated(vec![(2.0, 0.25), (1.0, 0.25), (2.0, 0.25)]);
        assert_eq!((x, y), (vec![1.0, 2.0], vec![0.25, 0.75]));
    }

    #[test]
    fn a_fraction_is_read_from_the_left() {
        let ecdf = Ecdf { algorithm: String::new(), x: vec![1.0, 4.0], y: vec![0.5, 1.0], budget: None };
        assert_eq!([0.5, 1.0, 3.9, 4.0].map(|x| ecdf.at(x)), [0.0, 0.5, 0.5, 1.0]);
    }
}

//! The choices a verdict is recomputed under.

use super::price::{Model, concerns};
use super::replay::Point;
use crate::pool::{Instance, Pool};
use crate::stats::targets::coco;
use results::{Judged, RunSet};

/// Which targets count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Targets {
    /// Those declared.
    All,
    /// The looser half of those declared, the middle one included.
    Looser,
    /// The tighter half of those declared, the middle one included.
    Tighter,
    /// COCO's fixed errors within the range of those declared, the same on all instances of a problem.
    Absolute,
    /// Decades of the error at the start, within the range of those declared.
    Relative,
}

/// One way to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The cost model; `None`: the experiment's.
    pub model: Option<Model>,
    /// The targets.
    pub targets: Targets,
    /// The judged point.
    pub point: Point,
    /// Whether declared hitting costs are as recorded, or read off the kept rows like all others.
    pub recorded: bool,
}

impl Choice {
    /// As the experiment was run.
    pub const AS_RUN: Self = Self { model: None, targets: Targets::All, point: Point::AsRun, recorded: true };

    /// When the verdict is so, after "when".
    pub fn when(&self) -> &'static str {
        match (self.model, self.targets, self.point) {
            (Some(model), _, _) => model.when(),
            (_, Targets::Looser, _) => "only the looser half of the targets counts",
            (_, Targets::Tighter, _) => "only the tighter half of the targets counts",
            (_, Targets::Absolute, _) => "targets are absolute",
            (_, Targets::Relative, _) => "targets are relative to the start",
            (_, _, Point::Other) => "the other point is judged (current answer for best, best for current)",
            _ if self.recorded => "measured as run",
            _ => "hitting costs are read off the kept rows",
        }
    }

    /// The choices that can make a difference for the pool, as run first.
    pub fn of(set: &RunSet, pool: &Pool<'_>) -> Vec<Self> {
        let runs = || pool.instances.iter().flat_map(|i| i.runs.iter().flatten().copied());
        let rows = Self { recorded: false, ..Self::AS_RUN };
        let mut choices = vec![Self::AS_RUN, rows];
        let models = Model::ALL.into_iter().filter(|&model| concerns(model, runs(), &set.schema));
        choices.extend(models.map(|model| Self { model: Some(model), ..rows }));
        if pool.instances.iter().any(|i| i.targets.len() > 1) {
            choices.extend([Targets::Looser, Targets::Tighter].map(|targets| Self { targets, ..Self::AS_RUN }));
        }
        let absolute = pool.instances.iter().all(is_absolute);
        let targets = if absolute { Targets::Relative } else { Targets::Absolute };
        choices.push(Self { targets, ..rows });
        if runs().any(|run| run.judged != Judged::BestEvaluated) {
            choices.push(Self { point: Point::Other, ..rows });
        }
        choices
    }
}

/// Whether the declared targets are errors themselves.
fn is_absolute(instance: &Instance<'_>) -> bool {
    let same = |(target, error): (&f64, &f64)| (target - error).abs() <= 1e-12 * target.abs();
    instance.runs.iter().flatten().all(|run| run.targets.iter().zip(&run.target_errors).all(same))
}

/// The errors that count on an instance; `peers` are all instances of its problem.
pub(super) fn levels(choice: Choice, instance: &Instance<'_>, peers: &[&Instance<'_>]) -> Vec<f64> {
    let declared = declared(instance);
    let half = declared.len().div_ceil(2);
    let tightest = |i: &Instance<'_>| self::declared(i).last().copied().unwrap_or(f64::INFINITY);
    match choice.targets {
        Targets::All => declared,
        Targets::Looser => declared[..half].to_vec(),
        Targets::Tighter => declared[declared.len() - half..].to_vec(),
        Targets::Absolute => {
            let from = peers.iter().map(|i| start(i)).fold(f64::INFINITY, f64::min);
            let to = peers.iter().map(|i| tightest(i)).fold(f64::INFINITY, f64::min);
            coco().into_iter().filter(|&level| level < from && level >= to * (1.0 - 1e-9)).collect()
        }
        Targets::Relative => {
            let (from, to) = (start(instance), tightest(instance));
            let levels = (1..=16).map(|k| from * 10_f64.powi(-k));
            levels.filter(|&level| level >= to * (1.0 - 1e-9)).collect()
        }
    }
}

/// The declared targets as errors, loosest first: of the first run that has them.
fn declared(instance: &Instance<'_>) -> Vec<f64> {
    let run = instance.runs.iter().flatten().max_by_key(|run| run.target_errors.len());
    let mut errors = run.map(|run| run.target_errors.clone()).unwrap_or_default();
    errors.sort_by(|a, b| b.total_cmp(a));
    errors
}

fn start(instance: &Instance<'_>) -> f64 {
    instance.runs.iter().flatten().map(|run| run.start_error).fold(f64::INFINITY, f64::min)
}

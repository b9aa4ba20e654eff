//! The head of the page: what was run, and what a reader must know first.

use crate::index::{self, Problem};
use crate::number::short;
use crate::pool::count;
use crate::svg::escaped;
use crate::text::concat;
use results::{Outcome, Run, RunSet};
use std::collections::BTreeSet;

/// Distinct values, sorted, without empty ones.
pub(super) fn distinct<'s>(values: impl Iterator<Item = &'s str>) -> Vec<&'s str> {
    values.filter(|value| !value.is_empty()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The experiment in a paragraph.
pub(super) fn what_was_run(set: &RunSet, names: &[String], problems: &[Problem<'_>], groups: usize) -> String {
    let ends: Vec<String> =
        index::outcomes(set.runs.iter()).into_iter().map(|(outcome, n)| format!("{n} {outcome}")).collect();
    let low = set.runs.iter().map(|run| run.budget).fold(f64::INFINITY, f64::min);
    let high = set.runs.iter().map(|run| run.budget).fold(0.0, f64::max);
    let budget = if low < high { format!("{} to {}", short(low, 4), short(high, 4)) } else { short(high, 4) };
    format!(
        "{} of {} on {}, in {} of equal class, error kind and cost model (a black box also of equal dimension); cost model {}, budget {budget}. How the runs ended: {}.",
        count(set.runs.len(), "run"),
        count(names.len(), "algorithm variant"),
        count(problems.len(), "problem"),
        count(groups, "group"),
        escaped(&distinct(set.runs.iter().map(|run| run.cost_model.as_str())).join(", ")),
        if ends.is_empty() { "no runs".to_owned() } else { ends.join(", ") },
    )
}

/// An error below this fraction of the reference value is no rounding any more.
const BEATEN: f64 = 1e-9;

/// What a reader must know before anything else.
pub(super) fn banners(set: &RunSet, planned: Option<usize>, undrawn: &[String]) -> String {
    let mut notes = Vec::new();
    if let Some(planned) = planned.filter(|&planned| planned > set.runs.len()) {
        notes.push(format!("partial: {} of {planned} cells", set.runs.len()));
    }
    if set.runs.is_empty() {
        notes.push("no runs: nothing to compare".to_owned());
    } else if set.runs.iter().all(|run| run.hits.iter().all(Option::is_none)) {
        notes.push("no run reached any target".to_owned());
    }
    let rounding = |run: &&Run| BEATEN * run.reference.unwrap_or(0.0).abs().max(1.0);
    let beaten = set.runs.iter().filter(|run| run.best_error < -rounding(run)).count();
    if beaten > 0 {
        notes.push(format!(
            "{} below the reference value: an error under 0 means that the reference is not the optimum",
            count(beaten, "run")
        ));
    }
    for (what, values) in [
        ("CPU models: solver time is not drawn where they mix", distinct(set.runs.iter().map(|run| run.cpu.as_str()))),
        ("versions", distinct(set.runs.iter().map(|run| run.version.as_str()))),
        ("commits", distinct(set.runs.iter().map(|run| run.commit.as_str()))),
    ] {
        if values.len() > 1 {
            notes.push(format!("runs of {} {what} ({})", values.len(), values.join(", ")));
        }
    }
    let limited = set.runs.iter().filter(|run| run.outcome == Outcome::Time).count();
    if limited > 0 {
        notes.push(format!(
            "{} ended at the wall-time limit: their outcome depends on the machine",
            count(limited, "run")
        ));
    }
    notes.extend(set.warnings.iter().cloned());
    notes.extend(undrawn.iter().cloned());
    if notes.is_empty() {
        return String::new();
    }
    let items = concat(notes.iter().map(|note| format!("<li>{}</li>", escaped(note))));
    format!("<ul class=\"banner\" role=\"alert\">{items}</ul>")
}

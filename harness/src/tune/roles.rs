//! The evaluation of what was chosen: which settings run where, and under which names they are shown.

use super::score::problem_of;
use super::{Choice, Per, Selection, Tune, label_of};
use crate::experiment::Experiment;
use crate::plan::Plan;
use crate::registry::Registry;
use reports::label;
use results::{Run, RunSet};
use std::collections::BTreeSet;

/// A name under which the runs of settings are shown, each on a part of the problems.
pub struct Role {
    /// `tuned NAME` or `per-problem NAME`.
    name: String,
    /// Label of the setting, and where it is shown.
    settings: Vec<(String, Place)>,
}

/// Where a setting is shown.
enum Place {
    /// On the problems of a suite.
    Suite(String),
    /// On the instances of a problem.
    Problem(String),
}

impl Place {
    fn holds(&self, suite: &str, problem: &str) -> bool {
        match self {
            Self::Suite(name) => name == suite,
            Self::Problem(name) => *name == problem_of(problem),
        }
    }
}

/// The experiment with the settings chosen.
pub(super) fn evaluation(
    experiment: &Experiment,
    tune: &Tune,
    selection: &Selection,
    registry: &Registry,
) -> Experiment {
    let mut all = experiment.clone();
    let mut labels: BTreeSet<String> = all.algorithms.iter().map(|written| label_of(registry, written)).collect();
    for choice in selection.chosen.iter().chain(&selection.oracle) {
        let written = choice.setting(tune);
        if labels.insert(label_of(registry, written)) {
            all.algorithms.push(written.clone());
        }
    }
    all
}

/// The roles of the algorithms, two each.
pub(super) fn roles(tune: &Tune, selection: &Selection, registry: &Registry) -> Vec<Role> {
    let of = |algorithm: usize, name: &str, choices: &[Choice], per: Per| {
        let settings = choices.iter().filter(|choice| choice.algorithm == algorithm).map(|choice| {
            let place = if per == Per::Suite { Place::Suite } else { Place::Problem };
            (label_of(registry, choice.setting(tune)), place(choice.group.clone()))
        });
        let default = label_of(registry, &tune.algorithms[algorithm].default);
        Role { name: format!("{name} {default}"), settings: settings.collect() }
    };
    (0..tune.algorithms.len())
        .flat_map(|algorithm| {
            [
                of(algorithm, "tuned", &selection.chosen, tune.per),
                of(algorithm, "per-problem", &selection.oracle, Per::Problem),
            ]
        })
        .collect()
}

/// Leaves out the cells of settings where they play no role; `named` are the algorithms that the file itself names.
pub(super) fn restrict(plan: &mut Plan, roles: &[Role], named: usize) {
    let plays = |suite: &str, problem: &str, algorithm: &str| {
        roles
            .iter()
            .flat_map(|role| &role.settings)
            .any(|(label, place)| label == algorithm && place.holds(suite, problem))
    };
    let (problems, algorithms) = (&plan.problems, &plan.algorithms);
    plan.cells.retain(|cell| {
        let problem = &problems[cell.problem].choice;
        let suite = crate::suite::of(problem.family.about().name);
        cell.algorithm < named || plays(suite, &problem.label, &algorithms[cell.algorithm].label)
    });
}

/// The runs under the names of their roles; those of a setting without a role of its own and not in `named` are left out.
pub fn view(set: &mut RunSet, roles: &[Role], named: &BTreeSet<String>) {
    let mut shown = Vec::new();
    for run in std::mem::take(&mut set.runs) {
        let (problem, algorithm) = label::parts(&run.label);
        for role in roles {
            let plays = |(label, place): &&(String, Place)| label == algorithm && place.holds(&run.suite, problem);
            if role.settings.iter().any(|setting| plays(&setting)) {
                let as_role = renamed(&run, &role.name, problem);
                if let Some(trace) = set.traces.get(&run.label).cloned() {
                    set.traces.insert(as_role.label.clone(), trace);
                }
                shown.push(as_role);
            }
        }
        if named.contains(algorithm) {
            shown.push(run);
        }
    }
    set.runs = shown;
    let labels: BTreeSet<&str> = set.runs.iter().map(|run| run.label.as_str()).collect();
    set.traces.retain(|label, _| labels.contains(label.as_str()));
}

fn renamed(run: &Run, name: &str, problem: &str) -> Run {
    Run {
        label: format!("{problem}/{name}/{}", run.repeat),
        algorithm: format!("{} {}", name.split(' ').next().unwrap_or(name), run.algorithm),
        ..run.clone()
    }
}

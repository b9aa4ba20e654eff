//! Final error against a swept parameter of an algorithm: the V-shape plot.
//!
//! After Asi and Duchi, "Stochastic (approximate) proximal point methods: convergence, optimality, and adaptivity",
//! SIAM J. Optimization 29(3), 2019: how wide the valley is says how well the parameter must be known.

use crate::axis::{Axis, Scale};
use crate::caption;
use crate::figure::{Figure, Legend, Panel, Series};
use crate::index::{Entry, Problem, slug};
use crate::plots::Looks;
use crate::quantile;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Fewer values than this are no sweep.
const VALUES: usize = 3;

/// One parameter of one algorithm, swept on one problem, everything else equal.
struct Sweep<'p, 'a> {
    key: String,
    /// What the values are multiples of, such as `1/L`; empty for numbers.
    unit: String,
    /// By the algorithm with its other parameters: value and runs, values increasing.
    curves: BTreeMap<String, Vec<(f64, &'p Entry<'a>)>>,
}

/// A figure a (problem, algorithm, parameter) with at least three values.
pub fn figures(problems: &[Problem<'_>], looks: &Looks) -> Vec<Figure> {
    let of = |problem| sweeps(problem).into_iter().filter_map(move |sweep| figure(problem, &sweep, looks));
    problems.iter().flat_map(of).collect()
}

/// A parameter's value as a number and a unit: `0.1`, or `"2/L"`, which is 2 of 1/L.
fn number(value: &Value) -> Option<(f64, String)> {
    if let Some(number) = value.as_f64() {
        return Some((number, String::new()));
    }
    let (multiple, constant) = value.as_str()?.split_once('/')?;
    Some((multiple.trim().parse().ok()?, format!("1/{}", constant.trim())))
}

/// The parameters of an entry, resolved.
fn parameters(entry: &Entry<'_>) -> Map<String, Value> {
    entry.runs.first().and_then(|run| serde_json::from_str(&run.algorithm_params).ok()).unwrap_or_default()
}

fn sweeps<'p, 'a>(problem: &'p Problem<'a>) -> Vec<Sweep<'p, 'a>> {
    type Places<'p, 'a> = BTreeMap<String, Vec<(f64, &'p Entry<'a>)>>;
    let mut found: BTreeMap<(&str, String, String), Places<'p, 'a>> = BTreeMap::new();
    for entry in &problem.entries {
        let Some(run) = entry.runs.first() else { continue };
        let all = parameters(entry);
        for (key, value) in &all {
            let Some((value, unit)) = number(value) else { continue };
            let mut rest = all.clone();
            rest.remove(key);
            let rest = Value::Object(rest).to_string();
            let places = found.entry((run.algorithm.as_str(), key.clone(), unit)).or_default();
            places.entry(rest).or_default().push((value, entry));
        }
    }
    let swept = |((_, key, unit), places): ((&str, String, String), Places<'p, 'a>)| {
        let mut curves = BTreeMap::new();
        for mut curve in places.into_values().filter(|curve| curve.len() >= VALUES) {
            curve.sort_by(|a, b| a.0.total_cmp(&b.0));
            let distinct = curve.windows(2).all(|pair| pair[0].0 < pair[1].0);
            if distinct {
                let name = crate::label::without(&curve[0].1.algorithm, &[&key]);
                curves.insert(name, curve);
            }
        }
        (!curves.is_empty()).then_some(Sweep { key, unit, curves })
    };
    found.into_iter().filter_map(swept).collect()
}

fn figure(problem: &Problem<'_>, sweep: &Sweep<'_, '_>, looks: &Looks) -> Option<Figure> {
    let values = || sweep.curves.values().flatten().map(|(value, _)| *value);
    let (low, high) = values().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
    let scale = if low > 0.0 && high >= 8.0 * low { Scale::Log } else { Scale::Linear };
    let unit = if sweep.unit.is_empty() { String::new() } else { format!(" [{}]", sweep.unit) };
    let x = Axis { label: format!("{}{unit}", sweep.key.replace('_', " ")), scale, range: None };
    let mut y = Axis::log(format!("final {}", problem.error_kind));
    let start = problem.entries.iter().flat_map(|e| &e.runs).map(|r| r.start_error).fold(0.0, f64::max);
    let finals = problem.entries.iter().flat_map(|e| &e.runs).map(|r| r.final_error).filter(|e| *e > 0.0);
    let lowest = finals.fold(f64::INFINITY, f64::min);
    // A run that diverged leaves through the top.
    y.range = (start > 0.0 && lowest < start).then(|| (lowest.max(start * 1e-17) * 0.8, start * 30.0));
    let title = format!("{}: {}", problem.name, sweep.key);
    let mut panel = Panel::new(title, x, y);
    panel.series = sweep
        .curves
        .iter()
        .map(|(name, curve)| {
            let errors: Vec<Vec<f64>> = curve
                .iter()
                .map(|(_, entry)| {
                    let mut errors: Vec<f64> = entry.runs.iter().map(|run| run.final_error).collect();
                    quantile::sort(&mut errors);
                    errors
                })
                .collect();
            let at = |q: f64| errors.iter().map(|errors| quantile::of_sorted(errors, q)).collect::<Vec<_>>();
            let band = errors.iter().any(|e| e.len() > 1).then(|| (at(0.2), at(0.8)));
            let x = curve.iter().map(|(value, _)| *value).collect();
            let look = looks.look(&curve[0].1.algorithm);
            Series { band, ..Series::new(name, look, x, at(0.5)) }
        })
        .collect();
    let algorithm = sweep.curves.values().next()?.first()?.1.runs.first()?.algorithm.clone();
    let name = slug(&format!("sensitivity {} {} {}", algorithm, sweep.key, problem.name));
    let caption = caption::sensitivity(problem, &algorithm, &sweep.key);
    Some(Figure::single(name, caption, panel, Legend::Edge))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_size_is_a_number_or_a_multiple_of_a_constant() {
        assert_eq!(number(&Value::from(0.1)), Some((0.1, String::new())));
        assert_eq!(number(&Value::from("2/L")), Some((2.0, "1/L".to_owned())));
        assert_eq!(number(&Value::from("strong")), None);
    }
}

//! Layer (a): deterministic cells stay within a band of their hitting costs.

use super::cells::{Cell, Key};
use super::shown;
use super::verdict::{Finding, Layer, Standing};

/// Costs may differ by this factor, up or down.
pub const FACTOR: f64 = 1.1;
/// Or by this many steps.
pub const STEPS: f64 = 2.0;

/// Compares every target of a cell with settings as in the baseline; findings are added to `findings`.
pub(super) fn compare(key: &Key, was: &Cell, now: &Cell, findings: &mut Vec<Finding>) -> Standing {
    let (Some(before), Some(after)) = (was.runs.first(), now.runs.first()) else { return Standing::Failed };
    let known = findings.len();
    for ((target, was), now_hit) in was.targets.iter().zip(&before.hits).zip(&after.hits) {
        let mut note = |layer, was: String, is: String, what: String| {
            findings.push(Finding { target: Some(*target), ..Finding::of(layer, key, was, is, what) });
        };
        match (was, now_hit) {
            (Some(was), Some(is)) => {
                let ratio = is / was;
                if (is - was).abs() > STEPS * before.step && !(FACTOR.recip()..=FACTOR).contains(&ratio) {
                    let (times, word) = if ratio > 1.0 { (ratio, "slower") } else { (ratio.recip(), "faster") };
                    note(Layer::Band, shown(*was), shown(*is), format!("{times:.2} times {word}"));
                }
            }
            (Some(was), None) => {
                let is = format!("not reached in {}", shown(now.budget));
                note(Layer::Failure, shown(*was), is, "no longer reached".into());
            }
            (None, Some(is)) => note(Layer::Band, "not reached".into(), shown(*is), "newly reached".into()),
            (None, None) => {}
        }
    }
    let bits = |hits: &[Option<f64>]| hits.iter().map(|hit| hit.map(f64::to_bits)).collect::<Vec<_>>();
    match findings.len() {
        found if found > known => Standing::Outside,
        _ if bits(&before.hits) == bits(&after.hits) && before.outcome == after.outcome => Standing::Equal,
        _ => Standing::Within,
    }
}

/// The smallest slowdown that leaves the band at some target, as a factor: `min_τ max(1.1, 1 + 2 step/cost)`, and no
/// less than `grain`, to which hitting costs are known.
pub(super) fn detectable(was: &Cell, grain: f64) -> Option<f64> {
    let run = was.runs.first()?;
    let costs = run.hits.iter().copied().flatten().filter(|cost| *cost > 0.0);
    let factor = costs.map(|cost| FACTOR.max(1.0 + STEPS * run.step / cost)).min_by(f64::total_cmp)?;
    Some(factor.max(grain))
}

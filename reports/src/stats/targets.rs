//! Targets: COCO's fixed ones, and those a reference algorithm reaches within given budgets.
//!
//! Hansen, Auger, Brockhoff, Tušar, Tušar, "COCO: performance assessment", arXiv:1605.03560.

/// COCO's 51 targets `10^(2 − k/5)`, k = 0, …, 50: from 10² to 10⁻⁸.
pub fn coco() -> Vec<f64> {
    (0..=50).map(|k| 10_f64.powf(2.0 - f64::from(k) / 5.0)).collect()
}

/// COCO's budgets, per dimension, for targets of the expensive setting.
pub const BUDGETS: [f64; 5] = [0.5, 1.2, 3.0, 10.0, 50.0];

/// How targets are taken from run lengths; the default is what cocopp does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunLengthRule {
    /// The target is this factor harder than the hardest that was reached within the budget.
    pub harder: f64,
    /// Targets of successive budgets differ at least by this factor.
    pub apart: f64,
    /// No target is below this.
    pub smallest: f64,
}

impl Default for RunLengthRule {
    fn default() -> Self {
        Self { harder: 10_f64.powf(0.2), apart: 10_f64.powf(0.04), smallest: 1e-8 }
    }
}

/// One target a budget: the one the reference algorithm just fails to reach.
///
/// `targets` decrease and `ert` are the reference's expected running times to them; a budget is in the same unit, so
/// COCO's are multiplied by the dimension before. The hardest target with `ert ≤ max(1, budget)` divided by
/// `harder`, or the easiest target if even that takes longer. Empty without targets.
pub fn run_length(targets: &[f64], ert: &[f64], budgets: &[f64], rule: RunLengthRule) -> Vec<f64> {
    // cocopp's guard against rounding below a recorded target.
    const ABOVE: f64 = 1.0 + 1e-9;
    let known = targets.iter().zip(ert).take_while(|(target, _)| **target >= rule.smallest);
    let known: Vec<(f64, f64)> = known.map(|(target, ert)| (*target, *ert)).collect();
    let mut sorted = budgets.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut found: Vec<f64> = Vec::with_capacity(budgets.len());
    for budget in sorted {
        let reached = known.iter().rev().find(|(_, ert)| *ert <= budget.max(1.0));
        let Some(mut target) = reached.map(|(target, _)| ABOVE * target / rule.harder).or(known.first().map(|k| k.0))
        else {
            return Vec::new();
        };
        if let Some(&last) = found.last()
            && target >= last
        {
            target = last / rule.apart;
        }
        found.push(target);
    }
    found.iter().map(|target| target.max(rule.smallest)).collect()
}

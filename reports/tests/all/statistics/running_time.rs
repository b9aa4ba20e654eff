//! Expected running time, simulated restarts, targets.

use super::{all_same, cases, count, list, near, number, numbers, same, share_error};
use reports::ert::{Trial, ert, interval, simulated_restarts};
use reports::stats::targets::{BUDGETS, RunLengthRule, coco, run_length};
use serde_json::Value;

fn trials(case: &Value) -> Vec<Trial> {
    let of = |key: &str, trial: fn(f64) -> Trial| {
        case[key].as_array().expect("a list in the reference file").iter().map(number).map(trial).collect::<Vec<_>>()
    };
    [of("hits", Trial::Hit), of("missed", Trial::Missed)].concat()
}

#[test]
fn ert_equals_cocopp() {
    for case in list(&cases("running_time")["ert"]) {
        same("ERT", ert(&trials(case)), number(&case["ert"]));
    }
}

#[test]
fn simulated_restarts_agree_with_cocopp() {
    for case in list(&cases("running_time")["restarts"]) {
        let (trials, samples) = (trials(case), count(&case["samples"]));
        let lengths = simulated_restarts(&trials, samples, 10);
        let n = lengths.len();
        assert!(n >= samples && n.is_multiple_of(trials.len()));
        near("mean", lengths.iter().sum::<f64>() / n as f64, number(&case["mean"]), number(&case["mean_error"]) + 1e-9);
        for (length, share) in case["shares"].as_object().unwrap() {
            let within = length.parse().unwrap();
            let ours = lengths.iter().filter(|&&l| l <= within).count() as f64 / n as f64;
            near(&format!("share within {length}"), ours, number(share), share_error(number(share), n) + 1e-9);
        }
    }
}

#[test]
fn intervals_of_the_ert_agree_with_a_second_program() {
    for case in list(&cases("running_time")["intervals"]) {
        let (low, high) = interval(&trials(case), number(&case["confidence"]), count(&case["samples"]), 11).unwrap();
        near("low", low, number(&case["low"]), number(&case["low_error"]));
        near("high", high, number(&case["high"]), number(&case["high_error"]));
    }
}

#[test]
fn run_length_targets_equal_cocopps() {
    for case in list(&cases("running_time")["run_length"]) {
        let dim = number(&case["dim"]);
        let found = run_length(
            &numbers(&case["targets"]),
            &numbers(&case["ert"]),
            &BUDGETS.map(|budget| budget * dim),
            RunLengthRule::default(),
        );
        all_same("target", &found, &numbers(&case["found"]));
        // Relative, they are as good.
        for (ours, theirs) in found.iter().zip(numbers(&case["found"])) {
            same("ratio", ours / theirs, 1.0);
        }
    }
    assert!(run_length(&[], &[], &BUDGETS, RunLengthRule::default()).is_empty());
}

#[test]
fn coco_has_51_targets() {
    let targets = coco();
    assert_eq!(targets.len(), 51);
    same("first", targets[0], 100.0);
    same("last, relative", targets[50] / 1e-8, 1.0);
    assert!(targets.windows(2).all(|w| (w[0] / w[1] - 10_f64.powf(0.2)).abs() < 1e-12));
}

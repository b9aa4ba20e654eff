//! The Bayesian signed-rank test.

use super::{cases, count, list, near, number, numbers, same, share_error};
use reports::stats::bayesian::{PRIOR, Regions, shares, test};
use serde_json::Value;

const SAMPLES: usize = 20_000;

fn regions(case: &Value) -> [f64; 3] {
    ["less", "equal", "greater"].map(|region| number(&case[region]))
}

fn listed(found: Regions) -> [f64; 3] {
    [found.less, found.equal, found.greater]
}

#[test]
fn shares_on_given_weights_equal_baycomps() {
    for case in list(&cases("bayesian")["given"]) {
        let found = shares(&numbers(&case["d"]), &numbers(&case["weights"]), number(&case["rope"]));
        for (ours, theirs) in listed(found).into_iter().zip(regions(case)) {
            same("share", ours, theirs);
        }
    }
}

#[test]
fn probabilities_agree_with_baycomps() {
    for case in list(&cases("bayesian")["sampled"]) {
        let found = test(&numbers(&case["d"]), number(&case["rope"]), PRIOR, SAMPLES, 6).unwrap();
        for (ours, theirs) in listed(found).into_iter().zip(regions(case)) {
            let error = share_error(theirs, SAMPLES).hypot(share_error(theirs, count(&case["samples"])));
            near("probability", ours, theirs, error + 0.25 / SAMPLES as f64);
        }
    }
}

#[test]
fn infinite_differences_are_large_ones() {
    let (infinite, large) = ([f64::INFINITY, -0.1, f64::INFINITY], [1e9, -0.1, 1e9]);
    let weights = [0.1, 0.2, 0.3, 0.4];
    let (a, b) = (listed(shares(&infinite, &weights, 0.2)), listed(shares(&large, &weights, 0.2)));
    for (a, b) in a.into_iter().zip(b) {
        same("share", a, b);
    }
    // Of a certain win and a certain loss nothing is left: w² each, and their pairs are in the region.
    let even = shares(&[f64::INFINITY, f64::NEG_INFINITY], &[0.0, 0.5, 0.5], 0.1);
    for (share, expected) in listed(even).into_iter().zip([0.25, 0.5, 0.25]) {
        same("share", share, expected);
    }
}

#[test]
fn what_makes_no_sense_is_named() {
    let error = test(&[1.0, f64::NAN], 0.1, PRIOR, 9, 1).unwrap_err();
    assert_eq!(error.to_string(), "differences: observation 1 is NaN, expected a number");
    assert!(test(&[], 0.1, PRIOR, 9, 1).is_err());
    assert!(test(&[1.0], -0.1, PRIOR, 9, 1).is_err());
    assert!(test(&[1.0], 0.1, 0.0, 9, 1).is_err());
}

//! The stratified difference of means, its permutation test and its bootstrap-t.

use super::{cases, count, list, near, number, numbers, same, share_error};
use reports::stats::Error;
use reports::stats::stratified::{Stratum, bootstrap_t, detectable, difference, permutation};
use serde_json::Value;

const SAMPLES: usize = 20_000;

fn samples(case: &Value) -> Vec<(Vec<f64>, Vec<f64>)> {
    list(&case["strata"]).iter().map(|pair| (numbers(&pair[0]), numbers(&pair[1]))).collect()
}

fn strata(samples: &[(Vec<f64>, Vec<f64>)]) -> Vec<Stratum<'_>> {
    samples.iter().map(|(before, after)| Stratum { before, after }).collect()
}

#[test]
fn permutation_finds_the_share_of_all_deals() {
    for case in list(&cases("stratified")["permutation"]) {
        let samples = samples(case);
        let found = difference(&strata(&samples)).unwrap();
        same("mean", found.mean, number(&case["mean"]));
        same("standard error", found.standard_error, number(&case["standard_error"]));
        let (ours, theirs) = (permutation(&strata(&samples), SAMPLES, 3).unwrap(), number(&case["permutation"]));
        near("p", ours, theirs, share_error(theirs, SAMPLES) + 1.0 / SAMPLES as f64);
    }
}

#[test]
fn bootstrap_t_agrees_with_a_second_program() {
    for case in list(&cases("stratified")["bootstrap_t"]) {
        let samples = samples(case);
        assert_eq!(count(&case["again"]), SAMPLES);
        let found = bootstrap_t(&strata(&samples), number(&case["confidence"]), SAMPLES, 4).unwrap();
        let p = number(&case["p"]);
        near("p", found.p, p, share_error(p, SAMPLES) + 1.0 / SAMPLES as f64);
        near("low", found.low, number(&case["low"]), number(&case["low_error"]));
        near("high", found.high, number(&case["high"]), number(&case["high_error"]));
    }
}

#[test]
fn equal_samples_are_no_evidence() {
    let same = [Stratum { before: &[2.0, 2.0, 2.0], after: &[2.0, 2.0] }];
    assert!((permutation(&same, 99, 1).unwrap() - 1.0).abs() < 1e-12);
    let found = bootstrap_t(&same, 0.95, 99, 1).unwrap();
    assert!((found.p - 1.0).abs() < 1e-12 && found.low.abs() < 1e-12 && found.high.abs() < 1e-12, "{found:?}");
}

#[test]
fn a_shift_without_spread_is_certain() {
    let shifted = [Stratum { before: &[2.0; 9], after: &[3.0; 9] }];
    assert!((permutation(&shifted, 9999, 1).unwrap() - 1e-4).abs() < 4e-4);
    let found = bootstrap_t(&shifted, 0.95, 99, 1).unwrap();
    assert!((found.p - 0.01).abs() < 1e-12 && (found.low - 1.0).abs() < 1e-12, "{found:?}");
}

#[test]
fn the_detectable_difference_is_found_with_its_power() {
    // z of 0.99 and 0.95: 2.326348 + 1.644854.
    assert!((detectable(0.1, 0.01, 0.95) - 0.397_120_15).abs() < 1e-7);
}

#[test]
fn what_cannot_be_compared_is_named() {
    let missed = [Stratum { before: &[1.0, 2.0], after: &[1.0, f64::INFINITY] }];
    let error = permutation(&missed, 9, 1).unwrap_err();
    assert_eq!(error.to_string(), "stratum 0, after: observation 1 is inf, expected a finite number");
    let single = [Stratum { before: &[1.0, 2.0], after: &[1.0] }];
    let error = bootstrap_t(&single, 0.9, 9, 1).unwrap_err();
    assert_eq!(error.to_string(), "stratum 0, after: 1 observations, expected at least 2");
    assert_eq!(difference(&[]).unwrap_err(), Error::TooFew { name: "strata".to_owned(), found: 0, wanted: 1 });
}

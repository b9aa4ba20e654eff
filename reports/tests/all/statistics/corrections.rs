//! Holm's correction and Wilson's interval.

use super::{all_same, cases, count, list, number, numbers, same};
use reports::ert::wilson;
use reports::stats::holm;

#[test]
fn holm_equals_statsmodels() {
    for case in list(&cases("holm")["holm"]) {
        all_same("adjusted p", &holm::adjusted(&numbers(&case["p"])), &numbers(&case["adjusted"]));
    }
}

#[test]
fn a_test_that_could_not_be_made_rejects_nothing_and_counts() {
    assert_eq!(holm::adjusted(&[0.01, f64::NAN, 0.02]), [0.03, 1.0, 0.04]);
    assert!(holm::adjusted(&[]).is_empty());
}

#[test]
fn wilson_equals_scipy() {
    for case in list(&cases("holm")["wilson"]) {
        let (low, high) = wilson(count(&case["k"]), count(&case["n"]), number(&case["confidence"]));
        same("low", low, number(&case["low"]));
        same("high", high, number(&case["high"]));
    }
}

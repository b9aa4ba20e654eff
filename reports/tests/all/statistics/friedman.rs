//! Friedman's test, Nemenyi's comparisons, critical differences.

use super::{all_same, cases, count, list, number, numbers, same};
use reports::stats::nemenyi::{critical_difference, critical_value, p_values};
use reports::stats::{Error, friedman};
use serde_json::Value;

fn rows(value: &Value) -> Vec<Vec<f64>> {
    list(value).iter().map(numbers).collect()
}

#[test]
fn friedman_and_nemenyi_equal_scipy_and_scikit_posthocs() {
    for case in list(&cases("friedman")["tests"]) {
        let found = friedman::test(&rows(&case["rows"])).unwrap();
        all_same("mean rank", &found.mean_ranks, &numbers(&case["mean_ranks"]));
        same("chi squared", found.chi_squared, number(&case["chi_squared"]));
        same("p", found.p, number(&case["p"]));
        same("F", found.f, number(&case["f"]));
        same("p of F", found.f_p, number(&case["f_p"]));
        for (at, (ours, theirs)) in p_values(&found).iter().zip(rows(&case["nemenyi"])).enumerate() {
            all_same(&format!("Nemenyi p, row {at}"), ours, &theirs);
        }
        let diagram = critical_difference(&found, number(&case["alpha"]));
        same("critical difference", diagram.difference, number(&case["difference"]));
        let groups: Vec<(usize, usize)> =
            case["groups"].as_array().unwrap().iter().map(|pair| (count(&pair[0]), count(&pair[1]))).collect();
        assert_eq!(diagram.groups, groups);
        assert!(diagram.order.windows(2).all(|w| found.mean_ranks[w[0]] <= found.mean_ranks[w[1]]));
    }
}

#[test]
fn critical_values_are_the_published_ones() {
    let published = &cases("friedman")["published"];
    for (alpha, column) in [(0.05, "q_05"), (0.10, "q_10")] {
        for (k, q) in (2..).zip(numbers(&published[column])) {
            assert!((critical_value(k, alpha) - q).abs() < 1.1e-3, "{k} {alpha}: {}", critical_value(k, alpha));
        }
    }
}

#[test]
fn rows_that_all_tie_differ_in_nothing() {
    let found = friedman::test(&vec![vec![f64::INFINITY; 3]; 5]).unwrap();
    same("p", found.p, 1.0);
    same("p of F", found.f_p, 1.0);
    same("Nemenyi p", p_values(&found)[0][2], 1.0);
}

#[test]
fn rows_that_all_agree_are_certain() {
    let found = friedman::test(&vec![vec![1.0, 2.0, 3.0]; 8]).unwrap();
    same("chi squared", found.chi_squared, 16.0);
    assert!(found.f.is_infinite() && found.f_p.abs() < 1e-12);
}

#[test]
fn ragged_rows_are_refused() {
    let error = friedman::test(&[vec![1.0, 2.0], vec![1.0]]).unwrap_err();
    assert_eq!(error.to_string(), "row 1: 1 observations, expected 2 as in the others");
    assert!(matches!(friedman::test(&[vec![1.0, 2.0]]), Err(Error::TooFew { wanted: 2, .. })));
    assert!(matches!(friedman::test(&[vec![1.0], vec![2.0]]), Err(Error::TooFew { wanted: 2, .. })));
}

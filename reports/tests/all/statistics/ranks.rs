//! Ranks, the tests on them, and effect sizes.

use super::{all_same, cases, list, number, numbers, same};
use reports::stats::effect::{Magnitude, cliff, magnitude, vargha_delaney};
use reports::stats::signed_rank::{self, Zeros};
use reports::stats::{Alternative, Method, Test, midranks, rank_sum};
use serde_json::Value;

const SIDES: [(&str, Alternative); 3] =
    [("two-sided", Alternative::TwoSided), ("less", Alternative::Less), ("greater", Alternative::Greater)];

#[test]
fn midranks_equal_scipy() {
    for case in list(&cases("ranks")["ranks"]) {
        all_same("rank", &midranks(&numbers(&case["values"])).ranks, &numbers(&case["ranks"]));
    }
}

/// Every alternative that the reference has; returns how many.
fn compare(what: &str, wanted: &Value, test: impl Fn(Alternative) -> Test) -> usize {
    let mut compared = 0;
    for (side, alternative) in SIDES {
        if let Some(p) = wanted[side].as_f64() {
            same(&format!("{what}, {side}"), test(alternative).p, p);
            compared += 1;
        }
    }
    compared
}

#[test]
fn signed_rank_equals_scipy_and_enumeration() {
    let (mut exact, mut normal) = (0, 0);
    for case in list(&cases("ranks")["signed"]) {
        let d = numbers(&case["d"]);
        let zeros = if case["zeros"] == "ranked" { Zeros::Ranked } else { Zeros::Dropped };
        let what = format!("{d:?}, zeros {}", case["zeros"]);
        exact += compare(&format!("exact {what}"), &case["exact"], |a| signed_rank::test(&d, zeros, a));
        normal += compare(&format!("normal {what}"), &case["normal"], |a| signed_rank::normal(&d, zeros, a));
    }
    assert!(exact >= 39 && normal >= 36, "{exact} exact and {normal} normal p-values were compared");
}

#[test]
fn many_pairs_are_tested_by_the_normal_approximation() {
    let d: Vec<f64> = (1..=60).map(|k| f64::from(k) - 20.5).collect();
    let test = |n| signed_rank::test(&d[..n], Zeros::Ranked, Alternative::TwoSided);
    assert_eq!((test(50).method, test(51).method), (Method::Exact, Method::Normal));
    // The two agree where they meet.
    let approximate = signed_rank::normal(&d[..50], Zeros::Ranked, Alternative::TwoSided);
    assert!((test(50).p - approximate.p).abs() < 2e-3);
}

#[test]
fn a_pair_that_is_not_a_number_is_no_pair() {
    let test = |d: &[f64]| signed_rank::test(d, Zeros::Dropped, Alternative::Less);
    assert_eq!(test(&[-1.0, f64::NAN, -2.0, 3.0]), test(&[-1.0, -2.0, 3.0]));
    same("p without pairs", test(&[]).p, 1.0);
}

#[test]
fn rank_sum_equals_scipy_and_enumeration() {
    let (mut exact, mut normal) = (0, 0);
    for case in list(&cases("ranks")["unpaired"]) {
        let (x, y) = (numbers(&case["x"]), numbers(&case["y"]));
        let what = format!("{x:?} against {y:?}");
        for test in [rank_sum::test, rank_sum::normal] {
            same(&format!("U of {what}"), test(&x, &y, Alternative::Less).statistic, number(&case["u"]));
        }
        exact += compare(&format!("exact {what}"), &case["exact"], |a| rank_sum::test(&x, &y, a));
        normal += compare(&format!("normal {what}"), &case["normal"], |a| rank_sum::normal(&x, &y, a));
    }
    assert!(exact >= 18 && normal >= 18, "{exact} exact and {normal} normal p-values were compared");
}

#[test]
fn an_empty_sample_and_equal_samples_are_no_evidence() {
    for (x, y) in [(&[][..], &[1.0][..]), (&[1.0; 3], &[1.0; 30]), (&[1.0; 30], &[1.0; 30]), (&[], &[])] {
        same("p", rank_sum::test(x, y, Alternative::TwoSided).p, 1.0);
    }
}

#[test]
fn effect_sizes_equal_shares_of_pairs() {
    for case in list(&cases("ranks")["unpaired"]) {
        let (x, y) = (numbers(&case["x"]), numbers(&case["y"]));
        same("A", vargha_delaney(&x, &y), number(&case["a"]));
        same("delta", cliff(&x, &y), number(&case["delta"]));
        same("A, mirrored", vargha_delaney(&y, &x), 1.0 - number(&case["a"]));
    }
}

#[test]
fn magnitudes_are_vargha_and_delaneys() {
    let found = [0.5, 0.559, 0.56, 0.44, 0.64, 0.36, 0.71, 0.29, 0.0, 1.0].map(magnitude);
    let (n, s, m, l) = (Magnitude::Negligible, Magnitude::Small, Magnitude::Medium, Magnitude::Large);
    assert_eq!(found, [n, n, s, s, m, m, l, l, l, l]);
}

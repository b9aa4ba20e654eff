//! Performance, data and log-ratio profiles, and scores.

use super::{all_same, cases, count, list, number, numbers, same};
use reports::log_ratio::log_ratio;
use reports::profiles::{Costs, Profile, Row, per_unit, performance};
use reports::scores::{TAU_MAX, area, pairwise};
use serde_json::Value;

fn costs(case: &Value) -> Costs {
    Costs { rows: list(&case["costs"]).iter().map(numbers).collect() }
}

fn same_profile(what: &str, ours: &Profile, theirs: &Value) {
    all_same(&format!("{what}, x"), &ours.x, &numbers(&theirs["x"]));
    all_same(&format!("{what}, y"), &ours.y, &numbers(&theirs["y"]));
}

#[test]
fn profiles_and_scores_equal_optiprofiler() {
    for case in list(&cases("profiles")) {
        let costs = costs(case);
        let solvers: Vec<usize> = (0..costs.rows[0].len()).collect();
        let found = performance(&costs, &solvers);
        let rows: Vec<Row> = costs
            .rows
            .iter()
            .zip(numbers(&case["dims"]))
            .map(|(row, dim)| Row { unit: dim + 1.0, times: row.iter().map(|&t| vec![t]).collect() })
            .collect();
        let data = per_unit(&rows, solvers.len());
        for s in solvers {
            same_profile("performance", &found[s], &case["performance"][s]);
            same_profile("data", &data[s], &case["data"][s]);
            same("score", area(&found[s], TAU_MAX), number(&case["scores"][s]));
        }
    }
}

#[test]
fn log_ratios_equal_optiprofiler() {
    let mut compared = 0;
    for case in list(&cases("profiles")).iter().filter(|case| case["ratios"].is_array()) {
        let found = log_ratio(&costs(case), 0, 1);
        all_same("ratio", &found.ratios, &numbers(&case["ratios"]));
        assert_eq!(found.neither, count(&case["neither"]));
        let (a, tie, b) = found.counts();
        assert_eq!(a + tie + b, found.ratios.len());
        compared += 1;
    }
    assert_eq!(compared, 1);
}

#[test]
fn ties_zeros_and_failures_follow_the_rules() {
    let rows = vec![vec![0.0, 1.0], vec![3.0, 3.0], vec![f64::INFINITY, 7.0], vec![f64::NAN, -1.0]];
    let found = log_ratio(&Costs { rows: rows.clone() }, 0, 1);
    all_same("ratio", &found.ratios, &[-1.0, 0.0, f64::INFINITY]);
    assert_eq!((found.neither, found.counts()), (1, (1, 1, 1)));
    let mirrored = log_ratio(&Costs { rows: rows.clone() }, 1, 0);
    all_same("mirrored", &mirrored.ratios, &[f64::NEG_INFINITY, 0.0, 1.0]);
    let shares = pairwise(&Costs { rows }, 2);
    all_same("shares", &[shares[0][1], shares[1][0]], &[0.5, 0.5]);
}

#[test]
fn a_score_is_the_area_up_to_a_ratio() {
    let profile = |x: &[f64], y: &[f64]| Profile { x: x.to_vec(), y: y.to_vec() };
    same("always best", area(&profile(&[1.0], &[1.0]), 4.0), 1.0);
    same("never", area(&profile(&[], &[]), 4.0), 0.0);
    same("too late", area(&profile(&[5.0], &[1.0]), 4.0), 0.0);
    same("half at 1, all at 2.5", area(&profile(&[1.0, 2.5], &[0.5, 1.0]), 4.0), 0.75);
}

//! Bands, attainment, areas.

use super::{all_same, cases, list, number, numbers, same};
use reports::stats::area::{Frame, Scale, over_curve};
use reports::stats::bands::{Band, in_x, in_y, median_in_x, median_in_y};
use reports::stats::steps::Steps;
use reports::stats::{Error, attainment, median};
use serde_json::Value;

fn runs(cases: &Value) -> Vec<Steps> {
    let run = |case: &Value| Steps::new(numbers(&case["x"]), numbers(&case["y"])).expect("rows in order");
    list(&cases["runs"]).iter().map(run).collect()
}

fn same_band(what: &str, ours: &Band, theirs: &Value) {
    all_same(&format!("{what}, low"), &ours.low, &numbers(&theirs["low"]));
    all_same(&format!("{what}, median"), &ours.median, &numbers(&theirs["median"]));
    all_same(&format!("{what}, high"), &ours.high, &numbers(&theirs["high"]));
}

#[test]
fn bands_equal_a_look_at_every_row() {
    let cases = cases("curves");
    let (runs, costs, errors) = (runs(&cases), numbers(&cases["costs"]), numbers(&cases["errors"]));
    same_band("in y", &in_y(&runs, &costs, (0.2, 0.8)), &cases["in_y"]);
    same_band("in x", &in_x(&runs, &errors, (0.2, 0.8)), &cases["in_x"]);
    for (at, row) in list(&cases["attained"]).iter().enumerate() {
        all_same("attained", &attainment::grid(&runs, &costs, &errors)[at], &numbers(row));
    }
}

#[test]
fn intervals_of_the_median_are_those_of_each_section() {
    let cases = cases("curves");
    let (runs, costs, errors) = (runs(&cases), numbers(&cases["costs"]), numbers(&cases["errors"]));
    let (in_y, in_x) = (median_in_y(&runs, &costs, 0.9), median_in_x(&runs, &errors, 0.9));
    for (at, &cost) in costs.iter().enumerate() {
        let values: Vec<f64> = runs.iter().map(|run| run.at(cost)).collect();
        let (low, high) = median::interval(&values, 0.9);
        all_same("in y", &[in_y.low[at], in_y.high[at]], &[low, high]);
    }
    for (at, &error) in errors.iter().enumerate() {
        let values: Vec<f64> = runs.iter().map(|run| run.reached(error).unwrap_or(f64::INFINITY)).collect();
        let (low, high) = median::interval(&values, 0.9);
        all_same("in x", &[in_x.low[at], in_x.high[at]], &[low, high]);
    }
}

#[test]
fn surfaces_equal_moocore() {
    let cases = cases("curves");
    let runs = runs(&cases);
    for case in list(&cases["surfaces"]) {
        let ours: Vec<f64> =
            attainment::surface(&runs, number(&case["level"])).into_iter().flat_map(|c| [c.0, c.1]).collect();
        let theirs: Vec<f64> = list(&case["corners"]).iter().flat_map(numbers).collect();
        all_same("corner", &ours, &theirs);
    }
}

#[test]
fn areas_equal_iohinspector_and_sums_over_evaluations() {
    let cases = cases("curves");
    let runs: Vec<Steps> = runs(&cases).iter().map(Steps::best_so_far).collect();
    let error = numbers(&cases["error_frame"]);
    for case in list(&cases["areas"]) {
        let scale = if case["scale"] == "log" { Scale::Log } else { Scale::Linear };
        let cost = (number(&case["from"]), number(&case["to"]));
        let frame = Frame { cost, error: (error[0], error[1]), scale };
        let run = &runs[super::count(&case["run"])];
        same(&case.to_string(), over_curve(run, frame).unwrap(), number(&case["area"]));
    }
}

#[test]
fn areas_reach_from_nothing_to_all() {
    let frame = Frame { cost: (1.0, 100.0), error: (1e-8, 1e2), scale: Scale::Log };
    let area = |y: f64| over_curve(&Steps::new(vec![1.0], vec![y]).unwrap(), frame).unwrap();
    all_same("area", &[f64::NAN, f64::INFINITY, 1e3, 1e-3, 0.0].map(area), &[0.0, 0.0, 0.0, 0.5, 1.0]);
    let wrong = Frame { cost: (0.0, 100.0), ..frame };
    let error = over_curve(&Steps::new(vec![1.0], vec![1.0]).unwrap(), wrong).unwrap_err();
    assert_eq!(error.to_string(), "cost from: observation 0 is 0, expected a positive number on a log scale");
}

#[test]
fn the_last_value_is_carried_forward() {
    let steps = Steps::new(vec![0.0, 2.0, 5.0], vec![9.0, 1.0, 3.0]).unwrap();
    let seen = [0.0, 1.9, 2.0, 4.999, 5.0, 1e9].map(|x| steps.at(x));
    all_same("value", &seen, &[9.0, 9.0, 1.0, 1.0, 3.0, 3.0]);
    assert_eq!([10.0, 3.0, 1.0, 0.5].map(|level| steps.reached(level)), [Some(0.0), Some(2.0), Some(2.0), None]);
    assert_eq!([10.0, 3.0, 1.0].map(|level| steps.stayed(level)), [Some(0.0), Some(2.0), None]);
    all_same("best so far", steps.best_so_far().y(), &[9.0, 1.0, 1.0]);
}

#[test]
fn rows_out_of_order_are_refused() {
    assert!(matches!(Steps::new(vec![1.0, 0.5], vec![1.0, 2.0]), Err(Error::Value { at: 1, .. })));
    assert!(matches!(Steps::new(vec![], vec![]), Err(Error::TooFew { .. })));
    assert!(matches!(Steps::new(vec![1.0], vec![]), Err(Error::Ragged { .. })));
}

//! Convergence rates.

use super::{cases, count, list, number, numbers, same};
use reports::stats::Error;
use reports::stats::slope::{line, log_log, semi_log};

#[test]
fn slopes_equal_scipy() {
    for case in list(&cases("slope")) {
        let (cost, error, window) = (numbers(&case["cost"]), numbers(&case["error"]), numbers(&case["window"]));
        let fit = if case["kind"] == "log-log" { log_log } else { semi_log };
        let found = fit(&cost, &error, (window[0], window[1]), 0.95).unwrap();
        same("slope", found.slope, number(&case["slope"]));
        same("intercept", found.intercept, number(&case["intercept"]));
        same("standard error", found.standard_error, number(&case["standard_error"]));
        same("low", found.interval.0, number(&case["low"]));
        same("high", found.interval.1, number(&case["high"]));
        same("r squared", found.r_squared, number(&case["r_squared"]));
        assert_eq!(found.points, count(&case["points"]));
    }
}

#[test]
fn what_has_no_logarithm_is_no_point() {
    let (cost, error) = ([0.0, 1.0, 2.0, 4.0, 8.0, 16.0], [1.0, 1.0, 0.5, 0.25, 0.0, f64::INFINITY]);
    let found = log_log(&cost, &error, (0.0, 100.0), 0.95).unwrap();
    assert_eq!(found.points, 3);
    same("slope", found.slope, -1.0);
    assert!(matches!(log_log(&cost, &error, (2.0, 4.0), 0.95), Err(Error::TooFew { found: 2, wanted: 3, .. })));
    assert!(matches!(line(&[1.0; 4], &[1.0, 2.0, 3.0, 4.0], 0.95), Err(Error::Value { .. })));
}

//! Optimal values that other programs computed, on data made by formula.

use crate::{Matrix, Vector};
use serde_json::Value;

/// sin(k²) from k = `first` on, column by column.
pub(super) fn waves(first: usize, rows: usize, columns: usize) -> Matrix {
    Matrix::from_iterator(rows, columns, (first..first + rows * columns).map(|k| ((k * k) as f64).sin()))
}

/// The same in a vector.
pub(super) fn wave(first: usize, n: usize) -> Vector {
    waves(first, n, 1).column(0).into_owned()
}

/// Compares an optimal value with the table's, to the table's tolerance.
#[track_caller]
pub(super) fn agrees(problem: &str, case: &str, optimum: f64) {
    let table: Value = serde_json::from_str(include_str!("../../tests/reference/convex_optima.json")).unwrap();
    let rows = table["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["problem"] == problem && row["case"] == case).unwrap();
    let (theirs, tolerance) = (row["optimum"].as_f64().unwrap(), row["tolerance"].as_f64().unwrap());
    let off = (optimum - theirs).abs() / theirs.abs();
    assert!(off <= tolerance, "{problem} {case}: {optimum}, elsewhere {theirs}: {off:e} apart");
}

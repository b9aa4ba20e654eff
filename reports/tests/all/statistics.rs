//! Every statistic against an independent implementation on the same numbers, from `tests/reference`.

mod bayesian;
mod bootstrap;
mod corrections;
mod curves;
mod friedman;
mod power;
mod profiles;
mod ranks;
mod running_time;
mod slope;
mod stratified;

use serde_json::Value;

/// The cases of a reference file.
fn cases(name: &str) -> Value {
    let path = format!("{}/tests/reference/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let file: Value = serde_json::from_str(&text).expect("a reference file is JSON");
    file["cases"].clone()
}

/// A number; `null` and what is not a number are NaN, `"inf"` and `"-inf"` are infinite.
fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some("inf") => f64::INFINITY,
        Some("-inf") => f64::NEG_INFINITY,
        _ => value.as_f64().unwrap_or(f64::NAN),
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    list(value).iter().map(number).collect()
}

fn count(value: &Value) -> usize {
    value.as_u64().expect("a count in the reference file") as usize
}

fn list(value: &Value) -> &[Value] {
    let list = value.as_array().expect("a list in the reference file");
    assert!(!list.is_empty(), "an empty list in the reference file");
    list
}

/// Equal to `1e-10`, relative above 1.
fn same(what: &str, ours: f64, theirs: f64) {
    let equal = ours.to_bits() == theirs.to_bits() || (ours - theirs).abs() <= 1e-10 * theirs.abs().max(1.0);
    assert!(equal, "{what}: {ours}, expected {theirs}");
}

fn all_same(what: &str, ours: &[f64], theirs: &[f64]) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (at, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        same(&format!("{what} {at}"), *ours, *theirs);
    }
}

/// Within four standard errors of an estimate by resampling.
fn near(what: &str, ours: f64, theirs: f64, standard_error: f64) {
    assert!((ours - theirs).abs() <= 4.0 * standard_error, "{what}: {ours}, expected {theirs} ± {standard_error}");
}

/// Standard error of a share that is estimated by `samples` draws.
fn share_error(p: f64, samples: usize) -> f64 {
    (p * (1.0 - p) / samples as f64).sqrt()
}

//! Methods that compare values, where half of the space has none.

use crate::drive::drive;
use crate::recorder::Recorder;
use problems::Known;
use serde_json::json;

const METHODS: &[&str] = &[
    "cma-es",
    "differential-evolution",
    "direct-search",
    "genetic-algorithm",
    "nelder-mead",
    "one-plus-one-es",
    "particle-swarm",
    "pattern-search",
    "random-search",
    "zo-rank-sgd",
];

/// ‖x‖², no number where x₁ > 0.3.
fn half(x: &[f64], sign: f64) -> f64 {
    if x[0] > 0.3 { f64::NAN.copysign(sign) } else { x.iter().map(|x| x * x).sum() }
}

/// A NaN is the lowest or the highest number in `total_cmp`, by its sign bit: the answer must never be such a point.
#[test]
fn a_value_that_is_no_number_is_never_the_best() {
    let signs: [fn(&[f64]) -> f64; 2] = [|x| half(x, 1.0), |x| half(x, -1.0)];
    for f in signs {
        for name in METHODS {
            let recorder = Recorder::new(3, 0.25, f);
            let (mut least, mut steps) = (f64::INFINITY, 0);
            let given = match *name {
                "nelder-mead" => json!({ "relative": 0.5 }),
                "random-search" | "zo-rank-sgd" => json!({ "radius": 0.3 }),
                _ => json!({}),
            };
            drive(name, given, &recorder.problem(), &Known::default(), 1, 200, |_, x| {
                let value = f(x.as_slice());
                assert!(value.is_finite(), "{name}: answers with f({x}) = {value}");
                (least, steps) = (least.min(value), steps + 1);
            });
            assert!(steps > 10 && least < 0.1, "{name}: f = {least:e} after {steps} steps");
            let met = recorder.points().iter().any(|x| f(x.as_slice()).is_nan());
            assert!(met, "{name} never met the half without values");
        }
    }
}

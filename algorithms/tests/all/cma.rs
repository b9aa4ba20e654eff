//! CMA-ES is pycma's: its first generations for the same random numbers, and its run lengths on BBOB.

use crate::drive::drive;
use algorithms::{ALGORITHMS, Watcher};
use problems::class::{Objective, Space};
use problems::{Call, Data, Improvement, Instance, Judge, Known, Offer, PROBLEMS, Problem, Rng, Vector, stream};
use rand::Rng as _;
use serde_json::{Value, json};
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;

/// Σ 10^(3i/(n − 1)) (xᵢ − 1)², not aligned with the axes: (xᵢ + xᵢ₊₁)/2 instead of xᵢ.
struct Bent(usize);

impl Space for Bent {
    fn dim(&self) -> usize {
        self.0
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.0, 0.25)
    }
}

impl Objective for Bent {
    fn value(&self, x: &Vector) -> f64 {
        let n = self.0;
        let term = |i: usize| {
            let mean = f64::midpoint(x[i], x[(i + 1) % n]);
            10_f64.powf(3.0 * i as f64 / (n.max(2) - 1) as f64) * (mean - 1.0).powi(2)
        };
        (0..n).map(term).sum()
    }
}

fn bent(dim: usize) -> Problem {
    Offer::of(Rc::new(Bent(dim))).objective().problem()
}

/// The means of the first generations.
fn means(parameters: Value, dim: usize, generations: usize) -> Vec<Vector> {
    let mut means = Vec::new();
    drive("cma-es", parameters, &bent(dim), &Known::default(), 1, generations, |_, m| means.push(m.clone()));
    means
}

/// First and last coordinate and norm of the mean after some generations, of pycma 4.5.0 with σ = 0.5 in four
/// dimensions, fed the normal numbers of stream 1, its samples made by the symmetric root of C and its first C set to I.
const PYCMA: &[(bool, usize, [f64; 3])] = &[
    (true, 1, [0.909_902_120_9, 0.471_211_267_6, 1.035_483_431_0]),
    (true, 2, [1.035_745_279_0, 0.920_021_306_5, 1.520_192_293_9]),
    (true, 5, [0.856_374_109_7, 1.135_094_167_4, 1.950_352_467_5]),
    (true, 20, [0.623_809_804_5, 1.374_034_191_2, 2.277_623_919_1]),
    (true, 60, [0.517_288_480_1, 1.482_670_526_3, 2.220_789_521_6]),
    (false, 1, [0.909_902_120_9, 0.471_211_267_6, 1.035_483_431_0]),
    (false, 2, [1.016_178_173_4, 0.897_592_207_2, 1.490_681_612_9]),
    (false, 5, [0.916_381_199_5, 1.032_334_274_0, 1.943_669_369_1]),
    (false, 20, [0.849_593_702_8, 1.167_719_268_5, 2.458_099_247_6]),
    (false, 60, [0.927_996_020_7, 1.071_824_210_6, 2.002_336_828_7]),
];

/// The same of the separable variant, from a transcription of the formulas in `NumPy`.
const NUMPY: &[(bool, usize, [f64; 3])] = &[
    (true, 1, [0.909_902_120_9, 0.471_211_267_6, 1.035_483_431_0]),
    (true, 2, [1.005_809_698_0, 0.896_153_317_9, 1.462_944_581_1]),
    (true, 5, [0.885_247_476_3, 1.058_182_883_0, 1.699_335_382_3]),
    (true, 20, [0.875_851_740_2, 1.135_487_086_5, 2.222_568_251_7]),
    (true, 60, [0.843_115_909_0, 1.156_878_236_0, 2.024_379_889_9]),
    (false, 1, [0.909_902_120_9, 0.471_211_267_6, 1.035_483_431_0]),
    (false, 2, [1.001_975_467_8, 0.866_900_058_5, 1.446_820_156_1]),
    (false, 5, [0.856_570_192_8, 1.154_164_848_8, 1.860_369_249_1]),
    (false, 20, [0.730_195_882_5, 1.284_913_803_6, 2.310_132_515_3]),
    (false, 60, [0.707_847_867_8, 1.292_105_633_3, 2.083_069_344_6]),
];

fn are_those_of(covariance: &str, recorded: &[(bool, usize, [f64; 3])]) {
    for (active, generation, [first, last, norm]) in recorded {
        let sigma_constants = if covariance == "full" { "pycma" } else { "tutorial" };
        let given = json!({ "active": active, "covariance": covariance, "sigma_constants": sigma_constants });
        let m = &means(given, 4, *generation)[*generation];
        for (ours, theirs) in [(m[0], first), (m[3], last), (m.norm(), norm)] {
            assert!(
                (ours - theirs).abs() < 1e-7,
                "{covariance}, active = {active}, {generation}: {ours}, not {theirs}"
            );
        }
    }
}

#[test]
fn generations_are_those_of_pycma() {
    are_those_of("full", PYCMA);
}

#[test]
fn separable_generations_are_those_of_the_formulas() {
    are_those_of("diagonal", NUMPY);
}

#[test]
fn in_one_dimension_a_diagonal_is_full() {
    let of = |covariance| means(json!({ "covariance": covariance }), 1, 40);
    for (k, (full, diagonal)) in of("full").iter().zip(&of("diagonal")).enumerate() {
        assert!((full - diagonal).norm() <= 1e-12 * full.norm(), "{k}: {full} {diagonal}");
    }
}

const TARGETS: [f64; 2] = [1e-1, 1e-8];

/// Run lengths of pycma on a function of BBOB: `pycma.py` records them, run r on instance 1 + r mod 15.
struct Row {
    function: u64,
    dim: u64,
    restarts: String,
    budget: u64,
    runs: u64,
    /// Evaluations to each target of the runs that reached it, in order.
    lengths: [Vec<u64>; 2],
}

impl Row {
    fn recorded() -> Vec<Row> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/pycma.json");
        let rows: Vec<Value> = serde_json::from_str(&fs::read_to_string(file).expect("a file")).expect("a list");
        let number = |value: &Value| value.as_u64().expect("a number");
        let list = |value: &Value| value.as_array().expect("a list").iter().map(number).collect();
        let row = |row: &Value| Row {
            function: number(&row["function"]),
            dim: number(&row["dim"]),
            restarts: row["restarts"].as_str().expect("a name").to_owned(),
            budget: number(&row["budget"]),
            runs: number(&row["runs"]),
            lengths: [list(&row["1e-1"]), list(&row["1e-8"])],
        };
        rows.iter().map(row).collect()
    }

    /// The same of ours.
    fn ours(&self, runs: u64) -> Row {
        let mut lengths = [Vec::new(), Vec::new()];
        for run in 0..runs {
            for (all, hit) in lengths.iter_mut().zip(self.hits(run)) {
                all.extend(hit);
            }
        }
        Row { restarts: self.restarts.clone(), runs, lengths, ..*self }
    }

    fn hits(&self, run: u64) -> [Option<u64>; 2] {
        let entry = PROBLEMS.iter().find(|entry| entry.about.name == "bbob").expect("registered");
        let given = json!({ "function": self.function, "dim": self.dim, "instance": 1 + run % 15 });
        let family = (entry.build)(given.as_object().expect("an object").clone()).expect("parameters that exist");
        let made = family.make(&mut stream(1, "bbob"), &Data::default()).expect("an instance");
        let Instance { problem, judge, .. } = family.instance(&made);
        problem.tally().watch();
        let given = json!({ "sigma": 2.0, "sigma_constants": "pycma", "restarts": self.restarts, "start": "uniform" });
        let entry = ALGORITHMS.iter().find(|entry| entry.about.name == "cma-es").expect("registered");
        let algorithm = (entry.build)(given.as_object().expect("an object").clone()).expect("parameters that exist");
        let mut watcher =
            Chase { slot: problem.start(), problem: &problem, judge: &*judge, hits: [None; 2], row: self };
        algorithm.run(&problem, &Known::default(), &mut stream(run, "cma-es"), &mut watcher).expect("it suits");
        watcher.hits.map(|hit| hit.filter(|hit| *hit <= self.budget))
    }

    /// Expected running time to a target: evaluations of all runs over the successes. The mean, if all succeed.
    fn ert(&self, lengths: &[u64], failures: u64) -> f64 {
        (lengths.iter().sum::<u64>() + failures * self.budget) as f64 / lengths.len() as f64
    }

    /// That of runs drawn from these.
    fn resampled(&self, target: usize, rng: &mut Rng) -> f64 {
        let lengths = &self.lengths[target];
        let drawn: Vec<Option<&u64>> =
            (0..self.runs).map(|_| lengths.get(rng.random_range(0..self.runs) as usize)).collect();
        let found: Vec<u64> = drawn.iter().flatten().map(|length| **length).collect();
        self.ert(&found, self.runs - found.len() as u64)
    }
}

/// Ends a run at the last target or the budget.
struct Chase<'a> {
    slot: Vector,
    problem: &'a Problem,
    judge: &'a dyn Judge,
    hits: [Option<u64>; 2],
    row: &'a Row,
}

impl Watcher for Chase<'_> {
    fn slot(&mut self) -> &mut Vector {
        &mut self.slot
    }

    fn stepped(&mut self) -> ControlFlow<()> {
        let Self { problem, judge, hits, row, .. } = self;
        problem.tally().drain_improvements(|Improvement { values, value, .. }| {
            let error = judge.error_of_value(value).expect("a gap in value");
            for (hit, target) in hits.iter_mut().zip(TARGETS) {
                *hit = hit.or((error <= target).then_some(values));
            }
        });
        let over = hits[1].is_some() || problem.tally().count(Call::Value) >= row.budget;
        if over { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// Ratio of expected running times, ours to pycma's, with a bootstrap interval of that level.
fn ratio(ours: &Row, pycma: &Row, target: usize, level: f64) -> [f64; 3] {
    const RESAMPLES: usize = 2000;
    let mut rng = stream(1, "bootstrap");
    let mut ratios: Vec<f64> = (0..RESAMPLES)
        .map(|_| ours.resampled(target, &mut rng) / pycma.resampled(target, &mut rng))
        .filter(|ratio| !ratio.is_nan())
        .collect();
    ratios.sort_by(f64::total_cmp);
    let quantile = |p: f64| ratios[(p * (ratios.len() - 1) as f64).round() as usize];
    let ert = |row: &Row| row.ert(&row.lengths[target], row.runs - row.lengths[target].len() as u64);
    [ert(ours) / ert(pycma), quantile((1.0 - level) / 2.0), quantile(f64::midpoint(1.0, level))]
}

/// Difference of success rates in standard errors.
fn successes(ours: &Row, pycma: &Row, target: usize) -> f64 {
    let (a, b) = (ours.lengths[target].len() as f64, pycma.lengths[target].len() as f64);
    let (n, m) = (ours.runs as f64, pycma.runs as f64);
    let pooled = (a + b) / (n + m);
    let error = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
    if error > 0.0 { (a / n - b / m) / error } else { 0.0 }
}

/// Compares at both targets. On functions with one basin the 95% interval of the ratio of mean run lengths meets
/// [0.9, 1.1] and lies in [0.8, 1.25]; on the others neither success rates nor expected running times differ at 1%.
/// Better is no failure.
fn compare(pycma: &Row, runs: u64, failures: &mut Vec<String>) {
    let ours = pycma.ours(runs);
    let one_basin = matches!(pycma.function, 1 | 2 | 6 | 8..=14);
    for (target, name) in TARGETS.iter().enumerate() {
        let [ratio, low, high] = ratio(&ours, pycma, target, if one_basin { 0.95 } else { 0.99 });
        let z = successes(&ours, pycma, target);
        let holds = if one_basin { low <= 1.1 && high <= 1.25 } else { z > -2.576 && low <= 1.0 };
        let line = format!(
            "f{} in {}-D, {}, to {name:e}: {ratio:.3} [{low:.3}, {high:.3}], {} of {} runs, pycma {} of {}{}",
            pycma.function,
            pycma.dim,
            pycma.restarts,
            ours.lengths[target].len(),
            ours.runs,
            pycma.lengths[target].len(),
            pycma.runs,
            if if one_basin { high < 0.9 } else { z > 2.576 || high < 1.0 } { ", better" } else { "" },
        );
        println!("{line}");
        if !holds {
            failures.push(line);
        }
    }
}

/// A part of the comparison below, with fewer runs.
#[test]
fn run_lengths_are_those_of_pycma() {
    let mut failures = Vec::new();
    let part = |row: &&Row| row.restarts == "ipop" && matches!((row.function, row.dim), (1 | 6 | 8, 5) | (11, 10));
    for row in Row::recorded().iter().filter(part) {
        compare(row, 40, &mut failures);
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// `cargo test --release -p algorithms cma:: -- --ignored --nocapture` prints the table.
#[test]
#[ignore = "minutes: all functions, as many runs as pycma's"]
fn all_run_lengths_are_those_of_pycma() {
    let mut failures = Vec::new();
    for row in &Row::recorded() {
        compare(row, row.runs, &mut failures);
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

//! Evolutionary algorithms take as long as is proven: expected numbers of generations by exact formulas and chains.

use algorithms::{ALGORITHMS, Watcher};
use problems::class::{Fitness, PseudoBoolean};
use problems::{Call, Data, Instance, Known, Matrix, PROBLEMS, Role, Vector, stream};
use serde_json::{Value, json};
use std::ops::ControlFlow;

/// An instance of its own for every run: the start is drawn with it.
fn instance(name: &str, parameters: &Value, seed: u64) -> Instance {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == name).expect("registered");
    let family = (entry.build)(parameters.as_object().expect("an object").clone()).expect("parameters fit");
    family.instance(&family.make(&mut stream(seed, name), &Data::default()).expect("an instance"))
}

struct UntilOnes {
    answer: Vector,
    looks: u64,
}

impl Watcher for UntilOnes {
    fn slot(&mut self) -> &mut Vector {
        &mut self.answer
    }

    fn stepped(&mut self) -> ControlFlow<()> {
        self.looks += 1;
        let solved = self.answer.as_slice().iter().all(|bit| *bit > 0.5);
        if solved { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

const RUNS: u64 = 400;

/// Asserts that the mean number of generations is the expected one, within four standard errors.
fn takes(algorithm: &str, parameters: &Value, (name, given): (&str, &Value), expected: f64) {
    let entry = ALGORITHMS.iter().find(|entry| entry.about.name == algorithm).expect("registered");
    let built = (entry.build)(parameters.as_object().expect("an object").clone()).expect("parameters fit");
    let generations = |seed| {
        let Instance { problem, .. } = instance(name, given, seed);
        let mut watcher = UntilOnes { answer: problem.start(), looks: 0 };
        built.run(&problem, &Known::default(), &mut stream(seed, algorithm), &mut watcher).expect("it suits");
        (watcher.looks - 1) as f64
    };
    let times: Vec<f64> = (0..RUNS).map(generations).collect();
    let mean = times.iter().sum::<f64>() / RUNS as f64;
    let variance = times.iter().map(|t| (t - mean).powi(2)).sum::<f64>() / (RUNS - 1) as f64;
    let error = (variance / RUNS as f64).sqrt();
    let label = format!("{algorithm}{parameters} on {name}{given}");
    assert!((mean - expected).abs() <= 4.0 * error, "{label}: {mean} ± {error}, expected {expected}");
    assert!(error < 0.05 * expected, "{label}: {RUNS} runs tell too little: {mean} ± {error}");
}

fn binomial(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64)
}

/// Of n bits, each with probability p, exactly k.
fn exactly(n: usize, k: usize, p: f64) -> f64 {
    binomial(n, k) * p.powf(k as f64) * (1.0 - p).powf((n - k) as f64)
}

/// The probability, of z zeros of n bits, that a are gained and b lost.
fn flips(n: usize, zeros: usize, p: f64) -> impl Iterator<Item = (usize, usize, f64)> {
    let pairs = (0..=zeros).flat_map(move |a| (0..=n - zeros).map(move |b| (a, b)));
    pairs.map(move |(a, b)| (a, b, exactly(zeros, a, p) * exactly(n - zeros, b, p)))
}

/// Expected generations from each number of zeros, of a chain with `step(zeros)` the probabilities of the next.
fn expected(n: usize, step: impl Fn(usize) -> Vec<f64>) -> Vec<f64> {
    let mut left = Matrix::identity(n, n);
    for zeros in 1..=n {
        let next = step(zeros);
        assert!((next.iter().sum::<f64>() - 1.0).abs() < 1e-12, "probabilities of {zeros} zeros: {next:?}");
        (1..=n).for_each(|then| left[(zeros - 1, then - 1)] -= next[then]);
    }
    let times = left.lu().solve(&Vector::from_element(n, 1.0)).expect("the ones are reached");
    std::iter::once(0.0).chain(times.as_slice().iter().copied()).collect()
}

/// From bits by a fair coin.
fn from_uniform(times: &[f64]) -> f64 {
    let n = times.len() - 1;
    times.iter().enumerate().map(|(zeros, time)| exactly(n, zeros, 0.5) * time).sum()
}

/// The zeros of the best of λ mutants, and of the parent too if it takes part.
fn one_max(n: usize, zeros: usize, p: f64, lambda: usize, parent: bool) -> Vec<f64> {
    let mut mutant = vec![0.0; n + 1];
    flips(n, zeros, p).for_each(|(a, b, probability)| mutant[zeros - a + b] += probability);
    let mut next = vec![0.0; n + 1];
    let mut at_least = 1.0;
    for (then, probability) in mutant.into_iter().enumerate() {
        let more: f64 = at_least - probability;
        let best = at_least.max(0.0).powf(lambda as f64) - more.max(0.0).powf(lambda as f64);
        next[if parent { then.min(zeros) } else { then }] += best;
        at_least = more;
    }
    next
}

#[test]
fn leading_ones_takes_what_boettcher_doerr_and_neumann_proved() {
    // Optimal fixed and adaptive mutation rates for the LeadingOnes problem, PPSN XI, 2010, theorem 3.
    let n = 30;
    for rate in [1.0, 1.59] {
        let p = rate / f64::from(n);
        let time = ((1.0 - p).powi(1 - n) - (1.0 - p)) / (2.0 * p * p);
        takes("one-plus-lambda-ea", &json!({ "rate": rate }), ("leading-ones", &json!({ "dim": n })), time);
    }
}

#[test]
fn one_max_takes_what_its_chain_says() {
    let n = 20;
    for (lambda, rate) in [(1, 1.0), (1, 2.0), (5, 1.0)] {
        let p = rate / n as f64;
        let time = from_uniform(&expected(n, |zeros| one_max(n, zeros, p, lambda, true)));
        let parameters = json!({ "lambda": lambda, "rate": rate });
        takes("one-plus-lambda-ea", &parameters, ("one-max", &json!({ "dim": n })), time);
    }
    for lambda in [6, 12] {
        let time = from_uniform(&expected(n, |zeros| one_max(n, zeros, 1.0 / n as f64, lambda, false)));
        takes("one-comma-lambda-ea", &json!({ "lambda": lambda }), ("one-max", &json!({ "dim": n })), time);
    }
}

/// Of a switching function only whether a one is gained, or none is lost, matters.
#[test]
fn sdbv_takes_what_its_chain_says() {
    for n in [12, 17] {
        for rate in [0.7, 1.0] {
            let step = |zeros: usize| {
                let mut next = vec![0.0; n + 1];
                for (a, b, probability) in flips(n, zeros, rate / n as f64) {
                    let accepted = if 2 * zeros < n { a > 0 } else { b == 0 };
                    next[if accepted { zeros - a + b } else { zeros }] += probability;
                }
                next
            };
            let times = expected(n, step);
            let parameters = json!({ "rate": rate });
            takes("one-plus-lambda-ea", &parameters, ("sdbv", &json!({ "dim": n })), from_uniform(&times));
            let half = json!({ "dim": n, "start": "half" });
            takes("one-plus-lambda-ea", &parameters, ("sdbv", &half), times[n / 2]);
        }
    }
}

/// Of a random order it matters whether the heaviest bit that changes is gained: a of a + b times.
#[test]
fn dynamic_bin_val_takes_what_its_chain_says() {
    let n = 15;
    let step = |zeros: usize| {
        let mut next = vec![0.0; n + 1];
        for (a, b, probability) in flips(n, zeros, 1.0 / n as f64) {
            let gained = if a + b == 0 { 1.0 } else { a as f64 / (a + b) as f64 };
            next[zeros - a + b] += gained * probability;
            next[zeros] += (1.0 - gained) * probability;
        }
        next
    };
    let time = from_uniform(&expected(n, step));
    takes("one-plus-lambda-ea", &json!({}), ("dynamic-bin-val", &json!({ "dim": n })), time);
}

#[test]
fn fitnesses_order_as_the_values_do() {
    let bits = |n: usize, number: usize| -> Vec<bool> { (0..n).map(|i| number >> (n - 1 - i) & 1 == 1).collect() };
    let n = 8;
    let mut f = [Fitness::new(), Fitness::new()];
    for name in ["one-max", "leading-ones", "bin-val"] {
        let Instance { problem, judge, .. } = instance(name, &json!({ "dim": n }), 1);
        let oracle = <dyn PseudoBoolean>::of(&problem).expect("bits");
        for (x, y) in (0..1 << n).map(|x| (x, x * 37 % 256)) {
            for (f, x) in f.iter_mut().zip([x, y]) {
                oracle.fitness(&bits(n, x), f);
            }
            let errors = [x, y].map(|x| {
                let answer = bits(n, x).into_iter().map(|bit| f64::from(u8::from(bit)));
                judge.error(&Vector::from_iterator(n, answer))
            });
            assert_eq!(f[0].cmp(&f[1]), errors[1].total_cmp(&errors[0]), "{name} of {x} and {y}");
            let value = |x: usize| match name {
                "one-max" => x.count_ones() as usize,
                "leading-ones" => (x as u8).leading_ones() as usize,
                _ => x,
            };
            let best = value(255) - value(x);
            assert_eq!(errors[0] as usize, best, "{name} of {x}");
        }
    }
}

/// Long strings are told apart by their last bit, and a parent of a dynamic function is paid for again.
#[test]
fn calls_are_counted() {
    let n = 1000;
    let Instance { problem, .. } = instance("bin-val", &json!({ "dim": n }), 1);
    let oracle = <dyn PseudoBoolean>::of(&problem).expect("bits");
    let (mut x, mut f, mut g) = (vec![true; n], Fitness::new(), Fitness::new());
    oracle.fitness(&x, &mut f);
    x[n - 1] = false;
    oracle.fitness(&x, &mut g);
    assert!(f > g && problem.tally().count(Call::Value) == 2);

    for (name, parameters, calls) in [
        ("one-max", json!({ "lambda": 3 }), 3),
        ("sdbv", json!({ "lambda": 3 }), 4),
        ("dynamic-bin-val", json!({ "lambda": 1 }), 2),
    ] {
        let Instance { problem, .. } = instance(name, &json!({ "dim": 10, "start": "zeros" }), 1);
        let entry = ALGORITHMS.iter().find(|entry| entry.about.name == "one-plus-lambda-ea").expect("registered");
        let built = (entry.build)(parameters.as_object().expect("an object").clone()).expect("parameters fit");
        let mut watcher = UntilOnes { answer: problem.start(), looks: 0 };
        built.run(&problem, &Known::default(), &mut stream(1, name), &mut watcher).expect("it suits");
        let start = u64::from(name == "one-max");
        assert_eq!(problem.tally().count(Call::Value), start + calls * (watcher.looks - 1), "{name}");
    }
}

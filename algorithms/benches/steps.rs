//! The time of one step, for `side_by_side.py`: reads from standard input a line
//! `{"algorithm", "parameters", "problem", "problem_parameters", "steps"}` a case, and answers each with a line of
//! nanoseconds.

use algorithms::{ALGORITHMS, Watcher};
use problems::{Data, PROBLEMS, Vector, stream};
use serde_json::{Map, Value, json};
use std::io::{BufRead as _, IsTerminal as _};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// Runs of a case; the fastest counts.
const RUNS: usize = 5;

fn main() {
    if std::io::stdin().is_terminal() {
        println!("run by side_by_side.py");
        return;
    }
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line of text");
        if let Ok(asked) = serde_json::from_str::<Value>(&line) {
            let answer = (0..RUNS).map(|_| nanoseconds(&asked)).fold(Ok(f64::INFINITY), least);
            println!("{}", answer.map_or_else(|error| json!({ "error": error }), |ns| json!({ "ns": ns })));
        }
    }
}

fn least(best: Result<f64, String>, next: Result<f64, String>) -> Result<f64, String> {
    Ok(best?.min(next?))
}

/// Times all steps of a run but the first.
struct Clock {
    slot: Vector,
    looks: usize,
    steps: usize,
    start: Instant,
    spent: Duration,
}

impl Watcher for Clock {
    fn slot(&mut self) -> &mut Vector {
        &mut self.slot
    }

    fn stepped(&mut self) -> ControlFlow<()> {
        self.looks += 1;
        match self.looks {
            2 => self.start = Instant::now(),
            3.. => self.spent = self.start.elapsed(),
            _ => {}
        }
        if self.looks > self.steps + 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

fn nanoseconds(asked: &Value) -> Result<f64, String> {
    let name = |key: &str| asked[key].as_str().unwrap_or_default();
    let given = |key: &str| -> Map<String, Value> { asked[key].as_object().cloned().unwrap_or_default() };
    let problem = PROBLEMS.iter().find(|entry| entry.about.name == name("problem")).ok_or("no such problem")?;
    let family = (problem.build)(given("problem_parameters")).map_err(|error| error.to_string())?;
    let made = family.make(&mut stream(1, "bench"), &Data::default()).map_err(|error| error.to_string())?;
    let instance = family.instance(&made);
    let algorithm = ALGORITHMS.iter().find(|entry| entry.about.name == name("algorithm")).ok_or("no such algorithm")?;
    let algorithm = (algorithm.build)(given("parameters")).map_err(|error| error.to_string())?;
    let steps = asked["steps"].as_u64().ok_or("steps is no number")? as usize;
    let slot = instance.problem.start();
    let mut clock = Clock { slot, looks: 0, steps, start: Instant::now(), spent: Duration::ZERO };
    algorithm
        .run(&instance.problem, &instance.known, &mut stream(1, "bench"), &mut clock)
        .map_err(|misfit| misfit.to_string())?;
    let timed = clock.looks.checked_sub(2).filter(|timed| *timed > 0).ok_or("it ended before its second step")?;
    Ok(clock.spent.as_secs_f64() * 1e9 / timed as f64)
}

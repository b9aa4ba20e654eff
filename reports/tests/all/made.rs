//! Runs whose errors fall by the same factor every step, at known costs.

use results::{Judged, Outcome, Run, RunSet, Schema, Trace};

const KINDS: [&str; 4] = ["value", "gradient", "hessian_product", "prox"];

/// A method that needs a number of equal steps to its last target.
pub(crate) struct Method {
    pub(crate) name: &'static str,
    /// Calls of each kind in a step.
    pub(crate) calls: [u64; 4],
    pub(crate) judged: Judged,
}

pub(crate) const GRADIENT: Method = Method { name: "gradient", calls: [0, 1, 0, 0], judged: Judged::BestAnswer };
pub(crate) const NEWTON: Method = Method { name: "newton", calls: [0, 1, 1, 0], judged: Judged::BestAnswer };

/// A run of `steps` steps by which the error falls by `decades`, with a Hessian product at this price.
pub(crate) fn cell(
    method: &Method,
    problem: &str,
    instance: u64,
    steps: u64,
    decades: f64,
    price: u64,
) -> (Run, Trace) {
    let schema = schema();
    let mut trace = Trace::new(&schema);
    let start = 10.0 * (1.0 + 0.1 * instance as f64);
    for k in 0..=steps {
        let calls = method.calls.map(|n| n * k);
        trace.step.push(k);
        trace.cost.push((calls[0] + calls[1] + price * calls[2]) as f64);
        trace.seconds.push(0.0);
        trace.error.push(start * 10_f64.powf(-decades * k as f64 / steps as f64));
        trace.best_error.push(start * 10_f64.powf(-decades * k as f64 / steps as f64));
        for (column, n) in trace.calls.iter_mut().zip(calls) {
            column.push(n);
        }
    }
    let targets = vec![0.1, 1e-2, 1e-3, 1e-4];
    let target_errors: Vec<f64> = targets.iter().map(|t| t * start).collect();
    let hit = |level: &f64| trace.error.iter().position(|e| e <= level).map(|row| trace.cost[row]);
    let run = Run {
        label: format!("{problem}{{instance={instance}}}/{}/0", method.name),
        problem: problem.to_owned(),
        problem_params: "{}".to_owned(),
        dim: 20,
        instance,
        algorithm: method.name.to_owned(),
        class: "smooth".to_owned(),
        cost_model: "passes".to_owned(),
        budget: 1000.0,
        judged: method.judged,
        outcome: Outcome::Budget,
        steps,
        calls: method.calls.iter().map(|n| n * steps).collect(),
        cost: *trace.cost.last().unwrap_or(&0.0),
        hits: target_errors.iter().map(hit).collect(),
        targets,
        target_errors,
        start_error: start,
        final_error: *trace.error.last().unwrap_or(&start),
        best_error: *trace.error.last().unwrap_or(&start),
        error_kind: "gap".to_owned(),
        ..Run::default()
    };
    (run, trace)
}

fn schema() -> Schema {
    Schema { calls: KINDS.map(str::to_owned).to_vec(), measures: Vec::new() }
}

pub(crate) fn set(cells: impl IntoIterator<Item = (Run, Trace)>) -> RunSet {
    let mut set = RunSet { schema: schema(), ..RunSet::default() };
    for (run, trace) in cells {
        set.traces.insert(run.label.clone(), trace);
        set.runs.push(run);
    }
    set.runs.sort_by(|a, b| a.label.cmp(&b.label));
    set
}

/// Sixteen instances of four problems; 25 and more gradients against 10 and more Newton steps.
pub(crate) fn four_problems(price: u64) -> RunSet {
    let problems = ["ackley", "brown", "cube", "dixon"];
    set(problems.iter().zip(0..).flat_map(|(problem, p)| {
        (1..=4).flat_map(move |i| {
            let (g, n) = (GRADIENT, NEWTON);
            [cell(&g, problem, i, 25 * (1 + p), 4.0, price), cell(&n, problem, i, 10 * (1 + p) + i % 2, 4.0, price)]
        })
    }))
}

//! Made-up run sets: several classes, error kinds and dimensions, every outcome, infinities and missing values.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use results::{HitRule, Judged, Outcome, Run, RunSet, Schema, Trace};

pub(crate) const TARGETS: [f64; 5] = [1e-1, 1e-2, 1e-4, 1e-6, 1e-8];

/// How the error of an algorithm goes down.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Course {
    /// `e₀ exp(−rate c)`.
    Linear(f64),
    /// `e₀ / (1 + c)^power`.
    Power(f64),
    /// Linear to a floor, then noise.
    Floor(f64, f64),
    /// Up until it overflows, then not a number.
    Diverging,
    /// Linear until its own stopping rule at this error.
    Done(f64, f64),
    /// Does not start.
    Refused,
    /// Panics after a few steps.
    Panicked,
}

#[derive(Clone, Debug)]
pub(crate) struct Method {
    pub(crate) name: String,
    pub(crate) class: &'static str,
    pub(crate) judged: Judged,
    pub(crate) random: bool,
    pub(crate) course: Course,
}

#[derive(Clone, Debug)]
pub(crate) struct Task {
    /// Name and parameters as in a label, without the instance.
    pub(crate) name: String,
    pub(crate) dim: u64,
    pub(crate) error_kind: &'static str,
    pub(crate) instances: u64,
    pub(crate) hardness: f64,
}

pub(crate) fn schema() -> Schema {
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    Schema { calls: names(&["value", "gradient", "operator", "prox"]), measures: names(&["objective"]) }
}

pub(crate) fn method(name: &str, class: &'static str, random: bool, course: Course) -> Method {
    let judged = match class {
        "objective" => Judged::BestEvaluated,
        "smooth" => Judged::BestAnswer,
        _ => Judged::Current,
    };
    Method { name: name.to_owned(), class, judged, random, course }
}

pub(crate) fn task(name: &str, dim: u64, error_kind: &'static str, instances: u64, hardness: f64) -> Task {
    Task { name: name.to_owned(), dim, error_kind, instances, hardness }
}

/// What happened in a run.
struct Followed {
    trace: Trace,
    outcome: Outcome,
    message: &'static str,
    hits: Vec<Option<f64>>,
    best: f64,
    cost: f64,
}

/// Runs a method's course.
fn follow(task: &Task, method: &Method, label: &str, start: f64, budget: f64) -> Followed {
    let mut rng = ChaCha8Rng::seed_from_u64(reports::ert::seed(&[label]));
    let luck: f64 = if method.random { (rng.random::<f64>() - 0.5).exp() } else { 1.0 };
    let schema = schema();
    let mut trace = Trace::new(&schema);
    let mut outcome = Outcome::Budget;
    let mut message = "";
    let mut best = f64::INFINITY;
    let mut cost = 0.0_f64;
    let mut hits: Vec<Option<f64>> = vec![None; TARGETS.len()];
    loop {
        let c = cost / task.hardness * luck;
        let mut error = match method.course {
            Course::Linear(rate) | Course::Done(rate, _) => start * (-rate * c).exp(),
            Course::Power(power) => start / (1.0 + c).powf(power),
            Course::Floor(rate, floor) => start * (-rate * c).exp() + floor * (0.3 + rng.random::<f64>()),
            Course::Diverging => start * (0.4 * c).exp(),
            Course::Refused | Course::Panicked => start,
        };
        if error > 1e12 {
            error = if error > 1e14 { f64::NAN } else { f64::INFINITY };
            outcome = Outcome::Diverged;
            message = "the answer is not finite";
        }
        best = best.min(error);
        let judged = if method.judged == Judged::Current { error } else { best };
        trace.step.push(cost as u64);
        trace.cost.push(cost);
        trace.seconds.push(cost * 2e-6 * (1.0 + task.dim as f64));
        trace.error.push(error);
        trace.best_error.push(best);
        let calls = match method.class {
            "objective" => [cost as u64, 0, 0, 0],
            "operator" => [0, 0, cost as u64, cost as u64],
            _ => [cost as u64 / 2, cost as u64, 0, 0],
        };
        for (column, n) in trace.calls.iter_mut().zip(calls) {
            column.push(n);
        }
        trace.measures[0].push(error - 3.0);
        for (hit, target) in hits.iter_mut().zip(TARGETS) {
            if judged <= target * start {
                hit.get_or_insert(cost);
            } else if method.judged == Judged::Current {
                *hit = None;
            }
        }
        match method.course {
            Course::Done(_, at) if error <= at => outcome = Outcome::Done,
            Course::Refused => {
                outcome = Outcome::Refused;
                message = "needs the strong convexity constant";
            }
            Course::Panicked if cost > 5.0 => {
                outcome = Outcome::Panicked;
                message = "matrix is not positive definite";
            }
            _ => {}
        }
        if outcome != Outcome::Budget || cost >= budget {
            break;
        }
        cost = (cost + 1.0).max((cost * 1.122).floor()).min(budget);
    }
    if outcome == Outcome::Refused {
        trace = Trace::new(&schema);
    }
    Followed { trace, outcome, message, hits, best, cost }
}

/// A run and its trace.
fn cell(task: &Task, method: &Method, instance: u64, repeat: u64, budget: f64) -> (Run, Trace) {
    let part = match task.name.strip_suffix('}') {
        Some(name) => format!("{name},instance={instance}}}"),
        None => format!("{}{{instance={instance}}}", task.name),
    };
    let label = format!("{part}/{}/{repeat}", method.name);
    let start = 10.0 * (1.0 + 0.3 * instance as f64);
    let Followed { trace, outcome, message, hits, best, cost } = follow(task, method, &label, start, budget);
    let (family, inside) = task.name.split_once('{').unwrap_or((&task.name, "}"));
    let mut parameters: serde_json::Map<String, serde_json::Value> = inside
        .trim_end_matches('}')
        .split(',')
        .filter_map(|p| p.split_once('='))
        .map(|(key, value)| (key.to_owned(), value.into()))
        .collect();
    parameters.insert("dim".to_owned(), task.dim.into());
    parameters.insert("instance".to_owned(), instance.into());
    let run = Run {
        experiment: "made-up".to_owned(),
        label,
        hash: String::new(),
        suite: String::new(),
        problem: family.to_owned(),
        problem_params: serde_json::Value::Object(parameters).to_string(),
        dim: task.dim,
        instance,
        algorithm: method.name.split('{').next().unwrap_or_default().to_owned(),
        algorithm_params: "{}".to_owned(),
        class: method.class.to_owned(),
        knows: "L".to_owned(),
        random: method.random,
        repeat,
        seed: 2026,
        cost_model: "passes".to_owned(),
        budget,
        budget_seconds: None,
        judged: method.judged,
        outcome,
        message: message.to_owned(),
        steps: cost as u64,
        calls: trace.calls.iter().map(|column| column.last().copied().unwrap_or(0)).collect(),
        cost,
        solver_seconds: trace.seconds.last().copied().unwrap_or(0.0),
        targets: TARGETS.to_vec(),
        target_errors: TARGETS.iter().map(|t| t * start).collect(),
        hits,
        hit_rule: if method.judged == Judged::Current { HitRule::Grid } else { HitRule::Step },
        start_error: start,
        final_error: trace.error.last().copied().unwrap_or(start),
        best_error: best,
        measures: vec![f64::NAN],
        error_kind: task.error_kind.to_owned(),
        reference: Some(-3.0),
        reference_kind: "closed form".to_owned(),
        jobs: 2,
        cpu: "made-up CPU".to_owned(),
        host: "x86_64-unknown-linux-gnu".to_owned(),
        version: "0.1.0".to_owned(),
        commit: "0123abc".to_owned(),
        date: "2026-01-02T03:04:05Z".to_owned(),
    };
    (run, trace)
}

/// Every method on every task its filter allows.
pub(crate) fn sweep(
    tasks: &[Task],
    methods: &[Method],
    repeats: u64,
    budget: f64,
    fits: impl Fn(&Task, &Method) -> bool,
) -> RunSet {
    let mut set = RunSet { schema: schema(), ..RunSet::default() };
    for task in tasks {
        for method in methods.iter().filter(|method| fits(task, method)) {
            for instance in 1..=task.instances {
                for repeat in 0..if method.random { repeats } else { 1 } {
                    let (run, trace) = cell(task, method, instance, repeat, budget);
                    if !trace.is_empty() {
                        set.traces.insert(run.label.clone(), trace);
                    }
                    set.runs.push(run);
                }
            }
        }
    }
    set.runs.sort_by(|a, b| a.label.cmp(&b.label));
    set
}

/// A bit of everything.
pub(crate) fn mixed() -> RunSet {
    let tasks = [
        task("quadratic{condition=100}", 100, "gap", 3, 5.0),
        task("quadratic{condition=1e4}", 100, "gap", 3, 60.0),
        task("logistic-regression{data=\"optdigits\"}", 64, "gap", 1, 30.0),
        task("rosenbrock", 2, "gap", 1, 40.0),
        task("rastrigin", 2, "gap", 2, 10.0),
        task("rastrigin{dim=5}", 5, "gap", 2, 25.0),
        task("rastrigin{dim=10}", 10, "gap", 2, 60.0),
        task("rastrigin{dim=20}", 20, "gap", 2, 130.0),
        task("bilinear{condition=100}", 20, "residual", 2, 20.0),
        task("matrix-game", 30, "residual", 2, 35.0),
    ];
    let methods = [
        method("gradient-descent", "smooth", false, Course::Linear(0.1)),
        method("gradient-descent{step_size=10}", "smooth", false, Course::Diverging),
        method("nesterov", "smooth", false, Course::Linear(0.4)),
        method("l-bfgs", "smooth", false, Course::Done(1.1, 1e-6)),
        method("newton{damping=0}", "smooth", false, Course::Panicked),
        method("nesterov{momentum=strong}", "smooth", false, Course::Refused),
        method("random-search", "objective", true, Course::Power(0.4)),
        method("cma-es", "objective", true, Course::Linear(0.2)),
        method("nelder-mead", "objective", false, Course::Done(0.25, 1e-3)),
        method("two-point{perturbation=0.1}", "objective", true, Course::Floor(0.1, 1e-3)),
        method("gda", "operator", false, Course::Diverging),
        method("extragradient", "operator", false, Course::Linear(0.15)),
        method("past-extragradient", "operator", false, Course::Power(1.0)),
        method("feg", "operator", true, Course::Floor(0.3, 1e-6)),
    ];
    let mut set = sweep(&tasks, &methods, 10, 1e4, |task, method| match method.class {
        "operator" => task.error_kind == "residual",
        "smooth" => task.error_kind == "gap" && task.dim >= 64,
        _ => task.error_kind == "gap" && task.dim < 64,
    });
    set.warnings.push("runs/made-up/trace/part-7.parquet is truncated and was skipped".to_owned());
    set
}

/// As large as a page has to hold.
pub(crate) fn large(problems: u64, algorithms: u64, repeats: u64) -> RunSet {
    let tasks: Vec<Task> = (0..problems)
        .map(|k| task(&format!("problem-{k}{{condition=1e{}}}", k % 6), 10 + k, "gap", 1, 2.0 + (k % 17) as f64 * 9.0))
        .collect();
    let methods: Vec<Method> = (0..algorithms)
        .map(|k| {
            let course = match k % 3 {
                0 => Course::Linear(0.05 * (1 + k) as f64),
                1 => Course::Power(0.2 * (1 + k) as f64),
                _ => Course::Floor(0.1 * (1 + k) as f64, 10_f64.powi(-(k as i32) / 3)),
            };
            method(&format!("algorithm-{k}{{step_size={k}}}"), "stochastic", true, course)
        })
        .collect();
    sweep(&tasks, &methods, repeats, 1e4, |_, _| true)
}

/// One problem, three instances, three deterministic methods.
pub(crate) fn small() -> RunSet {
    let tasks = [task("quadratic{condition=100}", 100, "gap", 3, 5.0)];
    let methods = [
        method("gradient-descent", "smooth", false, Course::Linear(0.1)),
        method("nesterov", "smooth", false, Course::Linear(0.4)),
        method("l-bfgs", "smooth", false, Course::Done(1.1, 1e-6)),
    ];
    sweep(&tasks, &methods, 1, 1e3, |_, _| true)
}

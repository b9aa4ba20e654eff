//! The report of a run folder of many trace rows: time and memory.
//!
//! `cargo bench -p reports --bench scale -- ROWS [ROWS_A_RUN]`, by default 10⁶ rows of 500 a run: 100 problems, 20
//! algorithms, as many seeds as it takes, 30 kinds of calls and 4 measures, of which a run uses 3 and 2. The folder is
//! made in the system's temporary folder, about 15 bytes a row, and removed. Memory is the largest resident set while
//! the report is read and drawn (Linux only).

use results::{Judged, Outcome, Run, Schema, Store, Trace};
use std::path::Path;
use std::time::Instant;

const PROBLEMS: usize = 100;
const ALGORITHMS: usize = 20;
const TARGETS: [f64; 5] = [1e-1, 1e-2, 1e-4, 1e-6, 1e-8];
const BUDGET: f64 = 1e5;
/// Runs that are written at once.
const BATCH: usize = 1000;

fn main() {
    // Cargo passes `--bench`.
    let numbers: Vec<usize> = std::env::args().filter_map(|arg| arg.parse::<f64>().ok()).map(|n| n as usize).collect();
    let rows = numbers.first().copied().unwrap_or(1_000_000);
    let each = numbers.get(1).copied().unwrap_or(500);
    let dir = tempfile::tempdir().expect("a temporary folder");
    let folder = dir.path().join("run");
    let start = Instant::now();
    make(&folder, rows / each, each);
    eprintln!(
        "{rows} rows of {} runs made in {:.1} s, {:.0} MB",
        rows / each,
        start.elapsed().as_secs_f64(),
        size(&folder)
    );

    forget_peak();
    let start = Instant::now();
    let set = reports::compare::read(&[folder]).expect("a folder just made");
    eprintln!("read in {:.1} s, peak {:.0} MB", start.elapsed().as_secs_f64(), peak());
    for warning in &set.warnings {
        eprintln!("  {warning}");
    }
    let written = reports::write(&set, None, &dir.path().join("report")).expect("a disk with room");
    let page = std::fs::metadata(&written.page).map_or(0, |file| file.len());
    eprintln!(
        "report of {} files in {:.1} s with reading, peak {:.0} MB, page {:.1} MB",
        written.files.len(),
        start.elapsed().as_secs_f64(),
        peak(),
        page as f64 / 1e6
    );
}

/// Megabytes of the trace files.
fn size(folder: &Path) -> f64 {
    let parts = std::fs::read_dir(folder.join("trace")).expect("the trace parts");
    parts.filter_map(|part| Some(part.ok()?.metadata().ok()?.len())).sum::<u64>() as f64 / 1e6
}

/// Largest resident set since [`forget_peak`], in megabytes; 0 where the system does not say.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

fn make(folder: &Path, runs: usize, rows: usize) {
    let schema = Schema {
        calls: (0..30).map(|k| format!("kind_{k}")).collect(),
        measures: ["objective", "stationarity", "distance", "gap"].map(str::to_owned).to_vec(),
    };
    let store = Store::open(folder, &schema).expect("an empty folder");
    // Traces that repeat keep the folder small; every algorithm has its own, in three lucks.
    let traces: Vec<Vec<Trace>> =
        (0..ALGORITHMS).map(|a| (0..3).map(|luck| trace(&schema, a, luck, rows)).collect()).collect();
    let cells: Vec<(usize, usize, usize)> =
        (0..runs).map(|n| (n % PROBLEMS, n / PROBLEMS % ALGORITHMS, n / (PROBLEMS * ALGORITHMS))).collect();
    for batch in cells.chunks(BATCH) {
        let finished: Vec<(Run, Trace)> = batch
            .iter()
            .map(|&(p, a, seed)| {
                let trace = traces[a][(p + seed) % 3].clone();
                (run(&schema, p, a, seed, &trace), trace)
            })
            .collect();
        store.append(&finished).expect("a disk with room");
    }
    store.compact().expect("a disk with room");
}

/// A linear decrease with steps, from 10 to `10 exp(−rate)`.
fn trace(schema: &Schema, algorithm: usize, luck: usize, rows: usize) -> Trace {
    let rate = (3.0 + algorithm as f64) * (1.0 + 0.2 * luck as f64);
    let mut trace = Trace::new(schema);
    for row in 0..rows {
        let part = row as f64 / (rows - 1) as f64;
        let cost = if row == 0 { 0.0 } else { BUDGET.powf(part) };
        let error = 10.0 * (-rate * part * (1.0 + 0.1 * (40.0 * part).sin().abs())).exp();
        trace.step.push(cost as u64);
        trace.cost.push(cost);
        trace.seconds.push(cost * 1e-6);
        trace.error.push(error);
        trace.best_error.push(error);
        for (kind, column) in trace.calls.iter_mut().enumerate() {
            column.push(if kind < 3 { cost as u64 >> kind } else { 0 });
        }
        for (measure, column) in trace.measures.iter_mut().enumerate() {
            column.push(if measure < 2 { error - measure as f64 } else { f64::NAN });
        }
    }
    trace
}

fn run(schema: &Schema, problem: usize, algorithm: usize, seed: usize, trace: &Trace) -> Run {
    let start = trace.error[0];
    let hit = |target: &f64| Some(trace.cost[trace.error.iter().position(|error| *error <= target * start)?]);
    let last = trace.len() - 1;
    Run {
        experiment: "scale".to_owned(),
        label: format!("problem-{problem}{{instance=1}}/algorithm-{algorithm}{{step_size=0.1}}/{seed}"),
        problem: format!("problem-{problem}"),
        problem_params: "{}".to_owned(),
        dim: 10,
        instance: 1,
        algorithm: format!("algorithm-{algorithm}"),
        algorithm_params: "{\"step_size\":0.1}".to_owned(),
        class: "stochastic".to_owned(),
        random: true,
        repeat: seed as u64,
        cost_model: "passes".to_owned(),
        budget: BUDGET,
        judged: Judged::Current,
        outcome: Outcome::Budget,
        steps: trace.step[last],
        calls: trace.calls.iter().map(|column| column[last]).collect(),
        cost: trace.cost[last],
        solver_seconds: trace.seconds[last],
        targets: TARGETS.to_vec(),
        target_errors: TARGETS.iter().map(|target| target * start).collect(),
        hits: TARGETS.iter().map(hit).collect(),
        start_error: start,
        final_error: trace.error[last],
        best_error: trace.error[last],
        measures: (0..schema.measures.len()).map(|measure| trace.measures[measure][last]).collect(),
        error_kind: "gap".to_owned(),
        cpu: "made-up CPU".to_owned(),
        date: "2026-01-02T03:04:05Z".to_owned(),
        ..Run::default()
    }
}

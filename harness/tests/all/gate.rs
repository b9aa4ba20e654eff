//! The gate as a command: its own baseline, ours, and what it writes.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::support::{Bench, example, fail, optbench, succeed};
use results::Baseline;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const FEW_CELLS: &str = r#"
name = "few"
seed = 7
repeats = 6
budget = { cost = 400 }
targets = { relative = [1e-1, 1e-3] }
gate = { baseline = 100, confirm = 40 }
[[problem]]
use = "quadratic"
dim = 5
target = 1e-1
[[algorithm]]
use = "gradient-descent"
[[algorithm]]
use = "cma-es"
"#;

fn gate(bench: &Bench, program: Command, run: &str, arguments: &[&str]) -> Output {
    let mut program = program;
    program.current_dir(bench.path()).args(["gate", run, "--baseline", "b.parquet"]).args(arguments);
    program.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Rewrites the baseline of a bench.
fn change(bench: &Bench, change: impl FnOnce(&mut Baseline)) {
    let path = bench.path().join("b.parquet");
    let mut baseline = Baseline::read(&path).unwrap();
    change(&mut baseline);
    baseline.write(&path).unwrap();
}

#[test]
fn a_gate_passes_on_its_own_baseline_and_names_what_differs() {
    let bench = Bench::new(FEW_CELLS);
    succeed(&bench.run("runs", &[]));
    let run = "runs/few";
    let missing = fail(&gate(&bench, optbench(), run, &[]), 2);
    assert!(missing.contains("b.parquet: cannot read the baseline") && missing.contains("--update"), "{missing}");
    let made = succeed(&gate(&bench, optbench(), run, &["--update"]));
    assert!(made.contains("1 deterministic cells, 1 random cells of 100 seeds"), "{made}");
    let passed = succeed(&gate(&bench, optbench(), run, &[]));
    assert!(passed.contains("gate passed: 2 cells") && passed.contains("2 cells bit-equal, 0 tested"), "{passed}");
    let again = succeed(&gate(&bench, optbench(), run, &["--update"]));
    assert!(again.contains("2 cells as before"), "{again}");

    // Every hitting cost of the baseline halved: what is there now is twice as slow.
    change(&bench, |baseline| baseline.rows.iter_mut().for_each(|row| row.hit = row.hit.map(|hit| hit / 2.0)));
    let output = gate(&bench, optbench(), run, &[]);
    assert_eq!(output.status.code(), Some(1));
    let text = said(&output);
    assert!(text.contains("2.00 times slower") && text.contains("over 1 problem ("), "{text}");
    assert!(text.contains("confirmed on fresh seeds"), "{text}");
    what_it_writes(&bench.path().join("runs/few/gate"));
    let updated = succeed(&gate(&bench, optbench(), run, &["--update"]));
    assert_eq!(updated.lines().filter(|line| line.starts_with("~ quadratic")).count(), 2, "{updated}");

    // A cell that is not there any more, one that is new, and another instance.
    change(&bench, |baseline| {
        for row in &mut baseline.rows {
            row.start_error *= 2.0;
            if row.algorithm == "cma-es" {
                row.algorithm = "cma-es{sigma=1}".into();
            }
        }
    });
    let text = said(&gate(&bench, optbench(), run, &[]));
    assert!(text.contains("algorithm is missing") && text.contains("algorithm is new"), "{text}");
    assert!(text.contains("another instance"), "{text}");
    change(&bench, |baseline| baseline.rows.clear());
    assert_eq!(gate(&bench, optbench(), run, &[]).status.code(), Some(1));
}

/// The four files, of a gate that is red.
fn what_it_writes(folder: &Path) {
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let json: Value = serde_json::from_str(&read("gate.json")).unwrap();
    assert_eq!(json["passed"], false);
    assert_eq!(json["verdict"]["cells"].as_array().unwrap().len(), 2);
    assert_eq!(json["verdict"]["algorithms"][0]["algorithm"], "cma-es");
    let findings = json["verdict"]["findings"].as_array().unwrap().len();
    assert!(findings >= 3, "{json}");
    let junit = read("junit.xml");
    assert!(junit.contains("tests=\"4\" failures=\"3\""), "{junit}");
    assert!(junit.contains("<testcase classname=\"cma-es\" name=\"quadratic{dim=5}\">"), "{junit}");
    let markdown = read("gate.md");
    assert!(markdown.starts_with("**gate FAILED") && markdown.contains("<details>"), "{markdown}");
    let page = read("index.html");
    assert!(page.contains("<svg") && page.contains("gate FAILED"));
    for foreign in ["http:", "https:", "<script", "@import", "<link"] {
        assert!(!page.contains(foreign), "{foreign} in the page");
    }
}

#[test]
fn a_gate_wants_every_planned_run_and_a_target_that_is_run_to() {
    let bench = Bench::new(FEW_CELLS);
    succeed(&bench.run("runs", &["--shard", "1/3"]));
    succeed(&bench.run("all", &[]));
    succeed(&gate(&bench, optbench(), "all/few", &["--update"]));
    let partial = fail(&gate(&bench, optbench(), "runs/few", &[]), 2);
    assert!(partial.contains("planned runs are not there, expected all"), "{partial}");
    let nothing = fail(&gate(&bench, optbench(), "nowhere", &[]), 2);
    assert!(nothing.contains("nowhere/experiment.toml: not there"), "{nothing}");
    fs::write(bench.path().join("b.parquet"), "not Parquet").unwrap();
    let foreign = fail(&gate(&bench, optbench(), "all/few", &[]), 2);
    assert!(foreign.contains("b.parquet is not whole Parquet"), "{foreign}");
    bench.write(&FEW_CELLS.replace("target = 1e-1", "target = 1e-2"));
    let other = fail(&bench.run("runs", &[]), 2);
    assert!(other.contains("target = 0.01: expected one of the experiment's targets, 0.1, 1e-3"), "{other}");
    bench.write(&FEW_CELLS.replace("baseline = 100", "baseline = 15"));
    let few = fail(&bench.run("runs", &[]), 2);
    assert!(few.contains("baseline = 15: expected a whole number of at least 100"), "{few}");
}

/// Our gate and its baseline, with two of the algorithms: all of them take a minute without optimisation.
fn ours(salt: i64) -> Bench {
    const KEPT: [&str; 2] = ["cma-es", "argmin-nelder-mead"];
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../experiments");
    let mut experiment: toml::Table = fs::read_to_string(folder.join("gate.toml")).unwrap().parse().unwrap();
    let algorithms = format!("use = {{ each = {KEPT:?} }}");
    experiment.insert("algorithm".into(), toml::Value::Array(vec![algorithms.parse::<toml::Table>().unwrap().into()]));
    let problems = experiment["problem"].as_array_mut().unwrap();
    problems.retain(|problem| problem["use"].as_str() == Some("bbob") || problem.get("condition") == Some(&20.into()));
    assert_eq!(problems.len(), 2);
    experiment.insert("salt".into(), salt.into());
    let bench = Bench::new(&toml::to_string(&experiment).unwrap());
    let mut baseline = Baseline::read(&folder.join("gate.parquet")).unwrap();
    baseline.rows.retain(|row| KEPT.contains(&row.algorithm.as_str()));
    baseline.write(&bench.path().join("b.parquet")).unwrap();
    bench
}

#[test]
fn our_gate_is_red_when_one_algorithm_needs_a_fifth_more() {
    let bench = ours(0);
    succeed(&bench.command(example("troublemakers"), "runs", &[]).output().unwrap());
    let output = gate(&bench, example("troublemakers"), "runs/gate", &[]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let json: Value =
        serde_json::from_str(&fs::read_to_string(bench.path().join("runs/gate/gate/gate.json")).unwrap()).unwrap();
    let paces = json["verdict"]["algorithms"].as_array().unwrap();
    assert_eq!(paces.len(), 1, "only one algorithm changed: {json}");
    let ratio = paces[0]["ratio"].as_f64().unwrap();
    assert!((1.15..1.25).contains(&ratio), "a fifth more: {ratio}");
    let findings = json["verdict"]["findings"].as_array().unwrap();
    assert!(findings.iter().all(|finding| finding["algorithm"] == "cma-es"), "{findings:?}");
    assert!(findings.iter().any(|finding| finding["layer"] == "algorithm"), "{findings:?}");
}

#[test]
fn our_gate_is_green_as_it_is_and_with_other_draws() {
    let bench = ours(0);
    succeed(&bench.run("runs", &[]));
    let same = succeed(&gate(&bench, optbench(), "runs/gate", &[]));
    assert!(same.contains("gate passed"), "{same}");
    let bench = ours(1);
    succeed(&bench.run("runs", &[]));
    let other = succeed(&gate(&bench, optbench(), "runs/gate", &[]));
    assert!(other.contains("gate passed") && other.contains("6 tested"), "{other}");
}

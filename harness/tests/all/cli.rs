//! The command from outside: what it says of good and of bad input.

#![expect(clippy::float_cmp, clippy::unwrap_used, reason = "tests: results are the same to the last bit")]

use crate::support::{Bench, fail, optbench, succeed};
use serde_json::Value;
use std::io::Write;
use std::process::{Output, Stdio};

const TWO_CELLS: &str = r#"
name = "two"
seed = 7
budget = { cost = 200 }
[[problem]]
use = "quadratic"
dim = 5
[[algorithm]]
use = "gradient-descent"
step_size = { each = ["1/L", 0.1] }
"#;

fn message(experiment: &str) -> String {
    fail(&Bench::new(experiment).run("runs", &[]), 2)
}

fn with_input(arguments: &[&str], input: &str) -> Output {
    let mut child =
        optbench().args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn two_cells_run_and_resume() {
    let bench = Bench::new(TWO_CELLS);
    bench.run("runs", &[]);
    let set = bench.read("runs");
    let labels: Vec<&str> = set.runs.iter().map(|run| run.label.as_str()).collect();
    assert_eq!(labels, ["quadratic{dim=5}/gradient-descent/0", "quadratic{dim=5}/gradient-descent{step_size=0.1}/0"]);
    let run = &set.runs[0];
    assert_eq!(run.cost, 200.0);
    assert_eq!(run.steps, 200);
    let hits: Vec<f64> = run.hits.iter().copied().flatten().collect();
    assert!(hits.len() >= 2 && hits[0] >= 1.0 && hits.is_sorted(), "{:?}", run.hits);
    let again = bench.run("runs", &[]);
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(said.contains("2 were done before, 0 ran now"), "{said}");
    assert_eq!(bench.read("runs").runs[0].date, run.date);
}

#[test]
fn a_changed_experiment_is_run_again_where_it_changed() {
    let bench = Bench::new(TWO_CELLS);
    bench.run("runs", &[]);
    bench.write(&TWO_CELLS.replace("cost = 200", "cost = 100"));
    succeed(&bench.run("runs", &[]));
    assert!(bench.read("runs").runs.iter().all(|run| run.cost == 100.0));
}

#[test]
fn the_report_is_written_and_named() {
    let bench = Bench::new(TWO_CELLS);
    let output = optbench().current_dir(bench.path()).args(["run", "e.toml"]).output().unwrap();
    let said = succeed(&output);
    assert!(said.contains("report: runs/two/report/index.html"), "{said}");
    let page = std::fs::read_to_string(bench.path().join("runs/two/report/index.html")).unwrap();
    assert!(page.contains("gradient-descent{step_size=0.1}"));
    assert!(!page.contains("src=\"http") && !page.contains("href=\"http"));
}

#[test]
fn mistakes_are_named_with_their_place() {
    let bad = |from: &str, to: &str| message(&TWO_CELLS.replace(from, to));
    insta::assert_snapshot!("unknown_problem", bad("\"quadratic\"", "\"quadratik\""));
    insta::assert_snapshot!("unknown_parameter", bad("dim = 5", "dimm = 5"));
    insta::assert_snapshot!("bad_value_in_each", bad("\"1/L\", 0.1", "\"1/L\", \"1/K\""));
    insta::assert_snapshot!("value_the_family_refuses", bad("dim = 5", "dim = 0"));
    insta::assert_snapshot!("wrong_type", bad("dim = 5", "dim = \"five\""));
    insta::assert_snapshot!("unknown_key", bad("budget", "budgte"));
    insta::assert_snapshot!("not_toml", bad("seed = 7", "seed = = 7"));
    insta::assert_snapshot!("twice", bad("0.1]", "\"1/L\"]"));
    insta::assert_snapshot!(
        "no_algorithm",
        bad("[[algorithm]]\nuse = \"gradient-descent\"\nstep_size = { each = [\"1/L\", 0.1] }\n", "")
    );
    insta::assert_snapshot!("bad_budget", bad("{ cost = 200 }", "-1"));
}

#[test]
fn a_missing_file_is_named() {
    let output = optbench().args(["run", "nowhere.toml"]).output().unwrap();
    assert!(fail(&output, 2).starts_with("error: nowhere.toml: cannot read it"));
}

#[test]
fn the_plan_lists_what_does_not_fit_and_why() {
    let experiment = TWO_CELLS.to_owned() + "[[algorithm]]\nuse = \"extragradient\"\n";
    let bench = Bench::new(&experiment);
    let output = optbench().current_dir(bench.path()).args(["plan", "e.toml", "--cells"]).output().unwrap();
    insta::assert_snapshot!("plan", succeed(&output));
}

#[test]
fn a_dense_method_that_does_not_fit_in_memory_is_refused_with_the_number() {
    let experiment = "memory = 0.5\n[[problem]]\nuse = \"arwhead\"\ndim = 10000\n[[algorithm]]\nuse = \"newton\"\n";
    let bench = Bench::new(experiment);
    succeed(&bench.run("runs", &[]));
    let set = bench.read("runs");
    assert_eq!(set.runs[0].outcome, results::Outcome::Refused);
    assert!(set.runs[0].message.contains("GiB for dense matrices at n = 10000"), "{}", set.runs[0].message);
}

#[test]
fn evaluate_writes_every_oracle_and_numbers_round_trip() {
    let points = "[0.1, 0.2, 0.3]\n\n{\"x\": [1, 0, 0], \"v\": [1, 0, 0]}\n";
    let said = succeed(&with_input(&["evaluate", "quadratic{dim=3}"], points));
    let lines: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].get("hessian_product").is_none());
    let first_column = lines[1]["hessian_product"].as_array().unwrap();
    assert_eq!(first_column[0], lines[1]["hessian"][0][0]);
    assert_eq!(lines[0]["error"], lines[0]["value"]);
    for number in said.split(|c: char| !(c.is_ascii_digit() || "+-.e".contains(c))).filter(|text| text.contains('.')) {
        let parsed: f64 = number.parse().unwrap();
        assert_eq!(serde_json::to_string(&parsed).unwrap(), number);
    }
}

#[test]
fn evaluate_names_what_is_wrong_with_a_point() {
    for (input, expected) in [
        ("[1, 2]\n", "x has 2 numbers: expected 3"),
        ("[1, 2, 3]\n[1, \"a\", 3]\n", "line 2 of the input"),
        ("{\"z\": [1]}\n", "unknown key \"z\""),
        ("[1, 2, 3\n", "expected a JSON array"),
    ] {
        let said = fail(&with_input(&["evaluate", "quadratic{dim=3}"], input), 2);
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn list_and_show_know_every_name() {
    for what in ["problems", "algorithms", "classes"] {
        let said = succeed(&optbench().args(["list", what, "--json"]).output().unwrap());
        let entries: Vec<Value> = serde_json::from_str(&said).unwrap();
        assert!(entries.len() > 5);
        for entry in entries {
            let name = entry["name"].as_str().unwrap();
            let shown = succeed(&optbench().args(["show", name]).output().unwrap());
            assert!(shown.starts_with(name), "{shown}");
        }
    }
    let said = fail(&optbench().args(["show", "quadratix"]).output().unwrap(), 2);
    assert!(said.contains("did you mean \"quadratic\"?"), "{said}");
}

#[test]
fn algorithms_are_listed_with_what_speaks_for_them() {
    let said = succeed(&optbench().args(["list", "algorithms", "--json"]).output().unwrap());
    for entry in serde_json::from_str::<Vec<Value>>(&said).unwrap() {
        for key in ["name", "title", "family", "class", "cost", "source", "evidence"] {
            assert!(entry[key].as_str().is_some_and(|text| !text.is_empty()), "{entry}: {key}");
        }
    }
    let said = succeed(&optbench().args(["list", "algorithms"]).output().unwrap());
    assert!(said.contains("a step: 1 operator") && said.contains("extragradient"), "{said}");
}

#[test]
fn show_json_gives_start_bounds_and_reference() {
    let said = succeed(&optbench().args(["show", "quadratic{dim=3}", "--json"]).output().unwrap());
    let shown: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(shown["dim"], 3);
    assert_eq!(shown["start"], serde_json::json!([0.0, 0.0, 0.0]));
    assert_eq!(shown["reference"], serde_json::json!({ "value": 0.0, "kind": "closed form" }));
    assert_eq!(shown["constants"]["L"], 1.0);
}

#[test]
fn completions_name_the_commands() {
    let said = succeed(&optbench().args(["completions", "bash"]).output().unwrap());
    assert!(said.contains("reproduce") && said.contains("evaluate"));
}

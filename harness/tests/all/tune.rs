//! Tuning as an experiment: what is tried, what is chosen, and under which names it is shown.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::support::{Bench, fail, optbench, succeed};
use std::fs;
use std::process::Output;

/// The best constant step on eigenvalues from ¼ to 1 is 2/(L + μ) = 1.6, the default is 1/L = 1, and 2.5 diverges.
const GRID: &str = r#"
name = "t"
budget = { cost = 100 }
targets = { relative = [1e-2, 1e-6] }
[[problem]]
use = "quadratic"
condition = 4
dim = { each = [3, 4] }
[[algorithm]]
use = "lbfgs"
[tune]
search = "grid"
trials = 5
[[tune.algorithm]]
use = "gradient-descent"
step_size = { each = [0.01, 0.1, 1.2, 1.6, 2.5] }
"#;

fn run(bench: &Bench) -> Output {
    optbench().current_dir(bench.path()).args(["run", "e.toml"]).output().unwrap()
}

/// The line of the table that names this algorithm.
fn row(text: &str, name: &str) -> String {
    let row = text.lines().find(|line| line.contains(name) && line.contains(": ") && line.contains('%'));
    row.unwrap_or_else(|| panic!("no row of {name}:\n{text}")).to_owned()
}

#[test]
fn the_best_of_the_grid_is_evaluated_beside_the_default() {
    let bench = Bench::new(GRID);
    let text = succeed(&run(&bench));
    let line = row(&text, "gradient-descent");
    assert!(line.contains("gradient-descent{step_size=1.6}") && line.contains("step_size: "), "{line}");
    let page = fs::read_to_string(bench.path().join("runs/t/report/index.html")).unwrap();
    for name in ["tuned gradient-descent", "per-problem gradient-descent", "lbfgs"] {
        assert!(page.contains(name), "{name} is not on the page");
    }
    let csv = fs::read_to_string(bench.path().join("runs/t/report/tables/tuning.csv")).unwrap();
    assert!(csv.contains("gradient-descent{step_size=1.6}"), "{csv}");
    // The default, the one chosen, L-BFGS and what is best of one problem alone; the tuning ran six settings on each.
    assert!((6..=8).contains(&bench.read("runs").runs.len()));
    assert_eq!(results::read(&[bench.path().join("runs/t/tuning")]).unwrap().runs.len(), 12);
}

#[test]
fn a_second_time_nothing_runs_and_the_report_is_the_same() {
    let bench = Bench::new(GRID);
    succeed(&run(&bench));
    let page = || fs::read_to_string(bench.path().join("runs/t/report/index.html")).unwrap();
    let first = page();
    let again = run(&bench);
    succeed(&again);
    let said = String::from_utf8_lossy(&again.stderr);
    assert_eq!(said.matches("0 ran now").count(), 2, "{said}");
    assert_eq!(page(), first);
    fs::remove_dir_all(bench.path().join("runs/t/report")).unwrap();
    succeed(&optbench().current_dir(bench.path()).args(["report", "runs/t"]).output().unwrap());
    assert_eq!(page(), first);
}

#[test]
fn a_random_search_draws_the_same_settings_again_and_as_many_of_each() {
    let text = GRID.replace("grid", "random").replace("{ each = [0.01, 0.1, 1.2, 1.6, 2.5] }", "{ log = [1e-3, 1.9] }");
    let more =
        "[[tune.algorithm]]\nuse = \"heavy-ball\"\nstep_size = { log = [0.1, 1] }\nmomentum = { linear = [0, 0.9] }\n";
    let bench = Bench::new(&(text + more));
    succeed(&run(&bench));
    let labels = || {
        let set = results::read(&[bench.path().join("runs/t/tuning")]).unwrap();
        set.runs.into_iter().map(|run| run.label).collect::<Vec<_>>()
    };
    let first = labels();
    assert_eq!(first.len(), 2 * 2 * 6, "{first:#?}");
    succeed(&optbench().current_dir(bench.path()).args(["run", "e.toml", "--fresh"]).output().unwrap());
    assert_eq!(labels(), first);
}

#[test]
fn a_family_without_draws_is_named_as_tuned_on_itself() {
    let bench = Bench::new(
        &GRID.replace("use = \"quadratic\"\ncondition = 4\ndim = { each = [3, 4] }", "use = \"rosenbrock\""),
    );
    let said = String::from_utf8_lossy(&run(&bench).stderr).into_owned();
    assert!(said.contains("rosenbrock is the same problem in the tuning"), "{said}");
    let bench = Bench::new(GRID);
    let said = String::from_utf8_lossy(&run(&bench).stderr).into_owned();
    assert!(!said.contains("is the same problem"), "{said}");
}

#[test]
fn what_is_wrong_is_pointed_at() {
    let wrong = |from: &str, to: &str| {
        let bench = Bench::new(&GRID.replace(from, to));
        fail(&run(&bench), 2)
    };
    let said = wrong("trials = 5", "trials = 4");
    assert!(said.contains("gradient-descent has 5 settings: expected trials = 4"), "{said}");
    let said = wrong("\"grid\"", "\"bayes\"");
    assert!(said.contains("search = bayes: expected \"random\" or \"grid\""), "{said}");
    let said = wrong("trials = 5", "trails = 5");
    assert!(said.contains("did you mean \"trials\"?"), "{said}");
    let said = wrong("step_size = { each", "stepsize = { each");
    assert!(said.contains("did you mean \"step_size\"?"), "{said}");
    let bench = Bench::new(GRID);
    let shard = optbench().current_dir(bench.path()).args(["run", "e.toml", "--shard", "1/2"]).output().unwrap();
    assert!(fail(&shard, 2).contains("expected one shard"));
}

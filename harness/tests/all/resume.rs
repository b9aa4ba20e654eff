//! Results do not depend on threads, shards, interruptions or kills.

#![expect(clippy::float_cmp, reason = "results are the same to the last bit")]

use crate::support::{Bench, comparable, optbench, succeed};
use std::time::Duration;

/// About a hundred cells, random and not, of several classes.
const MIXED: &str = r#"
name = "mixed"
seed = 3
repeats = 4
budget = { cost = 400 }
[[problem]]
use = "quadratic"
dim = { each = [4, 30] }
instance = { each = [1, 2] }
[[problem]]
use = "rosenbrock"
[[problem]]
use = "quadratic"
dim = 6
transform = [{ use = "noise", value = 0.01, gradient = 0.01 }]
[[problem]]
use = "bilinear"
dim = 8
[[algorithm]]
use = "gradient-descent"
step_size = 1e-3
[[algorithm]]
use = "adam"
[[algorithm]]
use = "random-search"
[[algorithm]]
use = "cma-es"
[[algorithm]]
use = "extragradient"
"#;

#[test]
fn any_number_of_threads_and_shards_gives_the_same_results() {
    let bench = Bench::new(MIXED);
    succeed(&bench.run("one", &["--jobs", "1"]));
    let one = comparable(bench.read("one"));
    assert!(one.len() > 10_000);
    succeed(&bench.run("three", &["--jobs", "3"]));
    assert_eq!(one, comparable(bench.read("three")));
    for shard in ["1/3", "2/3", "3/3"] {
        succeed(&bench.run(&format!("shard-{}", &shard[..1]), &["--shard", shard]));
    }
    let mut merge = optbench();
    merge.current_dir(bench.path()).args([
        "merge",
        "shard-1/mixed",
        "shard-2/mixed",
        "shard-3/mixed",
        "--into",
        "merged/mixed",
    ]);
    succeed(&merge.output().unwrap());
    assert_eq!(one, comparable(bench.read("merged")));
    // Shards of one folder, as on a shared disk.
    for shard in ["2/2", "1/2"] {
        succeed(&bench.run("together", &["--shard", shard]));
    }
    assert_eq!(one, comparable(bench.read("together")));
}

#[test]
fn another_seed_gives_other_results() {
    let bench = Bench::new(MIXED);
    succeed(&bench.run("a", &[]));
    bench.write(&MIXED.replace("seed = 3", "seed = 4"));
    succeed(&bench.run("b", &[]));
    let (a, b) = (bench.read("a"), bench.read("b"));
    assert_eq!(a.runs.len(), b.runs.len());
    assert!(a.runs.iter().zip(&b.runs).filter(|(a, b)| a.final_error == b.final_error).count() < 10);
}

#[test]
fn killed_at_any_moment_then_run_again_every_cell_is_there_once_and_the_same() {
    let bench = Bench::new(&MIXED.replace("cost = 400", "cost = 3e4"));
    succeed(&bench.run("whole", &[]));
    let whole = comparable(bench.read("whole"));
    let mut kills = 0;
    for pause in [30, 60, 100, 150, 220, 300, 400, 600, 900] {
        let mut child = bench.command(optbench(), "killed", &[]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(pause));
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
            kills += 1;
        }
        child.wait().unwrap();
    }
    assert!(kills >= 3, "the sweep was over before it could be killed");
    succeed(&bench.run("killed", &[]));
    assert_eq!(whole, comparable(bench.read("killed")));
}

#[cfg(unix)]
#[test]
fn an_interrupt_keeps_what_is_done() {
    let bench = Bench::new(&MIXED.replace("cost = 400", "cost = 1e5"));
    let mut child = bench.command(optbench(), "runs", &[]).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(700));
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let status = child.wait().unwrap();
    if status.code() == Some(0) {
        return; // It was faster than the signal.
    }
    assert_eq!(status.code(), Some(130));
    let before = bench.read("runs").runs.len();
    bench.write(&MIXED.replace("cost = 400", "cost = 1e5"));
    let output = bench.run("runs", &["--jobs", "2"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains(&format!("{before} were done before")), "{said}");
}

//! The example as its users run it: a sweep, its committed baseline, a worse parameter, a new baseline.

#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn own_solver(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_own-solver")).current_dir(dir).args(arguments).output().unwrap()
}

fn succeed(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// A folder with the experiment and its baseline.
fn adopted() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    for file in ["gate.toml", "gate.parquet"] {
        fs::copy(here.join(file), dir.path().join(file)).unwrap();
    }
    dir
}

const RUN: [&str; 3] = ["run", "gate.toml", "--no-report"];
const GATE: [&str; 4] = ["gate", "runs/gate", "--baseline", "gate.parquet"];

#[test]
fn the_solver_is_listed_and_keeps_its_baseline() {
    let dir = adopted();
    assert!(succeed(&own_solver(dir.path(), &["show", "own-lbfgs"])).contains("Hager–Zhang"));
    succeed(&own_solver(dir.path(), &RUN));
    assert!(succeed(&own_solver(dir.path(), &GATE)).contains("gate passed: 8 cells"));
    let json: Value =
        serde_json::from_str(&fs::read_to_string(dir.path().join("runs/gate/gate/gate.json")).unwrap()).unwrap();
    let cells = json["verdict"]["cells"].as_array().unwrap();
    let solved = cells.iter().filter(|cell| cell["now"]["solved"] == 1).count();
    assert!(solved >= 7, "the solver solves {solved} of {}", cells.len());
}

#[test]
fn a_worse_parameter_under_the_same_name_is_red_until_the_baseline_is_renewed() {
    let dir = adopted();
    let path = dir.path().join("gate.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("use = \"own-lbfgs\"", "use = \"own-lbfgs\"\nmemory = 1")).unwrap();
    succeed(&own_solver(dir.path(), &RUN));
    // Another parameter is another algorithm: the gate says which is missing and which is new.
    let red = own_solver(dir.path(), &GATE);
    let said = String::from_utf8_lossy(&red.stdout).into_owned();
    assert_eq!(red.status.code(), Some(1), "{said}");
    assert!(said.contains("own-lbfgs{memory=1}") && said.contains("algorithm is missing"), "{said}");
    let renewed = succeed(&own_solver(dir.path(), &[&GATE[..], &["--update"]].concat()));
    assert!(renewed.contains("- quadratic{condition=10,dim=20}/own-lbfgs:"), "{renewed}");
    assert!(succeed(&own_solver(dir.path(), &GATE)).contains("gate passed"));
}

//! Disks that are full or read-only, torn and foreign files, two processes on one folder: nothing that was recorded is
//! lost or counted twice, and one message says what is wrong.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::support::{Bench, comparable, fail, optbench, succeed};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const MANY: &str = r#"
name = "many"
repeats = 30
budget = { cost = 1000 }
[[problem]]
use = "quadratic"
dim = { each = [4, 6, 8] }
[[algorithm]]
use = { each = ["random-search", "cma-es", "one-plus-one-es"] }
"#;
const CELLS: usize = 3 * 3 * 30;

/// A shell in which `$OPTBENCH` is the command; the folder is that of the bench.
fn shell(bench: &Bench, script: &str) -> Output {
    Command::new("sh")
        .args(["-c", script])
        .current_dir(bench.path())
        .env("OPTBENCH", optbench().get_program())
        .output()
        .unwrap()
}

/// Runs a script in a folder `small` that is a file system of its own; `None` where none can be mounted.
fn mounted(bench: &Bench, size: &str, script: &str) -> Option<Output> {
    let mount = format!("mkdir -p small && mount -t tmpfs -o size={size} tmpfs small");
    let inside = |script: &str| {
        let program = Command::new("unshare")
            .args(["-rm", "sh", "-c", script])
            .current_dir(bench.path())
            .env("OPTBENCH", optbench().get_program())
            .output();
        program.ok()
    };
    if !inside(&mount).is_some_and(|output| output.status.success()) {
        eprintln!("no file system can be mounted here: not tested");
        return None;
    }
    inside(&format!("{mount} && {script}"))
}

fn parts(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "parquet"));
    paths.sort();
    paths
}

/// The one line of an error.
fn message(output: &Output) -> String {
    let said = fail(output, 2);
    let lines: Vec<&str> = said.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(lines.len(), 1, "one message: {said}");
    lines[0].to_owned()
}

/// Runs the rest into the folder `kept`, and compares with a run that nothing happened to.
fn completes(bench: &Bench) {
    let survived = bench.read("kept");
    assert_eq!(survived.warnings, Vec::<String>::new());
    let resumed = bench.run("kept", &[]);
    succeed(&resumed);
    let said = String::from_utf8_lossy(&resumed.stderr).into_owned();
    assert!(said.contains(&format!("{} were done before", survived.runs.len())), "{said}");
    succeed(&bench.run("whole", &[]));
    assert_eq!(comparable(bench.read("kept")), comparable(bench.read("whole")));
    assert_eq!(bench.read("kept").runs.len(), CELLS);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_the_run_with_its_reason_and_what_was_written_stays() {
    let bench = Bench::new(MANY);
    let script = "$OPTBENCH run e.toml --no-report --out small --jobs 1; code=$?; cp -r small kept; exit $code";
    let Some(output) = mounted(&bench, "120k", script) else { return };
    let said = message(&output);
    assert!(said.contains("small/many/") && said.contains("No space left on device"), "{said}");
    completes(&bench);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_may_not_grow_ends_the_run_with_its_reason_and_what_was_written_stays() {
    // Blocks of 512 bytes: enough for the journal of a few cells.
    let mut ended = 0;
    for blocks in [4, 64] {
        let bench = Bench::new(MANY);
        let limit = format!("trap '' XFSZ; ulimit -f {blocks}; $OPTBENCH run e.toml --no-report --out kept --jobs 1");
        let output = shell(&bench, &limit);
        if output.status.success() {
            continue;
        }
        ended += 1;
        let said = message(&output);
        assert!(said.contains("kept/many") && said.contains("File too large"), "{said}");
        completes(&bench);
    }
    assert!(ended > 0, "files of 2 kB hold the run");
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_folder_is_read_and_not_written() {
    let bench = Bench::new(MANY);
    let script = "$OPTBENCH run e.toml --no-report --out small >log 2>&1 && mount -o remount,ro small && \
         { $OPTBENCH report small/many --into report >log 2>&1 || { cat log >&2; exit 9; }; } && \
         $OPTBENCH run e.toml --no-report --out small";
    let Some(output) = mounted(&bench, "20m", script) else { return };
    let said = message(&output);
    assert!(said.contains("small/many") && said.contains("Read-only file system"), "{said}");
    assert!(bench.path().join("report/index.html").is_file());
}

#[test]
fn torn_and_foreign_parts_are_named_and_their_cells_run_again() {
    let bench = Bench::new(MANY);
    for shard in ["1/3", "2/3", "3/3"] {
        succeed(&bench.run("kept", &["--shard", shard]));
    }
    succeed(&bench.run("whole", &[]));
    let whole = comparable(bench.read("whole"));
    let folder = bench.path().join("kept/many/runs");
    let torn = parts(&folder).pop().unwrap();
    let bytes = fs::read(&torn).unwrap();
    fs::write(&torn, &bytes[..bytes.len() / 2]).unwrap();
    let lost = CELLS - bench.read("kept").runs.len();
    assert!(lost > 0);
    let again = bench.run("kept", &[]);
    succeed(&again);
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(said.contains(&format!("{lost} ran now")), "{said}");
    let named = said.lines().filter(|line| line.contains("is not whole Parquet")).count();
    assert_eq!(named, 1, "{said}");
    assert_eq!(comparable(bench.read("kept")), whole, "every cell once, and as it was");

    // A part with other columns: whoever wrote it, nothing is mixed with it.
    fs::copy(&parts(&bench.path().join("kept/many/trace"))[0], folder.join("part-foreign.parquet")).unwrap();
    let said = message(&bench.run("kept", &[]));
    assert!(said.contains("part-foreign.parquet was written with another schema"), "{said}");
}

#[test]
fn two_processes_on_one_folder_leave_every_cell_once() {
    let bench = Bench::new(MANY);
    succeed(&bench.run("whole", &[]));
    let start = || {
        let mut command = bench.command(optbench(), "kept", &["--jobs", "1"]);
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let (one, other) = (start(), start());
    for child in [one, other] {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let both = bench.read("kept");
    assert_eq!(both.warnings, Vec::<String>::new());
    assert_eq!(both.runs.len(), CELLS);
    assert_eq!(comparable(both), comparable(bench.read("whole")));
}

#[test]
fn fresh_does_not_throw_away_what_another_process_is_writing() {
    let bench = Bench::new(&MANY.replace("cost = 1000", "cost = 3e6"));
    let mut other = bench.command(optbench(), "kept", &["--jobs", "1"]).stderr(Stdio::null()).spawn().unwrap();
    while !bench.path().join("kept/many/started.log").is_file() {
        assert!(other.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let said = message(&bench.run("kept", &["--fresh"]));
    other.kill().unwrap();
    other.wait().unwrap();
    assert!(said.contains("kept/many: another process is writing there"), "{said}");
    bench.write(MANY);
    succeed(&bench.run("kept", &["--fresh"]));
    assert_eq!(bench.read("kept").runs.len(), CELLS);
}

//! BBOB against COCO's own values: a table in the repository, and larger ones where they are at hand.

use problems::bbob::{TARGETS, defaults};
use problems::class::Objective;
use problems::{Data, Instance, PROBLEMS, Role, Vector, stream};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// Agreement asked for where nothing cancels.
const TOLERANCE: f64 = 1e-9;

fn instance(name: &str, function: u64, dim: u64, instance: u64) -> Instance {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == name).expect("a registered problem");
    let parameters = [("function", function), ("dim", dim), ("instance", instance)];
    let parameters = parameters.map(|(name, value)| (name.to_owned(), Value::from(value)));
    let family = (entry.build)(Map::from_iter(parameters)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let made = family.make(&mut stream(1, "ground"), &Data::default());
    family.instance(&made.unwrap_or_else(|error| panic!("{name}: {error}")))
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().expect("a list of numbers").iter().map(number).collect()
}

/// A number, or one written as a string so that no digit is lost.
fn number(value: &Value) -> f64 {
    match value {
        Value::String(text) => text.parse().expect("a number"),
        other => other.as_f64().expect("a number"),
    }
}

fn whole(value: &Value) -> u64 {
    value.as_u64().expect("a whole number")
}

struct Check {
    label: String,
    instance: Instance,
}

impl Check {
    fn of(name: &str, row: &Value, function: &str) -> Self {
        let [function, dim, number] = [function, "dim", "instance"].map(|key| whole(&row[key]));
        let label = format!("{name}{{function={function},dim={dim},instance={number}}}");
        Self { label, instance: instance(name, function, dim, number) }
    }

    fn value(&self, x: &[f64]) -> f64 {
        let problem = <dyn Objective>::of(&self.instance.problem).expect("a black box");
        problem.value(&Vector::from_column_slice(x))
    }

    #[track_caller]
    fn agrees(&self, x: &[f64], theirs: f64) {
        let (label, ours) = (&self.label, self.value(x));
        assert!((ours - theirs).abs() <= TOLERANCE * theirs.abs().max(1.0), "{label}: {ours}, COCO {theirs}");
    }

    /// The error of the judge, and the value less the optimum, have the digits of the last targets.
    #[track_caller]
    fn agrees_near(&self, x: &[f64], theirs: f64, optimum: f64) {
        let error = self.instance.judge.error(&Vector::from_column_slice(x));
        let theirs = theirs - optimum;
        let tolerance = 1e-6 * theirs.abs() + 1e-12 * optimum.abs().max(1.0);
        for ours in [error, self.value(x) - optimum] {
            assert!((ours - theirs).abs() <= tolerance, "{}: {ours} above the optimum, COCO {theirs}", self.label);
        }
    }

    #[track_caller]
    fn optimum(&self, theirs: f64) -> f64 {
        let reference = self.instance.judge.reference().expect("an optimal value").value;
        assert!((reference - theirs).abs() <= 1e-12 * theirs.abs().max(1.0), "{}: {reference} {theirs}", self.label);
        reference
    }

    fn solution(&self) -> Vec<f64> {
        self.instance.judge.solution().expect("a solution").as_slice().to_vec()
    }
}

fn points(dim: usize, rule: impl Fn(f64) -> f64) -> Vec<f64> {
    (1..=dim).map(|i| rule(i as f64)).collect()
}

#[test]
fn table() {
    let table = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/bbob.json"));
    for row in table["rows"].as_array().expect("rows") {
        let check = Check::of(row["problem"].as_str().expect("a name"), row, "function");
        let (dim, f) = (whole(&row["dim"]) as usize, number(&row["function"]));
        let values = numbers(&row["values"]);
        check.agrees(&points(dim, |i| 4.9 * (i + f).sin()), values[0]);
        check.agrees(&points(dim, |i| 8.0 * (0.7 * i + f).cos()), values[1]);
        if row["near"].is_null() {
            continue;
        }
        let optimum = check.optimum(number(&row["optimum"]));
        let sines = Vector::from_vec(points(dim, f64::sin));
        let solution = Vector::from_vec(check.solution());
        let product = number(&row["solution"]);
        assert!((solution.dot(&sines) - product).abs() <= 1e-9, "{}: xᵒᵖᵗ", check.label);
        for (k, theirs) in [1, 3, 6].into_iter().zip(numbers(&row["near"])) {
            let x = &solution + 10.0_f64.powi(-k) * sines.normalize();
            check.agrees_near(x.as_slice(), theirs, optimum);
        }
    }
}

#[test]
fn the_optimum_is_the_solution() {
    for (name, dims) in [("bbob", [2, 5, 80]), ("bbob-largescale", [20, 90, 200])] {
        for (function, dim) in (1..=24).flat_map(|function| dims.map(|dim| (function, dim))) {
            let Instance { judge, .. } = instance(name, function, dim, 7 * function);
            let error = judge.error(&judge.solution().expect("a solution"));
            assert!(error.abs() <= 1e-12, "{name} {function} in dimension {dim}: {error}");
        }
    }
}

#[test]
fn fifty_one_targets() {
    for (i, target) in TARGETS.into_iter().enumerate() {
        let exact = 10.0_f64.powf(2.0 - i as f64 / 5.0);
        assert!((target - exact).abs() <= 1e-14 * exact, "{target} {exact}");
    }
    assert_eq!(TARGETS[50].to_bits(), 1e-8_f64.to_bits());
    assert_eq!(defaults("bbob").expect("a suite").dims, [2, 3, 5, 10, 20, 40]);
    assert!(defaults("rastrigin").is_none());
}

fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/ground");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("not run: {} is not there", folder.display());
    None
}

#[test]
fn tables_beside_the_project() {
    let Some(folder) = shared() else { return };
    let table = read(&folder.join("bbob.json"));
    for row in table["problems"].as_array().expect("rows") {
        let check = Check::of("bbob", row, "f");
        let dim = whole(&row["dim"]) as usize;
        let points = table["x"][dim.to_string()].as_array().expect("points");
        for (x, theirs) in points.iter().zip(row["f_x"].as_array().expect("values")) {
            check.agrees(&numbers(x), number(theirs));
        }
        check.agrees(&vec![0.0; dim], number(&row["f_zero"]));
        let outside: Vec<f64> = numbers(&points[0]).iter().map(|x| 1.6 * x).collect();
        check.agrees(&outside, number(&row["f_x0_times_1p6"]));
        check.optimum(number(&row["fopt_ioh"]));
        let theirs = numbers(&row["xopt_coco"]);
        for (ours, theirs) in check.solution().into_iter().zip(theirs) {
            assert!((ours - theirs).abs() <= 1e-9, "{}: xᵒᵖᵗ has {ours}, COCO {theirs}", check.label);
        }
    }
    let near = read(&folder.join("bbob_near.json"));
    for row in near["problems"].as_array().expect("rows") {
        let check = Check::of("bbob", row, "f");
        let optimum = check.optimum(number(&row["fopt"]));
        for point in row["points"].as_array().expect("points") {
            check.agrees_near(&numbers(&point["x"]), number(&point["f"]), optimum);
        }
    }
    let extra = read(&folder.join("bbob_extra.json"));
    for row in extra["suites"]["bbob-largescale"].as_array().expect("rows") {
        let check = Check::of("bbob-largescale", row, "f");
        let points = extra["x"][row["dim"].to_string()].as_array().expect("points");
        for (x, theirs) in points.iter().zip(row["f_x"].as_array().expect("values")) {
            check.agrees(&numbers(x), number(theirs));
        }
    }
    println!("compared bbob.json, bbob_near.json and bbob_extra.json of {}", folder.display());
}

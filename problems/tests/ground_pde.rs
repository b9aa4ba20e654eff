//! Problems on grids against numbers that other programs computed: a small table in the repository, larger ones where they
//! are at hand.

use problems::class::{Composite, space::Bounds};
use problems::{Data, Instance, PROBLEMS, Problem, Role, Vector, stream};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Agreement asked for, relative to the size of what is compared.
const TOLERANCE: f64 = 1e-10;

fn instance(name: &str, parameters: &Value) -> Instance {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == name).expect("a registered problem");
    let parameters: Map<String, Value> = parameters.as_object().expect("an object").clone();
    let family = (entry.build)(parameters).unwrap_or_else(|error| panic!("{name}: {error}"));
    let made = family.make(&mut stream(1, "ground"), &Data::default());
    family.instance(&made.unwrap_or_else(|error| panic!("{name}: {error}")))
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn reference(file: &str) -> Value {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(file))
}

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/ground")
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().expect("a list of numbers").iter().map(number).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

#[track_caller]
fn agree(label: &str, what: &str, ours: f64, theirs: f64, scale: f64) {
    let tolerance = TOLERANCE * scale.abs().max(1.0);
    assert!((ours - theirs).abs() <= tolerance, "{label}: {what} is {ours}, reference {theirs}");
}

/// sin(i), i from 1.
fn sines(n: usize) -> Vector {
    Vector::from_fn(n, |i, _| (i as f64 + 1.0).sin())
}

/// Our problem for a name of CUTEst's and the parameters of its file.
fn ours(name: &str, given: &Value) -> Option<(&'static str, Value)> {
    let size = |name: &str| given[name].as_str().map(|text| text.parse::<usize>().expect("a size"));
    let real = |name: &str| given[name].as_str().map(|text| text.parse::<f64>().expect("a number"));
    let torsion = |kind: &str, point: &str| {
        let variant = format!("{kind}-{point}");
        ("elastic-plastic-torsion", json!({"variant": variant, "half": size("Q"), "force": real("C")}))
    };
    Some(match name {
        "OBSTCLAE" | "OBSTCLAL" | "OBSTCLBL" | "OBSTCLBM" | "OBSTCLBU" => {
            let variant = name[6..].to_lowercase();
            ("obstacle", json!({"variant": variant, "rows": size("PY"), "columns": size("PX"), "force": real("C")}))
        }
        "TORSION1" | "TORSION3" | "TORSION5" => torsion("nodes", "upper"),
        "TORSION2" | "TORSION4" | "TORSION6" => torsion("nodes", "zero"),
        "TORSIONA" | "TORSIONC" | "TORSIONE" => torsion("cells", "upper"),
        "TORSIOND" | "TORSIONB" | "TORSIONF" => torsion("cells", "zero"),
        "JNLBRNG1" | "JNLBRNG2" => {
            ("journal-bearing", json!({"around": size("PT"), "along": size("PY"), "eccentricity": real("EX")}))
        }
        "CLPLATEA" => ("clamped-plate", json!({"grid": size("P")})),
        "NLMSURF" => ("minimal-surface", json!({"boundary": "nonlinear", "grid": size("P")})),
        "MINSURF" => ("minimal-surface", json!({"boundary": "flat", "grid": 8})),
        "FMINSURF" => ("free-minimal-surface", json!({"variant": "mean", "grid": size("P")})),
        "FMINSRF2" => ("free-minimal-surface", json!({"variant": "middle", "grid": size("P")})),
        _ => return None,
    })
}

/// Their start where ours is moved within the bounds.
fn start(name: &str, problem: &Problem, given: &Value) -> Vector {
    let mut x = problem.start();
    if name.starts_with("JNLBRNG") {
        let points: usize = given["PY"].as_str().and_then(|text| text.parse().ok()).expect("a size");
        let turns = x.len() / points - 1;
        for p in 0..x.len() {
            let (j, i) = (p % points, p / points);
            if j > 0 && j + 1 < points && i > 0 && i < turns {
                x[p] = (std::f64::consts::TAU * i as f64 / turns as f64).sin();
            }
        }
    }
    x
}

/// Value and gradient at a point against a row.
fn compare(label: &str, problem: &Problem, x: &Vector, row: &Value) {
    let oracles: Rc<dyn Composite> = Role::of(problem).expect("smooth, or smooth plus simple");
    let mut g = Vector::zeros(x.len());
    let f = oracles.value_gradient(x, &mut g);
    agree(label, "value", f, number(&row["f"]), f);
    agree(label, "value alone", oracles.value(x), number(&row["f"]), f);
    agree(label, "norm of the gradient", g.norm(), number(&row["gnorm2"]), g.norm());
    for name in ["g", "g_head"] {
        for (ours, theirs) in g.as_slice().iter().zip(row.get(name).map(numbers).unwrap_or_default()) {
            agree(label, "gradient entry", *ours, theirs, g.amax());
        }
    }
    if let Some(theirs) = row.get("g_dot_sin") {
        agree(label, "gradient times sin(i)", g.dot(&sines(g.len())), number(theirs), g.norm());
    }
}

/// Bounds against lists with null for none.
fn compare_bounds(label: &str, bounds: Option<&Bounds>, row: &Value) {
    for (which, infinite) in [("bl", f64::NEG_INFINITY), ("bu", f64::INFINITY)] {
        let list = row.get(which).or_else(|| row.get(format!("{which}_head"))).and_then(Value::as_array);
        for (i, theirs) in list.expect("a list of bounds").iter().enumerate() {
            let theirs = theirs.as_f64().unwrap_or(infinite);
            let ours = bounds.map_or(infinite, |b| if which == "bl" { b.lower[i] } else { b.upper[i] });
            let same =
                if theirs.is_infinite() { ours.total_cmp(&theirs).is_eq() } else { (ours - theirs).abs() <= 1e-14 };
            assert!(same, "{label}: {which}[{i}] is {ours}, reference {theirs}");
        }
    }
}

/// One row of CUTEst's table; whether we have the problem.
fn compare_row(row: &Value) -> bool {
    let name = row["name"].as_str().expect("a name");
    let Some((ours, parameters)) = ours(name, &row["params"]) else { return false };
    let label = format!("{name}{}", row["params"]);
    let Instance { problem, judge, .. } = instance(ours, &parameters);
    assert_eq!(Some(problem.dim() as u64), row["n"].as_u64(), "{label}: n");
    let mut x0 = start(name, &problem, &row["params"]);
    if let Some(list) = row.get("x0") {
        let theirs = Vector::from_vec(numbers(list));
        let clamped = problem.space().bounds().map_or(theirs.clone(), |bounds| {
            let mut x = theirs.clone();
            bounds.clamp(&mut x);
            x
        });
        assert!((clamped - problem.start()).amax() <= 1e-14, "{label}: start");
        x0 = theirs;
    }
    compare_bounds(&label, problem.space().bounds().as_ref(), row);
    compare(&label, &problem, &x0, &row["at_x0"]);
    let x1 = row.get("x1").map_or_else(|| &x0 + 0.1 * sines(x0.len()), |x1| Vector::from_vec(numbers(x1)));
    compare(&label, &problem, &x1, &row["at_x1"]);
    let found = row.pointer("/ipopt_from_x0/f").and_then(Value::as_f64);
    if let (Some(found), Some(reference)) = (found, judge.reference()) {
        let off = (reference.value - found).abs();
        assert!(off <= 1e-6 * found.abs().max(1e-2), "{label}: f* is {}, Ipopt's {found}", reference.value);
    }
    true
}

#[test]
fn grid_problems_as_in_cutest() {
    let table = reference("cutest_pde.json");
    for row in table["rows"].as_array().expect("a list of rows") {
        assert!(compare_row(row), "{} is not in the registry", row["name"]);
    }
}

#[test]
fn grid_problems_as_in_the_tables_beside_the_project() {
    let folder = shared();
    if !folder.is_dir() {
        println!("not run: {} is not there", folder.display());
        return;
    }
    let mut compared = Vec::new();
    for file in ["cutest.json", "cutest_scale.json"] {
        for row in read(&folder.join(file))["problems"].as_array().expect("a list of rows") {
            if compare_row(row) {
                compared.push(row["name"].clone());
            }
        }
    }
    let lines = std::fs::read_to_string(folder.join("cutest_all.jsonl")).expect("a readable file");
    for line in lines.lines() {
        let row: Value = serde_json::from_str(line).expect("a row");
        if compare_row(&row) {
            compared.push(row["name"].clone());
        }
    }
    println!("compared with {}: {}", folder.display(), Value::from(compared.clone()));
    assert!(compared.len() >= 20, "only {compared:?}");
}

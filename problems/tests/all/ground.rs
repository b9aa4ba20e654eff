//! Numbers that other programs computed: a small table in the repository, and larger ones where they are at hand.

use problems::class::{Curved, Smooth};
use problems::{Data, Instance, PROBLEMS, Role, Vector, stream};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Agreement asked for, relative to the size of what is compared.
const TOLERANCE: f64 = 1e-10;
/// The same where the collection's constants are cut or in single precision.
const LOOSE: f64 = 1e-6;

fn instance(name: &str, parameters: Map<String, Value>) -> Instance {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == name).expect("a registered problem");
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

fn rows(table: &Value) -> &[Value] {
    table.as_array().expect("a list of rows")
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().expect("a list of numbers").iter().map(number).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

#[track_caller]
fn agree(label: &str, what: &str, ours: f64, theirs: f64, scale: f64) {
    within(label, what, ours, theirs, scale, TOLERANCE);
}

#[track_caller]
fn within(label: &str, what: &str, ours: f64, theirs: f64, scale: f64, tolerance: f64) {
    let tolerance = tolerance * scale.abs().max(1.0);
    assert!((ours - theirs).abs() <= tolerance, "{label}: {what} is {ours}, reference {theirs}");
}

/// What a row may say of a point, under the names of either table.
fn compare(label: &str, problem: &problems::Problem, x: &Vector, row: &Value, hessian: Option<&Value>, tolerance: f64) {
    let agree = |label: &str, what: &str, ours: f64, theirs: f64, scale: f64| {
        within(label, what, ours, theirs, scale, tolerance);
    };
    let n = problem.dim();
    let given = |names: [&str; 2]| names.into_iter().find_map(|name| row.get(name)).filter(|value| !value.is_null());
    let smooth = <dyn Smooth>::of(problem).expect("a smooth problem");
    let mut g = Vector::zeros(n);
    let f = smooth.value_gradient(x, &mut g);
    if let Some(value) = given(["value", "f"]) {
        agree(label, "value", f, number(value), number(value));
        agree(label, "value", smooth.value(x), number(value), number(value));
    }
    if let Some(norm) = given(["gradient_norm", "gnorm2"]) {
        agree(label, "norm of the gradient", g.norm(), number(norm), number(norm));
    }
    for names in [["gradient", "g"], ["gradient", "g_head"]] {
        for (ours, theirs) in g.as_slice().iter().zip(given(names).map(numbers).unwrap_or_default()) {
            agree(label, "gradient entry", *ours, theirs, g.norm());
        }
    }
    if let Some(product) = given(["gradient_sin", "g_dot_sin"]) {
        agree(label, "gradient times sin(i)", g.dot(&sines(n)), number(product), g.norm() * sines(n).norm());
    }
    let Some(hessian) = hessian else { return };
    let curved = <dyn Curved>::of(problem).expect("a smooth problem");
    let pattern = curved.hessian_pattern();
    let mut values = vec![0.0; pattern.len()];
    curved.hessian_values(x, &mut values);
    let entries = || pattern.iter().zip(&values);
    let given =
        |names: [&str; 2]| names.into_iter().find_map(|name| hessian.get(name)).filter(|value| !value.is_null());
    let norm = entries().map(|((i, j), h)| if i == j { h * h } else { 2.0 * h * h }).sum::<f64>().sqrt();
    if let Some(theirs) = given(["hessian_norm", "fro"]) {
        agree(label, "norm of the Hessian", norm, number(theirs), norm);
    }
    if let Some(theirs) = given(["hessian_trace", "trace"]) {
        let trace = entries().filter(|((i, j), _)| i == j).map(|(_, h)| h).sum();
        agree(label, "trace of the Hessian", trace, number(theirs), norm * (n as f64).sqrt());
    }
    if let Some(theirs) = given(["hessian", "H"]) {
        let mut dense = problems::Matrix::zeros(n, n);
        curved.hessian(x, &mut dense);
        for (i, row) in rows(theirs).iter().enumerate() {
            for (j, theirs) in numbers(row).into_iter().enumerate() {
                agree(label, "Hessian entry", dense[(i, j)], theirs, norm);
            }
        }
    }
    if let Some(theirs) = hessian.get("H_sin") {
        let mut product = Vector::zeros(n);
        curved.hessian_product(x, &sines(n), &mut product);
        for (ours, theirs) in product.as_slice().iter().zip(numbers(theirs)) {
            agree(label, "Hessian times sin(i)", *ours, theirs, norm);
        }
    }
}

/// sin(i), i from 1.
fn sines(n: usize) -> Vector {
    Vector::from_fn(n, |i, _| (i as f64 + 1.0).sin())
}

#[test]
fn cutest_table() {
    let table = reference("cutest.json");
    for row in rows(&table["rows"]) {
        let name = row["problem"].as_str().expect("a name");
        let Instance { problem, .. } = instance(name, row["parameters"].as_object().expect("parameters").clone());
        let x = match &row["point"] {
            Value::String(rule) if rule == "start" => problem.start(),
            Value::String(_) => problem.start() + 0.1 * sines(problem.dim()),
            point => Vector::from_vec(numbers(point)),
        };
        compare(&format!("{name}, n = {}", problem.dim()), &problem, &x, row, Some(row), TOLERANCE);
    }
}

/// The optimal values of logistic regression and the lasso on the shipped sets, by another solver.
#[test]
fn shipped_data_optima() {
    let table = reference("shipped_data.json");
    for row in rows(&table["rows"]) {
        let name = row["problem"].as_str().expect("a name");
        if !PROBLEMS.iter().any(|entry| entry.about.name == name) {
            continue;
        }
        let parameters = row["parameters"].as_object().expect("parameters");
        let Instance { judge, .. } = instance(name, parameters.clone());
        let optimum = judge.reference().expect("a reference value").value;
        agree(&format!("{name}{parameters:?}"), "optimal value", optimum, number(&row["optimum"]), 1.0);
        let solution = judge.solution().expect("a solution");
        let norm = number(&row["solution_norm"]);
        let tolerance = number(&row["solution_tolerance"]);
        assert!(
            (solution.norm() - norm).abs() <= tolerance,
            "{name}{parameters:?}: ‖x*‖ = {}, not {norm}",
            solution.norm()
        );
    }
}

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/ground")
}

/// A problem of the collection, and the parameters of ours, for a row whose function is in the registry.
fn counterpart(row: &Value) -> Option<(&'static str, Map<String, Value>)> {
    let name = row["name"].as_str().expect("a name").to_lowercase();
    let mut parameters = Map::from_iter([("dim".to_owned(), row["n"].clone())]);
    let name = match &*name {
        "rosenbr" => "rosenbrock",
        variant if variant.starts_with("dixmaan") => {
            let letter = variant.trim_start_matches("dixmaan").trim_end_matches('1');
            parameters.insert("variant".to_owned(), letter.into());
            "dixmaan"
        }
        name => name,
    };
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == name)?;
    let scalable = (entry.defaults)().contains_key("dim");
    scalable.then_some((entry.about.name, parameters))
}

/// Constants of the collection that are cut or in single precision, and derivatives coded with a cut exponent.
fn loose(row: &Value) -> f64 {
    let flagged = row.get("flags").is_some_and(|flags| flags.to_string().contains("single_precision_constant"));
    if flagged || row["name"] == "BROYDN7D" { LOOSE } else { TOLERANCE }
}

/// The tables that may stand beside the project, row by row.
fn shared_rows() -> Vec<Value> {
    let mut all = Vec::new();
    for file in ["cutest.json", "cutest_scale.json"] {
        let path = shared().join(file);
        if path.is_file() {
            println!("read {}", path.display());
            all.extend_from_slice(rows(&read(&path)["problems"]));
        }
    }
    let path = shared().join("cutest_all.jsonl");
    if let Ok(text) = std::fs::read_to_string(&path) {
        println!("read {}", path.display());
        all.extend(text.lines().map(|line| serde_json::from_str(line).expect("JSON")));
    }
    all
}

/// Every row of the full tables whose problem is in the registry.
#[test]
fn cutest_tables_beside_the_project() {
    let table = shared_rows();
    if table.is_empty() {
        println!("not run: nothing in {}", shared().display());
        return;
    }
    let mut compared = std::collections::BTreeMap::<_, usize>::new();
    for row in table.iter().filter(|row| row["m"] == 0) {
        let Some((name, parameters)) = counterpart(row) else { continue };
        let t0 = std::time::Instant::now();
        let Instance { problem, judge, .. } = instance(name, parameters);
        println!("made {:?}", t0.elapsed());
        if <dyn Curved>::of(&problem).is_none() {
            continue;
        }
        let label = format!("{name} as {}, n = {}", row["name"], problem.dim());
        let start = problem.start();
        if let Some(x0) = row.get("x0").filter(|x0| x0.is_array()) {
            near(&label, &start, &Vector::from_vec(numbers(x0)));
        }
        if let Some(head) = row.get("x0_head") {
            near(&label, &start.rows(0, numbers(head).len()).into_owned(), &Vector::from_vec(numbers(head)));
        }
        let tolerance = loose(row);
        compare(&label, &problem, &start, &row["at_x0"], None, tolerance);
        let x1 = match row.get("x1").filter(|x1| x1.is_array()) {
            Some(x1) => Vector::from_vec(numbers(x1)),
            None => &start + 0.1 * sines(problem.dim()),
        };
        let hessian = row.get("hess_at_x1").filter(|_| problem.dim() <= 1000);
        compare(&label, &problem, &x1, &row["at_x1"], hessian, tolerance);
        // Where a local solver ended is not below the reference.
        let ipopt = row.get("ipopt_from_x0").and_then(|run| run.get("f")).and_then(Value::as_f64);
        if let (Some(ours), Some(theirs)) = (judge.reference(), ipopt) {
            assert!(ours.value <= theirs + 1e-6 * (1.0 + theirs.abs()), "{label}: f* = {} > {theirs}", ours.value);
        }

        *compared.entry(name).or_default() += 1;
    }
    println!("compared {compared:?}");
    assert!(!compared.is_empty(), "nothing compared in {}", shared().display());
}

#[track_caller]
fn near(label: &str, ours: &Vector, theirs: &Vector) {
    assert!((ours - theirs).amax() <= 1e-14 * (1.0 + theirs.amax()), "{label}: start {ours} and {theirs}");
}

/// A million variables: one sweep each, and the solution solves.
#[test]
fn a_million_variables() {
    for name in ["arwhead", "woods", "broydn3dls", "chainwoo", "cosine", "powellsg", "morebv", "penalty1"] {
        let Instance { problem, judge, .. } =
            instance(name, Map::from_iter([("dim".to_owned(), Value::from(1_000_000))]));
        let curved: Rc<dyn Curved> = Role::of(&problem).expect("a curved problem");
        let x = problem.start();
        let (mut g, mut p) = (x.clone(), x.clone());
        let f = curved.value_gradient(&x, &mut g);
        curved.hessian_product(&x, &g, &mut p);
        assert!(f.is_finite() && p.norm().is_finite(), "{name}");
        assert!(judge.error(&judge.solution().expect("a solution")).abs() <= 1e-10, "{name}");
    }
}

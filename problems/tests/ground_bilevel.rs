//! Bilevel problems against values that other programs computed, and published solutions.

use problems::class::{Batch, Bilevel, ConstrainedBilevel};
use problems::{Data, Error, Instance, Matrix, PROBLEMS, Role, Vector, stream};
use serde_json::{Map, Value, json};
use std::rc::Rc;

fn try_instance(name: &str, given: &Value) -> Result<Instance, Error> {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == name).expect("registered");
    let family = (entry.build)(given.as_object().expect("an object").clone()).expect("readable");
    Ok(family.instance(&family.make(&mut stream(0, "ground"), &Data::default())?))
}

fn instance(name: &str, given: &Value) -> Instance {
    try_instance(name, given).unwrap_or_else(|error| panic!("{name} {given}: {error}"))
}

fn filled(n: usize, fill: impl FnOnce(&mut Vector)) -> Vector {
    let mut v = Vector::from_element(n, f64::NAN);
    fill(&mut v);
    v
}

/// A number, a list, or a shape with its numbers row by row; nothing where there is none.
fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Object(matrix) => numbers(&matrix["v"]),
        Value::Array(list) => list.iter().map(|x| x.as_f64().expect("a number")).collect(),
        Value::Number(number) => vec![number.as_f64().expect("a number")],
        _ => Vec::new(),
    }
}

#[track_caller]
fn assert_near(what: &str, found: &[f64], wanted: &[f64], tolerance: f64) {
    assert_eq!(found.len(), wanted.len(), "{what}");
    for (a, b) in found.iter().zip(wanted) {
        assert!((a - b).abs() <= tolerance * (1.0 + b.abs()), "{what}: {found:?} where {wanted:?} was expected");
    }
}

fn by_rows(m: &Matrix) -> Vec<f64> {
    m.transpose().as_slice().to_vec()
}

/// The columns of a product with the unit vectors.
fn columns(rows: usize, n: usize, product: impl Fn(&Vector, &mut Vector)) -> Matrix {
    let unit = |j| Vector::from_fn(n, |i, _| f64::from(i == j));
    let columns: Vec<_> = (0..n).map(|j| filled(rows, |p| product(&unit(j), p))).collect();
    Matrix::from_columns(&columns)
}

/// Both slots of an example, the second where it has constraints.
type Levels = (Rc<dyn Bilevel>, Option<Rc<dyn ConstrainedBilevel>>);

fn levels(instance: &Instance) -> Levels {
    match <dyn ConstrainedBilevel as Role>::of(&instance.problem) {
        Some(constrained) => (constrained.clone(), Some(constrained)),
        None => (<dyn Bilevel as Role>::of(&instance.problem).expect("bilevel"), None),
    }
}

/// Derivatives of the collection that are not those of its functions.
const WRONG: &[(&str, &str)] = &[("DempeFranke2011Ex41", "f_yy"), ("DempeFranke2014Ex38", "f_yy")];

/// Everything a row of the collection says of a point; returns how many entries were compared.
fn assert_row(name: &str, (p, constrained): &Levels, z: &[f64], row: &Map<String, Value>) -> usize {
    let (m, n) = p.split();
    let (x, y) = (Vector::from_column_slice(&z[..m]), Vector::from_column_slice(&z[m..]));
    let all = Batch::Whole;
    let mut compared = 0;
    let mut same = |key: &str, found: &[f64]| {
        let Some(wanted) = row.get(key).map(numbers) else { return };
        if WRONG.contains(&(name, key)) {
            return;
        }
        assert_near(&format!("{name} {key} at {z:?}"), found, &wanted, 1e-10);
        compared += found.len();
    };
    same("F", &[p.upper_value(&x, &y, all)]);
    same("f", &[p.lower_value(&x, &y, all)]);
    same("F_x", filled(m, |g| p.upper_gradient_x(&x, &y, all, g)).as_slice());
    same("F_y", filled(n, |g| p.upper_gradient_y(&x, &y, all, g)).as_slice());
    same("f_x", filled(m, |g| p.lower_gradient_x(&x, &y, all, g)).as_slice());
    same("f_y", filled(n, |g| p.lower_gradient_y(&x, &y, all, g)).as_slice());
    same("f_yy", &by_rows(&columns(n, n, |v, out| p.lower_hessian_product(&x, &y, v, all, out))));
    same("f_xy", &by_rows(&columns(m, n, |v, out| p.lower_cross_product(&x, &y, v, all, out)).transpose()));
    if let Some(constrained) = constrained {
        let (above, below) = constrained.constraints_len();
        same("G", filled(above, |c| constrained.upper_constraints(&x, &y, c)).as_slice());
        same("g", filled(below, |c| constrained.lower_constraints(&x, &y, c)).as_slice());
        let (mut jx, mut jy) = (Matrix::zeros(above, m), Matrix::zeros(above, n));
        constrained.upper_jacobians(&x, &y, &mut jx, &mut jy);
        same("G_x", &by_rows(&jx));
        same("G_y", &by_rows(&jy));
        let (mut jx, mut jy) = (Matrix::zeros(below, m), Matrix::zeros(below, n));
        constrained.lower_jacobians(&x, &y, &mut jx, &mut jy);
        same("g_x", &by_rows(&jx));
        same("g_y", &by_rows(&jy));
    }
    compared
}

fn assert_table(table: &Value) -> (usize, usize) {
    let (mut problems, mut compared) = (0, 0);
    for row in table["problems"].as_array().expect("a list") {
        let name = row["name"].as_str().expect("a name");
        let Ok(instance) = try_instance("bolib", &json!({"problem": name})) else { continue };
        let levels = levels(&instance);
        assert_eq!(instance.problem.start().as_slice(), numbers(&row["init"]), "{name}: start");
        compared += assert_row(name, &levels, &numbers(&row["init"]), row["at_init"].as_object().expect("a row"));
        compared += assert_row(name, &levels, &numbers(&row["point"]), row["at_point"].as_object().expect("a row"));
        problems += 1;
    }
    (problems, compared)
}

#[test]
fn examples_equal_those_of_the_collection() {
    let table: Value = serde_json::from_str(include_str!("reference/bolib.json")).expect("JSON");
    let (problems, _) = assert_table(&table);
    assert_eq!(problems, table["problems"].as_array().expect("a list").len(), "every row has its problem");
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/ground/bolib.json");
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            let (problems, compared) = assert_table(&serde_json::from_str(&text).expect("JSON"));
            println!("{problems} problems, {compared} numbers compared with {}", path.display());
            assert!(problems >= 81, "{problems} problems compared");
        }
        Err(_) => println!("the committed table alone: no {}", path.display()),
    }
}

/// Every name that a message about an unknown one lists.
fn examples() -> Vec<String> {
    let error = try_instance("bolib", &json!({"problem": "bard1988ex"})).err().expect("refused").to_string();
    assert!(error.contains("did you mean \"Bard1988Ex1\"?"), "{error}");
    let (_, names) = error.split_once("expected one of ").expect("a list");
    names.split(", ").map(str::to_owned).collect()
}

#[test]
fn best_known_solutions_are_solved_and_the_starts_are_not() {
    let names = examples();
    assert_eq!(names.len(), 120);
    let mut solved = 0;
    for name in names {
        let instance = instance("bolib", &json!({"problem": name}));
        let judge = &instance.judge;
        let start = judge.error(&instance.problem.start());
        assert!(start.is_finite(), "{name}: {start} at the start");
        let Some(reference) = judge.reference() else {
            println!("{name}: no reference");
            continue;
        };
        let Some(solution) = judge.solution() else {
            println!("{name}: F* = {} without a solution", reference.value);
            continue;
        };
        let (error, measures) = (judge.error(&solution), judge.measures(&solution));
        assert!(error.abs() <= 1e-10, "{name}: error {error:e} at the solution, {measures:?}");
        assert!((measures.objective - reference.value).abs() <= 1e-10 * (1.0 + reference.value.abs()), "{name}: F*");
        solved += 1;
    }
    println!("{solved} best known solutions");
    assert!(solved >= 100, "{solved} solutions");
}

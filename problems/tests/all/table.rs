//! Values, gradients and Hessian products of a committed table, against the registry's.

use problems::class::{Curved, Smooth};
use problems::{Data, PROBLEMS, Role, Vector, stream};
use serde_json::Value;
use std::path::Path;

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().expect("a list of numbers").iter().map(|x| x.as_f64().expect("a number")).collect()
}

/// Compares every row of a table, relative to the size of what is compared and at least 1.
pub(crate) fn compare_with_table(file: &str, tolerance: f64) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let table: Value = serde_json::from_str(&text).expect("a table");
    let rows = table["rows"].as_array().expect("rows");
    assert!(!rows.is_empty(), "{file} has no rows");
    for row in rows {
        let name = row["problem"].as_str().expect("a name");
        let entry = PROBLEMS.iter().find(|entry| entry.about.name == name).expect("a registered problem");
        let family = (entry.build)(row["parameters"].as_object().expect("parameters").clone()).expect("parameters");
        let made = family.make(&mut stream(1, "table"), &Data::default()).expect("an instance");
        let problem = family.instance(&made).problem;
        let smooth = <dyn Smooth>::of(&problem).expect("a smooth problem");
        let x = Vector::from_vec(numbers(&row["point"]));
        let label = format!("{name}{} at {x}", row["parameters"]);
        let (mut g, mut p) = (x.clone(), x.clone());
        let f = smooth.value_gradient(&x, &mut g);
        let theirs = row["value"].as_f64().expect("a value");
        assert!((f - theirs).abs() <= tolerance * theirs.abs().max(1.0), "{label}: value {f}, reference {theirs}");
        let theirs = Vector::from_vec(numbers(&row["gradient"]));
        assert!(
            (&g - &theirs).norm() <= tolerance * theirs.norm().max(1.0),
            "{label}: gradient {g}, reference {theirs}"
        );
        let Some(theirs) = row.get("hessian_sin") else { continue };
        let theirs = Vector::from_vec(numbers(theirs));
        let sines = Vector::from_fn(x.len(), |i, _| (i as f64 + 1.0).sin());
        <dyn Curved>::of(&problem).expect("second derivatives").hessian_product(&x, &sines, &mut p);
        assert!(
            (&p - &theirs).norm() <= tolerance * theirs.norm().max(1.0),
            "{label}: product {p}, reference {theirs}"
        );
    }
}

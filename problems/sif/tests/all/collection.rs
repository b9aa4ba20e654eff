//! The files of the collection against what `CUTEst` itself says of them; passed over where they are not at hand.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use std::path::{Path, PathBuf};

use serde_json::Value;
use sif::structure::{GroupKind, Number};
use sif::{Decoded, Options, read};

/// Files and tables that are not part of this repository.
pub(crate) fn shared() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = root.ancestors().map(|folder| folder.join("shared")).find(|folder| folder.join("ground").is_dir());
    if found.is_none() {
        println!("passed over: no tables of reference values beside the repository");
    }
    found
}

/// The entries of the three tables.
fn entries(shared: &Path) -> Vec<Value> {
    let table = |name: &str| std::fs::read_to_string(shared.join("ground").join(name)).unwrap();
    let mut entries = Vec::new();
    for name in ["cutest.json", "cutest_scale.json"] {
        let table: Value = serde_json::from_str(&table(name)).unwrap();
        entries.extend(table["problems"].as_array().unwrap().iter().cloned());
    }
    entries.extend(table("cutest_all.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()));
    entries
}

fn decoded(shared: &Path, entry: &Value) -> sif::Result<Decoded> {
    let mut options = Options::default();
    for (name, value) in entry["params"].as_object().into_iter().flatten() {
        let number = match (value.as_i64(), value.as_f64(), value.as_str()) {
            (Some(value), _, _) => Number::Integer(value),
            (_, Some(value), _) => Number::Real(value),
            (_, _, Some(text)) => text.parse().unwrap(),
            _ => panic!("{value}"),
        };
        options.parameters.push((name.clone(), number));
    }
    read(&shared.join("sif").join(entry["sif"].as_str().unwrap()), &options)
}

/// What differs between a decoded problem and an entry.
fn differences(problem: &Decoded, entry: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    let mut check = |what: &str, ours: &Value, theirs: &Value| {
        if !theirs.is_null() && !same(ours, theirs) {
            differences.push(format!("{what}: {} is not {}", short(ours), short(theirs)));
        }
    };
    let numbers = |values: &[f64]| {
        let value = |&value: &f64| if value.abs() >= 1e20 { Value::Null } else { value.into() };
        Value::Array(values.iter().map(value).collect())
    };
    // The tables hold names without the blanks around them.
    let name = |name: &str| Value::from(name.trim());
    let constraints: Vec<usize> = problem.groups.constraints().collect();
    let of = |values: &[f64]| numbers(&constraints.iter().map(|&i| values[i]).collect::<Vec<f64>>());
    let head = |values: &[f64]| numbers(&values[..values.len().min(5)]);
    let variables = &problem.variables;
    check("n", &variables.lower.len().into(), &entry["n"]);
    check("m", &constraints.len().into(), &entry["m"]);
    check("classification", &problem.classification.clone().unwrap_or_default().into(), &entry["classification"]);
    check("varnames", &variables.names.iter().map(name).collect(), &entry["varnames"]);
    check("x0", &numbers(&variables.start), &entry["x0"]);
    check("bl", &numbers(&variables.lower), &entry["bl"]);
    check("bu", &numbers(&variables.upper), &entry["bu"]);
    check("x0_head", &head(&variables.start), &entry["x0_head"]);
    check("bl_head", &head(&variables.lower), &entry["bl_head"]);
    check("bu_head", &head(&variables.upper), &entry["bu_head"]);
    check("x0_sum", &variables.start.iter().sum::<f64>().into(), &entry["x0_sum"]);
    let names = constraints.iter().map(|&i| name(problem.groups.names.get(i))).collect();
    check("connames", &names, &entry["connames"]);
    check("cl", &of(&problem.groups.lower), &entry["cl"]);
    check("cu", &of(&problem.groups.upper), &entry["cu"]);
    let equality = |&i: &usize| problem.groups.kinds[i] == GroupKind::Equality;
    check("equatn", &constraints.iter().map(|i| Value::from(equality(i))).collect(), &entry["equatn"]);
    let linear = |&i: &usize| problem.groups.types[i].is_none() && problem.groups.uses.row(i).next().is_none();
    check("linear", &constraints.iter().map(|i| Value::from(linear(i))).collect(), &entry["linear"]);
    let count = |test: &dyn Fn(usize) -> bool| Value::from((0..variables.lower.len()).filter(|&i| test(i)).count());
    let fixed = |i: usize| variables.upper[i] - variables.lower[i] <= 0.0;
    check("fixed", &count(&fixed), &entry["nbounds"]["fixed"]);
    check("lower", &count(&|i| variables.lower[i] > -1e20), &entry["nbounds"]["lower"]);
    check("upper", &count(&|i| variables.upper[i] < 1e20), &entry["nbounds"]["upper"]);
    check("equalities", &constraints.iter().filter(|i| equality(i)).count().into(), &entry["ncons"]["eq"]);
    check("linear", &constraints.iter().filter(|i| linear(i)).count().into(), &entry["ncons"]["linear"]);
    differences
}

fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| same(a, b))
        }
        (Value::Number(ours), Value::Number(theirs)) => {
            let (a, b) = (ours.as_f64().unwrap(), theirs.as_f64().unwrap());
            (a - b).abs() <= 1e-9 * b.abs().max(1.0)
        }
        _ => ours == theirs,
    }
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(100).collect()
}

#[test]
fn the_structure_is_that_of_cutest() {
    let Some(shared) = shared() else { return };
    let mut wrong = Vec::new();
    let entries = entries(&shared);
    for entry in &entries {
        let name = entry["name"].as_str().unwrap();
        match decoded(&shared, entry) {
            Err(error) => wrong.push(format!("{name}: {error}")),
            Ok(problem) => {
                let differences = differences(&problem, entry);
                if !differences.is_empty() {
                    wrong.push(format!("{name}: {}", differences.join("; ")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), entries.len(), wrong.join("\n"));
}

#[test]
fn every_file_of_the_collection_is_decoded() {
    let Some(shared) = shared() else { return };
    let mut wrong = Vec::new();
    for folder in ["s2mpj", "mastsif2015"] {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(shared.join("sif").join(folder)).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        for file in files {
            if let Err(error) = read(&file, &Options::default()) {
                wrong.push(error.to_string());
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

//! Classical test functions against values of other programs, and their minima.

use problems::class::{Objective, Smooth};
use problems::{Data, Instance, PROBLEMS, Role, SUITES, Vector, stream};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde_json::{Map, Value, json};
use std::path::Path;

fn instance(name: &str, parameters: &Value) -> Instance {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == name).expect("a registered problem");
    let parameters: Map<String, Value> = parameters.as_object().expect("an object").clone();
    let family = (entry.build)(parameters).unwrap_or_else(|error| panic!("{name}: {error}"));
    let made = family.make(&mut stream(1, "ground"), &Data::default());
    family.instance(&made.unwrap_or_else(|error| panic!("{name}: {error}")))
}

fn value(instance: &Instance, x: &[f64]) -> f64 {
    <dyn Objective>::of(&instance.problem).expect("values").value(&Vector::from_column_slice(x))
}

fn table() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/global.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let table: Value = serde_json::from_str(&text).expect("a table");
    table["rows"].as_array().expect("rows").clone()
}

/// Of the same formulas, so that only rounding is left.
#[test]
fn values() {
    for row in table() {
        let name = row["problem"].as_str().expect("a name");
        let x: Vec<f64> = row["x"].as_array().expect("x").iter().map(|x| x.as_f64().expect("a number")).collect();
        let theirs = row["value"].as_f64().expect("a number");
        let ours = value(&instance(name, &row["parameters"]), &x);
        assert!((ours - theirs).abs() <= 1e-12 * theirs.abs().max(1.0), "{name} at {x:?}: {ours}, reference {theirs}");
    }
}

#[test]
fn every_family_has_a_row() {
    let suite = SUITES.iter().find(|suite| suite.name == "global").expect("a suite");
    let rows = table();
    for entry in suite.families {
        assert!(rows.iter().any(|row| row["problem"] == entry.about.name), "{}", entry.about.name);
    }
}

/// All minima that are said to be global are, and the distance is to the nearest.
#[test]
fn every_minimum() {
    let (pi, h) = (std::f64::consts::PI, [8.055_023_475_736_564, 9.664_590_019_241_273]);
    let c = 1.349_406_617_153_910_8;
    let minima: &[(&str, &[[f64; 2]])] = &[
        ("branin", &[[-pi, 12.275], [pi, 2.275], [3.0 * pi, 2.475]]),
        ("himmelblau", &[[3.0, 2.0], [-2.805_118_086_952_745, 3.131_312_518_250_573]]),
        (
            "himmelblau",
            &[[-3.779_310_253_377_747, -3.283_185_991_286_169_4], [3.584_428_340_330_492, -1.848_126_526_964_403_5]],
        ),
        (
            "six-hump-camel",
            &[
                [0.089_842_013_100_318_06, -0.712_656_403_020_739_6],
                [-0.089_842_013_100_318_06, 0.712_656_403_020_739_6],
            ],
        ),
        ("holder-table", &[[h[0], h[1]], [-h[0], h[1]], [h[0], -h[1]], [-h[0], -h[1]]]),
        ("cross-in-tray", &[[c, c], [-c, c], [c, -c], [-c, -c]]),
    ];
    for (name, points) in minima {
        let instance = instance(name, &json!({}));
        for x in *points {
            let x = Vector::from_column_slice(x);
            assert!(instance.judge.error(&x).abs() <= 1e-12, "{name} at {x}: {}", instance.judge.error(&x));
            assert!(instance.judge.measures(&x).distance <= 1e-12, "{name} at {x}");
        }
    }
}

/// No point drawn in the box is better than the minimum, and the slope at the minimum is 0.
#[test]
fn minima_are_minima() {
    let suite = SUITES.iter().find(|suite| suite.name == "global").expect("a suite");
    let mut rng = stream(5, "global");
    for entry in suite.families {
        let name = entry.about.name;
        let scalable = (entry.defaults)().contains_key("dim");
        for dim in if scalable { vec![4, 9] } else { vec![0] } {
            let instance = instance(name, &if scalable { json!({ "dim": dim }) } else { json!({}) });
            let (bounds, n) = (instance.problem.space().bounds().expect("a box"), instance.problem.dim());
            let solution = instance.judge.solution().expect("a solution");
            let f_star = instance.judge.reference().expect("a minimum").value;
            let rounding = 1e-12 * f_star.abs().max(1.0);
            for k in 0..2000 {
                let mut x = if k % 2 == 0 {
                    Vector::from_fn(n, |i, _| rng.random_range(bounds.lower[i]..=bounds.upper[i]))
                } else {
                    &solution + 10.0_f64.powi(-(k % 11)) * Vector::from_fn(n, |_, _| rng.sample(StandardNormal))
                };
                bounds.clamp(&mut x);
                let error = instance.judge.error(&x);
                assert!(error >= -rounding.max(instance.judge.attainable()), "{name}: {error} at {x}");
            }
            // The Newton decrement at the minimum is what the value can still fall by: ‖∇f‖² over the curvature.
            if let Some(smooth) = <dyn Smooth>::of(&instance.problem) {
                let mut g = Vector::zeros(n);
                smooth.gradient(&solution, &mut g);
                assert!(g.norm() <= 1e-10 * (1.0 + f_star.abs()), "{name}: slope {} at the minimum", g.norm());
            }
        }
    }
}

/// Known values of Michalewicz's minimum, from the literature.
#[test]
fn michalewicz_minima() {
    for (dim, minimum) in [(2, -1.801_303_41), (5, -4.687_658_18), (10, -9.660_151_72)] {
        let reference = instance("michalewicz", &json!({ "dim": dim })).judge.reference().expect("a minimum").value;
        assert!((reference - minimum).abs() <= 2e-8, "{dim} variables: {reference}, published {minimum}");
    }
}

//! Games against values that other programs computed, and against their own definitions.

use problems::class::{Operator, Saddle};
use problems::{Data, Instance, PROBLEMS, ReferenceKind, Role, Vector, stream};
use serde_json::{Value, json};
use std::rc::Rc;

fn instance(name: &str, given: &Value) -> Instance {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == name).expect("registered");
    let family = (entry.build)(given.as_object().expect("an object").clone()).expect("readable");
    let made =
        family.make(&mut stream(0, "ground"), &Data::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
    family.instance(&made)
}

fn operator(instance: &Instance) -> Rc<dyn Operator> {
    Role::of(&instance.problem).expect("an operator")
}

fn saddle(instance: &Instance) -> Rc<dyn Saddle> {
    Role::of(&instance.problem).expect("a saddle")
}

fn numbers(value: &Value) -> Vector {
    let list = value.as_array().expect("a list");
    Vector::from_iterator(list.len(), list.iter().map(|x| x.as_f64().expect("a number")))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn applied(operator: &(impl Operator + ?Sized), z: &Vector) -> Vector {
    let mut f = Vector::from_element(operator.dim(), f64::NAN);
    operator.apply(z, &mut f);
    f
}

#[track_caller]
fn assert_close(what: &str, found: f64, wanted: f64, tolerance: f64) {
    assert!((found - wanted).abs() <= tolerance * (1.0 + wanted.abs()), "{what}: {found} where {wanted} was expected");
}

fn table() -> Value {
    serde_json::from_str(include_str!("../reference/saddle.json")).expect("JSON")
}

/// Value and operator of games of few variables, differentiated by complex steps in `NumPy`.
#[test]
fn operators_equal_complex_steps_through_the_formulas() {
    for row in list(&table()["formulas"]) {
        let name = row["name"].as_str().expect("a name");
        let instance = instance(name, &row["parameters"]);
        let operator = operator(&instance);
        for (i, point) in list(&row["points"]).iter().enumerate() {
            let z = numbers(point);
            let wanted = numbers(&row["operator"][i]);
            let off = (applied(&*operator, &z) - &wanted).norm();
            assert!(off <= 1e-13 * (1.0 + wanted.norm()), "{row}: F is {off:e} off at point {i}");
            if let Some(value) = row["values"][i].as_f64() {
                assert_close(name, saddle(&instance).value(&z), value, 1e-13);
            }
        }
    }
}

/// Values by `HiGHS` through `SciPy`, norms by `NumPy`, of games without randomness.
#[test]
fn values_of_matrix_games_are_those_of_linear_programming() {
    for row in list(&table()["games"]) {
        let instance = instance(row["name"].as_str().expect("a name"), &row["parameters"]);
        let what = row["parameters"].to_string();
        assert_eq!(instance.problem.dim() as u64, row["dim"].as_u64().expect("a number"), "{what}");
        let value = instance.judge.reference().unwrap_or_else(|| panic!("{what}: not solved")).value;
        assert_close(&what, value, row["value"].as_f64().expect("a number"), 1e-12);
        let norm = instance.known.smoothness.expect("known");
        assert_close(&what, norm, row["norm"].as_f64().expect("a number"), 1e-12);
    }
}

/// Drawn games and decision processes, written out through the oracles and solved by `HiGHS` through `SciPy`.
#[test]
fn drawn_games_have_the_values_of_linear_programming() {
    for row in list(&table()["drawn"]) {
        let name = row["name"].as_str().expect("a name");
        let instance = instance(name, &row["parameters"]);
        let what = format!("{name} {}", row["parameters"]);
        // Entries of F at the start, so that a change in how it is drawn is told from a wrong value.
        let f = applied(&*operator(&instance), &instance.problem.start());
        for (found, wanted) in f.as_slice().iter().zip(list(&row["first"])) {
            assert_close(&format!("{what}: F at the start"), *found, wanted.as_f64().expect("a number"), 1e-12);
        }
        let reference = instance.judge.reference().unwrap_or_else(|| panic!("{what}: not solved"));
        assert_close(&what, reference.value, row["value"].as_f64().expect("a number"), 1e-12);
        if let Some(wanted) = row["solution"].as_array() {
            let solution = instance.judge.solution().unwrap_or_else(|| panic!("{what}: the solution is the only one"));
            for (found, wanted) in solution.as_slice().iter().zip(wanted) {
                assert_close(&what, *found, wanted.as_f64().expect("a number"), 1e-9);
            }
        }
    }
}

/// The gap of a game on simplices is the best of the pure answers, and 0 at the certified equilibrium.
#[test]
fn gaps_are_those_of_the_best_answers() {
    let games = [
        ("matrix-game", json!({"kind": "gaussian", "rows": 7, "columns": 4})),
        ("matrix-game", json!({"kind": "policeman-and-burglar", "rows": 6, "columns": 6})),
        ("constrained-bilinear", json!({"set": "simplex", "dim": 6})),
        ("colonel-blotto", json!({})),
    ];
    for (name, given) in games {
        let instance = instance(name, &given);
        let game = saddle(&instance);
        let (m, n) = game.split();
        let mut z = Vector::from_fn(m + n, |i, _| 1.0 + (i as f64).sin());
        game.project(&mut z);
        let with = |from: usize, len: usize, at: usize| {
            let mut z = z.clone();
            z.rows_mut(from, len).fill(0.0);
            z[from + at] = 1.0;
            game.value(&z)
        };
        let best = (0..n).map(|j| with(m, n, j)).fold(f64::NEG_INFINITY, f64::max);
        let worst = (0..m).map(|i| with(0, m, i)).fold(f64::INFINITY, f64::min);
        assert_close(name, instance.judge.measures(&z).gap, best - worst, 1e-13);
        let reference = instance.judge.reference().expect("solved");
        assert!(worst <= reference.value + 1e-13 && reference.value <= best + 1e-13, "{name}: outside its bounds");
        if let Some(solution) = instance.judge.solution() {
            let gap = instance.judge.measures(&solution).gap;
            assert!(gap.abs() <= 1e-12, "{name}: gap {gap:e} at the solution");
            assert_close(name, game.value(&solution), reference.value, 1e-12);
        }
    }
}

/// Gap, tangent residual and natural residual are 0 at every known saddle point, and the value there is the reference.
#[test]
fn measures_agree_at_the_saddle_point() {
    let games = [
        ("constrained-bilinear", json!({"set": "box", "dim": 8})),
        ("constrained-bilinear", json!({"set": "ball", "dim": 8})),
        ("constrained-bilinear", json!({"set": "simplex", "dim": 8})),
        ("quadratic-saddle", json!({"dim": 8})),
        ("quadratic-saddle", json!({"dim": 30, "rotated": false, "coupling": 5})),
        ("quadratic-saddle-sum", json!({"samples": 9, "dim": 4})),
        ("robust-least-squares", json!({"rows": 12, "dim": 5})),
        ("robust-least-squares", json!({"kind": "bounded", "rows": 12, "dim": 5})),
        ("robust-logistic", json!({"samples": 40, "dim": 4})),
        ("constrained-mdp", json!({})),
    ];
    for (name, given) in games {
        let instance = instance(name, &given);
        let solution = instance.judge.solution().unwrap_or_else(|| panic!("{name}: no solution"));
        let (at, start) = (instance.judge.measures(&solution), instance.judge.measures(&instance.problem.start()));
        let reference = instance.judge.reference().expect("a value").value;
        assert_close(&format!("{name} {given}: value"), at.objective, reference, 1e-11);
        assert!(at.stationarity <= 1e-10, "{name} {given}: tangent residual {:e}", at.stationarity);
        assert!(at.gap.is_nan() || at.gap.abs() <= 1e-10, "{name} {given}: gap {:e}", at.gap);
        assert!(start.gap.is_nan() || start.gap > 1e-6, "{name} {given}: gap {:e} at the start", start.gap);
        let (natural, tangent) = (instance.judge.error(&instance.problem.start()), start.stationarity);
        assert!(natural <= tangent * (1.0 + 1e-12), "{name} {given}: residuals {natural:e} and {tangent:e}");
    }
}

/// Where the least-squares player may change all data, the inner maximum is the published ‖Ax − b‖ + ρ√(1 + ‖x‖²).
#[test]
fn bounded_robust_least_squares_is_that_of_el_ghaoui_and_lebret() {
    let instance = instance("robust-least-squares", &json!({"kind": "bounded", "rows": 9, "dim": 3, "radius": 0.7}));
    let game = saddle(&instance);
    let (m, n) = (9, 3);
    let x = Vector::from_row_slice(&[0.3, -1.2, 0.8]);
    let mut z = Vector::zeros(n + m + n + 1);
    z.rows_mut(0, n).copy_from(&x);
    // −F is (·, Ax − b, ρ(x, 1)): the best answers are its directions.
    let f = applied(&*game, &z);
    let (misfit, lifted) = (-f.rows(n, m), -f.rows(n + m, n + 1));
    let inner = misfit.norm() + lifted.norm();
    assert_close("ρ(x, 1)", lifted.norm(), 0.7 * x.norm().hypot(1.0), 1e-14);
    z.rows_mut(n, m).copy_from(&misfit.normalize());
    z.rows_mut(n + m, n + 1).copy_from(&lifted.normalize());
    assert_close("the inner maximum", game.value(&z), inner, 1e-14);
    let reference = instance.judge.reference().expect("a value").value;
    assert_close("gap", instance.judge.measures(&z).gap, inner - reference, 1e-12);
    assert!(inner > reference);
}

/// (z − z*)ᵀF(z) ≥ ρ‖F(z)‖² on a grid of the box, nearly attained; ρ by Nelder and Mead in `SciPy`.
#[test]
fn weak_minty_constants_hold_in_the_box() {
    for row in list(&table()["weak_minty"]) {
        let name = row["name"].as_str().expect("a name");
        let instance = instance(name, &row["parameters"]);
        let (game, solution) = (operator(&instance), instance.judge.solution().expect("known"));
        let width = game.bounds().expect("a box").upper[0];
        let rho = row["rho"].as_f64().expect("a number");
        let mut least = f64::INFINITY;
        let mut try_at = |z: Vector| {
            let f = applied(&*game, &z);
            if f.norm() > 1e-6 {
                least = least.min(f.dot(&(z - &solution)) / f.norm_squared());
            }
        };
        for i in 0..=300 {
            for j in 0..=300 {
                let at = |k: i32| width * f64::from(k - 150) / 150.0;
                try_at(Vector::from_row_slice(&[at(i), at(j)]));
            }
        }
        try_at(numbers(&row["at"]));
        assert_close(&format!("{name} {}", row["parameters"]), least, rho, 1e-9);
    }
    for (stretch, turn) in [(-0.25, 1.0), (0.5, 2.0)] {
        let instance = instance("rotation", &json!({"stretch": stretch, "turn": turn}));
        let rho = stretch / (stretch * stretch + turn * turn);
        let z = Vector::from_row_slice(&[0.3, -0.7]);
        let f = applied(&*operator(&instance), &z);
        assert_close("rotation", f.dot(&z), rho * f.norm_squared(), 1e-15);
    }
}

/// The best response of the adversary of a logistic regression beats the others, and its Φ is least at the solution.
#[test]
fn robust_logistic_regression_is_solved() {
    for given in [json!({"data": "wine", "ridge": 0.1}), json!({"samples": 50, "dim": 5, "divergence": 0.1})] {
        let instance = instance("robust-logistic", &given);
        let game = saddle(&instance);
        let (d, n) = game.split();
        let solution = instance.judge.solution().expect("known");
        let reference = instance.judge.reference().expect("a value");
        assert_eq!(reference.kind, ReferenceKind::Certified);
        for seed in 0..20 {
            let mut z = Vector::from_fn(d + n, |i, _| solution[i] + 0.1 * ((i * 7 + seed) as f64).sin());
            game.project(&mut z);
            let (mut left, mut right) = (solution.clone(), solution.clone());
            left.rows_mut(0, d).copy_from(&z.rows(0, d));
            right.rows_mut(d, n).copy_from(&z.rows(d, n));
            assert!(game.value(&right) <= reference.value + 1e-13 && reference.value <= game.value(&left) + 1e-13);
            // Φ(w) is at least φ(w, p).
            assert!(instance.judge.measures(&z).gap + reference.value >= game.value(&z) - 1e-13, "{given}");
        }
    }
}

/// The tables of the machine that has them: operators and constants of forsaken games.
#[test]
fn larger_tables_agree() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/ground/minimax.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: no {}", path.display());
        return;
    };
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let mut compared = 0;
    for row in list(&all["problems"]) {
        let (name, given) = match row["name"].as_str().expect("a name") {
            "Forsaken" => ("forsaken", json!({"game": "forsaken"})),
            "GlobalForsaken" => ("forsaken", json!({"game": "global"})),
            "PolarGame a=1" => ("polar-game", json!({"a": 1.0})),
            "PolarGame a=3/4" => ("polar-game", json!({"a": 0.75})),
            "PolarGame a=1/3" => ("polar-game", json!({"a": 1.0 / 3.0})),
            other => panic!("no problem for {other}"),
        };
        let instance = instance(name, &given);
        let operator = operator(&instance);
        let text = |value: &Value| value.as_str().expect("digits").parse::<f64>().expect("a number");
        for (point, f) in list(&row["points"]).iter().zip(list(&row["F"])) {
            let wanted = Vector::from_iterator(2, list(f).iter().map(text));
            let off = (applied(&*operator, &numbers(point)) - &wanted).norm();
            assert!(off <= 1e-13 * (1.0 + wanted.norm()), "{name} {given}: F is {off:e} off");
        }
        let solution = instance.judge.solution().expect("known");
        assert!((solution - numbers(&row["z_star"])).norm() <= 1e-15, "{name} {given}: z*");
        let l = row["numeric_L"].as_f64().expect("a number");
        // The table has the largest over a grid, which misses the inflection of the forsaken game by a little.
        let known = instance.known.smoothness.expect("known");
        assert!(known >= l * (1.0 - 1e-10) && known <= l * (1.0 + 1e-6), "{name} {given}: L = {known} but {l}");
        compared += 1;
    }
    println!("compared {compared} games with {}", path.display());
    assert_eq!(compared, 5);
}

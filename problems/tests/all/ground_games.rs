//! Values that other programs computed, and the closed forms of the literature.

use problems::class::{Batch, Bilevel, Operator, Saddle, Smooth};
use problems::{Data, Instance, Matrix, PROBLEMS, Role, Vector, stream};
use serde_json::Value;
use std::f64::consts::PI;

fn instance(name: &str, given: &Value) -> Instance {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == name).expect("registered");
    let family = (entry.build)(given.as_object().expect("an object").clone()).expect("readable");
    let made = family.make(&mut stream(0, "ground"), &Data::default()).expect("made");
    family.instance(&made)
}

fn numbers(value: &Value) -> Vector {
    Vector::from_iterator(
        value.as_array().expect("a list").len(),
        value.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")),
    )
}

fn filled(n: usize, fill: impl FnOnce(&mut Vector)) -> Vector {
    let mut v = Vector::from_element(n, f64::NAN);
    fill(&mut v);
    v
}

#[track_caller]
fn assert_close(what: &str, found: f64, wanted: f64, tolerance: f64) {
    assert!((found - wanted).abs() <= tolerance * (1.0 + wanted.abs()), "{what}: {found} where {wanted} was expected");
}

#[track_caller]
fn assert_near(what: &str, found: &Vector, wanted: &Vector) {
    assert!((found - wanted).norm() <= 1e-10 * (1.0 + wanted.norm()), "{what}: {found} where {wanted} was expected");
}

#[test]
fn polar_games_equal_those_of_the_paper() {
    let table: Value = serde_json::from_str(include_str!("../reference/polar_game.json")).expect("JSON");
    for row in table["problems"].as_array().expect("a list") {
        let a = numbers(&row["a"]);
        let instance = instance("polar-game", &serde_json::json!({"a": a[0] / a[1]}));
        let problem = <dyn Operator as Role>::of(&instance.problem).expect("an operator");
        for (z, f) in row["points"].as_array().expect("a list").iter().zip(row["operator"].as_array().expect("a list"))
        {
            assert_near("F", &filled(2, |f| problem.apply(&numbers(z), f)), &numbers(f));
        }
        // The table's constant is the largest over a grid of the box.
        let wanted = row["smoothness"].as_f64().expect("a number");
        assert_close("L", instance.known.smoothness.expect("known"), wanted, 1e-10);
    }
}

#[test]
fn worst_case_of_ouyang_and_xu_is_the_published_one() {
    let instance = instance("bilinear", &serde_json::json!({"kind": "ouyang-xu", "dim": 50}));
    let problem = <dyn Saddle as Role>::of(&instance.problem).expect("a saddle");
    assert_close("L", instance.known.smoothness.expect("known"), 0.8085, 5e-5);
    // F(0) = (−h, k): 1 + 50 entries of ¼.
    assert_close("‖F(0)‖", instance.judge.error(&problem.start()), 0.25 * 51.0_f64.sqrt(), 1e-14);
    // L is the norm of the linear part of F.
    let f0 = filled(100, |f| problem.apply(&problem.start(), f));
    let mut linear = Matrix::zeros(100, 100);
    for j in 0..100 {
        let unit = Vector::from_fn(100, |i, _| f64::from(i == j));
        linear.set_column(j, &(filled(100, |f| problem.apply(&unit, f)) - &f0));
    }
    assert_close("‖∂F‖", linear.singular_values().max(), instance.known.smoothness.expect("known"), 1e-13);
}

/// E‖F(0)‖² = 2 Σ (i/50)⁶ = 15.33 over the random shifts.
#[test]
fn ill_conditioned_games_start_at_the_published_scale() {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == "bilinear").expect("registered");
    let family = (entry.build)(serde_json::Map::new()).expect("defaults");
    let squares = (0..30).map(|seed| {
        let made = family.make(&mut stream(seed, "ground"), &Data::default()).expect("made");
        let instance = family.instance(&made);
        instance.judge.error(&instance.problem.start()).powi(2)
    });
    let mean = squares.sum::<f64>() / 30.0;
    assert!((10.0..21.0).contains(&mean), "mean of ‖F(0)‖² is {mean}");
}

/// J* = α/(8(1 + 4απ⁴)) and f* = sin(πx) sin(πy)/(1 + 4απ⁴) in the limit; the grid is off by O(h²).
#[test]
fn poisson_control_tends_to_the_continuous_optimum() {
    let continuous = 1e-6 / (8.0 * (1.0 + 4e-6 * PI.powi(4)));
    assert_close("J* of the continuous problem", continuous * 1e7, 1.249_513_1, 1e-7);
    let off = [15, 31, 63].map(|grid| {
        let instance = instance("poisson-control", &serde_json::json!({"grid": grid}));
        let middle = instance.judge.solution().expect("known")[grid * grid / 2];
        assert_close("f* in the middle", middle, 1.0 / (1.0 + 4e-6 * PI.powi(4)), 20.0 / ((grid + 1) as f64).powi(2));
        (instance.judge.reference().expect("known").value - continuous) / continuous
    });
    for (coarse, fine) in off.iter().zip(&off[1..]) {
        assert_close("order of convergence", (coarse / fine).log2(), 2.0, 0.01);
    }
}

/// State and control together are the reduced problem.
#[test]
fn full_and_reduced_poisson_control_agree() {
    let given = serde_json::json!({"grid": 6});
    let (reduced, full) = (instance("poisson-control", &given), instance("poisson-control-full", &given));
    let value = |instance: &Instance| instance.judge.reference().expect("known").value;
    assert_close("J* · 10⁷", 1e7 * value(&full), 1e7 * value(&reduced), 1e-10);
    let (short, long) = (reduced.judge.solution().expect("known"), full.judge.solution().expect("known"));
    assert_near("f*", &long.rows(36, 36).into_owned(), &short);
}

/// A solve on the largest grid of the sweep: gradient 0 at the closed-form optimum, in seconds.
#[test]
fn largest_grid_is_solved_at_its_closed_form() {
    let started = std::time::Instant::now();
    let instance = instance("poisson-control", &serde_json::json!({"grid": 256}));
    let made = started.elapsed();
    let problem = <dyn Smooth as Role>::of(&instance.problem).expect("smooth");
    let solution = instance.judge.solution().expect("known");
    let mut g = Vector::zeros(problem.dim());
    problem.gradient(&problem.start(), &mut g);
    let scale = g.norm();
    let gradient = std::time::Instant::now();
    problem.gradient(&solution, &mut g);
    println!("256 × 256: made in {made:?}, a gradient in {:?}", gradient.elapsed());
    assert!(g.norm() < 1e-9 * scale, "‖∇J(f*)‖ = {:e}, {scale:e} at the start", g.norm());
    assert!(instance.judge.error(&solution).abs() < 1e-18);
}

/// The lower solution of a quadratic bilevel problem, or of its penalty f upper + λ f lower, from the oracles.
fn quadratic_argmin(problem: &dyn Bilevel, x: &Vector, upper: f64, lower: f64) -> Vector {
    let n = problem.split().1;
    let y = Vector::zeros(n);
    let at = |v: &Vector| {
        let above = filled(n, |p| problem.upper_hessian_product(x, &y, v, Batch::Whole, p));
        upper * above + lower * filled(n, |p| problem.lower_hessian_product(x, &y, v, Batch::Whole, p))
    };
    let columns: Vec<_> = (0..n).map(|j| at(&Vector::from_fn(n, |i, _| f64::from(i == j)))).collect();
    let above = filled(n, |g| problem.upper_gradient_y(x, &y, Batch::Whole, g));
    let g = upper * above + lower * filled(n, |g| problem.lower_gradient_y(x, &y, Batch::Whole, g));
    Matrix::from_columns(&columns).lu().solve(&-g).expect("positive definite")
}

/// The gradient of the penalty min over y of F + λ(f − min f) at argmin φ misses 0 by O(1/λ): 0.268, 0.0494, 0.00535 and
/// 0.00054 for λ = 10 … 10⁴ on one draw of the problem.
#[test]
fn penalty_bias_falls_as_one_over_lambda() {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == "quadratic-bilevel").expect("registered");
    let family = (entry.build)(serde_json::Map::new()).expect("defaults");
    let mut mean = [0.0; 4];
    for seed in 0..10 {
        let made = family.make(&mut stream(seed, "ground"), &Data::default()).expect("made");
        let instance = family.instance(&made);
        let problem = <dyn Bilevel as Role>::of(&instance.problem).expect("bilevel");
        let (m, n) = problem.split();
        let x = instance.judge.solution().expect("known").rows(0, m).into_owned();
        let z = quadratic_argmin(&*problem, &x, 0.0, 1.0);
        let lower_x = |y: &Vector| filled(m, |g| problem.lower_gradient_x(&x, y, Batch::Whole, g));
        for (mean, lambda) in mean.iter_mut().zip([1e1, 1e2, 1e3, 1e4]) {
            let y = quadratic_argmin(&*problem, &x, 1.0, lambda);
            assert_eq!(y.len(), n);
            let upper_x = filled(m, |g| problem.upper_gradient_x(&x, &y, Batch::Whole, g));
            *mean += 0.1 * (upper_x + lambda * (lower_x(&y) - lower_x(&z))).norm();
        }
    }
    println!("penalty bias at 10, 100, 1000, 10000: {mean:?}");
    for (found, published) in mean.iter().zip([0.268, 0.0494, 0.00535, 0.00054]) {
        assert!((0.4..2.5).contains(&(found / published)), "{found} where {published} was published");
    }
    assert_close("slope", (mean[3] / mean[2]).log10(), -1.0, 0.01);
}

/// Two answers with one x and different y are the same to the judge, up to rounding.
#[test]
fn hyper_cleaning_is_judged_by_x_alone() {
    let given = serde_json::json!({"training": 200, "validation": 100});
    let instance = instance("hyper-cleaning", &given);
    let started = std::time::Instant::now();
    let mut answer = Vector::from_fn(instance.problem.dim(), |i, _| if i < 200 { (i as f64).sin() } else { 0.0 });
    let error = instance.judge.error(&answer);
    let took = started.elapsed();
    // Near enough to 0 for the judge to start from it.
    for i in 200..answer.len() {
        answer[i] = 1e-4 * (i as f64).cos();
    }
    let off = (instance.judge.error(&answer) - error).abs();
    println!("‖∇φ‖ = {error:e} in {took:?}, {off:e} apart from another start");
    assert!(off <= instance.judge.attainable(), "{off:e} apart");
}

//! What is known of the nonconvex problems: saddles, symmetries, stationary values, starts.

use crate::table::compare_with_table;
use problems::class::{Curved, Smooth, Stochastic};
use problems::{Data, Instance, Matrix, PROBLEMS, Role, Vector, stream};
use serde_json::{Value, json};
use std::rc::Rc;

fn instance(name: &str, parameters: &Value) -> Instance {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == name).expect("a registered problem");
    let family = (entry.build)(parameters.as_object().expect("parameters").clone()).expect("good parameters");
    let made = family.make(&mut stream(1, "nonconvex"), &Data::default()).expect("an instance");
    family.instance(&made)
}

fn curved(instance: &Instance) -> Rc<dyn Curved> {
    Role::of(&instance.problem).expect("a curved problem")
}

fn gradient(p: &dyn Curved, x: &Vector) -> Vector {
    let mut g = Vector::zeros(p.dim());
    p.gradient(x, &mut g);
    g
}

/// Eigenvalues of the Hessian, ascending.
fn eigenvalues(p: &dyn Curved, x: &Vector) -> Vec<f64> {
    let mut h = Matrix::zeros(p.dim(), p.dim());
    p.hessian(x, &mut h);
    let mut values: Vec<f64> = h.symmetric_eigenvalues().iter().copied().collect();
    values.sort_by(f64::total_cmp);
    values
}

#[track_caller]
fn near(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance, "{a} and {b} differ by more than {tolerance:e}");
}

/// Steps of gradient descent.
fn descend(p: &dyn Smooth, mut x: Vector, step: f64, steps: usize) -> Vector {
    let mut g = x.clone();
    for _ in 0..steps {
        p.gradient(&x, &mut g);
        x.axpy(-step, &g, 1.0);
    }
    x
}

#[test]
fn points_table() {
    compare_with_table("nonconvex_points.json", 1e-12);
}

/// The height of the start and where gradient descent is stuck, as the source's figure has them.
#[test]
fn gradient_descent_is_stuck_in_the_canyon() {
    let instance = instance("grand-canyon", &json!({}));
    let p: Rc<dyn Smooth> = Role::of(&instance.problem).expect("a smooth problem");
    let start = instance.problem.start();
    near(p.value(&start), 156.05, 5e-3);
    let x = descend(&*p, start, 1e-3, 10_000);
    near(x[0], 6.62, 5e-3);
    near(x[1], 7.55, 5e-3);
    near(p.value(&x), 137.3, 5e-2);
}

/// With noise the solution is a stationary point with no negative curvature, lower than the planted truth's neighbours.
#[test]
fn noisy_solutions_are_local_minima() {
    for (name, parameters) in [
        ("phase-retrieval", json!({"dim": 8, "measurements": 100, "noise": 0.3})),
        ("single-index", json!({"dim": 6, "measurements": 200, "noise": 0.3, "link": "tanh"})),
        ("matrix-completion", json!({"rows": 8, "cols": 7, "rank": 2, "entries": 45, "noise": 0.1})),
        ("blind-deconvolution", json!({"filter": 4, "signal": 3, "measurements": 40, "noise": 0.2})),
        ("blind-deconvolution", json!({"filter": 4, "signal": 3, "measurements": 40, "noise": 0.2, "numbers": "real"})),
    ] {
        let instance = instance(name, &parameters);
        let (p, x) = (curved(&instance), instance.judge.solution().expect("a solution"));
        let scale = eigenvalues(&*p, &x).last().copied().expect("a variable");
        assert!(p.value(&x) > 1e-4, "{name}: noise cannot be fitted");
        assert!(gradient(&*p, &x).norm() <= 1e-11 * scale, "{name}: gradient {}", gradient(&*p, &x).norm());
        assert!(eigenvalues(&*p, &x)[0] >= -1e-11 * scale, "{name}: {:?}", eigenvalues(&*p, &x));
        near(instance.judge.error(&x), 0.0, 1e-14);
    }
}

/// From the spectral start gradient descent recovers the signal at a constant rate.
#[test]
fn spectral_starts_are_near() {
    let phase = json!({"dim": 30, "measurements": 600, "start": "spectral"});
    let blind = json!({"filter": 8, "signal": 8, "measurements": 200, "start": "spectral"});
    for (name, parameters, step) in [("phase-retrieval", phase, 0.1), ("blind-deconvolution", blind, 0.1)] {
        let instance = instance(name, &parameters);
        let p: Rc<dyn Smooth> = Role::of(&instance.problem).expect("a smooth problem");
        let size = instance.judge.measures(&Vector::zeros(p.dim())).distance;
        let x = instance.problem.start();
        assert!(instance.judge.measures(&x).distance <= 0.6 * size, "{name}: {}", instance.judge.measures(&x).distance);
        let x = descend(&*p, x, step, 500);
        assert!(
            instance.judge.measures(&x).distance <= 1e-8 * size,
            "{name}: {}",
            instance.judge.measures(&x).distance
        );
    }
}

#[test]
fn distances_are_blind_to_what_the_measurements_are_blind_to() {
    let blind = instance("blind-deconvolution", &json!({"filter": 3, "signal": 4, "measurements": 30}));
    let mut z = blind.judge.solution().expect("a solution");
    // h times α and x over its conjugate, α = 2 exp(0.7 i).
    let (c, s) = (0.7_f64.cos(), 0.7_f64.sin());
    for (k, parts) in z.as_mut_slice().chunks_exact_mut(2).enumerate() {
        let scale = if k < 3 { 2.0 } else { 0.5 };
        (parts[0], parts[1]) = (scale * (c * parts[0] - s * parts[1]), scale * (s * parts[0] + c * parts[1]));
    }
    near(blind.judge.error(&z), 0.0, 1e-28);
    near(blind.judge.measures(&z).distance, 0.0, 1e-14);

    let completion = instance("matrix-completion", &json!({"rows": 6, "cols": 5, "rank": 2, "entries": 20}));
    let mut z = completion.judge.solution().expect("a solution");
    for row in z.as_mut_slice().chunks_exact_mut(2) {
        (row[0], row[1]) = (c * row[0] - s * row[1], s * row[0] + c * row[1]);
    }
    near(completion.judge.error(&z), 0.0, 1e-26);
    near(completion.judge.measures(&z).distance, 0.0, 1e-13);
    z[0] += 1.0;
    // ‖e₁ y₁ᵀ‖, y₁ the first column of Y.
    let first = (0..5).map(|j| z[12 + 2 * j].powi(2)).sum::<f64>().sqrt();
    near(completion.judge.measures(&z).distance, first, 1e-13);

    for order in [3, 4] {
        let parameters = json!({"rows": 5, "rank": 3, "columns": 4, "order": order});
        let tensor = instance("tensor-decomposition", &parameters);
        let mut w = tensor.judge.solution().expect("a solution");
        for i in 0..5 {
            w.swap_rows(i, 10 + i);
        }
        near(tensor.judge.error(&w), 0.0, 1e-14);
        w.rows_mut(0, 5).neg_mut();
        // The sign of one component of an odd tensor: ½‖2v⊗v⊗v‖² = 2.
        near(tensor.judge.error(&w), if order == 3 { 2.0 } else { 0.0 }, 1e-13);
    }
}

/// When every entry is seen, completion is factorization: ½‖XYᵀ − M‖².
#[test]
fn completion_of_a_whole_matrix_is_factorization() {
    let parameters = json!({"rows": 4, "cols": 3, "rank": 2, "entries": 12, "balance": 0});
    let instance = instance("matrix-completion", &parameters);
    let p = curved(&instance);
    for k in 0..5 {
        let z = Vector::from_fn(14, |i, _| (i as f64 * 1.3 + f64::from(k)).sin());
        near(p.value(&z), 0.5 * instance.judge.measures(&z).distance.powi(2), 1e-12);
    }
}

/// At the i-th eigenvector the value is −λᵢ/2, with one direction of negative curvature for every larger eigenvalue.
#[test]
fn the_rayleigh_quotient_is_stationary_at_eigenvectors() {
    let p = curved(&instance("rayleigh-quotient", &json!({"dim": 6, "gap": 0.2, "rotated": false})));
    for (i, lambda) in [1.0, 0.8, 0.6, 0.4, 0.2, 0.0].into_iter().enumerate() {
        let x = Vector::from_fn(6, |j, _| if i == j { 1.5 } else { 0.0 });
        near(p.value(&x), -0.5 * lambda, 1e-15);
        near(gradient(&*p, &x).norm(), 0.0, 1e-15);
        assert_eq!(eigenvalues(&*p, &x).iter().filter(|value| **value < -1e-9).count(), i);
    }
}

/// Eckart and Young: with too few columns the optimum is stationary, has no negative curvature, and is what is claimed.
#[test]
fn truncated_factorizations_are_optimal() {
    let symmetric = json!({"rows": 5, "rank": 4, "columns": 2, "condition": 8});
    let deep = json!({"rows": 4, "cols": 5, "rank": 3, "width": 2, "depth": 3, "condition": 4});
    let shallow = json!({"rows": 4, "cols": 5, "rank": 3, "width": 2, "depth": 2, "condition": 4});
    // ¼(4⁻² + 8⁻²) with λ = 1, ½, ¼, ⅛, and ½ 4⁻² with σ = 1, ½, ¼.
    for (name, parameters, optimum) in [
        ("matrix-factorization", symmetric, 5.0 / 256.0),
        ("deep-linear-network", deep, 1.0 / 32.0),
        ("deep-linear-network", shallow, 1.0 / 32.0),
    ] {
        let instance = instance(name, &parameters);
        let (p, x) = (curved(&instance), instance.judge.solution().expect("a solution"));
        near(p.value(&x), optimum, 1e-15);
        near(gradient(&*p, &x).norm(), 0.0, 1e-13);
        assert!(eigenvalues(&*p, &x)[0] >= -1e-12, "{name}");
    }
}

/// The origin: strict for factors and networks of depth 2, of higher order for deeper ones and for tensors.
#[test]
fn the_origin_is_a_saddle_of_the_order_claimed() {
    let origin = |name: &str, parameters: Value| {
        let p = curved(&instance(name, &parameters));
        let zero = Vector::zeros(p.dim());
        near(gradient(&*p, &zero).norm(), 0.0, 0.0);
        eigenvalues(&*p, &zero)
    };
    let values = origin("matrix-factorization", json!({"rows": 5, "rank": 3, "columns": 2, "condition": 4}));
    // −λᵢ, once a column.
    for (ours, theirs) in values.iter().zip([-1.0, -1.0, -0.5, -0.5, -0.25, -0.25]) {
        near(*ours, theirs, 1e-14);
    }
    let values = origin("deep-linear-network", json!({"rows": 4, "cols": 4, "rank": 2, "width": 3, "depth": 2}));
    near(values[0], -1.0, 1e-14);
    assert_eq!(values.iter().filter(|value| **value < -1e-9).count(), 6, "a pair ±σ for every inner unit");
    for values in [
        origin("deep-linear-network", json!({"rows": 3, "cols": 3, "rank": 2, "width": 3, "depth": 3})),
        origin("tensor-decomposition", json!({"rows": 3, "rank": 2, "columns": 3})),
    ] {
        assert!(values.iter().all(|value| *value == 0.0), "{values:?}");
    }
}

/// Away from the kinks a subgradient is the slope; ±z solve, and are at distance 0.
#[test]
fn robust_phase_retrieval_has_the_slopes_of_its_value() {
    let instance = instance("robust-phase-retrieval", &json!({"dim": 4, "measurements": 20}));
    let p: Rc<dyn Stochastic> = Role::of(&instance.problem).expect("a sum");
    let (h, mut g) = (1e-7, Vector::zeros(4));
    for k in 0..20 {
        let x = Vector::from_fn(4, |i, _| (i as f64 * 1.3 + f64::from(k)).sin());
        let v = Vector::from_fn(4, |i, _| (i as f64 * 0.7 + f64::from(k)).cos());
        let keys: Vec<u64> = (0..20).collect();
        p.sample_gradient(&x, &keys, &mut g);
        let slope = (p.sample_value(&(&x + h * &v), &keys) - p.sample_value(&(&x - h * &v), &keys)) / (2.0 * h);
        near(g.dot(&v), slope, 1e-6);
        near(instance.judge.error(&x), p.sample_value(&x, &keys), 1e-14);
    }
    let z = instance.judge.solution().expect("a solution");
    for z in [-&z, z] {
        near(instance.judge.error(&z), 0.0, 1e-14);
        near(instance.judge.measures(&z).distance, 0.0, 0.0);
    }
}

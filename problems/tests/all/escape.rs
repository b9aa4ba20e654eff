//! The saddles of the saddle-escape suite are where and what they are said to be.

use crate::table::compare_with_table;
use problems::class::{Curved, LeastSquares, Smooth};
use problems::{Data, Instance, Matrix, PROBLEMS, Role, Vector, stream};
use serde_json::{Value, json};
use std::rc::Rc;

fn instance(name: &str, parameters: &Value) -> Instance {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == name).expect("a registered problem");
    let family = (entry.build)(parameters.as_object().expect("parameters").clone()).expect("good parameters");
    let made = family.make(&mut stream(1, "escape"), &Data::default()).expect("an instance");
    family.instance(&made)
}

fn curved(name: &str, parameters: &Value) -> Rc<dyn Curved> {
    Role::of(&instance(name, parameters).problem).expect("a curved problem")
}

fn gradient(p: &dyn Curved, x: &Vector) -> Vector {
    let mut g = Vector::zeros(p.dim());
    p.gradient(x, &mut g);
    g
}

fn hessian(p: &dyn Curved, x: &Vector) -> Matrix {
    let mut h = Matrix::zeros(p.dim(), p.dim());
    p.hessian(x, &mut h);
    h
}

/// Eigenvalues of the Hessian, ascending.
fn eigenvalues(p: &dyn Curved, x: &Vector) -> Vec<f64> {
    let mut values: Vec<f64> = hessian(p, x).symmetric_eigenvalues().iter().copied().collect();
    values.sort_by(f64::total_cmp);
    values
}

#[track_caller]
fn near(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance, "{a} and {b} differ by more than {tolerance:e}");
}

#[test]
fn escape_table() {
    compare_with_table("escape.json", 1e-12);
}

/// At every boundary between regions, on the paper's domain and off it.
#[test]
fn the_octopus_is_twice_continuously_differentiable() {
    let (l, gamma, tau) = (3.0, 0.5, 0.7);
    let p = curved("octopus", &json!({"dim": 4, "L": l, "gamma": gamma, "tau": tau}));
    let others = [0.1, 0.5, 0.9, 1.3, 1.5, 3.0];
    for place in 0..4 {
        for boundary in [0.0, 1.0, 2.0] {
            for (i, &a) in others.iter().enumerate() {
                for &b in &others {
                    let mut x = Vector::from_vec(vec![a, -b, others[(i + 2) % 6], -a]);
                    let mut at = |offset: f64| {
                        x[place] = tau * boundary + offset;
                        (p.value(&x), gradient(&*p, &x), hessian(&*p, &x))
                    };
                    let (offset, scale) = (1e-10, 1e6);
                    let ((f, g, h), (f2, g2, h2)) = (at(offset), at(-offset));
                    near(f, f2, scale * offset);
                    assert!((g - g2).norm() <= scale * offset, "gradient at {x}");
                    assert!((h - h2).norm() <= scale * offset, "Hessian at {x}");
                }
            }
        }
    }
}

/// The saddles (±4τ, …, ±4τ, 0, …, 0): a step ν lower each, with one direction of curvature −2γ.
#[test]
fn the_octopus_has_a_chain_of_saddles() {
    let (l, gamma, tau, n) = (2.5, 0.75, 1.5, 5);
    let p = curved("octopus", &json!({"dim": n, "L": l, "gamma": gamma, "tau": tau}));
    let depth = (37.0 / 6.0 * l + 13.0 / 6.0 * gamma) * tau * tau;
    for passed in 0..=n {
        let sign = |i: usize| if i.is_multiple_of(2) { 1.0 } else { -1.0 };
        let x = Vector::from_fn(n, |i, _| if i < passed { 4.0 * tau * sign(i) } else { 0.0 });
        near(p.value(&x), -(passed as f64) * depth, 1e-11);
        near(gradient(&*p, &x).norm(), 0.0, 1e-12);
        let mut expected = vec![2.0 * l; n];
        if passed < n {
            expected[0] = -2.0 * gamma;
        }
        for (ours, theirs) in eigenvalues(&*p, &x).into_iter().zip(expected) {
            near(ours, theirs, 1e-12);
        }
    }
}

/// T(k + 1) ≥ (1 + L/γ) T(k), T(k) the step at which gradient descent with step 1/(4L) has brought |xₖ| past τ.
///
/// The variables still to come halve with every step, and are 0 in double precision after a thousand: hence the small n.
#[test]
fn gradient_descent_leaves_each_saddle_of_the_octopus_later_by_a_factor() {
    for (l, gamma, n) in [(std::f64::consts::E, 1.0, 4), (1.0, 1.0, 6), (2.0, 1.0, 4)] {
        let tau = std::f64::consts::E;
        let parameters = json!({"dim": n, "L": l, "gamma": gamma, "tau": tau, "start": "near", "radius": 1});
        let Instance { problem, judge, .. } = instance("octopus", &parameters);
        let p: Rc<dyn Smooth> = Role::of(&problem).expect("a smooth problem");
        let (mut x, mut g) = (problem.start(), Vector::zeros(n));
        let mut times = vec![0_u32; n];
        for t in 1..=20_000 {
            p.gradient(&x, &mut g);
            x.axpy(-1.0 / (4.0 * l), &g, 1.0);
            for (time, x) in times.iter_mut().zip(x.as_slice()) {
                if *time == 0 && x.abs() > tau {
                    *time = t;
                }
            }
        }
        for pair in times.windows(2) {
            let factor = f64::from(pair[1]) / f64::from(pair[0]);
            assert!(pair[0] > 0 && factor >= 1.0 + l / gamma - 1e-9, "L/γ = {}: times {times:?}", l / gamma);
        }
        assert!(judge.error(&x) <= 1e-9, "ends at a minimizer");
        assert!(judge.measures(&x).distance <= 1e-9, "ends at a minimizer");
    }
}

#[test]
fn degenerate_saddles_have_no_negative_curvature() {
    let monkey = curved("monkey-saddle", &json!({"dim": 3, "confinement": 2}));
    let origin = Vector::zeros(3);
    assert_eq!(eigenvalues(&*monkey, &origin), [0.0, 0.0, 1.0]);
    // Down along three legs, to third order.
    for k in 0..3 {
        let (angle, t) = (std::f64::consts::PI * (1.0 + 2.0 * f64::from(k) / 3.0), 1e-3);
        let x = Vector::from_vec(vec![t * angle.cos(), t * angle.sin(), 0.0]);
        near(monkey.value(&x), -t.powi(3) + 0.5 * t.powi(4), 1e-20);
    }
    let degenerate = curved("degenerate-saddle", &json!({"dim": 3, "confinement": 2}));
    assert_eq!(eigenvalues(&*degenerate, &origin), [0.0, 1.0, 2.0]);
    // No line through the origin goes down near it, but the parabola does.
    let t: f64 = 1e-2;
    for k in 0..100 {
        let angle = 0.0314 * 2.0 * f64::from(k);
        assert!(
            degenerate.value(&Vector::from_vec(vec![t * angle.cos(), t * angle.sin(), 0.0])) >= 0.0
                || angle.sin().abs() < t
        );
    }
    let parabola = Vector::from_vec(vec![t, -0.5 * t * t, 0.0]);
    near(degenerate.value(&parabola), -0.25 * t.powi(4) + t.powi(6) / 3.0, 1e-20);
}

#[test]
fn every_minimizer_is_one() {
    for (name, parameters) in [
        ("monkey-saddle", json!({"dim": 3, "confinement": 0.7})),
        ("degenerate-saddle", json!({"dim": 3, "confinement": 0.7})),
        ("cubic-saddle", json!({"dim": 6, "negative": 3, "gamma": 0.5, "rho": 0.2})),
        ("octopus", json!({"dim": 3})),
        ("spurious-sensing", json!({"dim": 3})),
    ] {
        let Instance { problem, judge, .. } = instance(name, &parameters);
        let p: Rc<dyn Curved> = Role::of(&problem).expect("a curved problem");
        let solution = judge.solution().expect("a solution");
        near(gradient(&*p, &solution).norm(), 0.0, 1e-12);
        assert!(eigenvalues(&*p, &solution)[0] > 0.0, "{name}");
    }
}

#[test]
fn the_cubic_saddle_has_as_many_negative_directions_as_asked() {
    let p = curved("cubic-saddle", &json!({"dim": 8, "negative": 3, "gamma": 0.6, "rho": 0.2}));
    let values = eigenvalues(&*p, &Vector::zeros(8));
    assert_eq!(values.iter().filter(|value| **value < 0.0).count(), 3);
    near(values[0], -0.6, 1e-15);
}

/// The isometry, and what stands at (0, √δ, 0, …).
#[test]
fn the_spurious_point_is_a_minimum_from_one_half_on() {
    for delta in [0.3, 0.5, 0.6, 0.9] {
        let parameters = json!({"dim": 4, "delta": delta, "start": "saddle"});
        let Instance { problem, .. } = instance("spurious-sensing", &parameters);
        let p: Rc<dyn Curved> = Role::of(&problem).expect("a curved problem");
        let x = problem.start();
        near(p.value(&x), 1.0 - delta * delta, 1e-15);
        near(gradient(&*p, &x).norm(), 0.0, 1e-15);
        let mut expected = vec![4.0 * (2.0 * delta - 1.0) * (delta + 1.0), 8.0 * delta, 4.0 * delta, 4.0 * delta];
        expected.sort_by(f64::total_cmp);
        for (ours, theirs) in eigenvalues(&*p, &x).into_iter().zip(expected) {
            near(ours, theirs, 1e-14);
        }
        let squares: Rc<dyn LeastSquares> = Role::of(&problem).expect("least squares");
        let mut r = Vector::zeros(squares.residuals_len());
        for k in 0..200_u8 {
            let x = Vector::from_fn(4, |i, _| (f64::from(k) * (i as f64 + 2.0)).sin());
            let mut m = &x * x.transpose();
            m[(0, 0)] -= 1.0;
            squares.residuals(&x, &mut r);
            let ratio = 0.5 * r.norm_squared() / m.norm_squared();
            assert!(ratio >= 1.0 - delta - 1e-12 && ratio <= 1.0 + delta + 1e-12, "δ = {delta}: ratio {ratio}");
        }
    }
}

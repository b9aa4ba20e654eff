//! What is proven of convex problems: lower bounds that are attained, rates that are exact, duality gaps, spectra.

use crate::cases::{Case, each};
use crate::points::{gaussian, point};
use problems::class::{Composite, Curved, Smooth};
use problems::{Data, Instance, Matrix, PROBLEMS, Role, Vector, stream};
use serde_json::{Value, json};
use std::rc::Rc;

fn instance(name: &str, parameters: &Value) -> Instance {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == name).expect("a registered problem");
    let family = (entry.build)(parameters.as_object().expect("an object").clone()).expect("parameters");
    let made = family.make(&mut stream(1, "ground"), &Data::default());
    family.instance(&made.unwrap_or_else(|error| panic!("{name}: {error}")))
}

/// The points of conjugate gradients from the start of a quadratic: each the best in the span of the gradients so far.
fn conjugate_gradients(p: &dyn Curved, steps: usize) -> Vec<Vector> {
    let mut x = p.start();
    let (mut g, mut hd) = (x.clone(), x.clone());
    p.gradient(&x, &mut g);
    let mut d = -&g;
    let mut points = vec![x.clone()];
    for _ in 0..steps {
        p.hessian_product(&x, &d, &mut hd);
        let (before, curvature) = (g.norm_squared(), d.dot(&hd));
        let t = before / curvature;
        x.axpy(t, &d, 1.0);
        g.axpy(t, &hd, 1.0);
        d = &d * (g.norm_squared() / before) - &g;
        points.push(x.clone());
    }
    points
}

#[test]
fn the_best_of_a_span_attains_nesterovs_lower_bound_and_gradient_methods_stay_above() {
    for (n, l) in [(101, 1.0), (40, 8.0)] {
        let Instance { problem, judge, known } = instance("nesterov-worst-case", &json!({"dim": n, "smoothness": l}));
        let p: Rc<dyn Curved> = Role::of(&problem).expect("curved");
        let distance = known.distance.expect("known");
        let bound = |k: usize| l / 8.0 * (1.0 / (k + 1) as f64 - 1.0 / (n + 1) as f64);
        for (k, x) in conjugate_gradients(&*p, n / 2).iter().enumerate() {
            let error = judge.error(x);
            assert!((error - bound(k)).abs() <= 1e-12 * l, "n = {n}: step {k}: {error}, bound {}", bound(k));
        }
        // Gradient descent, and Nesterov's method.
        let (mut x, mut y, mut fast) = (problem.start(), problem.start(), problem.start());
        let mut g = x.clone();
        for k in 1..=n / 2 {
            p.gradient(&x, &mut g);
            x.axpy(-1.0 / l, &g, 1.0);
            p.gradient(&y, &mut g);
            let next = &y - &g / l;
            y = &next + (&next - &fast) * ((k - 1) as f64 / (k + 2) as f64);
            fast = next;
            assert!(judge.error(&x) >= bound(k) && judge.error(&fast) >= bound(k), "n = {n}: step {k}");
            assert!(
                judge.error(&x) <= l * distance * distance / (4 * k + 2) as f64,
                "n = {n}: step {k}: gradient descent"
            );
        }
    }
}

#[test]
fn the_strongly_convex_worst_case_obeys_its_bound() {
    let (n, l, mu) = (60, 1.0, 0.01);
    let Instance { problem, judge, .. } =
        instance("nesterov-worst-case", &json!({"dim": n, "smoothness": l, "strong_convexity": mu}));
    let p: Rc<dyn Curved> = Role::of(&problem).expect("curved");
    let root = f64::sqrt(l / mu);
    let q = (root - 1.0) / (root + 1.0);
    for (k, x) in conjugate_gradients(&*p, n / 2).iter().enumerate() {
        let bound = 0.5 * mu * (k + 1..=n).map(|i| (q * q).powf(i as f64)).sum::<f64>();
        assert!(judge.error(x) >= bound * (1.0 - 1e-9), "step {k}: {} below {bound}", judge.error(x));
        assert!(
            judge.error(x) <= 100.0 * bound,
            "step {k}: the bound is tight to a factor, not {}",
            judge.error(x) / bound
        );
    }
    let mut g = p.start();
    p.gradient(&judge.solution().expect("a solution"), &mut g);
    assert!(g.norm() <= 1e-15, "the geometric solution is exact: gradient {}", g.norm());
}

#[test]
fn gradient_descent_attains_its_worst_case_on_huber() {
    for (steps, l, radius, n) in [(1, 1.0, 1.0, 1), (7, 3.0, 2.0, 4), (100, 1.0, 1.0, 10), (500, 0.1, 30.0, 3)] {
        let delta = radius / f64::from(2 * steps + 1);
        let given = json!({"dim": n, "smoothness": l, "radius": radius, "delta": delta});
        let Instance { problem, judge, .. } = instance("huber", &given);
        let p: Rc<dyn Smooth> = Role::of(&problem).expect("smooth");
        let (mut x, mut g) = (problem.start(), problem.start());
        for _ in 0..steps {
            p.gradient(&x, &mut g);
            x.axpy(-1.0 / l, &g, 1.0);
        }
        let wanted = l * radius * radius / f64::from(4 * steps + 2);
        let error = judge.error(&x);
        assert!((error - wanted).abs() <= 1e-12 * wanted, "{steps} steps: {error}, worst case {wanted}");
    }
}

#[test]
fn quadratics_have_their_spectra() {
    for spectrum in ["log", "linear", "cluster", "clusters", "outlier", "power", "marchenko-pastur", "random"] {
        let mut sorted: Vec<Vec<f64>> = Vec::new();
        for basis in [json!({"rotated": false}), json!({"reflections": 3}), json!({})] {
            let mut given = json!({"dim": 12, "spectrum": spectrum, "condition": 50.0});
            given.as_object_mut().expect("an object").extend(basis.as_object().expect("an object").clone());
            let Instance { problem, known, .. } = instance("quadratic", &given);
            let p: Rc<dyn Curved> = Role::of(&problem).expect("curved");
            let mut h = Matrix::zeros(12, 12);
            p.hessian(&problem.start(), &mut h);
            let mut eigenvalues = h.symmetric_eigenvalues().as_slice().to_vec();
            eigenvalues.sort_unstable_by(f64::total_cmp);
            assert!((eigenvalues[11] - known.smoothness.expect("L")).abs() <= 1e-14, "{given}");
            assert!((eigenvalues[0] - known.strong_convexity.expect("mu")).abs() <= 1e-14, "{given}");
            sorted.push(eigenvalues);
        }
        for other in &sorted[1..] {
            for (a, b) in other.iter().zip(&sorted[0]) {
                assert!((a - b).abs() <= 1e-13, "{spectrum}: {a} in one basis, {b} in another");
            }
        }
    }
    // Groups end conjugate gradients after as many steps.
    let given = json!({"dim": 5000, "spectrum": "clusters", "clusters": 4, "condition": 1000.0, "reflections": 5});
    let Instance { problem, judge, .. } = instance("quadratic", &given);
    let p: Rc<dyn Curved> = Role::of(&problem).expect("curved");
    let points = conjugate_gradients(&*p, 4);
    assert!(judge.error(&points[3]) > 1e-3 && judge.error(&points[4]) < 1e-15, "{}", judge.error(&points[4]));
}

/// The law's mean is s and its second moment s²(1 + r) with edges s(1 ± √r)², here 1 and 1/condition.
#[test]
fn the_marchenko_pastur_spectrum_has_the_moments_of_the_law() {
    for condition in [4.0, 100.0, 1e4] {
        let n = 20_000;
        let given = json!({"dim": n, "spectrum": "marchenko-pastur", "condition": condition, "rotated": false});
        let Instance { problem, .. } = instance("quadratic", &given);
        let p: Rc<dyn Curved> = Role::of(&problem).expect("curved");
        let mut eigenvalues = vec![0.0; n];
        p.hessian_values(&problem.start(), &mut eigenvalues);
        let root = (f64::sqrt(condition) - 1.0) / (f64::sqrt(condition) + 1.0);
        let s = (1.0 + root).powi(-2);
        let (first, second) = eigenvalues.iter().fold((0.0, 0.0), |(a, b), e| (a + e / n as f64, b + e * e / n as f64));
        assert!((first - s).abs() <= 1e-4, "condition {condition}: mean {first}, law {s}");
        let wanted = s * s * (1.0 + root * root);
        assert!((second - wanted).abs() <= 1e-4, "condition {condition}: second moment {second}, law {wanted}");
    }
}

/// Weak duality: a gap with a formula is no smaller than the error, and vanishes at the solution.
#[test]
fn duality_gaps_bound_errors() {
    let mut seen = 0;
    each::<dyn Composite>(|label, p, Instance { problem, judge, .. }, rng| {
        for t in [0.0, 0.01, 1.0] {
            let (v, _) = point(problem.space(), rng);
            let mut x = v.clone();
            p.prox(&(t * v), 0.1, &mut x);
            let (error, gap) = (judge.error(&x), judge.measures(&x).gap);
            assert!(
                gap.is_nan() || gap >= error - 1e-12 * (1.0 + error.abs()),
                "{label}: gap {gap} below error {error}"
            );
        }
        if let Some(solution) = judge.solution() {
            let gap = judge.measures(&solution).gap;
            assert!(gap.is_nan() || gap.abs() <= 1e-10, "{label}: gap {gap} at the solution");
        }
    });
    for case in Case::all().filter(|case| case.entry.about.name == "entropic-transport") {
        let (Instance { problem, judge, .. }, _) = case.instance(1);
        let mut rng = stream(2, "points");
        for scale in [0.0, 0.1, 1.0] {
            let x = problem.start() + scale * gaussian(problem.dim(), &mut rng);
            let (error, gap) = (judge.error(&x), judge.measures(&x).gap);
            assert!(gap >= error - 1e-12 * (1.0 + error.abs()), "{case}: gap {gap} below error {error}");
            seen += 1;
        }
        let gap = judge.measures(&judge.solution().expect("a solution")).gap;
        assert!(gap.abs() <= 1e-12, "{case}: gap {gap} at the solution");
    }
    assert!(seen > 0, "entropic transport is not registered");
}

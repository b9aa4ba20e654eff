//! What every problem must satisfy, slot by slot, over the whole registry at small parameters.

use crate::cases::{Case, each};
use crate::points::{gaussian, point};
use problems::class::{
    Composite, Curved, FiniteSum, Glm, LeastSquares, Objective, Smooth, Stochastic, curved::columns_by_products,
};
use problems::{Class, Instance, Matrix, PROBLEMS, ReferenceKind, Rng, Role, Vector, stream};
use rand::Rng as _;
use serde_json::{Map, Value};

#[track_caller]
fn close(label: &str, what: &str, a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance, "{label}: {what}: {a} and {b} differ by more than {tolerance:e}");
}

#[track_caller]
fn near(label: &str, what: &str, a: &Vector, b: &Vector, tolerance: f64) {
    assert!((a - b).norm() <= tolerance, "{label}: {what}: ‖{a} − {b}‖ > {tolerance:e}");
}

/// Central difference of a curve at 0, extrapolated once: of fourth order in the step.
fn difference(h: f64, f: impl Fn(f64) -> Vector) -> Vector {
    let central = |h: f64| (f(h) - f(-h)) / (2.0 * h);
    (4.0 * central(0.5 * h) - central(h)) / 3.0
}

/// The step along a direction of this length at which rounding and truncation balance for fourth order.
fn step(x: &Vector, v: &Vector) -> f64 {
    f64::EPSILON.powf(0.2) * (1.0 + x.amax()) / v.norm().max(1.0)
}

/// What fourth-order differences reach: ε^(4/5), with room for the derivatives of the function.
const DIFFERENCE: f64 = 1e-7;
/// Two ways to sum the same terms.
const ROUNDING: f64 = 1e-12;

#[test]
fn gradient_is_the_difference_of_values() {
    each::<dyn Smooth>(|label, p, instance, rng| {
        for _ in 0..3 {
            let (x, v) = point(instance.problem.space(), rng);
            let mut g = Vector::zeros(p.dim());
            p.gradient(&x, &mut g);
            let slope = difference(step(&x, &v), |t| Vector::from_element(1, p.value(&(&x + t * &v))))[0];
            close(label, "slope", g.dot(&v), slope, DIFFERENCE * (g.norm() * v.norm() + p.value(&x).abs()));
        }
    });
}

#[test]
fn value_gradient_agrees() {
    each::<dyn Smooth>(|label, p, instance, rng| {
        let (x, _) = point(instance.problem.space(), rng);
        let (mut g, mut both) = (Vector::zeros(p.dim()), Vector::zeros(p.dim()));
        p.gradient(&x, &mut g);
        let f = p.value_gradient(&x, &mut both);
        close(label, "value", f, p.value(&x), ROUNDING * (1.0 + f.abs()));
        near(label, "gradient", &g, &both, ROUNDING * (1.0 + g.norm()));
    });
}

#[test]
fn hessian_product_is_the_difference_of_gradients() {
    each::<dyn Curved>(|label, p, instance, rng| {
        for _ in 0..3 {
            let (x, v) = point(instance.problem.space(), rng);
            let (mut product, mut g) = (Vector::zeros(p.dim()), Vector::zeros(p.dim()));
            p.hessian_product(&x, &v, &mut product);
            p.gradient(&x, &mut g);
            let slope = difference(step(&x, &v), |t| {
                let mut g = Vector::zeros(p.dim());
                p.gradient(&(&x + t * &v), &mut g);
                g
            });
            near(label, "product", &product, &slope, DIFFERENCE * (1.0 + product.norm() + g.norm()));
        }
    });
}

#[test]
fn hessians_are_their_products_and_symmetric() {
    each::<dyn Curved>(|label, p, instance, rng| {
        let n = p.dim();
        let (x, _) = point(instance.problem.space(), rng);
        let (mut h, mut products) = (Matrix::zeros(n, n), Matrix::zeros(n, n));
        p.hessian(&x, &mut h);
        columns_by_products(n, &mut products, |v, column| p.hessian_product(&x, v, column));
        let tolerance = ROUNDING * (1.0 + h.norm());
        assert!((&h - &products).norm() <= tolerance, "{label}: hessian {h} but by products {products}");
        assert!((&h - h.transpose()).norm() <= tolerance, "{label}: hessian {h} is not symmetric");
        let pattern = p.hessian_pattern();
        let mut values = vec![f64::NAN; pattern.len()];
        p.hessian_values(&x, &mut values);
        let mut sparse = Matrix::zeros(n, n);
        for (&(i, j), value) in pattern.iter().zip(values) {
            assert!(i >= j && sparse[(i, j)] == 0.0, "{label}: entry ({i}, {j}) is above the diagonal or repeated");
            (sparse[(i, j)], sparse[(j, i)]) = (value, value);
        }
        assert!((&h - &sparse).norm() <= tolerance, "{label}: hessian {h} but by its pattern {sparse}");
    });
}

#[test]
fn samples_average_to_the_whole() {
    each::<dyn FiniteSum>(|label, p, instance, rng| {
        let (x, _) = point(instance.problem.space(), rng);
        let keys: Vec<u64> = (0..p.samples().expect("a finite sum")).collect();
        let (mut whole, mut mean) = (Vector::zeros(p.dim()), Vector::zeros(p.dim()));
        p.gradient(&x, &mut whole);
        p.sample_gradient(&x, &keys, &mut mean);
        near(label, "gradient", &mean, &whole, ROUNDING * (1.0 + whole.norm()));
        let f = p.value(&x);
        close(label, "value", p.sample_value(&x, &keys), f, ROUNDING * (1.0 + f.abs()));
        let prices = instance.problem.space().prices();
        assert_eq!(prices.samples, keys.len() as u64, "{label}: a sample costs 1/N");
    });
}

#[test]
fn a_batch_is_the_mean_of_its_samples() {
    each::<dyn Stochastic>(|label, p, instance, rng| {
        let (x, _) = point(instance.problem.space(), rng);
        let keys: Vec<u64> = (0..5).map(|_| rng.random_range(0..p.samples().unwrap_or(1000))).collect();
        let (mut batch, mut mean, mut one) = (Vector::zeros(p.dim()), Vector::zeros(p.dim()), Vector::zeros(p.dim()));
        p.sample_gradient(&x, &keys, &mut batch);
        let mut value = 0.0;
        for &key in &keys {
            p.sample_gradient(&x, &[key], &mut one);
            mean += &one / keys.len() as f64;
            value += p.sample_value(&x, &[key]) / keys.len() as f64;
        }
        near(label, "gradient", &batch, &mean, ROUNDING * (1.0 + batch.norm()));
        close(label, "value", p.sample_value(&x, &keys), value, ROUNDING * (1.0 + value.abs()));
    });
}

#[test]
fn hessian_root_squares_to_the_hessian() {
    each::<dyn Glm>(|label, p, instance, rng| {
        let curved = <dyn Curved>::of(&instance.problem).expect("every generalised linear model here is curved");
        let n = p.dim();
        let (x, _) = point(instance.problem.space(), rng);
        let mut b = Matrix::zeros(p.samples().expect("a finite sum") as usize, n);
        let mut h = Matrix::zeros(n, n);
        p.hessian_root(&x, &mut b);
        curved.hessian(&x, &mut h);
        let square = b.tr_mul(&b) + Matrix::identity(n, n) * p.ridge();
        assert!((&square - &h).norm() <= ROUNDING * (1.0 + h.norm()), "{label}: BᵀB + μI = {square}, hessian {h}");
    });
}

#[test]
fn residuals_and_jacobian_make_the_objective() {
    each::<dyn LeastSquares>(|label, p, instance, rng| {
        let (n, m) = (p.dim(), p.residuals_len());
        let (x, v) = point(instance.problem.space(), rng);
        let (mut r, mut jv) = (Vector::zeros(m), Vector::zeros(m));
        p.residuals(&x, &mut r);
        let f = p.value(&x);
        close(label, "½‖r‖²", 0.5 * r.norm_squared(), f, ROUNDING * (1.0 + f));
        let (mut g, mut jtr) = (Vector::zeros(n), Vector::zeros(n));
        p.gradient(&x, &mut g);
        p.jacobian_transpose_product(&x, &r, &mut jtr);
        near(label, "Jᵀr", &jtr, &g, ROUNDING * (1.0 + g.norm() + r.norm()));
        p.jacobian_product(&x, &v, &mut jv);
        let u = gaussian(m, rng);
        let mut jtu = Vector::zeros(n);
        p.jacobian_transpose_product(&x, &u, &mut jtu);
        close(label, "uᵀJv", u.dot(&jv), jtu.dot(&v), ROUNDING * (1.0 + u.norm() * jv.norm()));
        let slope = difference(step(&x, &v), |t| {
            let mut r = Vector::zeros(m);
            p.residuals(&(&x + t * &v), &mut r);
            r
        });
        near(label, "Jv", &jv, &slope, DIFFERENCE * (1.0 + jv.norm() + r.norm()));
        let mut j = Matrix::zeros(m, n);
        p.jacobian(&x, &mut j);
        near(label, "J times v", &(&j * &v), &jv, ROUNDING * (1.0 + j.norm() * v.norm()));
    });
}

#[test]
fn prox_is_optimal_and_nonexpansive_where_the_penalty_is_convex() {
    each::<dyn Composite>(|label, p, instance, rng| {
        let n = p.dim();
        for t in [0.01, 1.0, 30.0] {
            let (v, w) = point(instance.problem.space(), rng);
            let (mut a, mut b) = (Vector::zeros(n), Vector::zeros(n));
            p.prox(&v, t, &mut a);
            p.prox(&w, t, &mut b);
            let expands = (&a - &b).norm() > (&v - &w).norm() * (1.0 + ROUNDING);
            assert!(!p.convex_penalty() || !expands, "{label}: prox expands");
            let model = |u: &Vector| p.penalty(u) + (u - &v).norm_squared() / (2.0 * t);
            let best = model(&a);
            assert!(best.is_finite(), "{label}: prox left the domain");
            for scale in [1e-3, 0.1, 1.0] {
                for u in [&a + scale * gaussian(n, rng), &a + scale * (&v - &a), &a - scale * &a] {
                    assert!(model(&u) >= best - ROUNDING * (1.0 + best.abs()), "{label}: prox is not optimal");
                }
            }
        }
    });
}

#[test]
fn the_smooth_part_of_a_composite_has_its_gradient() {
    each::<dyn Composite>(|label, p, instance, rng| {
        let n = p.dim();
        let (v, d) = point(instance.problem.space(), rng);
        let (mut x, mut g, mut both) = (Vector::zeros(n), Vector::zeros(n), Vector::zeros(n));
        // The smooth part may be finite only around the domain of the other.
        p.prox(&v, 0.1, &mut x);
        p.gradient(&x, &mut g);
        let f = p.value_gradient(&x, &mut both);
        close(label, "value", f, p.value(&x), ROUNDING * (1.0 + f.abs()));
        near(label, "gradient", &g, &both, ROUNDING * (1.0 + g.norm()));
        let slope = difference(step(&x, &d), |t| Vector::from_element(1, p.value(&(&x + t * &d))))[0];
        close(label, "slope", g.dot(&d), slope, DIFFERENCE * (g.norm() * d.norm() + f.abs()));
    });
}

#[test]
fn linear_minimization_is_optimal_over_the_domain() {
    each::<dyn Composite>(|label, p, instance, rng| {
        let n = p.dim();
        let mut s = Vector::zeros(n);
        for _ in 0..5 {
            let g = gaussian(n, rng);
            if p.lmo(&g, &mut s).is_none() {
                return;
            }
            let least = p.penalty(&s);
            assert!(least.abs() <= 0.0, "{label}: penalty {least} at {s}, where gᵀs is smallest");
            for t in [0.1, 10.0] {
                let (v, _) = point(instance.problem.space(), rng);
                for v in [v, -t * &g] {
                    let mut u = Vector::zeros(n);
                    p.prox(&v, 1.0, &mut u);
                    let slack = g.dot(&u) - g.dot(&s);
                    assert!(slack >= -ROUNDING * (1.0 + g.norm() * u.norm()), "{label}: {u} is {slack:e} below {s}");
                }
            }
        }
    });
}

/// Errors at the start, at the solution and anywhere.
#[test]
fn errors_are_zero_at_the_solution_and_not_below() {
    for case in Case::all() {
        let (Instance { problem, judge, .. }, _) = case.instance(1);
        let start = judge.error(&problem.start());
        assert!(start.is_finite() && start > 1e-6, "{case}: error {start} at the start");
        if let Some(solution) = judge.solution() {
            let error = judge.error(&solution);
            assert!(error.abs() <= 1e-10, "{case}: error {error} at the solution");
            assert!(judge.measures(&solution).distance.abs() <= 1e-12, "{case}: distance of the solution to itself");
        }
        let global = judge.reference().is_none_or(|reference| reference.kind != ReferenceKind::Local);
        let mut rng = stream(3, "points");
        for scale in [1e-3, 1e-1, 1.0, 10.0] {
            let near = judge.solution().unwrap_or_else(|| problem.start()) + scale * gaussian(problem.dim(), &mut rng);
            let far = scale * gaussian(problem.dim(), &mut rng);
            for x in [near, far] {
                let error = judge.error(&x);
                assert!(!global || error.is_nan() || error >= -1e-12, "{case}: error {error} below the optimum");
            }
        }
    }
}

#[test]
fn judges_say_the_same_twice() {
    each::<dyn Objective>(|label, p, instance, rng| {
        let (x, _) = point(instance.problem.space(), rng);
        let error = instance.judge.error(&x);
        if let Some(of_value) = instance.judge.error_of_value(p.value(&x)) {
            close(label, "error of the value", error, of_value, ROUNDING * (1.0 + error.abs()));
        }
        let objective = instance.judge.measures(&x).objective;
        close(label, "objective", objective, p.value(&x), ROUNDING * (1.0 + objective.abs()));
    });
}

#[test]
fn families_know_classes_and_dimension() {
    for case in Case::all() {
        let (family, (instance, _)) = (case.family(), case.instance(1));
        assert_eq!(family.classes(), instance.problem.classes(), "{case}");
        assert_eq!(family.dim(), instance.problem.dim(), "{case}");
        let space = instance.problem.space();
        assert_eq!(space.start().len(), space.dim(), "{case}");
        assert_eq!(space.blocks().iter().map(|(r, c)| r * c).sum::<usize>(), space.dim(), "{case}: blocks");
        // The starts of the textbooks may violate the bounds as they do the constraints.
        let constrained = family.classes().contains(&Class::Constrained);
        if let Some(bounds) = space.bounds().filter(|_| !constrained) {
            let start = space.start();
            assert!(start >= bounds.lower && start <= bounds.upper, "{case}: the start violates the bounds");
        }
    }
}

#[test]
fn the_same_stream_makes_the_same_instance_and_another_makes_another() {
    for case in Case::all() {
        let fingerprint = |instance: &Instance| {
            let (start, x) =
                (instance.problem.start(), 0.5 * gaussian(instance.problem.dim(), &mut stream(4, "points")));
            // Far outside a set the error is the distance from it, whatever the data.
            let errors = [&start, &x].map(|x| instance.judge.error(x).to_bits());
            (start, errors)
        };
        let ((one, draws), (same, _), (other, _)) = (case.instance(1), case.instance(1), case.instance(2));
        assert_eq!(fingerprint(&one), fingerprint(&same), "{case}");
        if draws {
            assert_ne!(fingerprint(&one), fingerprint(&other), "{case}");
        }
    }
}

#[test]
fn known_constants_bound_what_is_observed() {
    fn observe(label: &str, p: &dyn Smooth, instance: &Instance, rng: &mut Rng) {
        let n = p.dim();
        let (mut g, mut moved) = (Vector::zeros(n), Vector::zeros(n));
        for scale in [1e-2, 1.0, 10.0] {
            let (x, v) = point(instance.problem.space(), rng);
            let y = &x + scale * v;
            p.gradient(&x, &mut g);
            p.gradient(&y, &mut moved);
            let (change, step) = (&moved - &g, &y - &x);
            let slack = ROUNDING * (1.0 + g.norm()) * step.norm();
            if let Some(smoothness) = instance.known.smoothness {
                assert!(change.norm() * step.norm() <= smoothness * step.norm_squared() + slack, "{label}: L");
            }
            if let Some(mu) = instance.known.strong_convexity {
                assert!(change.dot(&step) >= mu * step.norm_squared() - slack, "{label}: μ");
            }
        }
    }
    each::<dyn Smooth>(|label, p, instance, rng| observe(label, &*p, instance, rng));
    each::<dyn Composite>(|label, p, instance, rng| observe(label, &*p, instance, rng));
    each::<dyn FiniteSum>(|label, p, instance, rng| {
        let Some(largest) = instance.known.sample_smoothness else { return };
        let (mut g, mut moved) = (Vector::zeros(p.dim()), Vector::zeros(p.dim()));
        for key in 0..p.samples().unwrap_or(0).min(100) {
            let (x, v) = point(instance.problem.space(), rng);
            let y = &x + 0.1 * v;
            p.sample_gradient(&x, &[key], &mut g);
            p.sample_gradient(&y, &[key], &mut moved);
            assert!((&moved - &g).norm() <= largest * (&y - &x).norm() * (1.0 + 1e-9), "{label}: L_max of {key}");
        }
    });
    for case in Case::all() {
        let (instance, _) = case.instance(1);
        let value = instance.judge.reference().map(|reference| reference.value);
        assert!(instance.known.optimal_value.is_none() || instance.known.optimal_value == value, "{case}: f*");
        if let (Some(distance), Some(solution)) = (instance.known.distance, instance.judge.solution()) {
            let from_start = (instance.problem.start() - solution).norm();
            close(&case.to_string(), "distance", distance, from_start, ROUNDING * (1.0 + distance));
        }
    }
}

#[test]
fn names_are_unique_and_parameters_documented() {
    for (i, entry) in PROBLEMS.iter().enumerate() {
        let name = entry.about.name;
        assert!(PROBLEMS[..i].iter().all(|other| other.about.name != name), "{name} twice");
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{name}: kebab-case");
        // A star stands for parameters that the problem's file names.
        let named = entry.about.parameters.iter().filter(|(name, _)| *name != "*");
        let documented: Vec<_> = named.map(|(name, _)| name.to_string()).collect();
        let fields: Vec<_> = (entry.defaults)().keys().cloned().collect();
        assert_eq!(documented, fields, "{name}");
        let unknown = Map::from_iter([("no_such_parameter".to_owned(), Value::Null)]);
        assert!((entry.build)(unknown).is_err(), "{name} takes unknown parameters");
    }
}

/// The classes whose laws are in this file.
#[test]
fn every_class_of_minimization_has_a_problem() {
    let filled: Vec<Class> = Case::all().flat_map(|case| case.instance(1).0.problem.classes()).collect();
    for class in [Class::Objective, Class::Smooth, Class::Curved, Class::Stochastic, Class::FiniteSum] {
        assert!(filled.contains(&class), "no problem fills {class}");
    }
    for class in [Class::LeastSquares, Class::Glm] {
        assert!(filled.contains(&class), "no problem fills {class}");
    }
}

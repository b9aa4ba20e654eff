//! A transformed problem is the true one at z = A x + b, in every class, and is judged as the true one.

use crate::points::{gaussian, point};
use problems::class::{
    Batch, Bilevel, Composite, Constrained, Curved, FiniteSumOperator, Glm, LeastSquares, Objective, Operator, Saddle,
    Smooth, Stochastic,
};
use problems::transform::{Streams, TRANSFORMS, Transform};
use problems::{Call, Class, Data, Instance, Matrix, PROBLEMS, Rng, Role, Vector, stream};
use serde_json::{Value, json};
use std::rc::Rc;

/// At least one problem for each class.
const EXAMPLES: &[(&str, &str)] = &[
    ("rastrigin", r#"{"dim":3}"#),
    ("rosenbrock", r#"{"dim":6}"#),
    ("woods", r#"{"dim":8}"#),
    ("logistic-regression", r#"{"samples":30,"dim":5}"#),
    ("lasso", r#"{"samples":20,"dim":6,"nonzeros":2}"#),
    ("hs7", "{}"),
    ("hs40", "{}"),
    ("bilinear", "{}"),
    ("matrix-game", "{}"),
    ("quadratic-bilevel", "{}"),
];

fn instance(name: &str, parameters: &str) -> Instance {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == name).expect("registered");
    let family = (entry.build)(serde_json::from_str(parameters).expect("an object")).expect("parameters fit");
    family.instance(&family.make(&mut stream(1, "data"), &Data::default()).expect("an instance"))
}

fn transform(text: &Value) -> Transform {
    let transform: Transform = serde_json::from_value(text.clone()).expect("a transform");
    transform.check().expect("parameters fit");
    transform
}

fn streams(repeat: u64) -> Streams {
    Streams { instance: stream(3, "instance"), repeat: stream(repeat, "repeat") }
}

fn apply(transform: &Transform, instance: Instance) -> Instance {
    transform.apply(instance, streams(3)).expect("it goes with the instance")
}

fn parts(instance: &Instance) -> Vec<usize> {
    let both = |(first, second): (usize, usize)| vec![first, second];
    let saddle = <dyn Saddle>::of(&instance.problem).map(|saddle| both(saddle.split()));
    let bilevel = <dyn Bilevel>::of(&instance.problem).map(|bilevel| both(bilevel.split()));
    saddle.or(bilevel).unwrap_or_else(|| vec![instance.problem.dim()])
}

/// The truth, the moved instance, and the A and b between them.
struct Pair {
    label: String,
    truth: Instance,
    moved: Instance,
    a: Matrix,
    b: Vector,
    rng: Rng,
}

impl Pair {
    fn of(name: &str, parameters: &str, text: &Value) -> Option<Self> {
        let transform = transform(text);
        let (truth, seen) = (instance(name, parameters), instance(name, parameters));
        let n = truth.problem.dim();
        let coordinates = transform.coordinates(&parts(&truth), &mut streams(3).instance).expect("coordinates");
        let read = |x: &Vector| {
            let mut z = x.clone();
            coordinates.point(x.as_slice(), z.as_mut_slice());
            z
        };
        let b = read(&Vector::zeros(n));
        let columns: Vec<Vector> =
            (0..n).map(|j| read(&Vector::from_fn(n, |i, _| if i == j { 1.0 } else { 0.0 })) - &b).collect();
        let a = Matrix::from_columns(&columns);
        let moved = match transform.apply(seen, streams(3)) {
            Ok(moved) => moved,
            Err(error) => {
                let mixes = truth.problem.space().bounds().is_some() && text["use"] == "rotation";
                assert!(mixes, "{name} {text}: {error}");
                return None;
            }
        };
        Some(Self { label: format!("{name} {text}"), truth, moved, a, b, rng: stream(5, "points") })
    }

    fn both<R: Role + ?Sized>(&self) -> Option<(Rc<R>, Rc<R>)> {
        let seen = self.moved.problem.classes().contains(&R::CLASS);
        seen.then(|| {
            let theirs =
                R::of(&self.truth.problem).unwrap_or_else(|| panic!("{}: {} from nowhere", self.label, R::CLASS));
            (theirs, R::of(&self.moved.problem).expect("a filled slot"))
        })
    }

    /// A point x, the point z behind it and a direction.
    fn points(&mut self) -> (Vector, Vector, Vector) {
        let (x, v) = point(self.moved.problem.space(), &mut self.rng);
        let z = &self.a * &x + &self.b;
        (x, z, v)
    }

    #[track_caller]
    fn near(&self, what: &str, ours: &Vector, expected: &Vector) {
        let tolerance = 1e-10 * (1.0 + expected.norm());
        assert!((ours - expected).norm() <= tolerance, "{}: {what}: {ours} is not {expected}", self.label);
    }

    #[track_caller]
    fn equal(&self, what: &str, ours: f64, expected: f64) {
        let tolerance = 1e-10 * (1.0 + expected.abs());
        assert!((ours - expected).abs() <= tolerance, "{}: {what}: {ours} is not {expected}", self.label);
    }

    #[track_caller]
    fn same(&self, what: &str, ours: &Matrix, expected: &Matrix) {
        let tolerance = 1e-10 * (1.0 + expected.norm());
        assert!((ours - expected).norm() <= tolerance, "{}: {what}: {ours} is not {expected}", self.label);
    }
}

fn filled(n: usize, fill: impl FnOnce(&mut Vector)) -> Vector {
    let mut filled = Vector::from_element(n, f64::NAN);
    fill(&mut filled);
    filled
}

fn filled_matrix(m: usize, n: usize, fill: impl FnOnce(&mut Matrix)) -> Matrix {
    let mut filled = Matrix::from_element(m, n, f64::NAN);
    fill(&mut filled);
    filled
}

/// The matrix with these entries; off the diagonal both ways where `symmetric`.
fn entries(m: usize, n: usize, pattern: &[(usize, usize)], values: &[f64], symmetric: bool) -> Matrix {
    let mut dense = Matrix::zeros(m, n);
    for (&(i, j), value) in pattern.iter().zip(values) {
        dense[(i, j)] += value;
        if symmetric && i != j {
            assert!(i > j, "the lower triangle");
            dense[(j, i)] += value;
        }
    }
    dense
}

fn moved_pairs() -> impl Iterator<Item = Pair> {
    let transforms = [
        json!({"use": "shift", "amount": 2.0}),
        json!({"use": "rotation"}),
        json!({"use": "rotation", "reflections": 1}),
        json!({"use": "permutation"}),
        json!({"use": "scaling", "condition": 100.0}),
    ];
    let all = EXAMPLES.iter().flat_map(move |(name, parameters)| {
        transforms.clone().into_iter().filter_map(move |text| Pair::of(name, parameters, &text))
    });
    all.inspect(|pair| {
        let classes = pair.moved.problem.classes();
        assert!(!classes.is_empty() || pair.label.contains("scaling"), "{}: nothing is left", pair.label);
    })
}

#[test]
fn minimization_in_other_coordinates() {
    for mut pair in moved_pairs() {
        let n = pair.moved.problem.dim();
        for _ in 0..2 {
            let (x, z, v) = pair.points();
            let w = &pair.a * &v;
            if let Some((p, q)) = pair.both::<dyn Objective>() {
                pair.equal("value", q.value(&x), p.value(&z));
            }
            if let Some((p, q)) = pair.both::<dyn Smooth>() {
                let g = filled(n, |g| p.gradient(&z, g));
                pair.near("gradient", &filled(n, |g| q.gradient(&x, g)), &pair.a.tr_mul(&g));
            }
            if let Some((p, q)) = pair.both::<dyn Stochastic>() {
                let g = filled(n, |g| p.sample_gradient(&z, &[0, 2], g));
                pair.near("sample gradient", &filled(n, |g| q.sample_gradient(&x, &[0, 2], g)), &pair.a.tr_mul(&g));
            }
            if let Some((p, q)) = pair.both::<dyn Curved>() {
                let hw = filled(n, |hw| p.hessian_product(&z, &w, hw));
                pair.near("Hessian product", &filled(n, |hv| q.hessian_product(&x, &v, hv)), &pair.a.tr_mul(&hw));
                let h = filled_matrix(n, n, |h| p.hessian(&z, h));
                let expected = pair.a.transpose() * h * &pair.a;
                pair.same("Hessian", &filled_matrix(n, n, |h| q.hessian(&x, h)), &expected);
                let pattern = q.hessian_pattern();
                let mut values = vec![f64::NAN; pattern.len()];
                q.hessian_values(&x, &mut values);
                pair.same("sparse Hessian", &entries(n, n, &pattern, &values, true), &expected);
            }
            if let Some((p, q)) = pair.both::<dyn LeastSquares>() {
                let m = p.residuals_len();
                let (r, u) = (filled(m, |r| p.residuals(&z, r)), gaussian(m, &mut pair.rng));
                pair.near("residuals", &filled(m, |r| q.residuals(&x, r)), &r);
                let j = filled_matrix(m, n, |j| p.jacobian(&z, j)) * &pair.a;
                pair.same("Jacobian", &filled_matrix(m, n, |j| q.jacobian(&x, j)), &j);
                pair.near("Jv", &filled(m, |p| q.jacobian_product(&x, &v, p)), &(&j * &v));
                pair.near("Jᵀu", &filled(n, |p| q.jacobian_transpose_product(&x, &u, p)), &j.tr_mul(&u));
            }
            if let Some((p, q)) = pair.both::<dyn Glm>() {
                let Some(samples) = p.samples() else { panic!("a sum") };
                let samples = usize::try_from(samples).expect("small");
                let root = filled_matrix(samples, n, |b| p.hessian_root(&z, b)) * &pair.a;
                pair.same("root", &filled_matrix(samples, n, |b| q.hessian_root(&x, b)), &root);
            }
            if let Some((p, q)) = pair.both::<dyn Composite>() {
                pair.equal("penalty", q.penalty(&x), p.penalty(&z));
                // prox of h(Ax + b) with A orthogonal: the preimage of the prox of h at the image.
                let prox = filled(n, |s| p.prox(&z, 0.3, s));
                let ours = filled(n, |s| q.prox(&x, 0.3, s));
                pair.near("prox", &(&pair.a * ours + &pair.b), &prox);
            }
        }
    }
}

#[test]
fn constraints_and_games_in_other_coordinates() {
    for mut pair in moved_pairs() {
        let n = pair.moved.problem.dim();
        let (x, z, v) = pair.points();
        let w = &pair.a * &v;
        if let Some((p, q)) = pair.both::<dyn Constrained>() {
            let m = p.constraints_len();
            pair.near("constraints", &filled(m, |c| q.constraints(&x, c)), &filled(m, |c| p.constraints(&z, c)));
            let dense = |of: &dyn Constrained, x: &Vector| {
                let pattern = of.jacobian_pattern();
                let mut values = vec![f64::NAN; pattern.len()];
                of.jacobian_values(x, &mut values);
                entries(m, n, &pattern, &values, false)
            };
            let (j, y) = (dense(&*p, &z) * &pair.a, gaussian(m, &mut pair.rng));
            pair.same("Jacobian", &dense(&*q, &x), &j);
            pair.near("Jv", &filled(m, |p| q.jacobian_product(&x, &v, p)), &(&j * &v));
            pair.near("Jᵀy", &filled(n, |p| q.jacobian_transpose_product(&x, &y, p)), &j.tr_mul(&y));
            let h = pair.a.transpose() * filled_matrix(n, n, |h| p.lagrangian_hessian(&z, &y, h)) * &pair.a;
            pair.same("∇²L", &filled_matrix(n, n, |h| q.lagrangian_hessian(&x, &y, h)), &h);
            pair.near("∇²L v", &filled(n, |p| q.lagrangian_product(&x, &y, &v, p)), &(&h * &v));
        }
        if let Some((p, q)) = pair.both::<dyn Operator>() {
            let f = filled(n, |f| p.apply(&z, f));
            pair.near("operator", &filled(n, |f| q.apply(&x, f)), &pair.a.tr_mul(&f));
            let (mut ours, mut theirs) = (x.clone() + &v, &z + &w);
            q.project(&mut ours);
            p.project(&mut theirs);
            pair.near("projection", &(&pair.a * ours + &pair.b), &theirs);
        }
        if let Some((p, q)) = pair.both::<dyn FiniteSumOperator>() {
            let f = filled(n, |f| p.sample_apply(&z, &[0, 1], f));
            pair.near("sampled operator", &filled(n, |f| q.sample_apply(&x, &[0, 1], f)), &pair.a.tr_mul(&f));
        }
        if let Some((p, q)) = pair.both::<dyn Saddle>() {
            pair.equal("value", q.value(&x), p.value(&z));
            assert_eq!(p.split(), q.split(), "{}", pair.label);
        }
        if let Some((p, q)) = pair.both::<dyn Bilevel>() {
            let (first, second) = p.split();
            let halves = |x: &Vector| (x.rows(0, first).into_owned(), x.rows(first, second).into_owned());
            let ((x, y), (zx, zy), (_, v), (_, w)) = (halves(&x), halves(&z), halves(&v), halves(&w));
            let (ax, ay) = (pair.a.view((0, 0), (first, first)), pair.a.view((first, first), (second, second)));
            pair.equal("F", q.upper_value(&x, &y, Batch::Whole), p.upper_value(&zx, &zy, Batch::Whole));
            let g = filled(first, |g| p.lower_gradient_x(&zx, &zy, Batch::Whole, g));
            pair.near("∂ₓf", &filled(first, |g| q.lower_gradient_x(&x, &y, Batch::Whole, g)), &ax.tr_mul(&g));
            let g = filled(second, |g| p.upper_gradient_y(&zx, &zy, Batch::Whole, g));
            pair.near("∂ᵧF", &filled(second, |g| q.upper_gradient_y(&x, &y, Batch::Whole, g)), &ay.tr_mul(&g));
            let h = filled(second, |h| p.lower_hessian_product(&zx, &zy, &w, Batch::Whole, h));
            pair.near(
                "∂ᵧᵧf v",
                &filled(second, |h| q.lower_hessian_product(&x, &y, &v, Batch::Whole, h)),
                &ay.tr_mul(&h),
            );
            let h = filled(first, |h| p.lower_cross_product(&zx, &zy, &w, Batch::Whole, h));
            pair.near("∂ₓᵧf v", &filled(first, |h| q.lower_cross_product(&x, &y, &v, Batch::Whole, h)), &ax.tr_mul(&h));
        }
    }
}

#[test]
fn the_judge_stays_on_the_true_problem() {
    for mut pair in moved_pairs() {
        let (x, z, _) = pair.points();
        pair.equal("error", pair.moved.judge.error(&x), pair.truth.judge.error(&z));
        let (start, true_start) = (pair.moved.problem.start(), pair.truth.problem.start());
        pair.near("start", &(&pair.a * &start + &pair.b), &true_start);
        assert_eq!(pair.moved.judge.reference(), pair.truth.judge.reference());
        if let Some(solution) = pair.moved.judge.solution() {
            let error = pair.moved.judge.error(&solution);
            assert!(error <= 1e-9 * pair.truth.judge.error(&true_start).max(1.0), "{}: {error}", pair.label);
            if let Some(distance) = pair.moved.known.distance {
                pair.equal("D", distance, problems::distance(&start, &solution));
            }
        }
    }
}

#[test]
fn a_rotation_is_orthogonal_and_uniform() {
    let rotation = transform(&json!({"use": "rotation"}));
    let mut corner = Vec::new();
    for seed in 0..400 {
        let q = rotation.coordinates(&[3], &mut stream(seed, "rotation")).expect("drawn");
        let columns: Vec<Vector> = (0..3)
            .map(|j| {
                let unit = Vector::from_fn(3, |i, _| if i == j { 1.0 } else { 0.0 });
                filled(3, |w| q.push(unit.as_slice(), w.as_mut_slice()))
            })
            .collect();
        let q = Matrix::from_columns(&columns);
        assert!((q.transpose() * &q - Matrix::identity(3, 3)).norm() < 1e-14);
        corner.extend([q[(0, 0)], q[(1, 2)], q[(2, 2)]]);
    }
    // An entry of a Haar matrix in three dimensions is uniform on [−1, 1]: mean 0, variance 1/3, a quarter below −1/2.
    let n = corner.len() as f64;
    let mean = corner.iter().sum::<f64>() / n;
    let variance = corner.iter().map(|q| q * q).sum::<f64>() / n;
    let low = corner.iter().filter(|q| **q < -0.5).count() as f64 / n;
    assert!(
        mean.abs() < 0.08 && (variance - 1.0 / 3.0).abs() < 0.05 && (low - 0.25).abs() < 0.06,
        "{mean} {variance} {low}"
    );
}

#[test]
fn bounds_move_with_scaled_and_permuted_variables_and_refuse_a_rotation() {
    let bounded = || instance("rastrigin", r#"{"dim":3}"#);
    let bounds = bounded().problem.space().bounds().expect("a box");
    let moved = apply(&transform(&json!({"use": "scaling", "condition": 4.0})), bounded());
    let narrowed = moved.problem.space().bounds().expect("a box");
    let mut ratios: Vec<f64> = (0..3).map(|i| bounds.upper[i] / narrowed.upper[i]).collect();
    ratios.sort_by(f64::total_cmp);
    ratios.iter().zip([0.5, 1.0, 2.0]).for_each(|(ratio, d)| assert!((ratio - d).abs() < 1e-12));
    let error = transform(&json!({"use": "rotation"})).apply(bounded(), streams(1)).err().expect("refused");
    assert_eq!(error.to_string(), "rotation: bounds do not stay a box under it");
}

#[test]
fn disturbed_values_leave_the_judge_and_the_second_derivatives() {
    let noise = json!({"use": "noise", "value": 0.5, "gradient": 0.5, "distribution": "cauchy", "size": "mixed"});
    let lost = json!({"use": "lost", "value": 1.0, "gradient": 1.0});
    let mesh = json!({"use": "quantise", "value": 0.25, "gradient": 0.5});
    for (text, check) in [
        (noise, (|f: f64, truth: f64, _: &Vector| (f - truth).abs() > 1e-9) as fn(f64, f64, &Vector) -> bool),
        (lost, |f, _, g| f.is_nan() && g.as_slice().iter().all(|g| g.is_nan())),
        (mesh, |f, truth, g| {
            (f - truth).abs() <= 0.125 && f % 0.25 == 0.0 && g.as_slice().iter().all(|g| g % 0.5 == 0.0)
        }),
    ] {
        let transform = transform(&text);
        let (truth, moved) = (instance("rosenbrock", "{}"), apply(&transform, instance("rosenbrock", "{}")));
        assert!(transform.noisy() && moved.problem.noisy());
        let n = truth.problem.dim();
        let x = Vector::from_element(n, 0.3);
        let (p, q) =
            (<dyn Curved>::of(&truth.problem).expect("curved"), <dyn Curved>::of(&moved.problem).expect("curved"));
        let g = filled(n, |g| q.gradient(&x, g));
        assert!(check(q.value(&x), p.value(&x), &g), "{text}: {} {g}", q.value(&x));
        assert_eq!(moved.judge.error(&x).to_bits(), truth.judge.error(&x).to_bits(), "{text}");
        let v = Vector::from_element(n, 1.0);
        assert_eq!(filled(n, |h| q.hessian_product(&x, &v, h)), filled(n, |h| p.hessian_product(&x, &v, h)), "{text}");
    }
}

#[test]
fn starts_are_drawn_anew_in_every_repeat_and_are_feasible() {
    let start = |text: &Value, name: &str, parameters: &str, repeat: u64| {
        let transform = transform(text);
        assert!(transform.random() && !transform.noisy());
        let moved = transform.apply(instance(name, parameters), streams(repeat)).expect("a start");
        assert_eq!(moved.problem.tally().counts().iter().sum::<u64>(), 0, "{name}: drawing a start is counted");
        (moved.problem.start(), moved)
    };
    let near = json!({"use": "perturbed-start", "radius": 0.1});
    let (a, moved) = start(&near, "rosenbrock", "{}", 1);
    let (b, _) = start(&near, "rosenbrock", "{}", 2);
    let from = instance("rosenbrock", "{}").problem.start();
    assert!((problems::distance(&a, &from) - 0.1 * from.norm().max(1.0)).abs() < 1e-12 && a != b);
    let solution = moved.judge.solution().expect("known");
    assert!((moved.known.distance.expect("known") - problems::distance(&a, &solution)).abs() < 1e-12);
    let anywhere = json!({"use": "random-start"});
    let (a, moved) = start(&anywhere, "rastrigin", r#"{"dim":5}"#, 1);
    let bounds = moved.problem.space().bounds().expect("a box");
    assert!(a >= bounds.lower && a <= bounds.upper && a != start(&anywhere, "rastrigin", r#"{"dim":5}"#, 2).0);
    let (a, _) = start(&json!({"use": "random-start", "distribution": "gaussian"}), "matrix-game", "{}", 1);
    assert!(a.min() >= 0.0, "strategies are distributions: {a}");
    let nowhere = transform(&anywhere).apply(instance("rosenbrock", "{}"), streams(1)).err().expect("no bounds");
    assert!(nowhere.to_string().starts_with("random-start: the problem has no finite bounds"), "{nowhere}");
}

#[test]
fn differences_are_near_gradients_and_counted_as_values() {
    for (text, tolerance, values) in [
        (json!({"use": "finite-differences"}), 1e-5, 7),
        (json!({"use": "finite-differences", "scheme": "central"}), 1e-8, 12),
    ] {
        let transform = transform(&text);
        for (name, parameters) in [("rosenbrock", r#"{"dim":6}"#), ("logistic-regression", r#"{"samples":30,"dim":6}"#)]
        {
            let (truth, moved) = (instance(name, parameters), apply(&transform, instance(name, parameters)));
            let x = truth.problem.start().map(|x| 0.5 * x + 0.1);
            let (p, q) =
                (<dyn Smooth>::of(&truth.problem).expect("smooth"), <dyn Smooth>::of(&moved.problem).expect("smooth"));
            let (g, d) = (filled(6, |g| p.gradient(&x, g)), filled(6, |g| q.gradient(&x, g)));
            assert!((&g - &d).norm() <= tolerance * (1.0 + g.norm()), "{name} {text}: {d} is not {g}");
            assert_eq!(moved.problem.tally().count(Call::Value), values, "{name} {text}");
            assert_eq!(moved.problem.tally().count(Call::Gradient), 0, "{name} {text}");
        }
        let moved = apply(&transform, instance("woods", r#"{"dim":4}"#));
        let (p, q) = (
            <dyn LeastSquares>::of(&instance("woods", r#"{"dim":4}"#).problem).expect("squares"),
            <dyn LeastSquares>::of(&moved.problem).expect("squares"),
        );
        let (x, m) = (Vector::from_vec(vec![0.5, -0.2, 0.8, 0.1]), p.residuals_len());
        let j = filled_matrix(m, 4, |j| p.jacobian(&x, j));
        assert!((filled_matrix(m, 4, |d| q.jacobian(&x, d)) - &j).norm() <= tolerance * j.norm(), "{text}");
        let v = Vector::from_vec(vec![1.0, -2.0, 0.5, 0.3]);
        assert!(
            (filled(m, |d| q.jacobian_product(&x, &v, d)) - &j * &v).norm() <= tolerance * j.norm() * 3.0,
            "{text}"
        );
        let (truth, moved) = (instance("bilinear", "{}"), apply(&transform, instance("bilinear", "{}")));
        let (p, q) =
            (<dyn Operator>::of(&truth.problem).expect("saddle"), <dyn Operator>::of(&moved.problem).expect("saddle"));
        let (z, n) = (truth.problem.start(), truth.problem.dim());
        let (f, d) = (filled(n, |f| p.apply(&z, f)), filled(n, |f| q.apply(&z, f)));
        assert!((&f - &d).norm() <= 10.0 * tolerance * (1.0 + f.norm()), "{text}: {d} is not {f}");
    }
}

#[test]
fn a_black_box_becomes_smooth_by_differences_and_stays_within_its_bounds() {
    let transform = transform(&json!({"use": "finite-differences"}));
    assert_eq!(transform.classes(&[Class::Objective]), [Class::Objective, Class::Smooth]);
    assert!(transform.keeps(Class::Constrained).is_err());
    let moved = apply(&transform, instance("rastrigin", r#"{"dim":2}"#));
    let bounds = moved.problem.space().bounds().expect("a box");
    let smooth = <dyn Smooth>::of(&moved.problem).expect("differences");
    let g = filled(2, |g| smooth.gradient(&bounds.upper, g));
    assert!(g.as_slice().iter().all(|g| g.is_finite()));
}

#[test]
fn transforms_are_listed_and_refuse_bad_parameters() {
    for (name, _) in TRANSFORMS {
        let made: Transform =
            serde_json::from_value(json!({"use": name})).unwrap_or_else(|error| panic!("{name}: {error}"));
        made.check().unwrap_or_else(|error| panic!("{name}: {error}"));
        for class in Class::ALL {
            if let Err(reason) = made.keeps(*class) {
                assert!(!reason.is_empty(), "{name} {class}");
            }
        }
    }
    for bad in [
        json!({"use": "shift", "amount": 0.0}),
        json!({"use": "rotation", "reflections": 0}),
        json!({"use": "scaling", "condition": 0.5}),
        json!({"use": "noise", "value": -1.0}),
        json!({"use": "noise", "gradient": 1.0, "distribution": "deterministic"}),
        json!({"use": "quantise", "value": -1.0}),
        json!({"use": "lost", "value": 1.5}),
        json!({"use": "perturbed-start", "radius": 0.0}),
        json!({"use": "random-start", "lower": 1.0, "upper": 0.0}),
        json!({"use": "finite-differences", "step": 0.0}),
    ] {
        let made: Transform = serde_json::from_value(bad.clone()).expect("a transform");
        assert!(made.check().is_err(), "{bad} is taken");
    }
}

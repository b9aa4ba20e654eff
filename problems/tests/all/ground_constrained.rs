//! Constrained problems against the tables that CUTEst made.

use problems::class::{Composite, Constrained, Smooth};
use problems::{Class, Data, Instance, Matrix, PROBLEMS, ReferenceKind, Role, Vector, stream};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// Agreement asked for, relative to the size of what is compared.
const TOLERANCE: f64 = 1e-10;
/// The same where the collection's constants are cut or in single precision.
const LOOSE: f64 = 1e-6;
/// Problems with such constants whose rows do not say so: the exponent 0.2 of HS110.
const SINGLE_PRECISION: [&str; 1] = ["hs110"];
/// Where Ipopt ends at another local minimum than the best.
const ELSEWHERE: [&str; 4] = ["hs2", "hs20", "hs44", "lukvle1"];

fn instance(name: &str, parameters: Map<String, Value>) -> Instance {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == name).expect("registered");
    let family = (entry.build)(parameters).expect("readable");
    let made = family.make(&mut stream(0, "ground"), &Data::default()).expect("made");
    family.instance(&made)
}

fn numbers(value: &Value) -> Vector {
    let list = value.as_array().expect("a list");
    Vector::from_iterator(list.len(), list.iter().map(|x| x.as_f64().expect("a number")))
}

/// Bounds, of which those that are missing are infinite.
fn limits(value: &Value, infinite: f64) -> Vector {
    let list = value.as_array().map_or(&[][..], Vec::as_slice);
    Vector::from_iterator(list.len(), list.iter().map(|x| x.as_f64().unwrap_or(infinite)))
}

fn matrix(rows: &Value, columns: usize) -> Matrix {
    let rows: Vec<_> = rows.as_array().expect("a list").iter().map(|row| numbers(row).transpose()).collect();
    if rows.is_empty() { Matrix::zeros(0, columns) } else { Matrix::from_rows(&rows) }
}

fn filled(n: usize, fill: impl FnOnce(&mut Vector)) -> Vector {
    let mut v = Vector::from_element(n, f64::NAN);
    fill(&mut v);
    v
}

fn sines(n: usize) -> Vector {
    Vector::from_fn(n, |i, _| (i as f64 + 1.0).sin())
}

struct Comparison<'a> {
    label: &'a str,
    tolerance: f64,
}

impl Comparison<'_> {
    #[track_caller]
    fn near(&self, what: &str, found: &Vector, wanted: &Vector) {
        let Self { label, tolerance } = self;
        assert_eq!(found.len(), wanted.len(), "{label}: {what}");
        let off = (found - wanted).norm();
        assert!(off <= tolerance * (1.0 + wanted.norm()), "{label}: {what}: {off:e} off: {found} where {wanted}");
    }

    fn scalar(&self, what: &str, found: f64, wanted: &Value) {
        let wanted = Vector::from_element(1, wanted.as_f64().expect("a number"));
        self.near(what, &Vector::from_element(1, found), &wanted);
    }

    /// f, g, c and J as a row has them at a point, whole or by norms, heads and products with sin(i).
    fn oracles(&self, problem: &dyn Constrained, x: &Vector, row: &Value) {
        let (n, m) = (problem.dim(), problem.constraints_len());
        self.scalar("f", problem.value(x), &row["f"]);
        let g = filled(n, |g| problem.gradient(x, g));
        self.scalar("‖g‖", g.norm(), &row["gnorm2"]);
        if let Some(wanted) = row.get("g").or_else(|| row.get("g_head")).map(numbers) {
            self.near("g", &g.rows(0, wanted.len()).into_owned(), &wanted);
        }
        if let Some(wanted) = row.get("g_dot_sin") {
            self.scalar("gᵀ sin", g.dot(&sines(n)), wanted);
        }
        let c = filled(m, |c| problem.constraints(x, c));
        for key in ["c", "c_head"] {
            if let Some(wanted) = row.get(key).filter(|given| given.is_array()).map(numbers) {
                self.near("c", &c.rows(0, wanted.len()).into_owned(), &wanted);
            }
        }
        if let Some(wanted) = row.get("cnorm2").filter(|wanted| wanted.is_number()) {
            self.scalar("‖c‖", c.norm(), wanted);
        }
        let pattern = problem.jacobian_pattern();
        let mut values = vec![f64::NAN; pattern.len()];
        problem.jacobian_values(x, &mut values);
        if let Some(wanted) = row.get("Jnormfro").filter(|wanted| wanted.is_number()) {
            self.scalar("‖J‖", values.iter().map(|j| j * j).sum::<f64>().sqrt(), wanted);
        }
        if let Some(wanted) = row.get("J").filter(|wanted| wanted.is_array()) {
            let mut j = Matrix::zeros(m, n);
            pattern.into_iter().zip(values).for_each(|(at, value)| j[at] += value);
            let off = (j - matrix(wanted, n)).norm();
            assert!(off <= self.tolerance * 10.0 * (1.0 + c.norm()), "{}: J is {off:e} off", self.label);
        }
    }

    /// The whole of a row: start, bounds, oracles at two points, the Hessian of the Lagrangian.
    fn row(&self, instance: &Instance, row: &Value) {
        let problem = <dyn Constrained as Role>::of(&instance.problem).expect("constrained");
        let n = problem.dim();
        let start = problem.start();
        let x1 = match row.get("x1").filter(|x1| x1.is_array()) {
            Some(x1) => {
                assert_eq!(start, numbers(&row["x0"]), "{}: start", self.label);
                numbers(x1)
            }
            None => &start + 0.1 * sines(n),
        };
        if row["bl"].is_array() {
            let (below, above) = (f64::NEG_INFINITY, f64::INFINITY);
            let (lower, upper) = (limits(&row["bl"], below), limits(&row["bu"], above));
            let bounds = problem.bounds().map_or_else(
                || (Vector::from_element(n, below), Vector::from_element(n, above)),
                |bounds| (bounds.lower, bounds.upper),
            );
            assert_eq!(bounds, (lower, upper), "{}: bounds", self.label);
            let sides = problem.constraint_bounds();
            self.sides(&sides, &(limits(&row["cl"], below), limits(&row["cu"], above)));
        }
        self.oracles(&*problem, &start, &row["at_x0"]);
        self.oracles(&*problem, &x1, &row["at_x1"]);
        let Some(hessian) = row.get("hess_at_x1") else { return };
        let y = row.get("y1").filter(|y| y.is_array()).map_or(Vector::zeros(0), numbers);
        if let Some(wanted) = hessian.get("H").filter(|wanted| wanted.is_array()) {
            let mut h = Matrix::from_element(n, n, f64::NAN);
            problem.lagrangian_hessian(&x1, &y, &mut h);
            let wanted = matrix(wanted, n);
            let off = (&h - &wanted).norm();
            assert!(off <= self.tolerance * (1.0 + wanted.norm()), "{}: Hessian {off:e} off", self.label);
        }
        if let Some(wanted) = hessian.get("H_sin").filter(|_| y.len() == problem.constraints_len()) {
            let product = filled(n, |p| problem.lagrangian_product(&x1, &y, &sines(n), p));
            self.near("H sin", &product, &numbers(wanted));
        }
    }

    fn sides(&self, ours: &(Vector, Vector), theirs: &(Vector, Vector)) {
        for (a, b) in ours.0.iter().chain(ours.1.iter()).zip(theirs.0.iter().chain(theirs.1.iter())) {
            assert!(a.total_cmp(b).is_eq() || (a - b).abs() <= 1e-12 * b.abs() + 0.0, "{}: {a} and {b}", self.label);
        }
    }
}

/// The name of ours for a row of the collection, and its parameters.
fn counterpart(row: &Value) -> Option<(&'static str, Map<String, Value>)> {
    let name = row["name"].as_str().expect("a name").to_lowercase();
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == name)?;
    let scalable = (entry.defaults)().contains_key("dim");
    let parameters = scalable.then(|| ("dim".to_owned(), row["n"].clone())).into_iter().collect();
    Some((entry.about.name, parameters))
}

fn compare(row: &Value) -> Option<&'static str> {
    let (name, parameters) = counterpart(row)?;
    let instance = instance(name, parameters);
    // Hager's problem is compared by the tests of differential equations: its constraints are scaled otherwise.
    if name == "hager1" || !instance.problem.classes().contains(&Class::Constrained) {
        return None;
    }
    let tolerance = if SINGLE_PRECISION.contains(&name) { LOOSE } else { TOLERANCE };
    let label = format!("{name}, n = {}", instance.problem.dim());
    Comparison { label: &label, tolerance }.row(&instance, row);
    let ipopt = row.get("ipopt_from_x0").and_then(|run| run.get("f")).and_then(Value::as_f64);
    if let (Some(reference), Some(theirs)) = (instance.judge.reference(), ipopt) {
        let ours = reference.value;
        assert!(ours <= theirs + 1e-6 * (1.0 + theirs.abs()), "{label}: f* = {ours}, Ipopt reaches {theirs}");
        let equal = (ours - theirs).abs() <= 1e-6 * (1.0 + theirs.abs());
        assert!(equal || ELSEWHERE.contains(&name), "{label}: f* = {ours}, Ipopt ends at {theirs}");
    }
    Some(name)
}

#[test]
fn constrained_problems_equal_those_of_cutest() {
    let table: Value = serde_json::from_str(include_str!("../reference/cutest_constrained.json")).expect("JSON");
    for row in table["problems"].as_array().expect("a list") {
        assert!(compare(row).is_some(), "{}: not in the registry", row["name"]);
    }
}

fn shared(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/ground").join(file)
}

/// Every registered constrained problem, in the larger tables that may stand beside the project.
#[test]
fn larger_tables_agree() {
    let mut compared = Vec::new();
    for file in ["cutest.json", "cutest_scale.json"] {
        let Ok(text) = std::fs::read_to_string(shared(file)) else { continue };
        println!("read {}", shared(file).display());
        let table: Value = serde_json::from_str(&text).expect("JSON");
        compared.extend(table["problems"].as_array().expect("a list").iter().filter_map(compare));
    }
    if let Ok(text) = std::fs::read_to_string(shared("cutest_all.jsonl")) {
        println!("read {}", shared("cutest_all.jsonl").display());
        compared.extend(text.lines().filter_map(|line| compare(&serde_json::from_str(line).expect("JSON"))));
    }
    if compared.is_empty() {
        println!("skipped: no tables in {}", shared("").display());
        return;
    }
    compared.sort_unstable();
    compared.dedup();
    println!("compared {} problems: {compared:?}", compared.len());
    assert!(compared.len() >= 40, "{} problems compared", compared.len());
}

/// Optimal values of Maros and Mészáros, A repository of convex quadratic programming problems, Optimization Methods and Software
/// 11, 1999 (`CVXQP1_S` and `CVXQP1_M`): nine digits.
#[test]
fn quadratic_programs_have_the_optimal_values_of_the_repository() {
    for (dim, value) in [(100, 0.115_907_181e5), (1000, 0.108_751_157e7)] {
        let instance = instance("cvxqp1", Map::from_iter([("dim".to_owned(), dim.into())]));
        let reference = instance.judge.reference().expect("known");
        assert_eq!(reference.kind, ReferenceKind::Certified);
        assert!((reference.value - value).abs() < 1e-8 * value, "n = {dim}: {}", reference.value);
        let measures = instance.judge.measures(&instance.judge.solution().expect("known"));
        assert!(measures.infeasibility < 1e-13 && measures.stationarity < 1e-9, "n = {dim}: {measures:?}");
    }
}

/// HS28 as in the collection: f(x⁰) = 13 at a feasible start.
#[test]
fn hs28_starts_feasible_at_thirteen() {
    let instance = instance("hs28", Map::new());
    let measures = instance.judge.measures(&instance.problem.start());
    assert!((measures.objective - 13.0).abs() < 1e-14 && measures.infeasibility < 1e-15, "{measures:?}");
}

/// The optimal values of the book, where they have a closed form.
#[test]
fn closed_forms_are_those_of_the_book() {
    let book = [("hs5", -1.913_222_95), ("hs14", 1.393_464_98), ("hs20", 38.198_729_8), ("hs34", -0.834_032_445)];
    for (name, value) in book {
        let reference = instance(name, Map::new()).judge.reference().expect("known");
        assert_eq!(reference.kind, ReferenceKind::ClosedForm);
        assert!((reference.value - value).abs() < 1e-8 * value.abs(), "{name}: {}", reference.value);
    }
}

/// A point where a multiplier has the wrong sign is not stationary, nor is one where it meets slack.
#[test]
fn kkt_residuals_know_signs_and_slacks() {
    let stationarity =
        |name: &str, x: &[f64]| instance(name, Map::new()).judge.measures(&Vector::from_row_slice(x)).stationarity;
    // On the ellipse of hs10 x₁ − x₂ is least at (0, 1) and greatest at (0, −1), whose multiplier is negative.
    assert!(stationarity("hs10", &[0.0, 1.0]) < 1e-14);
    assert!(stationarity("hs10", &[0.0, -1.0]) > 0.1);
    // The minimum of the lower bound's side of hs1 is inside; on the bound its multiplier would be of the wrong sign.
    assert!(stationarity("hs1", &[1.0, 1.0]) < 1e-14);
    assert!(stationarity("hs1", &[1.0, -1.5]) > 0.1);
    // Inside the ball of hs65 the gradient does not vanish, and its multiplier would meet slack.
    assert!(stationarity("hs65", &[1.0, 1.0, 1.0]) > 0.1);
    // Two local minima satisfy the conditions, although only the first is global.
    assert!(stationarity("hs44", &[0.0, 3.0, 0.0, 4.0]) < 1e-13);
    assert!(stationarity("hs44", &[3.0, 0.0, 4.0, 0.0]) < 1e-13);
}

/// With bounds alone a problem is composite, its proximal step the projection, and never smooth.
#[test]
fn bounds_alone_make_a_composite_problem() {
    for name in ["hs1", "hs2", "hs3", "hs4", "hs5", "hs45", "hs110"] {
        let instance = instance(name, Map::new());
        assert!(<dyn Smooth as Role>::of(&instance.problem).is_none(), "{name} is not unconstrained");
        let composite = <dyn Composite as Role>::of(&instance.problem).expect("composite");
        let bounds = composite.bounds().expect("bounds");
        let far = Vector::from_element(composite.dim(), -1e3);
        let near = filled(composite.dim(), |p| composite.prox(&far, 1.0, p));
        let mut clamped = far.clone();
        bounds.clamp(&mut clamped);
        assert_eq!(near, clamped, "{name}");
        assert!(composite.penalty(&near) == 0.0, "{name}");
    }
}

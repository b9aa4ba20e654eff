//! `evaluate`: every oracle of a problem at points from standard input, and what `show --json` says of an instance.

use crate::cli::Place;
use crate::experiment::CACHE;
use crate::plan::{instance, make};
use crate::registry::Registry;
use crate::spec::Spec;
use anyhow::{Context as _, Result, bail, ensure};
use problems::class::{
    Batch, Bilevel, Composite, Constrained, ConstrainedBilevel, Curved, FiniteSumOperator, Glm, LeastSquares,
    Objective, Operator, Saddle, Smooth, Stochastic,
};
use problems::{Data, Instance, MEASURES, Matrix, Problem, Role, Vector};
use serde_json::{Map, Number, Value, json};
use std::io::{BufRead, Write};
use std::rc::Rc;

/// Builds the instance a spec names.
pub fn build(registry: &Registry, spec: &Spec, place: &Place) -> Result<Instance> {
    let choice = registry.build_problem(spec)?;
    let data = Data { folder: place.data.clone(), cache: Some(CACHE.into()) };
    let made = make(&choice, place.seed, &data).with_context(|| choice.label.clone())?;
    instance(&choice, &made, place.seed, 0).with_context(|| choice.label.clone())
}

/// Constants and reference value of an instance, for a person.
pub fn facts(instance: &Instance) -> Vec<(&'static str, String)> {
    let constants: Vec<String> =
        instance.known.listed().iter().map(|(name, x)| format!("{name} = {}", short(*x))).collect();
    let mut facts = Vec::new();
    if !constants.is_empty() {
        facts.push(("constants", constants.join(", ")));
    }
    if let Some(reference) = instance.judge.reference() {
        facts.push(("reference", format!("{} ({})", short(reference.value), reference.kind.name())));
    }
    facts.push(("error", instance.judge.kind().name().to_owned()));
    facts
}

/// The shortest digits that read back, with an exponent where that is shorter.
fn short(x: f64) -> String {
    let (plain, scientific) = (x.to_string(), format!("{x:e}"));
    if scientific.len() < plain.len() { scientific } else { plain }
}

/// Dimension, start, bounds, reference value and constants.
pub fn describe(instance: &Instance) -> Map<String, Value> {
    let Instance { problem, judge, known } = instance;
    let bounds = problem
        .space()
        .bounds()
        .map(|bounds| json!({ "lower": numbers(&bounds.lower), "upper": numbers(&bounds.upper) }));
    let reference = judge.reference().map(|r| json!({ "value": number(r.value), "kind": r.kind.name() }));
    let constants: Map<String, Value> =
        known.listed().into_iter().map(|(name, x)| (name.to_owned(), number(x))).collect();
    let all = json!({
        "dim": problem.dim(),
        "start": numbers(&problem.start()),
        "start_error": number(judge.error(&problem.start())),
        "bounds": bounds,
        "blocks": problem.space().blocks(),
        "reference": reference,
        "error_kind": judge.kind().name(),
        "solution": judge.solution().map(|x| numbers(&x)),
        "constants": constants,
    });
    if let Value::Object(map) = all { map } else { Map::new() }
}

/// Reads points, writes what every oracle says of them.
pub fn evaluate(instance: &Instance, input: impl BufRead, mut output: impl Write) -> Result<()> {
    for (row, line) in input.lines().enumerate() {
        let line = line.context("cannot read standard input")?;
        if line.trim().is_empty() {
            continue;
        }
        let point = Point::parse(&line, &instance.problem).with_context(|| format!("line {} of the input", row + 1))?;
        serde_json::to_writer(&mut output, &at(instance, &point))?;
        output.write_all(b"\n")?;
        output.flush()?;
    }
    Ok(())
}

struct Point {
    x: Vector,
    v: Option<Vector>,
    y: Option<Vector>,
}

impl Point {
    fn parse(line: &str, problem: &Problem) -> Result<Self> {
        let dim = problem.dim();
        let value: Value = serde_json::from_str(line).context("expected a JSON array or an object {\"x\": [...]}")?;
        match value {
            Value::Array(_) => Ok(Self { x: vector("x", &value, Some(dim))?, v: None, y: None }),
            Value::Object(map) => {
                if let Some(key) = map.keys().find(|key| !["x", "v", "y"].contains(&key.as_str())) {
                    bail!(
                        "unknown key {key:?}: expected \"x\", and \"v\" (a direction) or \"y\" (multipliers) if wanted"
                    );
                }
                let x = map.get("x").context("the object has no \"x\"")?;
                let get = |key: &str| map.get(key).map(|value| vector(key, value, None)).transpose();
                let point = Self { x: vector("x", x, Some(dim))?, v: get("v")?, y: get("y")? };
                point.check(problem)?;
                Ok(point)
            }
            _ => bail!("{value}: expected a JSON array or an object {{\"x\": [...]}}"),
        }
    }
}

impl Point {
    /// A direction or a vector of multipliers that no oracle can take is a mistake.
    fn check(&self, problem: &Problem) -> Result<()> {
        let constraints = filled::<dyn Constrained>(problem).map(|p| p.constraints_len());
        let residuals = filled::<dyn LeastSquares>(problem).map(|p| p.residuals_len());
        let lower = filled::<dyn Bilevel>(problem).map(|p| p.split().1);
        if let Some(v) = &self.v {
            let fits: Vec<usize> = [Some(problem.dim()), constraints, residuals, lower].into_iter().flatten().collect();
            ensure!(fits.contains(&v.len()), "v has {} numbers: expected one of {fits:?}", v.len());
        }
        if let Some(y) = &self.y {
            let wanted = constraints.context("y are multipliers: the problem has no constraints")?;
            ensure!(y.len() == wanted, "y has {} numbers: expected {wanted}", y.len());
        }
        Ok(())
    }
}

fn vector(name: &str, value: &Value, len: Option<usize>) -> Result<Vector> {
    let items = value.as_array().with_context(|| format!("{name} = {value}: expected an array of numbers"))?;
    let numbers = items.iter().map(Value::as_f64).collect::<Option<Vec<f64>>>();
    let numbers = numbers.with_context(|| format!("{name}: expected numbers only"))?;
    if let Some(len) = len {
        ensure!(numbers.len() == len, "{name} has {} numbers: expected {len}", numbers.len());
    }
    Ok(Vector::from_vec(numbers))
}

/// A number that reads back exactly; what JSON cannot say is a string.
fn number(x: f64) -> Value {
    Number::from_f64(x).map_or_else(|| Value::String(x.to_string()), Value::Number)
}

fn numbers(x: &Vector) -> Value {
    Value::Array(x.as_slice().iter().copied().map(number).collect())
}

fn rows(m: &Matrix) -> Value {
    Value::Array(m.row_iter().map(|row| numbers(&row.transpose())).collect())
}

/// Dense second derivatives are written up to this many variables.
const DENSE: usize = 200;

/// Every oracle at one point.
struct Answers<'a> {
    point: &'a Point,
    all: Map<String, Value>,
}

impl Answers<'_> {
    fn number(&mut self, name: &str, x: f64) {
        self.all.insert(name.into(), number(x));
    }

    fn filled(&mut self, name: &str, len: usize, fill: impl FnOnce(&mut Vector)) {
        let mut filled = Vector::zeros(len);
        fill(&mut filled);
        self.all.insert(name.into(), numbers(&filled));
    }

    /// An oracle of a direction, if one is given and fits.
    fn along(&mut self, name: &str, v_len: usize, len: usize, fill: impl FnOnce(&Vector, &mut Vector)) {
        let point = self.point;
        if let Some(v) = point.v.as_ref().filter(|v| v.len() == v_len) {
            self.filled(name, len, |p| fill(v, p));
        }
    }
}

fn at(instance: &Instance, point: &Point) -> Value {
    let mut answers = Answers { point, all: Map::new() };
    let problem = &instance.problem;
    minimization(problem, &mut answers);
    games(problem, &mut answers);
    if let Some(bilevel) = filled::<dyn Bilevel>(problem) {
        levels(&*bilevel, &mut answers);
    }
    if let Some(constrained) = filled::<dyn ConstrainedBilevel>(problem) {
        levels(&*constrained, &mut answers);
        level_constraints(&*constrained, &mut answers);
    }
    let error = instance.judge.error(&point.x);
    answers.number("error", error);
    let measures = instance.judge.measures(&point.x).values();
    let known = MEASURES.iter().zip(measures).filter(|(_, measure)| !measure.is_nan());
    let measures: Map<String, Value> = known.map(|(name, measure)| ((*name).to_owned(), number(measure))).collect();
    answers.all.insert("measures".into(), measures.into());
    Value::Object(answers.all)
}

/// The role, only if its own slot is filled: adapters are not oracles of the problem.
fn filled<R: Role + ?Sized>(problem: &Problem) -> Option<Rc<R>> {
    problem.classes().contains(&R::CLASS).then(|| R::of(problem)).flatten()
}

fn minimization(problem: &Problem, answers: &mut Answers<'_>) {
    let (n, x) = (problem.dim(), &answers.point.x);
    if let Some(objective) = filled::<dyn Objective>(problem) {
        answers.number("value", objective.value(x));
    }
    if let Some(smooth) = filled::<dyn Smooth>(problem) {
        answers.filled("gradient", n, |g| smooth.gradient(x, g));
    }
    if let Some(curved) = filled::<dyn Curved>(problem) {
        answers.along("hessian_product", n, n, |v, p| curved.hessian_product(x, v, p));
        if n <= DENSE {
            let mut h = Matrix::zeros(n, n);
            curved.hessian(x, &mut h);
            answers.all.insert("hessian".into(), rows(&h));
        }
    }
    if let Some(sum) = filled::<dyn Stochastic>(problem) {
        answers.all.insert("samples".into(), json!(sum.samples()));
    }
    if let Some(squares) = filled::<dyn LeastSquares>(problem) {
        let m = squares.residuals_len();
        answers.filled("residuals", m, |r| squares.residuals(x, r));
        answers.along("jacobian_product", n, m, |v, p| squares.jacobian_product(x, v, p));
        answers.along("jacobian_transpose_product", m, n, |u, p| squares.jacobian_transpose_product(x, u, p));
        if n.max(m) <= DENSE {
            let mut j = Matrix::zeros(m, n);
            squares.jacobian(x, &mut j);
            answers.all.insert("jacobian".into(), rows(&j));
        }
    }
    if let Some(glm) = filled::<dyn Glm>(problem) {
        answers.number("ridge", glm.ridge());
    }
    if let Some(composite) = filled::<dyn Composite>(problem) {
        answers.number("value", composite.value(x) + composite.penalty(x));
        answers.number("smooth_value", composite.value(x));
        answers.filled("gradient", n, |g| composite.gradient(x, g));
        answers.number("penalty", composite.penalty(x));
        answers.filled("prox", n, |p| composite.prox(x, 1.0, p));
    }
    if let Some(constrained) = filled::<dyn Constrained>(problem) {
        programming(&*constrained, answers);
    }
}

fn programming(problem: &dyn Constrained, answers: &mut Answers<'_>) {
    let (n, m, x) = (problem.dim(), problem.constraints_len(), &answers.point.x);
    answers.number("value", problem.value(x));
    answers.filled("gradient", n, |g| problem.gradient(x, g));
    answers.filled("constraints", m, |c| problem.constraints(x, c));
    answers.along("jacobian_product", n, m, |v, p| problem.jacobian_product(x, v, p));
    answers.along("jacobian_transpose_product", m, n, |u, p| problem.jacobian_transpose_product(x, u, p));
    let pattern = problem.jacobian_pattern();
    let mut values = vec![0.0; pattern.len()];
    problem.jacobian_values(x, &mut values);
    let entries: Vec<Value> =
        pattern.iter().zip(&values).map(|((i, j), value)| json!([i, j, number(*value)])).collect();
    answers.all.insert("jacobian".into(), entries.into());
    if let Some(y) = answers.point.y.as_ref().filter(|y| y.len() == m) {
        answers.along("lagrangian_product", n, n, |v, p| problem.lagrangian_product(x, y, v, p));
        if n <= DENSE {
            let mut h = Matrix::zeros(n, n);
            problem.lagrangian_hessian(x, y, &mut h);
            answers.all.insert("lagrangian_hessian".into(), rows(&h));
        }
    }
}

fn games(problem: &Problem, answers: &mut Answers<'_>) {
    let (n, z) = (problem.dim(), &answers.point.x);
    if let Some(operator) = filled::<dyn Operator>(problem) {
        answers.filled("operator", n, |f| operator.apply(z, f));
        answers.filled("projection", n, |p| {
            p.copy_from(z);
            operator.project(p);
        });
    }
    if let Some(saddle) = filled::<dyn Saddle>(problem) {
        answers.number("value", saddle.value(z));
        answers.all.insert("split".into(), json!(saddle.split()));
    }
    if let Some(sum) = filled::<dyn FiniteSumOperator>(problem) {
        answers.all.insert("components".into(), json!(sum.components()));
    }
}

fn levels(problem: &dyn Bilevel, answers: &mut Answers<'_>) {
    let (nx, ny) = problem.split();
    let (x, y) = (answers.point.x.rows(0, nx).into_owned(), answers.point.x.rows(nx, ny).into_owned());
    let all = Batch::Whole;
    answers.all.insert("split".into(), json!([nx, ny]));
    answers.number("upper_value", problem.upper_value(&x, &y, all));
    answers.number("lower_value", problem.lower_value(&x, &y, all));
    answers.filled("upper_gradient_x", nx, |g| problem.upper_gradient_x(&x, &y, all, g));
    answers.filled("upper_gradient_y", ny, |g| problem.upper_gradient_y(&x, &y, all, g));
    answers.filled("lower_gradient_x", nx, |g| problem.lower_gradient_x(&x, &y, all, g));
    answers.filled("lower_gradient_y", ny, |g| problem.lower_gradient_y(&x, &y, all, g));
    answers.along("upper_hessian_product", ny, ny, |v, p| problem.upper_hessian_product(&x, &y, v, all, p));
    answers.along("upper_cross_product", ny, nx, |v, p| problem.upper_cross_product(&x, &y, v, all, p));
    answers.along("lower_hessian_product", ny, ny, |v, p| problem.lower_hessian_product(&x, &y, v, all, p));
    answers.along("lower_cross_product", ny, nx, |v, p| problem.lower_cross_product(&x, &y, v, all, p));
}

fn level_constraints(problem: &dyn ConstrainedBilevel, answers: &mut Answers<'_>) {
    let ((nx, ny), (upper, lower)) = (problem.split(), problem.constraints_len());
    let (x, y) = (answers.point.x.rows(0, nx).into_owned(), answers.point.x.rows(nx, ny).into_owned());
    answers.all.insert("equalities".into(), json!(problem.equalities()));
    answers.filled("upper_constraints", upper, |c| problem.upper_constraints(&x, &y, c));
    answers.filled("lower_constraints", lower, |c| problem.lower_constraints(&x, &y, c));
    let (mut jx, mut jy) = (Matrix::zeros(upper, nx), Matrix::zeros(upper, ny));
    problem.upper_jacobians(&x, &y, &mut jx, &mut jy);
    answers.all.insert("upper_jacobian_x".into(), rows(&jx));
    answers.all.insert("upper_jacobian_y".into(), rows(&jy));
    let (mut jx, mut jy) = (Matrix::zeros(lower, nx), Matrix::zeros(lower, ny));
    problem.lower_jacobians(&x, &y, &mut jx, &mut jy);
    answers.all.insert("lower_jacobian_x".into(), rows(&jx));
    answers.all.insert("lower_jacobian_y".into(), rows(&jy));
}

//! A problem put together by hand against the same formulas in dual numbers.

use num_dual::{Dual2DVec64, DualNum};
use sif::evaluate::{Problem, Workspace};
use sif::structure::{
    Decoded, ElementType, Elements, FunctionLine, GroupKind, GroupType, Groups, LineKind, QuadraticTerm, Rows,
    Variables,
};

/// More than one block of lanes.
const N: usize = 75;

fn function(text: &str) -> Vec<FunctionLine> {
    let (first, second) = (String::new(), String::new());
    vec![FunctionLine { kind: LineKind::Function, first, second, text: text.into(), pieces: vec![] }]
}

fn push(rows: &mut Rows, row: &[(usize, f64)]) {
    for &(column, value) in row {
        rows.columns.push(column as u32);
        rows.values.push(value);
    }
    rows.start.push(rows.columns.len());
}

/// Elements: pᵢ = xᵢ xᵢ₊₁ (the last `x_N x_N`), then dᵢ = Pᵢ exp(xᵢ − 2 xᵢ₊₁), for i = 1…N, indices around the end.
/// Objective: ½·A(2 p₁ + 3 x₁ − ½)², then Σ dᵢ, then ½(2 x₁² − 2 x₁ x₄). Constraints: p₁ + d₂ + x₅; ¼·A(p₁ + dᵢ + xᵢ)².
fn decoded() -> Decoded {
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let product = ElementType { elemental: names(&["V", "W"]), lines: function("V * W"), ..ElementType::default() };
    let drop = ElementType {
        elemental: names(&["V", "W"]),
        internal: names(&["U"]),
        range: vec![1.0, -2.0],
        parameters: names(&["P"]),
        lines: function("P * EXP( U )"),
        ..ElementType::default()
    };
    let square = GroupType {
        variable: "T".into(),
        parameters: names(&["A"]),
        lines: function("A * T ** 2"),
        ..GroupType::default()
    };
    let mut elements = Elements { variable_start: vec![0], parameter_start: vec![0], ..Elements::default() };
    for kind in 0..2 {
        for i in 0..N {
            let next = if kind == 0 && i == N - 1 { i } else { (i + 1) % N };
            elements.types.push(kind);
            elements.variables.extend([i as u32, next as u32]);
            elements.variable_start.push(elements.variables.len());
            elements.parameters.extend((kind == 1).then(|| 1.0 + i as f64 / 10.0));
            elements.parameter_start.push(elements.parameters.len());
        }
    }
    let mut groups = Groups {
        linear: Rows { start: vec![0], ..Rows::default() },
        uses: Rows { start: vec![0], ..Rows::default() },
        parameter_start: vec![0],
        ..Groups::default()
    };
    let mut add =
        |kind, scale: f64, constant: f64, shape: Option<f64>, linear: &[(usize, f64)], uses: &[(usize, f64)]| {
            groups.kinds.push(kind);
            groups.scale.push(scale);
            groups.constant.push(constant);
            groups.types.push(shape.map(|_| 0));
            groups.parameters.extend(shape);
            groups.parameter_start.push(groups.parameters.len());
            push(&mut groups.linear, linear);
            push(&mut groups.uses, uses);
        };
    add(GroupKind::Objective, 2.0, 0.5, Some(1.5), &[(0, 3.0)], &[(0, 2.0)]);
    add(GroupKind::Equality, 1.0, 0.0, None, &[(4, 1.0)], &[(0, 1.0), (N + 1, 1.0)]);
    let all: Vec<(usize, f64)> = (N..2 * N).map(|element| (element, 1.0)).collect();
    add(GroupKind::Objective, 1.0, 0.0, None, &[], &all);
    for i in 0..N {
        add(GroupKind::LessEqual, 4.0, 0.0, Some(0.7), &[(i, 1.0)], &[(0, 1.0), (N + i, 1.0)]);
    }
    add(GroupKind::Objective, 1.0, 0.0, None, &[], &[(N - 1, 1.0)]);
    Decoded {
        variables: Variables { start: vec![0.0; N], ..Variables::default() },
        groups,
        elements,
        element_types: vec![product, drop],
        group_types: vec![square],
        quadratic: vec![
            QuadraticTerm { row: 0, column: 0, value: 2.0 },
            QuadraticTerm { row: 0, column: 3, value: -1.0 },
        ],
        ..Decoded::default()
    }
}

/// The objective and the constraints, as the comment on [`decoded`] states them.
fn formulas<D: DualNum<f64> + Clone + std::ops::AddAssign>(x: &[D]) -> (D, Vec<D>) {
    let drop = |i: usize| (x[i].clone() - x[(i + 1) % N].clone() * 2.0).exp() * (1.0 + i as f64 / 10.0);
    let first = x[0].clone() * x[1].clone();
    let square = (first.clone() * 2.0 + x[0].clone() * 3.0 - 0.5).powi(2) * 0.75;
    let quadratic = x[0].clone() * x[0].clone() - x[0].clone() * x[3].clone();
    let mut f = square + quadratic + x[N - 1].clone() * x[N - 1].clone();
    for i in 0..N {
        f += drop(i);
    }
    let mut c = vec![first.clone() + drop(1) + x[4].clone()];
    c.extend((0..N).map(|i| (first.clone() + drop(i) + x[i].clone()).powi(2) * (0.7 / 4.0)));
    (f, c)
}

struct Case {
    problem: Problem,
    work: Workspace,
    x: Vec<f64>,
    v: Vec<f64>,
    y: Vec<f64>,
    f: Dual2DVec64,
    c: Vec<Dual2DVec64>,
}

fn case() -> Case {
    let problem = Problem::new(&decoded()).expect("it compiles");
    let wave = |many: usize, shift: f64| (0..many).map(|i| (i as f64 + shift).sin()).collect::<Vec<_>>();
    let x = wave(N, 0.3);
    let duals: Vec<_> = x.iter().enumerate().map(|(i, &x)| Dual2DVec64::from_re(x).derivative(N, i)).collect();
    let (f, c) = formulas(&duals);
    Case { work: problem.workspace(), y: wave(c.len(), 0.9), v: wave(N, 0.7), problem, x, f, c }
}

fn gradient(dual: &Dual2DVec64) -> Vec<f64> {
    dual.v1.clone().unwrap_generic(nalgebra::U1, nalgebra::Dyn(N)).iter().copied().collect()
}

fn hessian(dual: &Dual2DVec64) -> nalgebra::DMatrix<f64> {
    dual.v2.clone().unwrap_generic(nalgebra::Dyn(N), nalgebra::Dyn(N))
}

fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (i, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= 1e-12 * b.abs().max(1.0), "entry {i}: {a} is not {b}");
    }
}

#[test]
fn values_and_gradients_are_those_of_the_formulas() {
    let Case { problem, mut work, x, f, c, .. } = case();
    assert_close(&[problem.value(&x, &mut work)], &[f.re]);
    let mut g = vec![0.0; N];
    problem.gradient(&x, &mut g, &mut work);
    assert_close(&g, &gradient(&f));
    let mut values = vec![0.0; problem.m()];
    problem.constraints(&x, &mut values, &mut work);
    assert_close(&values, &c.iter().map(|c| c.re).collect::<Vec<_>>());
    // Another point after this one: nothing of the old one stays.
    let there = vec![0.1; N];
    let moved = problem.value(&there, &mut work);
    assert_close(&[moved], &[formulas(&there).0]);
    assert_close(&[problem.value_gradient(&x, &mut g, &mut work)], &[f.re]);
}

#[test]
fn the_jacobian_and_its_products_are_those_of_the_formulas() {
    let Case { problem, mut work, x, v, y, c, .. } = case();
    let pattern = problem.jacobian_pattern();
    let mut values = vec![0.0; pattern.columns().len()];
    problem.jacobian(&x, &pattern, &mut values, &mut work);
    let (mut forward, mut back) = (vec![0.0; c.len()], vec![0.0; N]);
    let mut dense = vec![vec![0.0; N]; c.len()];
    pattern.entries().zip(&values).for_each(|((i, j), value)| dense[i][j] = *value);
    for (i, c) in c.iter().enumerate() {
        let exact = gradient(c);
        assert_close(&dense[i], &exact);
        forward[i] = exact.iter().zip(&v).map(|(a, b)| a * b).sum();
        back.iter_mut().zip(&exact).for_each(|(back, a)| *back += y[i] * a);
    }
    let (mut found, mut transposed) = (vec![0.0; c.len()], vec![0.0; N]);
    problem.jacobian_product(&x, &v, &mut found, &mut work);
    problem.jacobian_transpose_product(&x, &y, &mut transposed, &mut work);
    assert_close(&found, &forward);
    assert_close(&transposed, &back);
}

#[test]
fn hessians_and_their_products_are_those_of_the_formulas() {
    let Case { problem, mut work, x, v, y, f, c } = case();
    let sigma = 0.3;
    let lagrangian = c.iter().zip(&y).fold(hessian(&f) * sigma, |sum, (c, y)| sum + hessian(c) * *y);
    let vector = nalgebra::DVector::from_column_slice(&v);
    let mut out = vec![0.0; N];
    problem.hessian_product(&x, &v, &mut out, &mut work);
    assert_close(&out, (hessian(&f) * &vector).as_slice());
    problem.lagrangian_product(&x, (sigma, &y), &v, &mut out, &mut work);
    assert_close(&out, (&lagrangian * &vector).as_slice());
    let mut pattern = problem.hessian_pattern().expect("it is sparse");
    let mut values = vec![0.0; pattern.lower.columns.len()];
    problem.hessian(&x, (sigma, &y), &mut pattern, &mut values, &mut work);
    let mut lower = nalgebra::DMatrix::zeros(N, N);
    pattern.lower.entries().zip(&values).for_each(|(at, value)| lower[at] = *value);
    assert_close(lower.as_slice(), lagrangian.lower_triangle().as_slice());
}

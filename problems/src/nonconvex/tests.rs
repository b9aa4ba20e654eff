//! Oracles on data given by a formula, against a table of numbers that were computed from the definitions.

use super::bilinear::{Bilinear, Lens, Shared};
use super::completion::{Completion, Seen};
use super::deep_linear_network::{self, Network};
use super::field::Field;
use super::links::{Link, Links, Sum};
use super::matrix_factorization::{self, Square};
use super::rayleigh_quotient::{self, Quotient};
use super::tensor_decomposition::{self, Powers};
use crate::class::Curved;
use crate::{Matrix, Reference, Vector};
use nalgebra::Complex;
use serde_json::{Value, json};
use std::rc::Rc;
use std::sync::Arc;

/// The k-th number of a data set: sin(s + 1.7 k + 0.013 k²).
fn wave(set: u32, k: usize) -> f64 {
    let k = k as f64;
    (f64::from(set) + 1.7 * k + 0.013 * k * k).sin()
}

fn waves(set: u32, n: usize) -> Vector {
    Vector::from_fn(n, |k, _| wave(set, k))
}

fn matrix(set: u32, rows: usize, columns: usize) -> Matrix {
    Matrix::from_column_slice(rows, columns, waves(set, rows * columns).as_slice())
}

fn symmetric(set: u32, n: usize) -> Matrix {
    Matrix::from_fn(n, n, |i, j| wave(set, i + j))
}

fn links(link: Link, weight: f64) -> (Rc<dyn Curved>, Vector) {
    let links = Links { directions: matrix(1, 4, 7), measured: waves(2, 7), link, weight };
    (Rc::new(Sum { links: Arc::new(links), start: waves(3, 4) }), waves(3, 4))
}

fn completion() -> (Rc<dyn Curved>, Vector) {
    let family = json!({"rows": 4, "cols": 3, "rank": 2, "entries": 6, "noise": 0, "balance": 0.3, "incoherence": 1.5, "cap": 0.4});
    let places = vec![(0, 0), (0, 2), (1, 1), (2, 0), (2, 2), (3, 1)];
    let seen = Seen { places, entries: waves(4, 6).as_slice().to_vec() };
    let family = serde_json::from_value(family).expect("a family");
    (Rc::new(Completion::new(family, Arc::new(seen), waves(5, 14))), waves(5, 14))
}

fn bilinear<T: Field>() -> (Rc<dyn Curved>, Vector) {
    let numbers = |set: u32, n: usize| -> Vec<T> {
        waves(set, n * T::PARTS).as_slice().chunks_exact(T::PARTS).map(T::read).collect()
    };
    let lens = Lens { filter: 2, signal: 3, b: numbers(6, 10), c: numbers(7, 15) };
    let z = waves(9, 5 * T::PARTS);
    let (start, solution) = (z.clone(), z.clone());
    let shared = Shared { lens, measured: numbers(8, 5), start, solution, optimum: Reference::closed_form(0.0) };
    (Rc::new(Bilinear::new(Arc::new(shared))), z)
}

fn tensor(order: i32) -> (Rc<dyn Curved>, Vector) {
    let (truth, w) = (matrix(10, 3, 2), waves(11, 6));
    let norm_squared = truth.tr_mul(&truth).map(|g| g.powi(order)).sum();
    let made = tensor_decomposition::Made { truth, start: w.clone(), solution: w.clone(), norm_squared };
    (Rc::new(Powers::new(Arc::new(made), order, 2)), w)
}

fn factorization() -> (Rc<dyn Curved>, Vector) {
    let x = waves(13, 8);
    let made = matrix_factorization::Made { m: symmetric(12, 4), start: x.clone(), solution: x.clone(), optimum: 0.0 };
    (Rc::new(Square::new(Arc::new(made), 2)), x)
}

fn network() -> (Rc<dyn Curved>, Vector) {
    let (m, w) = (matrix(14, 4, 3), waves(15, 18));
    let (start, solution, best) = (w.clone(), w.clone(), m.clone());
    let shapes = vec![(2, 3), (2, 2), (4, 2)];
    let made = deep_linear_network::Made { shapes, m, best, start, solution, optimum: 0.0 };
    (Rc::new(Network::new(Arc::new(made))), w)
}

fn quotient() -> (Rc<dyn Curved>, Vector) {
    let x = waves(17, 4);
    let (a, eigenvalues, leading) = (Some(symmetric(16, 4)), x.clone(), x.clone());
    (Rc::new(Quotient::new(Arc::new(rayleigh_quotient::Made { a, eigenvalues, leading, start: x.clone() }))), x)
}

fn case(name: &str) -> (Rc<dyn Curved>, Vector) {
    match name {
        "square" => links(Link::Square, 0.25),
        "hermite-2" => links(Link::Hermite(2), 0.5),
        "hermite-3" => links(Link::Hermite(3), 0.5),
        "hermite-4" => links(Link::Hermite(4), 0.5),
        "tanh" => links(Link::Tanh, 0.5),
        "completion" => completion(),
        "bilinear-real" => bilinear::<f64>(),
        "bilinear-complex" => bilinear::<Complex<f64>>(),
        "tensor-3" => tensor(3),
        "tensor-4" => tensor(4),
        "factorization" => factorization(),
        "network" => network(),
        "quotient" => quotient(),
        _ => panic!("{name}: no such case"),
    }
}

/// Agreement asked for, relative to the size of what is compared.
const TOLERANCE: f64 = 1e-12;

#[test]
fn oracles_are_the_definitions() {
    let text = include_str!("../../tests/reference/nonconvex.json");
    let table: Value = serde_json::from_str(text).expect("a table");
    let rows = table["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 13);
    for row in rows {
        let name = row["case"].as_str().expect("a name");
        let (p, x) = case(name);
        let numbers = |key: &str| -> Vector {
            Vector::from_vec(row[key].as_array().expect("numbers").iter().filter_map(Value::as_f64).collect())
        };
        let near = |what: &str, ours: &Vector, theirs: &Vector| {
            assert!(
                (ours - theirs).norm() <= TOLERANCE * theirs.norm().max(1.0),
                "{name}: {what} {ours}, not {theirs}"
            );
        };
        let value = Vector::from_element(1, row["value"].as_f64().expect("a value"));
        let (mut g, mut product) = (x.clone(), x.clone());
        let f = p.value_gradient(&x, &mut g);
        near("value", &Vector::from_element(1, f), &value);
        near("value", &Vector::from_element(1, p.value(&x)), &value);
        near("gradient", &g, &numbers("gradient"));
        p.hessian_product(&x, &Vector::from_fn(x.len(), |i, _| (i as f64 + 1.0).sin()), &mut product);
        near("Hessian product", &product, &numbers("hessian_sin"));
    }
}

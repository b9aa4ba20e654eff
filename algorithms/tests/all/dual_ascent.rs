//! Dual ascent against gradient ascent on the dual in closed form.

use crate::drive::drive;
use problems::class::{Constrained, Objective, Smooth, Space};
use problems::{Known, Matrix, Offer, Vector};
use serde_json::json;
use std::rc::Rc;

/// min ½‖x − b‖² subject to Ax = c, or Ax ≤ c.
struct Nearest {
    a: Matrix,
    b: Vector,
    c: Vector,
    equal: bool,
}

impl Nearest {
    fn new(equal: bool) -> Rc<Self> {
        Rc::new(Self {
            a: Matrix::from_row_slice(2, 3, &[1.0, 2.0, 0.5, -1.0, 0.5, 1.0]),
            b: Vector::from_vec(vec![1.0, -1.0, 2.0]),
            c: Vector::from_vec(vec![-0.5, 2.0]),
            equal,
        })
    }
}

impl Space for Nearest {
    fn dim(&self) -> usize {
        3
    }

    fn start(&self) -> Vector {
        Vector::zeros(3)
    }
}

impl Objective for Nearest {
    fn value(&self, x: &Vector) -> f64 {
        0.5 * (x - &self.b).norm_squared()
    }
}

impl Smooth for Nearest {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        g.copy_from(&(x - &self.b));
    }
}

impl Constrained for Nearest {
    fn constraints_len(&self) -> usize {
        2
    }

    fn constraint_bounds(&self) -> (Vector, Vector) {
        let lower = if self.equal { 0.0 } else { f64::NEG_INFINITY };
        (Vector::from_element(2, lower), Vector::zeros(2))
    }

    fn constraints(&self, x: &Vector, c: &mut Vector) {
        c.copy_from(&(&self.a * x - &self.c));
    }

    fn jacobian_product(&self, _x: &Vector, v: &Vector, p: &mut Vector) {
        p.copy_from(&(&self.a * v));
    }

    fn jacobian_transpose_product(&self, _x: &Vector, u: &Vector, p: &mut Vector) {
        p.copy_from(&(self.a.transpose() * u));
    }

    fn jacobian_pattern(&self) -> Vec<(usize, usize)> {
        (0..6).map(|i| (i / 3, i % 3)).collect()
    }

    fn jacobian_values(&self, _x: &Vector, values: &mut [f64]) {
        values.iter_mut().enumerate().for_each(|(i, value)| *value = self.a[(i / 3, i % 3)]);
    }

    fn lagrangian_product(&self, _x: &Vector, _y: &Vector, v: &Vector, p: &mut Vector) {
        p.copy_from(v);
    }
}

/// Enough inner steps to minimize the Lagrangian to rounding.
fn answers(problem: &Rc<Nearest>, steps: usize) -> Vec<Vector> {
    let mut answers = Vec::new();
    let parameters = json!({ "dual_step": 0.3, "inner_steps": 60 });
    let offer = Offer::of(Rc::clone(problem)).constrained().problem();
    drive("dual-ascent", parameters, &offer, &Known::default(), 1, steps, |_, x| answers.push(x.clone()));
    answers
}

#[test]
fn dual_ascent_is_gradient_ascent_on_the_dual() {
    let problem = Nearest::new(true);
    let Nearest { a, b, c, .. } = &*problem;
    // The dual is −½‖Aᵀy‖² + yᵀ(Ab − c) with gradient Ab − c − AAᵀy; x = b − Aᵀy.
    let mut y = Vector::zeros(2);
    for x in &answers(&problem, 40)[1..] {
        let expected = b - a.transpose() * &y;
        // Values tell x apart to the root of their rounding, and 40 steps add up.
        assert!((x - &expected).norm() < 1e-5, "{x} against {expected}");
        y += 0.3 * (a * b - c - a * a.transpose() * &y);
    }
}

#[test]
fn multipliers_of_inequalities_stay_nonnegative() {
    // The second row holds strictly: the solution is the nearest point of the first half-space.
    let problem = Nearest::new(false);
    let Nearest { a, b, c, .. } = &*problem;
    let row = a.row(0).transpose();
    let solution = b - (row.dot(b) - c[0]) / row.norm_squared() * &row;
    let last = answers(&problem, 200).pop().expect("an answer");
    assert!((&last - &solution).norm() < 1e-6, "{last} against {solution}");
}

//! Zeroth-order Frank–Wolfe on sets, and direct search.

use crate::drive::drive;
use problems::class::{Composite, Objective, Smooth, Space};
use problems::set::{l1_ball, simplex};
use problems::{Known, Offer, Problem, Vector};
use serde_json::{Value, json};
use std::rc::Rc;

#[derive(Clone, Copy)]
enum Set {
    Simplex,
    L1Ball,
}

/// ½‖x − b‖² over a set of radius 1.
struct Nearest {
    b: Vector,
    set: Set,
}

impl Space for Nearest {
    fn dim(&self) -> usize {
        self.b.len()
    }

    fn start(&self) -> Vector {
        let n = self.b.len();
        match self.set {
            Set::Simplex => Vector::from_element(n, 1.0 / n as f64),
            Set::L1Ball => Vector::zeros(n),
        }
    }
}

impl Objective for Nearest {
    fn value(&self, x: &Vector) -> f64 {
        (x - &self.b).norm_squared() / 2.0
    }
}

impl Smooth for Nearest {
    fn gradient(&self, _x: &Vector, _g: &mut Vector) {
        panic!("a gradient was asked for");
    }
}

impl Composite for Nearest {
    fn penalty(&self, _x: &Vector) -> f64 {
        0.0
    }

    fn prox(&self, v: &Vector, _t: f64, p: &mut Vector) {
        p.copy_from(v);
    }

    fn lmo(&self, g: &Vector, s: &mut Vector) -> Option<()> {
        match self.set {
            Set::Simplex => simplex::lmo(g.as_slice(), 1.0, s.as_mut_slice()),
            Set::L1Ball => l1_ball::lmo(g.as_slice(), 1.0, s.as_mut_slice()),
        }
        Some(())
    }
}

fn nearest(b: Vector, set: Set) -> Problem {
    Offer::of(Rc::new(Nearest { b, set })).composite().problem()
}

fn path(name: &str, parameters: Value, problem: &Problem, seed: u64, steps: usize) -> Vec<Vector> {
    let mut path = Vec::new();
    drive(name, parameters, problem, &Known::default(), seed, steps, |_, x| path.push(x.clone()));
    path
}

/// A forward difference of ½‖x − b‖² along eⱼ is xⱼ − bⱼ + c/2.
#[test]
fn coordinates_leave_frank_wolfe_with_momentum() {
    let b = Vector::from_row_slice(&[0.7, 0.5, -0.3, 0.1]);
    let answers = path("zo-frank-wolfe", json!({"scheme": "kwsa"}), &nearest(b.clone(), Set::Simplex), 1, 100);
    let (mut x, mut d) = (Vector::from_element(4, 0.25), Vector::zeros(4));
    for (t, answer) in answers.iter().enumerate() {
        assert!((answer - &x).amax() < 1e-9, "step {t}: {answer} {x}");
        let s = t as f64 + 8.0;
        let (rho, c) = (4.0 / s.powf(2.0 / 3.0), 2.0 / (2.0 * s.powf(1.0 / 3.0)));
        d = (1.0 - rho) * d + rho * (&x - &b).add_scalar(c / 2.0);
        let mut v = Vector::zeros(4);
        v[(0..4).min_by(|i, j| d[*i].total_cmp(&d[*j])).expect("four")] = 1.0;
        x += 2.0 / s * (v - &x);
    }
}

/// `NumPy`, n = 20, means of 60 runs with their standard errors: 2.16e-3 ± 0.19e-3, 7.65e-4 ± 0.60e-4 (m = 6), and one run
/// of the coordinates, which draws nothing.
#[test]
fn zo_frank_wolfe_is_as_near_as_in_numpy() {
    let mut b = Vector::zeros(20);
    b.rows_mut(0, 5).copy_from_slice(&[0.5, -0.4, 0.3, -0.2, 0.1]);
    // The nearest point takes 0.1 off each.
    let optimum = 0.025;
    let gap = |scheme: &str, seed| {
        let problem = nearest(b.clone(), Set::L1Ball);
        let (x, _) =
            drive("zo-frank-wolfe", json!({"scheme": scheme}), &problem, &Known::default(), seed, 1000, |_, _| {});
        (x - &b).norm_squared() / 2.0 - optimum
    };
    for (scheme, numpy, tolerance) in [("rdsa", 2.16e-3, 6e-4), ("i-rdsa", 7.65e-4, 2e-4)] {
        let mean = (0..60).map(|seed| gap(scheme, seed)).sum::<f64>() / 60.0;
        assert!((mean - numpy).abs() < tolerance, "{scheme}: {mean}, NumPy {numpy}");
    }
    let kwsa = gap("kwsa", 1);
    assert!((kwsa / 8.869_073_740_419_738e-4 - 1.0).abs() < 1e-6, "{kwsa}");
}

/// A function of two or more variables.
struct BlackBox {
    start: Vector,
    f: fn(&Vector) -> f64,
}

impl Space for BlackBox {
    fn dim(&self) -> usize {
        self.start.len()
    }

    fn start(&self) -> Vector {
        self.start.clone()
    }
}

impl Objective for BlackBox {
    fn value(&self, x: &Vector) -> f64 {
        (self.f)(x)
    }
}

fn black_box(start: Vector, f: fn(&Vector) -> f64) -> Problem {
    Offer::of(Rc::new(BlackBox { start, f })).objective().problem()
}

/// Of 2n directions ± an orthonormal basis one has a cosine of 1/√n at least with −∇f, and poll directions are r long or
/// longer.
#[test]
fn polls_decrease_by_the_cosine_measure() {
    const SLOPE: [f64; 5] = [1.0, -2.0, 0.5, 3.0, -1.0];
    fn linear(x: &Vector) -> f64 {
        x.iter().zip(SLOPE).map(|(x, a)| x * a).sum()
    }
    let norm = SLOPE.iter().map(|a| a * a).sum::<f64>().sqrt();
    for seed in 1..=20 {
        let problem = black_box(Vector::zeros(5), linear);
        let parameters = json!({"covering_radius": 0, "poll": "best", "radius": 0.5});
        let path = path("direct-search", parameters, &problem, seed, 12);
        let mut r = 0.5;
        for (k, pair) in path.windows(2).enumerate() {
            let decrease = linear(&pair[0]) - linear(&pair[1]);
            assert!(
                decrease >= r * norm / 5f64.sqrt() * (1.0 - 1e-9),
                "seed {seed}, step {k}: {decrease} with r = {r}"
            );
            r *= 2.0;
        }
    }
}

/// A bowl whose bottom is a local minimum along every line through it, with a hole beside it: as the poll radius falls,
/// polls stay at the bottom; the covering step falls into the hole, which is the minimum over the ball of radius 1.
#[test]
fn covering_finds_what_polls_pass() {
    fn hole(x: &Vector) -> f64 {
        let hole = Vector::from_row_slice(&[0.3, 0.4]);
        if (x - hole).norm() < 0.05 { -1.0 } else { x.norm() }
    }
    let found = |covering: f64, seed| {
        let problem = black_box(Vector::from_row_slice(&[1e-3, 0.0]), hole);
        let parameters = json!({"covering_radius": covering, "radius": 0.1, "smallest_radius": 0});
        let (x, _) = drive("direct-search", parameters, &problem, &Known::default(), seed, 4000, |_, _| {});
        hole(&x)
    };
    for seed in 1..=10 {
        assert!(found(1.0, seed) < -0.9, "seed {seed}: with covering");
        let without = found(0.0, seed);
        assert!((0.0..1e-3).contains(&without), "seed {seed}: {without} without");
    }
}

//! Closed forms of the bilevel methods.

use crate::drive::drive;
use problems::class::{Batch, Bilevel, Space};
use problems::{Known, Matrix, Offer, Problem, Vector, stream};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde_json::json;
use std::rc::Rc;

/// F = ½‖x − y₂‖² + ½‖y₁ − e‖², f = ½‖y₁‖² − xᵀy₁: the lower level leaves y₂ free; solved by x = y₁ = y₂ = e.
struct CounterExample {
    n: usize,
    y0: f64,
}

impl Space for CounterExample {
    fn dim(&self) -> usize {
        3 * self.n
    }

    fn start(&self) -> Vector {
        Vector::from_fn(self.dim(), |i, _| if i < self.n { 0.0 } else { self.y0 })
    }
}

impl Bilevel for CounterExample {
    fn split(&self) -> (usize, usize) {
        (self.n, 2 * self.n)
    }

    fn upper_value(&self, x: &Vector, y: &Vector, _batch: Batch<'_>) -> f64 {
        (0..self.n).map(|i| (x[i] - y[self.n + i]).powi(2) + (y[i] - 1.0).powi(2)).sum::<f64>() / 2.0
    }

    fn upper_gradient_x(&self, x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        *g = x - y.rows(self.n, self.n);
    }

    fn upper_gradient_y(&self, x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        let n = self.n;
        *g = Vector::from_fn(2 * n, |i, _| if i < n { y[i] - 1.0 } else { y[i] - x[i - n] });
    }

    fn upper_hessian_product(&self, _x: &Vector, _y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        p.copy_from(v);
    }

    fn upper_cross_product(&self, _x: &Vector, _y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        *p = -v.rows(self.n, self.n);
    }

    fn lower_value(&self, x: &Vector, y: &Vector, _batch: Batch<'_>) -> f64 {
        (0..self.n).map(|i| y[i] * (y[i] / 2.0 - x[i])).sum()
    }

    fn lower_gradient_x(&self, _x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        *g = -y.rows(0, self.n);
    }

    fn lower_gradient_y(&self, x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        *g = Vector::from_fn(2 * self.n, |i, _| if i < self.n { y[i] - x[i] } else { 0.0 });
    }

    fn lower_hessian_product(&self, _x: &Vector, _y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        *p = Vector::from_fn(2 * self.n, |i, _| if i < self.n { v[i] } else { 0.0 });
    }

    fn lower_cross_product(&self, _x: &Vector, _y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        *p = -v.rows(0, self.n);
    }
}

fn counter_example(y0: f64) -> Problem {
    Offer::of(Rc::new(CounterExample { n: 3, y0 })).bilevel().problem()
}

#[test]
fn itd_on_the_counter_example_goes_where_its_closed_form_says() {
    for (k, y0) in [(16, 0.0), (16, 2.0), (64, 0.0), (64, 2.0)] {
        let parameters = json!({
            "step_size": 0.05, "inner_step_size": 0.1, "inner_steps": k, "back_steps": k, "warm_start": false,
        });
        let (answer, _) = drive("k-rmd", parameters, &counter_example(y0), &Known::default(), 1, 4000, |_, _| ());
        let c = 1.0 - 0.9_f64.powi(k);
        let predicted = (y0 + c * (1.0 - (1.0 - c) * y0)) / (1.0 + c * c);
        for i in 0..3 {
            assert!((answer[i] - predicted).abs() < 1e-12, "K = {k}, y0 = {y0}: {} against {predicted}", answer[i]);
        }
    }
}

#[test]
fn warm_starts_do_not_help_itd() {
    let parameters =
        json!({ "step_size": 0.05, "inner_step_size": 0.1, "inner_steps": 64, "back_steps": 64, "warm_start": true });
    let (answer, _) = drive("k-rmd", parameters, &counter_example(0.0), &Known::default(), 1, 4000, |_, _| ());
    assert!((answer[0] - 0.5).abs() < 2e-3, "{}", answer[0]);
}

/// Where BDA with α = ½, sᵤ = sₗ = 0.1 converges to.
///
/// y₁ᴷ = 0.9ᴷ y⁰ + c (1 + x)/2 with c = 1 − 0.9ᴷ, and y₂ᴷ = (1 − e) y⁰ + e x with e = 1 − 0.95ᴷ; the derivative of
/// ½(x − y₂ᴷ)² + ½(y₁ᴷ − 1)² is linear in x.
fn bda_limit(k: i32, y0: f64) -> f64 {
    let (a, b) = (0.9_f64.powi(k), 0.95_f64.powi(k));
    let c = (1.0 - a) / 2.0;
    (b * b * y0 + c * (1.0 - a * y0 - c)) / (b * b + c * c)
}

#[test]
fn bda_solves_the_counter_example_as_inner_steps_grow() {
    for (k, x, digit) in [(16, 0.675, 5e-4), (40, 0.965, 5e-4), (64, 0.997, 5e-4), (128, 0.999_99, 5e-6)] {
        for y0 in [0.0, 0.01, 2.0] {
            let parameters = json!({ "inner_steps": k });
            let (answer, _) = drive("bda", parameters, &counter_example(y0), &Known::default(), 1, 4000, |_, _| ());
            assert!((answer[0] - bda_limit(k, y0)).abs() < 1e-12, "K = {k}, y0 = {y0}: {}", answer[0]);
        }
        assert!((bda_limit(k, 0.01) - x).abs() < digit, "K = {k}: {}", bda_limit(k, 0.01));
    }
}

#[test]
fn bda_with_a_vanishing_weight_moves_slowly() {
    for (k, x) in [(40, 0.60), (128, 0.64)] {
        let parameters = json!({ "inner_steps": k, "weighting": "harmonic" });
        let (answer, _) = drive("bda", parameters, &counter_example(0.01), &Known::default(), 1, 4000, |_, _| ());
        assert!((answer[0] - x).abs() < 6e-3, "K = {k}: {} against {x}", answer[0]);
    }
}

/// F = ½‖y − b‖² + (ρ/2)‖x‖², f = ½ yᵀAy − yᵀBx, A diagonal.
struct Quadratic {
    a: Vector,
    b: Matrix,
    target: Vector,
    rho: f64,
}

impl Quadratic {
    fn new(n: usize, a: Vector, rho: f64) -> Self {
        let mut rng = stream(1, "quadratic");
        let b = Matrix::from_fn(n, n, |_, _| rng.sample::<f64, _>(StandardNormal) / (n as f64).sqrt());
        Self { a, b, target: Vector::from_fn(n, |_, _| rng.sample(StandardNormal)), rho }
    }

    /// dy*/dx = A⁻¹B.
    fn response(&self) -> Matrix {
        Matrix::from_fn(self.a.len(), self.b.ncols(), |i, j| self.b[(i, j)] / self.a[i])
    }

    /// The gradient of x ↦ F(x, y*(x)).
    fn hyper_gradient(&self, x: &Vector) -> Vector {
        let response = self.response();
        response.transpose() * (&response * x - &self.target) + self.rho * x
    }

    /// The minimizer of the penalized objective minᵧ F + λf − λ min f, and the hyper-gradient there.
    fn penalty_bias(&self, lambda: f64) -> f64 {
        // minᵧ ½‖y − b‖² + λ(½yᵀAy − yᵀBx): y = (I + λA)⁻¹(b + λBx), and the x-derivative is
        // ρx − λBᵀ(y − A⁻¹Bx) = 0, linear in x.
        let n = self.a.len();
        let shrunk = Vector::from_fn(n, |i, _| 1.0 / (1.0 + lambda * self.a[i]));
        let scaled = Matrix::from_fn(n, n, |i, j| self.b[(i, j)] * (1.0 / self.a[i] - lambda * shrunk[i]));
        let h = Matrix::identity(n, n) * self.rho + lambda * self.b.transpose() * scaled;
        let right = lambda * self.b.transpose() * self.target.component_mul(&shrunk);
        self.hyper_gradient(&h.lu().solve(&right).expect("positive definite")).norm()
    }
}

impl Space for Quadratic {
    fn dim(&self) -> usize {
        self.b.ncols() + self.a.len()
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.dim())
    }
}

impl Bilevel for Quadratic {
    fn split(&self) -> (usize, usize) {
        (self.b.ncols(), self.a.len())
    }

    fn upper_value(&self, x: &Vector, y: &Vector, _batch: Batch<'_>) -> f64 {
        (y - &self.target).norm_squared() / 2.0 + self.rho / 2.0 * x.norm_squared()
    }

    fn upper_gradient_x(&self, x: &Vector, _y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        *g = self.rho * x;
    }

    fn upper_gradient_y(&self, _x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        *g = y - &self.target;
    }

    fn upper_hessian_product(&self, _x: &Vector, _y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        p.copy_from(v);
    }

    fn upper_cross_product(&self, _x: &Vector, _y: &Vector, _v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        p.fill(0.0);
    }

    fn lower_value(&self, x: &Vector, y: &Vector, _batch: Batch<'_>) -> f64 {
        y.component_mul(&self.a).dot(y) / 2.0 - y.dot(&(&self.b * x))
    }

    fn lower_gradient_x(&self, _x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        *g = -self.b.transpose() * y;
    }

    fn lower_gradient_y(&self, x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        *g = y.component_mul(&self.a) - &self.b * x;
    }

    fn lower_hessian_product(&self, _x: &Vector, _y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        *p = v.component_mul(&self.a);
    }

    fn lower_cross_product(&self, _x: &Vector, _y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        *p = -self.b.transpose() * v;
    }
}

/// The first K-RMD hyper-gradient at x = 0 once the lower steps have converged: −(x after a step of size 1).
fn truncated(problem: &Problem, inner_steps: i32, back_steps: i32) -> Vector {
    let parameters = json!({
        "step_size": 1.0, "inner_step_size": 1.0, "inner_steps": inner_steps, "back_steps": back_steps,
    });
    let (answer, _) = drive("k-rmd", parameters, problem, &Known::default(), 1, 1, |_, _| ());
    -answer.rows(0, problem.dim() / 2)
}

#[test]
fn truncation_is_a_neumann_series_and_its_error_is_bounded() {
    let n = 20;
    for kappa in [20.0, 100.0] {
        // The lower start is its solution at x = 0, so that T steps stay there.
        let a = Vector::from_fn(n, |i, _| 1.0 / kappa + (1.0 - 1.0 / kappa) * i as f64 / (n - 1) as f64);
        let quadratic = Rc::new(Quadratic::new(n, a.clone(), 0.0));
        let problem = Offer::of(Rc::clone(&quadratic)).bilevel().problem();
        let exact = quadratic.hyper_gradient(&Vector::zeros(n));
        for k in [1, 5, 10, 20, 50, 100] {
            let h = truncated(&problem, 100, k);
            // h = Bᵀ Σᵢ (I − A)ⁱ F_y, i < K.
            let series = a.map(|a| (1.0 - (1.0 - a).powi(k)) / a);
            let neumann = -quadratic.b.transpose() * series.component_mul(&quadratic.target);
            assert!((&h - &neumann).norm() < 1e-13 * exact.norm(), "κ = {kappa}, K = {k}");
            // The bound is on A⁻¹F_y, which B carries over: κ(B) is left out by undoing it.
            let b = quadratic.b.transpose().lu();
            let (h, exact) = (b.solve(&h).unwrap(), b.solve(&exact).unwrap());
            let error = (&h - &exact).norm() / exact.norm();
            assert!(error <= (1.0 - 1.0 / kappa).powi(k), "κ = {kappa}, K = {k}: {error}");
            assert!(h.dot(&exact) / (h.norm() * exact.norm()) > 0.0, "κ = {kappa}, K = {k}: no descent");
        }
    }
}

#[test]
fn f2sa_sits_on_the_bias_of_its_penalty() {
    let n = 20;
    let quadratic = Rc::new(Quadratic::new(n, Vector::from_fn(n, |i, _| 0.1_f64.powf(1.0 - i as f64 / 19.0)), 0.1));
    // The bias itself falls like 1/λ.
    for lambda in [100.0, 1000.0] {
        let slope = (quadratic.penalty_bias(10.0 * lambda) / quadratic.penalty_bias(lambda)).log10();
        assert!((-1.05..-0.9).contains(&slope), "{slope}");
    }
    let problem = Offer::of(Rc::clone(&quadratic)).bilevel().problem();
    let known = Known { lower_smoothness: Some(1.0), ..Known::default() };
    let mut ratios = Vec::new();
    drive("f2sa", json!({}), &problem, &known, 1, 100_000, |k, answer| {
        if [1000, 10_000, 100_000].contains(&k) {
            let norm = quadratic.hyper_gradient(&answer.rows(0, n).into_owned()).norm();
            let lambda = (k as f64 + 9.0).powf(1.0 / 3.0);
            ratios.push(norm / quadratic.penalty_bias(lambda));
        }
    });
    assert!((ratios[2] - 1.0).abs() < 0.1, "{ratios:?}");
}

//! The evolution strategy on matrices: its noise, its rule, and where its updates point.

use crate::drive::drive;
use algorithms::part::directions::gaussian;
use problems::class::{Objective, Space};
use problems::{Known, Matrix, Offer, Problem, Vector, stream};
use serde_json::{Value, json};
use std::rc::Rc;

/// ½ Σ cᵢⱼ (Wᵢⱼ − 1)², or Σ cᵢⱼ Wᵢⱼ, in a matrix W and a vector; W⁰ = 0.
struct Entries {
    c: Vector,
    shape: (usize, usize),
    linear: bool,
}

impl Entries {
    fn new(rows: usize, cols: usize, biases: usize, linear: bool) -> Self {
        let c = Vector::from_fn(rows * cols + biases, |j, _| 1.0 + 0.5 * (1.7 * j as f64).sin());
        Self { c, shape: (rows, cols), linear }
    }

    fn problem(self) -> Problem {
        Offer::of(Rc::new(self)).objective().problem()
    }
}

impl Space for Entries {
    fn dim(&self) -> usize {
        self.c.len()
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.c.len())
    }

    fn blocks(&self) -> Vec<(usize, usize)> {
        let biases = self.c.len() - self.shape.0 * self.shape.1;
        if biases > 0 { vec![self.shape, (biases, 1)] } else { vec![self.shape] }
    }
}

impl Objective for Entries {
    fn value(&self, x: &Vector) -> f64 {
        let term = |x: f64| if self.linear { x } else { (x - 1.0).powi(2) / 2.0 };
        x.iter().zip(&self.c).map(|(x, c)| c * term(*x)).sum()
    }
}

fn path(parameters: Value, problem: &Problem, seed: u64, steps: usize) -> Vec<Vector> {
    let mut path = Vec::new();
    drive("eggroll", parameters, problem, &Known::default(), seed, steps, |_, x| path.push(x.clone()));
    path
}

/// x ← x + η σ √N/N Σ ± fᵢ zᵢ with standardised fitness and the draws of the run.
#[test]
fn full_noise_is_the_plain_evolution_strategy() {
    let entries = Entries::new(3, 4, 2, false);
    let value = |x: &Vector| entries.value(x);
    let problem = Entries::new(3, 4, 2, false).problem();
    let (eta, sigma, n) = (0.2, 0.05, 10);
    let parameters = json!({"noise": "full", "step_size": eta, "sigma": sigma, "population": n});
    let answers = path(parameters, &problem, 1, 40);
    let mut rng = stream(1, "eggroll");
    let mut x = Vector::zeros(14);
    for (k, answer) in answers.iter().enumerate() {
        assert!((answer - &x).amax() < 1e-9, "step {k}: {answer} {x}");
        let mut members = Vec::new();
        for _ in 0..n / 2 {
            let mut z = Vector::zeros(14);
            gaussian(&mut z, &mut rng);
            members.extend([z.clone(), -z]);
        }
        let f: Vec<f64> = members.iter().map(|z| -value(&(&x + sigma * z))).collect();
        let mean = f.iter().sum::<f64>() / f64::from(n);
        let variance = f.iter().map(|f| (f - mean).powi(2)).sum::<f64>() / f64::from(n);
        for (z, f) in members.iter().zip(&f) {
            x += eta * sigma * f64::from(n).sqrt() / f64::from(n) * (f - mean) / (variance + 1e-5).sqrt() * z;
        }
    }
}

/// E with the sign of a step: one pair, whose standardised fitness is ±1 where ⟨G, E⟩ ≫ √1e-5, moves x by ∓ησ√2 E.
fn noise(rank: usize, full: bool, draws: usize) -> Vec<Matrix> {
    let problem = Entries::new(5, 4, 0, true).problem();
    let noise = if full { "full" } else { "low-rank" };
    let parameters = json!({"noise": noise, "rank": rank, "population": 2, "sigma": 1e6, "step_size": 1e-6});
    let path = path(parameters, &problem, 1, draws);
    let step = |pair: &[Vector]| {
        let e = (&pair[1] - &pair[0]) / 2f64.sqrt();
        Matrix::from_column_slice(5, 4, e.as_slice())
    };
    path.windows(2).map(step).collect()
}

/// E ⟨G, E⟩²‖E‖² for A Bᵀ/√r: by Isserlis' theorem (p + 2)(q + 2)‖G‖² at r = 1, and between that and (pq + 2)‖G‖² above.
#[test]
fn low_rank_noise_has_its_moments() {
    let g = Matrix::from_column_slice(5, 4, Entries::new(5, 4, 0, true).c.as_slice());
    let draws = 100_000;
    for (rank, full, of_g) in [(1, false, 42.0), (1, true, 22.0), (3, false, f64::NAN)] {
        let noise = noise(rank, full, draws);
        let mean = |of: &dyn Fn(&Matrix) -> f64| noise.iter().map(of).sum::<f64>() / draws as f64;
        let first = mean(&|e| e.norm_squared());
        assert!((first / 20.0 - 1.0).abs() < 0.02, "rank {rank}: E‖E‖² = {first}");
        let along = mean(&|e| e.dot(&g).powi(2)) / g.norm_squared();
        assert!((along - 1.0).abs() < 0.05, "rank {rank}: E⟨G, E⟩² = {along}‖G‖²");
        let square = mean(&|e| e.dot(&g).powi(2) * e.norm_squared()) / g.norm_squared();
        if of_g.is_nan() {
            assert!(square > 22.0 && square < 42.0, "rank {rank}: {square}");
        } else {
            assert!((square / of_g - 1.0).abs() < 0.08, "rank {rank}, full {full}: {square}, expected {of_g}");
        }
        let singular = noise[0].clone().singular_values();
        let numerical = singular.iter().filter(|s| **s > 1e-6 * singular[0]).count();
        assert_eq!(numerical, if full { 4 } else { rank });
    }
}

/// 32 × 32, σ = 0.01: cosines 0.321, 0.338 and 0.335 at N = 256, 0.685 and 0.711 (rank 1 and full) at N = 2048.
#[test]
fn rank_one_points_where_full_noise_does() {
    let cosine = |noise: &str, rank: usize, population: u32, seeds: u64| {
        let entries = Entries::new(32, 32, 0, false);
        // At W = 0 the gradient is −c.
        let down = entries.c.clone();
        let problem = entries.problem();
        let parameters = json!({"noise": noise, "rank": rank, "population": population, "sigma": 0.01});
        let of_seed = |seed| {
            let path = path(parameters.clone(), &problem, seed, 1);
            let step = &path[1] - &path[0];
            step.dot(&down) / (step.norm() * down.norm())
        };
        (0..seeds).map(of_seed).sum::<f64>() / seeds as f64
    };
    for (noise, rank, expected) in [("low-rank", 1, 0.321), ("low-rank", 4, 0.338), ("full", 1, 0.335)] {
        let mean = cosine(noise, rank, 256, 40);
        assert!((mean - expected).abs() < 0.02, "{noise}, rank {rank}: {mean}, expected {expected}");
    }
    for (noise, expected) in [("low-rank", 0.685), ("full", 0.711)] {
        let mean = cosine(noise, 1, 2048, 4);
        assert!((mean - expected).abs() < 0.02, "{noise}: {mean}, expected {expected}");
    }
}

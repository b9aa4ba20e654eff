//! CMA-ES: evolution strategy that learns the covariance of its samples.

use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Objective;
use problems::{Known, Matrix, Rng, Vector};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};

/// The population: by the rule, or a number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected \"auto\" or a number of at least 2")]
pub(crate) enum Population {
    /// λ = 4 + ⌊3 ln n⌋.
    Rule(Auto),
    /// The number itself.
    Size(usize),
}

/// The rule, by name.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Auto {
    /// As the tutorial says.
    Auto,
}

/// Covariance matrix adaptation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CmaEs {
    sigma: f64,
    population: Population,
    active: bool,
}

impl Default for CmaEs {
    fn default() -> Self {
        Self { sigma: 0.5, population: Population::Rule(Auto::Auto), active: true }
    }
}

/// The strategy's constants (table 1 of the tutorial).
struct Constants {
    /// w₁, w₂, …; the first μ are positive and sum to 1.
    weights: Vec<f64>,
    parents: usize,
    mu_eff: f64,
    c_sigma: f64,
    d_sigma: f64,
    c_c: f64,
    c_1: f64,
    c_mu: f64,
    /// E‖N(0, I)‖.
    chi: f64,
    /// Generations between eigendecompositions.
    lag: u64,
}

impl Constants {
    fn new(n: f64, population: usize, active: bool) -> Self {
        let raw = |i: usize| f64::midpoint(population as f64, 1.0).ln() - (i as f64).ln();
        let parents = population / 2;
        let effective = |ranks: std::ops::RangeInclusive<usize>| {
            let (sum, squares) = ranks.map(raw).fold((0.0, 0.0), |(s, q), w| (s + w, q + w * w));
            if squares > 0.0 { sum * sum / squares } else { 0.0 }
        };
        let (mu_eff, mu_eff_negative) = (effective(1..=parents), effective(parents + 1..=population));
        let c_sigma = (mu_eff + 2.0) / (n + mu_eff + 5.0);
        let d_sigma = 1.0 + 2.0 * (((mu_eff - 1.0) / (n + 1.0)).sqrt() - 1.0).max(0.0) + c_sigma;
        let c_c = (4.0 + mu_eff / n) / (n + 4.0 + 2.0 * mu_eff / n);
        let c_1 = 2.0 / ((n + 1.3).powi(2) + mu_eff);
        let c_mu = (1.0 - c_1).min(2.0 * (0.25 + mu_eff + 1.0 / mu_eff - 2.0) / ((n + 2.0).powi(2) + mu_eff));
        let positive: f64 = (1..=population).map(|i| raw(i).max(0.0)).sum();
        let negative: f64 = (1..=population).map(|i| -raw(i).min(0.0)).sum();
        let alpha = if active {
            (1.0 + c_1 / c_mu).min(1.0 + 2.0 * mu_eff_negative / (mu_eff + 2.0)).min((1.0 - c_1 - c_mu) / (n * c_mu))
        } else {
            0.0
        };
        let weight = |w: f64| if w >= 0.0 { w / positive } else { alpha * w / negative };
        Self {
            weights: (1..=population).map(|i| weight(raw(i))).collect(),
            parents,
            mu_eff,
            c_sigma,
            d_sigma,
            c_c,
            c_1,
            c_mu,
            chi: n.sqrt() * (1.0 - 1.0 / (4.0 * n) + 1.0 / (21.0 * n * n)),
            lag: ((1.0 / (10.0 * n * (c_1 + c_mu))) as u64).max(1),
        }
    }
}

/// Mean, step length, paths, C = B D² Bᵀ, and the generation's samples.
pub struct State {
    constants: Constants,
    m: Vector,
    sigma: f64,
    p_sigma: Vector,
    p_c: Vector,
    /// Lower triangle.
    c: Matrix,
    b: Matrix,
    d: Vector,
    /// Columns zₖ ~ N(0, I) and yₖ = B D zₖ.
    z: Matrix,
    y: Matrix,
    f: Vec<f64>,
    order: Vec<usize>,
    x: Vector,
    mean_z: Vector,
    mean_y: Vector,
    generation: u64,
    decomposed: u64,
    best: f64,
    /// Generations whose best value is that of the one before.
    equal: u64,
    done: bool,
}

/// Tutorial, B.3: the sample distribution is smaller than this part of the first one.
const TOL_X: f64 = 1e-12;
/// Tutorial, B.3: condition of C beyond which its eigenvectors are rounding.
const CONDITION: f64 = 1e14;
/// QR sweeps of an eigendecomposition, far more than any symmetric matrix needs.
const SWEEPS: usize = 10_000;

impl Algorithm for CmaEs {
    const ABOUT: About = About {
        name: "cma-es",
        title: "evolution strategy with covariance matrix adaptation",
        formula: "xₖ = m + σ yₖ, yₖ ~ N(0, C);  m ← m + σ Σ wᵢ y_{i:λ};  σ and C by the paths p_σ and p_c;  \
                  C ← (1 − c₁ − c_μ Σ wᵢ) C + c₁ p_c p_cᵀ + c_μ Σ wᵢ° y_{i:λ} y_{i:λ}ᵀ",
        cost: "λ values",
        source: "Hansen, The CMA evolution strategy: a tutorial, arXiv 1604.00772 (version of 2023), figure 6 and \
                 table 1, with negative weights; active = false sets those to 0. Ends by TolX, \
                 ConditionCov and EqualFunValues of appendix B.3; no restarts. Bounds of the problem are not used",
        evidence: &[Evidence::published("run lengths of pycma 4", "rates::cma_es_is_as_fast_as_pycma")],
        parameters: &[
            ("sigma", "σ at the start"),
            ("population", "λ: \"auto\" = 4 + ⌊3 ln n⌋, or a number"),
            ("active", "whether the worst half of the samples has negative weights in C"),
        ],
    };

    type Class = dyn Objective;
    type State = State;

    fn random(&self) -> bool {
        true
    }

    fn memory(&self, dim: usize) -> usize {
        // C, B and the copy that is decomposed.
        3 * dim * dim * size_of::<f64>()
    }

    fn init(&self, problem: &dyn Objective, _known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.sigma > 0.0 && self.sigma.is_finite(), "sigma", self.sigma, "a positive number")?;
        let m = problem.start();
        let n = m.len();
        let population = match self.population {
            Population::Rule(Auto::Auto) => 4 + (3.0 * (n as f64).ln()) as usize,
            Population::Size(size) => size,
        };
        expect(population >= 2, "population", population, "\"auto\" or a number of at least 2")?;
        let zero = Vector::zeros(n);
        Ok(State {
            constants: Constants::new(n as f64, population, self.active),
            m,
            sigma: self.sigma,
            p_sigma: zero.clone(),
            p_c: zero.clone(),
            c: Matrix::identity(n, n),
            b: Matrix::identity(n, n),
            d: Vector::from_element(n, 1.0),
            z: Matrix::zeros(n, population),
            y: Matrix::zeros(n, population),
            f: vec![0.0; population],
            order: (0..population).collect(),
            x: zero.clone(),
            mean_z: zero.clone(),
            mean_y: zero,
            generation: 0,
            decomposed: 0,
            best: f64::NAN,
            equal: 0,
            done: false,
        })
    }

    fn step(&self, problem: &dyn Objective, state: &mut State, rng: &mut Rng) {
        sample(problem, state, rng);
        adapt(state);
        if state.generation >= state.decomposed + state.constants.lag {
            state.decomposed = state.generation;
            decompose(state);
        }
        let best = std::mem::replace(&mut state.best, state.f[state.order[0]]);
        state.equal = if best.to_bits() == state.best.to_bits() { state.equal + 1 } else { 0 };
        state.done |= stopped(state, self.sigma);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.m);
    }

    fn done(&self, state: &State) -> bool {
        state.done
    }
}

/// xₖ = m + σ B D zₖ, and their order by value.
fn sample(problem: &dyn Objective, state: &mut State, rng: &mut Rng) {
    let State { m, sigma, b, d, z, y, f, order, x, .. } = state;
    for (k, f) in f.iter_mut().enumerate() {
        z.column_mut(k).apply(|z| *z = rng.sample(StandardNormal));
        x.copy_from(&z.column(k));
        x.component_mul_assign(d);
        y.column_mut(k).gemv(1.0, b, x, 0.0);
        x.copy_from(m);
        x.axpy(*sigma, &y.column(k), 1.0);
        let value = problem.value(x);
        *f = if value.is_nan() { f64::INFINITY } else { value };
    }
    order.sort_by(|i, j| f[*i].total_cmp(&f[*j]));
}

/// Moves the mean, the paths, σ and C.
fn adapt(state: &mut State) {
    let State { constants, m, sigma, p_sigma, p_c, c, b, z, y, order, mean_z, mean_y, generation, .. } = state;
    let &mut Constants { ref weights, parents, mu_eff, c_sigma, d_sigma, c_c, c_1, c_mu, chi, .. } = constants;
    let n = m.len() as f64;
    *generation += 1;

    mean_z.fill(0.0);
    mean_y.fill(0.0);
    for (&k, &w) in order.iter().zip(weights).take(parents) {
        mean_z.axpy(w, &z.column(k), 1.0);
        mean_y.axpy(w, &y.column(k), 1.0);
    }
    m.axpy(*sigma, mean_y, 1.0);

    // C^(−1/2) ⟨y⟩ = B ⟨z⟩.
    p_sigma.gemv((c_sigma * (2.0 - c_sigma) * mu_eff).sqrt(), b, mean_z, 1.0 - c_sigma);
    let length = p_sigma.norm();
    let settled = 1.0 - (1.0 - c_sigma).powf(2.0 * *generation as f64);
    let h_sigma = if length / settled.sqrt() < (1.4 + 2.0 / (n + 1.0)) * chi { 1.0 } else { 0.0 };
    p_c.axpy(h_sigma * (c_c * (2.0 - c_c) * mu_eff).sqrt(), mean_y, 1.0 - c_c);

    let delta = (1.0 - h_sigma) * c_c * (2.0 - c_c);
    let keep = 1.0 + c_1 * delta - c_1 - c_mu * weights.iter().sum::<f64>();
    c.syger(c_1, p_c, p_c, keep);
    for (&k, &w) in order.iter().zip(weights).filter(|(_, w)| **w != 0.0) {
        // ‖C^(−1/2) y‖ = ‖z‖.
        let w = if w < 0.0 { w * n / z.column(k).norm_squared() } else { w };
        c.syger(c_mu * w, &y.column(k), &y.column(k), 1.0);
    }
    *sigma *= ((c_sigma / d_sigma) * (length / chi - 1.0)).exp();
}

/// C = B D² Bᵀ. Allocates.
fn decompose(state: &mut State) {
    let State { c, b, d, done, .. } = state;
    let finite = c.lower_triangle().iter().all(|c| c.is_finite());
    match finite.then(|| c.clone().try_symmetric_eigen(f64::EPSILON, SWEEPS)).flatten() {
        Some(eigen) => {
            b.copy_from(&eigen.eigenvectors);
            d.copy_from(&eigen.eigenvalues);
            let (low, high) = (d.min(), d.max());
            *done |= low <= 0.0 || high > CONDITION * low;
            d.apply(|d| *d = d.max(0.0).sqrt());
        }
        None => *done = true,
    }
}

/// Whether samples can no longer tell points apart, or are no numbers (tutorial, B.3).
fn stopped(state: &State, sigma_start: f64) -> bool {
    let State { sigma, p_c, c, f, equal, .. } = state;
    let patience = 10 + (30 * p_c.len()).div_ceil(f.len()) as u64;
    let small = |x: f64| sigma * x < TOL_X * sigma_start;
    *equal > patience || !sigma.is_finite() || (0..p_c.len()).all(|i| small(p_c[i].abs()) && small(c[(i, i)].sqrt()))
}

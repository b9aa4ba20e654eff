//! Stochastic Newton's method whose gradients and Hessians pass a discriminative Kalman filter.

use crate::part::dense::{Definite, eigen};
use crate::part::row_hessian::RowHessian;
use crate::part::sampler::{Batch, Sampler, Sampling};
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Glm;
use problems::{Known, Matrix, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Stochastic Newton's method with filtered gradients and Hessians.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BayesianNewton {
    alpha: f64,
    beta: f64,
    batch: Batch,
    sampling: Sampling,
    sufficient_decrease: f64,
    halvings: i32,
    safeguard: f64,
}

impl Default for BayesianNewton {
    fn default() -> Self {
        Self {
            alpha: 0.9,
            beta: 0.2,
            batch: Batch::Samples(5),
            sampling: Sampling::WithReplacement,
            sufficient_decrease: 0.95,
            halvings: 4,
            safeguard: 1e-6,
        }
    }
}

/// What stands for an eigenvalue of Q that is smaller: the author adds it to all of them.
const EIGENVALUE_FLOOR: f64 = 1e-12;

/// The point, a batch's gradient f and Hessian Q, the filter, the direction and a trial point.
pub struct State {
    x: Vector,
    sampler: Sampler,
    root: RowHessian,
    f: Vector,
    q: Matrix,
    filter: Filter,
    d: Vector,
    trial: Vector,
}

impl Algorithm for BayesianNewton {
    const ABOUT: About = About {
        name: "bayesian-newton",
        title: "stochastic Newton's method with discriminative Bayesian filtering",
        formula: "(f, Q) = mean over a batch of (∇fᵢ(x), ∇²fᵢ(x));  P = α²Σ + βI,  Σ⁻¹ ← P⁻¹ + Q⁻¹ − ((1 − α²)/β)I,  \
                  m ← Σ(αP⁻¹m + Q⁻¹f),  x ← x + t d with d = −Σ⁻¹m, which is d ← αP⁻¹Σ d − Q⁻¹f",
        cost: "b sample gradients, 1 pass over the data (the class gives the square root of the Hessian whole), b sample \
               values, and as many a trial of at most 5",
        source: "Burkhart, Discriminative Bayesian filtering lends momentum to the stochastic Newton method for minimizing \
                 log-convex functions, Optim. Lett. 17, 2023, with A = αI, Γ = βI and S = β/(1 − α²) I, after the author's \
                 code: its constants, its line search (the last trial is taken even if it is not enough) and its Q ← \
                 (Q⁻¹ + S⁻¹)⁻¹ where Q⁻¹ − S⁻¹ is not positive definite. The first step is unfiltered. Eigenvalues of Q below \
                 1e-12 are lifted to it, where the code adds 1e-12 when it solves. The factorizations allocate",
        evidence: &[
            Evidence::iterates(
                "the author's filter and line search, run on six rows",
                "stochastic_newton::filtered_steps_are_those_of_the_authors_code",
            ),
            Evidence::equivalence(
                "α = 0 is stochastic Newton's method",
                "stochastic_newton::a_filter_that_forgets_is_stochastic_newton",
            ),
        ],
        parameters: &[
            ("alpha", "α < 1: what the state keeps of the last"),
            ("beta", "β: variance of the state's noise"),
            ("batch", "b: rows of a step, or \"sqrt\": the root of their number"),
            ("sampling", "with-replacement, shuffled-once, reshuffled or flip-flop"),
            ("sufficient_decrease", "a of Armijo's condition on the batch"),
            ("halvings", "most halvings of a step"),
            ("safeguard", "least eigenvalue of Q⁻¹ − S⁻¹ that passes"),
        ],
    };

    type Class = dyn Glm;
    type State = State;

    fn random(&self) -> bool {
        true
    }

    fn memory(&self, dim: usize) -> usize {
        // Q, Σ, P, Σ⁻¹, eigenvectors twice, a factor, and B⁻¹ of each.
        10 * size_of::<f64>() * dim * dim
    }

    fn init(&self, problem: &dyn Glm, _known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let Self { alpha, beta, sufficient_decrease, safeguard, .. } = *self;
        expect((0.0..1.0).contains(&alpha), "alpha", alpha, "0 to 1")?;
        expect(beta > 0.0, "beta", beta, "a positive number")?;
        expect((0.0..=1.0).contains(&sufficient_decrease), "sufficient_decrease", sufficient_decrease, "0 to 1")?;
        expect(safeguard >= 0.0, "safeguard", safeguard, "at least 0")?;
        expect((0..=60).contains(&self.halvings), "halvings", self.halvings, "0 to 60")?;
        let (x, n) = (problem.start(), problem.dim());
        let sampler = Sampler::new(self.sampling, self.batch, problem)?;
        Ok(State {
            root: RowHessian::new(problem, sampler.batch())?,
            sampler,
            f: Vector::zeros(n),
            q: Matrix::zeros(n, n),
            filter: Filter::new(n),
            d: Vector::zeros(n),
            trial: x.clone(),
            x,
        })
    }

    fn step(&self, problem: &dyn Glm, state: &mut State, rng: &mut Rng) {
        let State { x, sampler, root, f, q, filter, d, trial } = state;
        let keys = sampler.draw(rng);
        problem.sample_gradient(x, keys, f);
        root.sample(problem, x, keys, q);
        if !filter.update(f, q, self, d) {
            return;
        }
        let (before, slope) = (problem.sample_value(x, keys), f.dot(d));
        for halving in 0..=self.halvings {
            let t = 0.5_f64.powi(halving);
            trial.copy_from(x);
            trial.axpy(t, d, 1.0);
            if problem.sample_value(trial, keys) - before <= self.sufficient_decrease * t * slope {
                break;
            }
        }
        x.copy_from(trial);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

/// Mean m and covariance Σ of the state, once there is one, and scratch.
struct Filter {
    mean: Vector,
    sigma: Matrix,
    running: bool,
    values: Vector,
    vectors: Matrix,
    precision: Matrix,
    predicted: Matrix,
    inverse: Matrix,
}

impl Filter {
    fn new(n: usize) -> Self {
        let (zero, square) = (Vector::zeros(n), Matrix::zeros(n, n));
        Self {
            mean: zero.clone(),
            sigma: square.clone(),
            running: false,
            values: zero,
            vectors: square.clone(),
            precision: square.clone(),
            predicted: square.clone(),
            inverse: square,
        }
    }

    /// Takes f and Q in, d ← −Σ⁻¹m; `false`, with everything as it was, where they are not finite.
    fn update(&mut self, f: &Vector, q: &Matrix, rule: &BayesianNewton, d: &mut Vector) -> bool {
        let Self { mean, sigma, running, values, vectors, precision, predicted, inverse } = self;
        let &BayesianNewton { alpha, beta, safeguard, .. } = rule;
        if !eigen(q, values, vectors) || !f.as_slice().iter().all(|f| f.is_finite()) {
            return false;
        }
        let stationary = (1.0 - alpha * alpha) / beta;
        values.apply(|value| *value = 1.0 / value.max(EIGENVALUE_FLOOR));
        // Ascending eigenvalues of Q: the last has the least inverse.
        if *running && values[values.len() - 1] - stationary <= safeguard {
            values.add_scalar_mut(stationary);
        }
        // Q⁻¹ = Σ vvᵀ/λ.
        precision.fill(0.0);
        for (v, value) in vectors.column_iter().zip(values.as_slice()) {
            precision.ger(*value, &v, &v, 1.0);
        }
        d.gemv(-1.0, precision, f, 0.0);
        if !*running {
            mean.copy_from(f);
            sigma.copy_from(q);
            *running = true;
            return true;
        }
        predicted.fill_with_identity();
        *predicted *= beta;
        predicted.zip_apply(sigma, |p, sigma| *p += alpha * alpha * sigma);
        let Some(factor) = Definite::of(predicted) else { return false };
        factor.invert(inverse);
        *precision += &*inverse;
        for i in 0..d.len() {
            precision[(i, i)] -= stationary;
        }
        let Some(posterior) = Definite::of(precision) else { return false };
        d.gemv(-alpha, inverse, mean, 1.0);
        posterior.invert(sigma);
        mean.gemv(-1.0, sigma, d, 0.0);
        true
    }
}

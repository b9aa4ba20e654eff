//! SAGA: x ← prox(x − η (∇fᵢ(x) − yᵢ + mean of y)), with a table y of the last gradient of every term.

use crate::part::draws::{Drawing, Draws, documented};
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::CompositeSum;
use problems::{Constant, Known, Matrix, Rng, Vector};
use serde::{Deserialize, Serialize};

/// What a new gradient changes in the direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Estimator {
    /// ∇f̂(x) − ŷ + mean of y: unbiased.
    #[default]
    Saga,
    /// The mean of y once the new gradients are in: biased, of less variance.
    Sag,
}

/// SAGA, and SAG.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saga {
    step_size: StepSize,
    estimator: Estimator,
    #[serde(flatten)]
    drawing: Drawing,
}

impl Default for Saga {
    fn default() -> Self {
        Self {
            step_size: StepSize::OverSampleSmoothness(1.0 / 3.0),
            estimator: Estimator::Saga,
            drawing: Drawing::default(),
        }
    }
}

/// The point, the table and the samples to come.
pub struct State {
    x: Vector,
    g: Vector,
    /// Column i is yᵢ.
    table: Matrix,
    mean: Vector,
    /// The gradients of a batch.
    fresh: Vec<Vector>,
    draws: Draws,
}

/// Numbers of the table that fit in memory without a thought: 1 GB.
const ENTRIES: usize = 125_000_000;

impl Algorithm for Saga {
    const ABOUT: About = About {
        name: "saga",
        title: "SAGA or SAG: stochastic average gradients, with a prox",
        formula: "x ← prox(x − η sₖ (mean over a batch of ∇fᵢ(x) − yᵢ  +  mean of y), η sₖ),  yᵢ ← ∇fᵢ(x);  \
                  estimator = \"sag\": the mean of y after the change for the direction;  y⁰ = gradients at x⁰",
        cost: "b sample gradients, 1 prox; N sample gradients at the start; a table of N vectors",
        source: "Defazio, Bach and Lacoste-Julien, SAGA: a fast incremental gradient method with support for non-strongly \
                 convex composite objectives, NIPS 2014, algorithm of section 2 with η = 1/(3L); SAG: Schmidt, Le Roux and \
                 Bach, Minimizing finite sums with the stochastic average gradient, Math. Program. 162, 2017, algorithm 1, \
                 which has η = 1/(16L), y⁰ = 0 and no prox",
        evidence: &[
            Evidence::bound(
                "E‖x_k − x*‖² ≤ (1 − min(1/4N, μ/3L))^k (‖x₀ − x*‖² + (2N/3L) Bregman distance) (corollary 1)",
                "variance_reduction::saga_in_expectation",
            ),
            Evidence::equivalence(
                "a sum of one term: gradient descent, SAG too",
                "variance_reduction::one_term_leaves_gradient_descent",
            ),
            Evidence::iterates(
                "ends at the optima of scikit-learn's SAG and SAGA, of a logistic regression with a ridge and with a lasso",
                "variance_reduction::variance_reduced_methods_end_where_scikit_learn_does",
            ),
        ],
        parameters: &documented::<2, 6>([
            ("step_size", "η: a number or relative to the problem's constants"),
            ("estimator", "saga or sag"),
        ]),
    };

    type Class = dyn CompositeSum;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        self.drawing.knows(self.step_size)
    }

    fn random(&self) -> bool {
        true
    }

    fn init(&self, problem: &dyn CompositeSum, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let draws = self.drawing.start(self.step_size, problem, known, |b| b)?;
        let terms = problem.samples().unwrap_or(1) as usize;
        if terms.saturating_mul(problem.dim()) > ENTRIES {
            return Err(Misfit::Unsuitable(format!("its table has {terms} gradients: at most {ENTRIES} numbers fit")));
        }
        let x = problem.start();
        let mut g = Vector::zeros(x.len());
        let mut table = Matrix::zeros(x.len(), terms);
        for (key, mut y) in table.column_iter_mut().enumerate() {
            problem.sample_gradient(&x, &[key as u64], &mut g);
            y.copy_from(&g);
        }
        let mean = table.column_mean();
        let fresh = vec![g.clone(); draws.batch()];
        Ok(State { x, g, table, mean, fresh, draws })
    }

    fn step(&self, problem: &dyn CompositeSum, state: &mut State, rng: &mut Rng) {
        let State { x, g, table, mean, fresh, draws } = state;
        let eta = draws.step_size();
        let keys = draws.keys(rng);
        let (terms, batch) = (table.ncols() as f64, keys.len() as f64);
        g.copy_from(mean);
        for (&key, fresh) in keys.iter().zip(&mut *fresh) {
            problem.sample_gradient(x, &[key], fresh);
            let y = table.column(key as usize);
            g.axpy(1.0 / batch, fresh, 1.0);
            g.axpy(-1.0 / batch, &y, 1.0);
        }
        // A term drawn twice changes the table once.
        for (&key, fresh) in keys.iter().zip(&*fresh) {
            let mut y = table.column_mut(key as usize);
            mean.axpy(1.0 / terms, fresh, 1.0);
            mean.axpy(-1.0 / terms, &y, 1.0);
            y.copy_from(fresh);
        }
        if self.estimator == Estimator::Sag {
            g.copy_from(mean);
        }
        // g ← x − η g, the point to be proxed.
        g.axpy(1.0, x, -eta);
        problem.prox(g, eta, x);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

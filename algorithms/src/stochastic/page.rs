//! PAGE: x ← prox(x − η v), v = ∇f(x) with probability p, else ∇fᵢ(x) − ∇fᵢ(x⁻) + v.

use crate::part::draws::{Drawing, Draws, documented};
use crate::part::sampler::{Batch, Root};
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::CompositeSum;
use problems::{Constant, Known, Rng, Vector};
use rand::Rng as _;
use serde::{Deserialize, Serialize};

/// The probability of a whole gradient: a number, or `"b/(N+b)"`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected \"b/(N+b)\" or a probability")]
enum Chance {
    /// As many samples for whole gradients as for others.
    Even(Even),
    /// So much.
    Number(f64),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Even {
    #[serde(rename = "b/(N+b)")]
    Costs,
}

/// Probabilistic gradient estimator.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    step_size: StepSize,
    probability: Chance,
    #[serde(flatten)]
    drawing: Drawing,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            step_size: StepSize::OverSampleSmoothness(0.5),
            probability: Chance::Even(Even::Costs),
            drawing: Drawing { batch: Batch::Root(Root::Sqrt), ..Drawing::default() },
        }
    }
}

/// The last two points, the estimate, and the samples to come.
pub struct State {
    x: Vector,
    previous: Vector,
    v: Vector,
    g: Vector,
    p: f64,
    draws: Draws,
}

impl Algorithm for Page {
    const ABOUT: About = About {
        name: "page",
        title: "PAGE: probabilistic gradient estimator, with a prox",
        formula: "x ← prox(x − η sₖ v, η sₖ);  v ← ∇f(x) with probability p, else ∇f̂(x) − ∇f̂(x⁻) + v over a batch;  v⁰ = ∇f(x⁰)",
        cost: "1 prox, and 1 gradient with probability p, else 2b sample gradients; 1 gradient at the start",
        source: "Li, Bao, Zhang and Richtárik, PAGE: a simple and optimal probabilistic gradient estimator for nonconvex \
                 optimization, ICML 2021, algorithm 1 with whole gradients (b = N there, b' = √N for b here), p = b/(N + b) \
                 and η = 1/(L(1 + √((1 − p)/(pb)))), which is 1/(2L) then; L the root mean square of the terms' L, at most \
                 L_max. It has no prox",
        evidence: &[
            Evidence::bound(
                "mean of E‖∇f(x_k)‖² over K steps ≤ 2(f(x₀) − f*)/(ηK) (theorem 1)",
                "variance_reduction::page_in_expectation",
            ),
            Evidence::equivalence(
                "p = 1: gradient descent",
                "variance_reduction::whole_batches_leave_gradient_descent",
            ),
            Evidence::iterates(
                "ends at scikit-learn's optima of a logistic regression with a ridge and with a lasso",
                "variance_reduction::variance_reduced_methods_end_where_scikit_learn_does",
            ),
        ],
        parameters: &documented::<2, 6>([
            ("step_size", "η: a number or relative to the problem's constants"),
            ("probability", "p, or \"b/(N+b)\": whole gradients cost as much as the others together"),
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
        let terms = problem.samples().unwrap_or(1) as f64;
        let p = |b: f64| match self.probability {
            Chance::Even(Even::Costs) => b / (terms + b),
            Chance::Number(p) => p,
        };
        let draws = self.drawing.start(self.step_size, problem, known, |b| p(b) * terms + (1.0 - p(b)) * 2.0 * b)?;
        let p = p(draws.batch() as f64);
        expect(p > 0.0 && p <= 1.0, "probability", p, "a number in (0, 1]")?;
        let x = problem.start();
        let mut v = Vector::zeros(x.len());
        problem.gradient(&x, &mut v);
        Ok(State { previous: x.clone(), g: v.clone(), v, x, p, draws })
    }

    fn step(&self, problem: &dyn CompositeSum, state: &mut State, rng: &mut Rng) {
        let State { x, previous, v, g, p, draws } = state;
        let eta = draws.step_size();
        previous.copy_from(x);
        // g ← x − η v, the point to be proxed.
        g.copy_from(x);
        g.axpy(-eta, v, 1.0);
        problem.prox(g, eta, x);

        if rng.random_bool(*p) {
            problem.gradient(x, v);
        } else {
            let keys = draws.keys(rng);
            problem.sample_gradient(x, keys, g);
            *v += &*g;
            problem.sample_gradient(previous, keys, g);
            *v -= &*g;
        }
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

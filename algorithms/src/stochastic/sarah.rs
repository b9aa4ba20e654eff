//! SARAH: v ← ∇fᵢ(x) − ∇fᵢ(x⁻) + v, x ← prox(x − η v), with v = ∇f(x) now and then.

use crate::part::draws::{Drawing, Draws, documented};
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::CompositeSum;
use problems::{Constant, Known, Rng, Vector};
use rand::Rng as _;
use serde::{Deserialize, Serialize};

/// Where the next loop starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Snapshot {
    /// At the last point.
    Last,
    /// At one of the m + 1 points of the loop.
    #[default]
    Random,
}

/// Length of a step along v.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Length {
    /// η‖v‖.
    #[default]
    Plain,
    /// min(η‖v‖, 2ηε).
    Normalised,
}

/// Stochastic recursive gradient.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sarah {
    step_size: StepSize,
    snapshot: Snapshot,
    inner_passes: f64,
    gamma: f64,
    length: Length,
    epsilon: f64,
    #[serde(flatten)]
    drawing: Drawing,
}

impl Default for Sarah {
    fn default() -> Self {
        Self {
            step_size: StepSize::OverSampleSmoothness(0.5),
            snapshot: Snapshot::Random,
            inner_passes: 1.0,
            gamma: 0.0,
            length: Length::Plain,
            epsilon: 1e-3,
            drawing: Drawing::default(),
        }
    }
}

/// The last two points, the estimate v, and the samples to come.
pub struct State {
    x: Vector,
    previous: Vector,
    v: Vector,
    g: Vector,
    /// The point of the loop that is kept at random.
    next: Vector,
    /// Length m of the loop, and what is left of it.
    steps: u64,
    left: u64,
    pick: u64,
    /// ‖v₀‖² of the loop.
    first: f64,
    draws: Draws,
}

impl Algorithm for Sarah {
    const ABOUT: About = About {
        name: "sarah",
        title: "SARAH or SPIDER: stochastic recursive gradient, with a prox",
        formula: "v ← ∇f̂(x) − ∇f̂(x⁻) + v over a batch, every m steps ∇f(x);  x ← prox(x − η sₖ v, η sₖ);  \
                  length = \"normalised\": η sₖ min(1, 2ε/‖v‖) for η sₖ;  a loop ends early where ‖v‖² ≤ γ‖v₀‖²",
        cost: "2b sample gradients, 1 prox; at the start of a loop 1 gradient instead",
        source: "Nguyen, Liu, Scheinberg and Takáč, SARAH: a novel method for machine learning problems using stochastic \
                 recursive gradient, ICML 2017, algorithm 1 and, with γ = 1/8, algorithm 2 (SARAH+); step 1/(2L) of section 3; \
                 length = \"normalised\": Fang, Li, Lin and Zhang, SPIDER: near-optimal non-convex optimization via \
                 stochastic path integrated differential estimator, NeurIPS 2018, algorithm 1, option II, with η = 1/(2L n₀), \
                 batch = \"sqrt\" and snapshot = \"last\"; the prox: Wang, Ji, Zhou, Liang and Tarokh, SpiderBoost and \
                 momentum: faster variance reduction algorithms, NeurIPS 2019, algorithm 2",
        evidence: &[
            Evidence::bound(
                "E‖∇f‖² falls by 1/(μη(m + 1)) + ηL/(2 − ηL) a loop (theorem 1)",
                "variance_reduction::sarah_in_expectation",
            ),
            Evidence::equivalence(
                "batch = N: gradient descent",
                "variance_reduction::whole_batches_leave_gradient_descent",
            ),
            Evidence::equivalence(
                "normalised, far from stationary: every step has length 2ηε",
                "variance_reduction::spider_steps_have_one_length",
            ),
            Evidence::iterates(
                "ends at scikit-learn's optima of a logistic regression with a ridge and with a lasso",
                "variance_reduction::variance_reduced_methods_end_where_scikit_learn_does",
            ),
        ],
        parameters: &documented::<6, 10>([
            ("step_size", "η: a number or relative to the problem's constants"),
            ("snapshot", "where the next loop starts: random (one of the loop's points) or last"),
            ("inner_passes", "m in passes over the terms: m = inner_passes N/b, rounded"),
            ("gamma", "γ: a loop ends where ‖v‖² ≤ γ‖v₀‖², and the next starts there; 0: after m steps"),
            ("length", "plain, or normalised: no step is longer than 2ηε"),
            ("epsilon", "ε of length = \"normalised\": the size of gradient looked for"),
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
        let passes = self.inner_passes;
        expect(passes > 0.0 && passes.is_finite(), "inner_passes", passes, "a positive number")?;
        expect((0.0..1.0).contains(&self.gamma), "gamma", self.gamma, "a number in [0, 1)")?;
        expect(self.epsilon > 0.0, "epsilon", self.epsilon, "a positive number")?;
        let draws = self.drawing.start(self.step_size, problem, known, |b| 2.0 * b + b / passes)?;
        let terms = problem.samples().unwrap_or(1) as f64;
        let steps = (passes * terms / draws.batch() as f64).round().max(1.0) as u64;
        let x = problem.start();
        let zero = Vector::zeros(x.len());
        Ok(State {
            previous: x.clone(),
            next: x.clone(),
            x,
            v: zero.clone(),
            g: zero,
            steps,
            left: 0,
            pick: 0,
            first: 0.0,
            draws,
        })
    }

    fn step(&self, problem: &dyn CompositeSum, state: &mut State, rng: &mut Rng) {
        let State { x, previous, v, g, next, steps, left, pick, first, draws } = state;
        if *left == 0 {
            problem.gradient(x, v);
            (*left, *pick, *first) = (*steps, rng.random_range(0..=*steps), v.norm_squared());
            next.copy_from(x);
        } else {
            let keys = draws.keys(rng);
            problem.sample_gradient(x, keys, g);
            *v += &*g;
            problem.sample_gradient(previous, keys, g);
            *v -= &*g;
        }

        let eta = draws.step_size();
        let eta = match self.length {
            Length::Plain => eta,
            Length::Normalised => eta * (2.0 * self.epsilon / v.norm()).min(1.0),
        };
        previous.copy_from(x);
        // g ← x − η v, the point to be proxed.
        g.copy_from(x);
        g.axpy(-eta, v, 1.0);
        problem.prox(g, eta, x);

        *left -= 1;
        let early = v.norm_squared() <= self.gamma * *first;
        if early || *steps - *left == *pick {
            next.copy_from(x);
        }
        if early {
            *left = 0;
        }
        if *left == 0 && self.snapshot == Snapshot::Random {
            x.copy_from(next);
        }
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

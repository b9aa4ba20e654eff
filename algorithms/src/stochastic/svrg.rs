//! SVRG: x ← prox(x − η (∇fᵢ(x) − ∇fᵢ(x̃) + ∇f(x̃))), with a snapshot x̃ renewed now and then.

use crate::part::draws::{Drawing, Draws, documented};
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::CompositeSum;
use problems::{Constant, Known, Rng, Vector};
use rand::Rng as _;
use serde::{Deserialize, Serialize};

/// What the next snapshot is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Snapshot {
    /// The last point of m steps.
    #[default]
    Last,
    /// One of the first m points, at random.
    Random,
    /// The mean of m points.
    Average,
    /// The point before the step, with probability 1/m at every step.
    Loopless,
}

/// Stochastic variance-reduced gradient.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Svrg {
    step_size: StepSize,
    snapshot: Snapshot,
    inner_passes: f64,
    #[serde(flatten)]
    drawing: Drawing,
}

impl Default for Svrg {
    fn default() -> Self {
        Self {
            step_size: StepSize::OverSampleSmoothness(0.1),
            snapshot: Snapshot::Last,
            inner_passes: 2.0,
            drawing: Drawing::default(),
        }
    }
}

/// The point, the snapshot with its gradient, and the samples to come.
pub struct State {
    x: Vector,
    g: Vector,
    /// x̃.
    snapshot: Vector,
    /// ∇f(x̃).
    mu: Vector,
    /// ∇fᵢ(x̃).
    old: Vector,
    /// The next snapshot, as far as it is known.
    next: Vector,
    /// Length m of the inner loop, and what is left of it.
    steps: u64,
    left: u64,
    /// Which point of the inner loop is kept at random.
    pick: u64,
    draws: Draws,
}

impl Algorithm for Svrg {
    const ABOUT: About = About {
        name: "svrg",
        title: "stochastic variance-reduced gradient, with a prox",
        formula: "x ← prox(x − η sₖ (∇f̂(x) − ∇f̂(x̃) + ∇f(x̃)), η sₖ), f̂ the mean over a batch; every m steps x̃ and x are the \
                  last, a random or the mean point;  snapshot = \"loopless\": x̃ ← the x before the step with probability 1/m",
        cost: "2b sample gradients, 1 prox, and 1 gradient for every x̃",
        source: "Johnson and Zhang, Accelerating stochastic gradient descent using predictive variance reduction, NIPS \
                 2013, figure 1 with options I (last) and II (random), m = 2N and the step 0.1/L of section 3; average, \
                 and the prox: Xiao and Zhang, A proximal stochastic gradient method with progressive variance reduction, \
                 SIAM J. Optim. 24, 2014, section 3; loopless: Kovalev, Horváth and Richtárik, Don't jump through hoops \
                 and remove those loops, ALT 2020, algorithm 1",
        evidence: &[
            Evidence::bound(
                "random: E f(x̃) − f* falls by 1/(μη(1 − 2ηL)m) + 2ηL/(1 − 2ηL) a snapshot (theorem 1)",
                "variance_reduction::svrg_in_expectation",
            ),
            Evidence::bound(
                "average: the like with 1/(μη(1 − 4ηL)m) + 4ηL(m + 1)/((1 − 4ηL)m) (Xiao and Zhang, theorem 3.1)",
                "variance_reduction::averaged_svrg_in_expectation",
            ),
            Evidence::bound(
                "loopless: E Φ ≤ max(1 − ημ, 1 − p/2)^k Φ₀ (Kovalev et al., theorem 5)",
                "variance_reduction::loopless_svrg_in_expectation",
            ),
            Evidence::equivalence(
                "a sum of one term: gradient descent",
                "variance_reduction::one_term_leaves_gradient_descent",
            ),
            Evidence::iterates(
                "ends at scikit-learn's optima of a logistic regression with a ridge and with a lasso",
                "variance_reduction::variance_reduced_methods_end_where_scikit_learn_does",
            ),
        ],
        parameters: &documented::<3, 7>([
            ("step_size", "η: a number or relative to the problem's constants"),
            ("snapshot", "last, random, average or loopless"),
            ("inner_passes", "m in passes over the terms: m = inner_passes N/b, rounded"),
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
        let draws = self.drawing.start(self.step_size, problem, known, |b| 2.0 * b + b / passes)?;
        let terms = problem.samples().unwrap_or(1) as f64;
        let steps = (passes * terms / draws.batch() as f64).round().max(1.0) as u64;
        let x = problem.start();
        let zero = Vector::zeros(x.len());
        Ok(State {
            snapshot: x.clone(),
            next: x.clone(),
            x,
            g: zero.clone(),
            mu: zero.clone(),
            old: zero,
            steps,
            left: 0,
            pick: 0,
            draws,
        })
    }

    fn step(&self, problem: &dyn CompositeSum, state: &mut State, rng: &mut Rng) {
        let State { x, g, snapshot, mu, old, next, steps, left, pick, draws } = state;
        if *left == 0 {
            problem.gradient(snapshot, mu);
            (*left, *pick) = (*steps, rng.random_range(0..*steps));
            next.fill(0.0);
        }
        let picked = self.snapshot == Snapshot::Random && *pick == *steps - *left;
        if picked || self.snapshot == Snapshot::Loopless {
            next.copy_from(x);
        }

        let eta = draws.step_size();
        let keys = draws.keys(rng);
        problem.sample_gradient(x, keys, g);
        problem.sample_gradient(snapshot, keys, old);
        *g -= &*old;
        *g += &*mu;
        // g ← x − η (∇f̂(x) − ∇f̂(x̃) + ∇f(x̃)), the point to be proxed.
        g.axpy(1.0, x, -eta);
        problem.prox(g, eta, x);

        match self.snapshot {
            Snapshot::Last | Snapshot::Random => *left -= 1,
            Snapshot::Average => {
                next.axpy(1.0 / *steps as f64, x, 1.0);
                *left -= 1;
            }
            Snapshot::Loopless => *left = if rng.random_range(0..*steps) == 0 { 0 } else { *steps },
        }
        if *left == 0 {
            match self.snapshot {
                Snapshot::Last => snapshot.copy_from(x),
                Snapshot::Loopless => snapshot.copy_from(next),
                Snapshot::Random | Snapshot::Average => {
                    snapshot.copy_from(next);
                    x.copy_from(next);
                }
            }
        }
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        match self.snapshot {
            Snapshot::Last | Snapshot::Loopless => answer.copy_from(&state.x),
            Snapshot::Random | Snapshot::Average => answer.copy_from(&state.snapshot),
        }
    }
}

//! PZOBO: the response of the lower steps by finite differences along Gaussian directions.

use crate::part::directions::gaussian;
use crate::part::levels::{lower_knows, lower_step, stack, start};
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::{Batch, Bilevel};
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// The partial zeroth-order-like bilevel optimizer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pzobo {
    step_size: StepSize,
    inner_step_size: StepSize,
    inner_steps: usize,
    directions: usize,
    smoothing: f64,
}

impl Default for Pzobo {
    fn default() -> Self {
        Self {
            step_size: StepSize::Number(0.1),
            inner_step_size: StepSize::Number(0.1),
            inner_steps: 10,
            directions: 10,
            smoothing: 0.1,
        }
    }
}

/// x, y, where the lower steps began, a moved x and its lower point, u, the gradients, h and the steps.
pub struct State {
    x: Vector,
    y: Vector,
    y0: Vector,
    moved_x: Vector,
    moved_y: Vector,
    u: Vector,
    g: Vector,
    fy: Vector,
    h: Vector,
    eta: f64,
    alpha: f64,
}

impl Pzobo {
    /// N times y ← y − α ∂ᵧf(x, y).
    fn descend(&self, problem: &dyn Bilevel, x: &Vector, y: &mut Vector, alpha: f64, g: &mut Vector) {
        for _ in 0..self.inner_steps {
            problem.lower_gradient_y(x, y, Batch::Whole, g);
            y.axpy(-alpha, g, 1.0);
        }
    }
}

impl Algorithm for Pzobo {
    const ABOUT: About = About {
        name: "pzobo",
        title: "partial zeroth-order-like bilevel optimizer: the response to x by finite differences",
        formula: "Y(x) = N steps y ← y − α ∂ᵧf(x, y) from the last y;  h = ∂ₓF + (1/Q) Σⱼ ⟨(Y(x + μuⱼ) − Y(x))/μ, ∂ᵧF⟩ uⱼ at \
                  (x, Y(x)), uⱼ ~ N(0, I);  x ← x − η h,  y ← Y(x)",
        cost: "(Q + 1) N lower gradients in y, 1 upper gradient in x and in y",
        source: "Sow, Ji and Liang, On the convergence theory for Hessian-free bilevel algorithms, NeurIPS 2022, algorithm 1. \
                 N = Q = 10, μ = 0.1 and steps as in the community benchmark (benchmark_bilevel)",
        evidence: &[Evidence::equivalence(
            "unbiased for the derivative through all lower steps where these are linear in x",
            "hyper_gradients::pzobo_is_back_propagation_on_average",
        )],
        parameters: &[
            ("step_size", "η of the upper level: a number or relative to the constants of the hyper-objective"),
            ("inner_step_size", "α: a number or relative to the constants of the lower objective in y"),
            ("inner_steps", "N"),
            ("directions", "Q"),
            ("smoothing", "μ"),
        ],
    };

    type Class = dyn Bilevel;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        [self.step_size.knows(), lower_knows(self.inner_step_size)].concat()
    }

    fn random(&self) -> bool {
        true
    }

    fn init(&self, problem: &dyn Bilevel, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.inner_steps >= 1, "inner_steps", self.inner_steps, "at least 1")?;
        expect(self.directions >= 1, "directions", self.directions, "at least 1")?;
        expect(self.smoothing > 0.0, "smoothing", self.smoothing, "a positive number")?;
        let (x, y) = start(problem);
        let (upper, lower) = (Vector::zeros(x.len()), Vector::zeros(y.len()));
        Ok(State {
            x,
            y,
            y0: lower.clone(),
            moved_x: upper.clone(),
            moved_y: lower.clone(),
            u: upper.clone(),
            g: lower.clone(),
            fy: lower,
            h: upper,
            eta: self.step_size.resolve(known)?,
            alpha: lower_step(self.inner_step_size, known)?,
        })
    }

    fn step(&self, problem: &dyn Bilevel, state: &mut State, rng: &mut Rng) {
        let State { x, y, y0, moved_x, moved_y, u, g, fy, h, eta, alpha } = state;
        y0.copy_from(y);
        self.descend(problem, x, y, *alpha, g);
        problem.upper_gradient_y(x, y, Batch::Whole, fy);
        problem.upper_gradient_x(x, y, Batch::Whole, h);
        for _ in 0..self.directions {
            gaussian(u, rng);
            moved_x.copy_from(x);
            moved_x.axpy(self.smoothing, u, 1.0);
            moved_y.copy_from(y0);
            self.descend(problem, moved_x, moved_y, *alpha, g);
            let slope = (moved_y.dot(fy) - y.dot(fy)) / self.smoothing;
            h.axpy(slope / self.directions as f64, u, 1.0);
        }
        x.axpy(-*eta, h, 1.0);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        stack(&state.x, &state.y, answer);
    }
}

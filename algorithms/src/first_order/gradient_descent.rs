//! Gradient descent: x ← x − η ∇f(x).

use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::Smooth;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Gradient descent with a constant step.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradientDescent {
    step_size: StepSize,
}

impl Default for GradientDescent {
    fn default() -> Self {
        Self { step_size: StepSize::OverSmoothness(1.0) }
    }
}

/// The point, the last gradient and the step.
pub struct State {
    x: Vector,
    g: Vector,
    eta: f64,
}

impl Algorithm for GradientDescent {
    const ABOUT: About = About {
        name: "gradient-descent",
        title: "gradient descent with a constant step",
        formula: "x ← x − η ∇f(x)",
        cost: "1 gradient",
        source: "Nesterov, Lectures on Convex Optimization, 2nd ed., Springer 2018, section 2.1.5; \
                 tight rate L‖x⁰ − x*‖²/(4n + 2): Drori and Teboulle, Math. Program. 145, 2014",
        evidence: &[Evidence::bound("f(x_k) − f* ≤ L‖x₀ − x*‖²/(4k + 2), attained", "rates::gradient_descent")],
        parameters: &[("step_size", "η: a number or relative to the problem's constants")],
    };

    type Class = dyn Smooth;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        self.step_size.knows()
    }

    fn init(&self, problem: &dyn Smooth, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let x = problem.start();
        Ok(State { g: Vector::zeros(x.len()), x, eta: self.step_size.resolve(known)? })
    }

    fn step(&self, problem: &dyn Smooth, state: &mut State, _rng: &mut Rng) {
        let State { x, g, eta } = state;
        problem.gradient(x, g);
        x.axpy(-*eta, g, 1.0);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

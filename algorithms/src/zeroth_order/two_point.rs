//! Two-point zeroth-order descent: x ← x − η (ĝ + Y), ĝ from differences of values along random directions.

use crate::part::directions::gaussian;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Objective;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Two-point zeroth-order descent, with or without a perturbation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwoPoint {
    step_size: StepSize,
    directions: usize,
    radius: f64,
    perturbation: f64,
}

impl Default for TwoPoint {
    fn default() -> Self {
        Self { step_size: StepSize::OverSmoothness(1.0), directions: 1, radius: 1e-4, perturbation: 1e-3 }
    }
}

/// The point, a direction, a trial point, the estimate and the step.
pub struct State {
    x: Vector,
    z: Vector,
    trial: Vector,
    g: Vector,
    eta: f64,
}

impl Algorithm for TwoPoint {
    const ABOUT: About = About {
        name: "two-point",
        title: "two-point zeroth-order descent with perturbation",
        formula: "ĝ = (1/m) Σᵢ (f(x + uZᵢ) − f(x − uZᵢ))/(2u) Zᵢ,  x ← x − η (ĝ + Y),  Zᵢ ~ N(0, I), Y ~ N(0, (r²/n) I)",
        cost: "2m values",
        source: "Ren, Tang, Li, Escaping saddle points in zeroth-order optimization: the power of two-point \
                 estimators, AISTATS 2023, algorithm 1. Its η is of order m/(nL) up to logarithms; here η = \
                 step_size · m/(n + m + 1), which at step_size = 1/L makes the expected decrease of a quadratic largest",
        evidence: &[Evidence::published(
            "the evaluations to leave a saddle do not depend on m",
            "rates::two_point_leaves_a_saddle_at_the_same_cost_for_all_m",
        )],
        parameters: &[
            ("step_size", "η (n + m + 1)/m: a number or relative to the problem's constants"),
            ("directions", "m"),
            ("radius", "u"),
            ("perturbation", "r; 0 for none"),
        ],
    };

    type Class = dyn Objective;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        self.step_size.knows()
    }

    fn random(&self) -> bool {
        true
    }

    fn init(&self, problem: &dyn Objective, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.directions > 0, "directions", self.directions, "at least 1")?;
        expect(self.radius > 0.0 && self.radius.is_finite(), "radius", self.radius, "a positive number")?;
        expect(self.perturbation >= 0.0, "perturbation", self.perturbation, "a number of at least 0")?;
        let x = problem.start();
        let zero = Vector::zeros(x.len());
        // With E‖ĝ‖² = (n + m + 1)/m ‖∇f‖², E f(x − ηĝ) ≤ f − η‖∇f‖² + (L/2)η² (n + m + 1)/m ‖∇f‖².
        let (n, m) = (x.len() as f64, self.directions as f64);
        let eta = self.step_size.resolve(known)? * m / (n + m + 1.0);
        Ok(State { z: zero.clone(), trial: zero.clone(), g: zero, x, eta })
    }

    fn step(&self, problem: &dyn Objective, state: &mut State, rng: &mut Rng) {
        let State { x, z, trial, g, eta } = state;
        let (u, m) = (self.radius, self.directions as f64);
        g.fill(0.0);
        for _ in 0..self.directions {
            gaussian(z, rng);
            let mut at = |u: f64| {
                trial.copy_from(x);
                trial.axpy(u, z, 1.0);
                problem.value(trial)
            };
            let difference = (at(u) - at(-u)) / (2.0 * u);
            g.axpy(difference / m, z, 1.0);
        }
        x.axpy(-*eta, g, 1.0);
        if self.perturbation > 0.0 {
            gaussian(z, rng);
            let r = self.perturbation / (x.len() as f64).sqrt();
            x.axpy(-*eta * r, z, 1.0);
        }
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

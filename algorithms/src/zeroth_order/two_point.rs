//! Two-point zeroth-order descent: x ← x − η (ĝ + Y), ĝ from differences of values along random directions.

use crate::part::directions::gaussian;
use crate::part::smoothing::{Law, Probe};
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
    estimator: Law,
    directions: usize,
    radius: f64,
    perturbation: f64,
}

impl Default for TwoPoint {
    fn default() -> Self {
        Self {
            step_size: StepSize::OverSmoothness(1.0),
            estimator: Law::Gaussian,
            directions: 1,
            radius: 1e-4,
            perturbation: 1e-3,
        }
    }
}

/// The point, the values around it, the estimate, the perturbation and the step.
pub struct State {
    x: Vector,
    probe: Probe,
    g: Vector,
    y: Vector,
    eta: f64,
}

impl Algorithm for TwoPoint {
    const ABOUT: About = About {
        name: "two-point",
        title: "two-point zeroth-order descent with perturbation",
        formula: "ĝ = (1/m) Σᵢ (f(x + uZᵢ) − f(x − uZᵢ))/(2u) Zᵢ,  x ← x − η (ĝ + Y),  Zᵢ ~ N(0, I), Y ~ N(0, (r²/n) I);  \
                  sphere: Zᵢ uniform on it and n/m for 1/m;  coordinates: ĝ = Σⱼ (f(x + ueⱼ) − f(x − ueⱼ))/(2u) eⱼ",
        cost: "2m values; coordinates: 2n",
        source: "Ren, Tang, Li, Escaping saddle points in zeroth-order optimization: the power of two-point \
                 estimators, AISTATS 2023, algorithm 1. Its η is of order m/(nL) up to logarithms; here η = \
                 step_size · m/(n + m + 1), which at step_size = 1/L makes the expected decrease of a quadratic largest; \
                 sphere (Shamir, JMLR 18, 2017): m/(n + m − 1); coordinates (the paper's 2n-point estimator): 1",
        evidence: &[
            Evidence::published(
                "the evaluations to leave a saddle do not depend on m",
                "rates::two_point_leaves_a_saddle_at_the_same_cost_for_all_m",
            ),
            Evidence::equivalence(
                "on a linear function Eĝ = ∇f, E‖ĝ‖² = (n + m + 1)/m ‖∇f‖² (sphere: (n + m − 1)/m)",
                "zeroth_order::two_point_has_the_moments_of_its_directions",
            ),
            Evidence::equivalence(
                "on ½‖x‖² E‖x⁺‖² = (1 − 2η + η²(n + m + 1)/m)‖x‖²",
                "zeroth_order::two_point_contracts_as_its_moments_say",
            ),
        ],
        parameters: &[
            ("step_size", "η (n + m + 1)/m: a number or relative to the problem's constants"),
            ("estimator", "gaussian, sphere or coordinates (each in turn, whatever m)"),
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
        self.estimator != Law::Coordinates || self.perturbation > 0.0
    }

    fn init(&self, problem: &dyn Objective, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.directions > 0, "directions", self.directions, "at least 1")?;
        expect(self.radius > 0.0 && self.radius.is_finite(), "radius", self.radius, "a positive number")?;
        let finite = self.perturbation >= 0.0 && self.perturbation.is_finite();
        expect(finite, "perturbation", self.perturbation, "a number of at least 0")?;
        let x = problem.start();
        let zero = Vector::zeros(x.len());
        // With E‖ĝ‖² = c‖∇f‖², E f(x − ηĝ) ≤ f − η‖∇f‖² + (L/2)η² c ‖∇f‖².
        let (n, m) = (x.len() as f64, self.directions as f64);
        let c = match self.estimator {
            Law::Gaussian => (n + m + 1.0) / m,
            Law::Sphere => (n + m - 1.0) / m,
            Law::Coordinates => 1.0,
        };
        let eta = self.step_size.resolve(known)? / c;
        Ok(State { probe: Probe::new(self.estimator, x.len()), g: zero.clone(), y: zero, x, eta })
    }

    fn step(&self, problem: &dyn Objective, state: &mut State, rng: &mut Rng) {
        let State { x, probe, g, y, eta } = state;
        probe.central(x, self.radius, self.directions, |x| problem.value(x), g, rng);
        x.axpy(-*eta, g, 1.0);
        if self.perturbation > 0.0 {
            gaussian(y, rng);
            let r = self.perturbation / (x.len() as f64).sqrt();
            x.axpy(-*eta * r, y, 1.0);
        }
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

//! FISTA: x⁺ = prox(y − α ∇f(y)), y⁺ = x⁺ + β (x⁺ − x).

use crate::part::majorizer::{Backtracking, Step};
use crate::part::momentum::{Beta, Momentum, Rule};
use crate::part::restart::Restart;
use crate::part::step_size::StepSize;
use crate::part::worst_case;
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::Composite;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Accelerated proximal gradient method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fista {
    step_size: StepSize,
    backtracking: Backtracking,
    momentum: Momentum,
    restart: Restart,
}

impl Default for Fista {
    fn default() -> Self {
        Self {
            step_size: StepSize::OverSmoothness(1.0),
            backtracking: Backtracking::Unknown,
            momentum: Momentum::default(),
            restart: Restart::None,
        }
    }
}

/// The last two points, the extrapolated one, the step and the momentum.
pub struct State {
    x: Vector,
    previous: Vector,
    y: Vector,
    g: Vector,
    v: Vector,
    step: Step,
    beta: Beta,
    value: f64,
}

impl Algorithm for Fista {
    const ABOUT: About = About {
        name: "fista",
        title: "accelerated proximal gradient method",
        formula: "x⁺ = prox_{αh}(y − α ∇f(y)),  t⁺ = (1 + √(1 + 4t²))/2,  y⁺ = x⁺ + ((t − 1)/t⁺)(x⁺ − x);  \
                  strongly convex: y⁺ = x⁺ + β (x⁺ − x), β = (1 − √(αμ))/(1 + √(αμ))",
        cost: "1 gradient, 1 prox; restart = \"function\": 1 value more; backtracking: 1 value_gradient, 1 value and 1 prox \
               per trial, and 2 gradients at the start where L is unknown",
        source: "Beck and Teboulle, A fast iterative shrinkage-thresholding algorithm, SIAM J. Imaging Sci. 2(1), \
                 2009, constant step, (4.1)–(4.3): F(xₙ) − F* ≤ 2L‖x⁰ − x*‖²/(n + 1)²; restart: O'Donoghue and Candès, \
                 Found. Comput. Math. 15, 2015, section 3.2, with the gradient mapping y − x⁺ for the gradient; backtracking: \
                 section 4 of Beck and Teboulle; strongly convex: Beck, First-Order Methods in Optimization, SIAM 2017, \
                 V-FISTA, section 10.7.7",
        evidence: &[
            Evidence::bound("2L‖x₀ − x*‖²/(k + 1)²", "rates::fista"),
            Evidence::bound("4L‖x₀ − x*‖²/(k + 1)² with backtracking, L unknown", "splitting::proximal_gradient"),
            Evidence::bound("(1 − √(μ/L))^k where strongly convex", "splitting::strongly_convex_fista"),
        ],
        parameters: &[
            ("step_size", "α: a number or relative to the problem's constants"),
            (
                "backtracking",
                "halves α until its model lies above f: never, unknown (where the problem does not state step_size's \
                 constants) or always",
            ),
            ("momentum", "β: \"convex\", \"strongly-convex\" (asks for μ) or a number"),
            ("restart", "none, function (F(x⁺) > F(x)) or gradient ((y − x⁺)ᵀ(x⁺ − x) > 0)"),
        ],
    };

    type Class = dyn Composite;
    type State = State;

    fn worst_gap(&self, known: &Known, steps: u64) -> Option<f64> {
        let plain = self.restart == Restart::None && self.backtracking != Backtracking::Always;
        match self.momentum {
            _ if !plain || self.step_size != StepSize::OverSmoothness(1.0) => None,
            Momentum::Rule(Rule::Convex) => worst_case::accelerated(known, steps),
            _ => None,
        }
    }

    fn knows(&self) -> Vec<Constant> {
        self.momentum.knows(self.step_size.knows())
    }

    fn init(&self, problem: &dyn Composite, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let beta = self.momentum.start(known)?;
        let step = self.backtracking.start(self.step_size, problem, known)?;
        let x = problem.start();
        let zero = Vector::zeros(x.len());
        Ok(State { previous: x.clone(), y: x.clone(), x, g: zero.clone(), v: zero, step, beta, value: f64::INFINITY })
    }

    fn step(&self, problem: &dyn Composite, state: &mut State, _rng: &mut Rng) {
        let State { x, previous, y, g, v, step, beta, value } = state;
        std::mem::swap(x, previous);
        let before = *value;
        let f = step.forward_backward(problem, y, g, v, x);
        if self.restart == Restart::Function {
            *value = f.unwrap_or_else(|| problem.value(x)) + problem.penalty(x);
        }

        let restart = match self.restart {
            Restart::None => false,
            Restart::Function => *value > before,
            Restart::Gradient => descent(y, x, previous) > 0.0,
        };
        let momentum = if restart { beta.restart() } else { beta.next(step.alpha) };
        y.copy_from(previous);
        y.axpy(1.0 + momentum, x, -momentum);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

/// (y − x)ᵀ(x − previous).
fn descent(y: &Vector, x: &Vector, previous: &Vector) -> f64 {
    let moves = x.as_slice().iter().zip(previous.as_slice());
    y.as_slice().iter().zip(moves).map(|(y, (x, previous))| (y - x) * (x - previous)).sum()
}

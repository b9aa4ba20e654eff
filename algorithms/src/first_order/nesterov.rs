//! Nesterov's accelerated gradient method: x⁺ = y − α ∇f(y), y⁺ = x⁺ + β (x⁺ − x).

use crate::part::majorizer::{Backtracking, Step, model};
use crate::part::momentum::{Beta, Momentum, Rule};
use crate::part::restart::Restart;
use crate::part::step_size::StepSize;
use crate::part::worst_case;
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::Smooth;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Nesterov's accelerated gradient method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nesterov {
    step_size: StepSize,
    backtracking: Backtracking,
    momentum: Momentum,
    restart: Restart,
}

impl Default for Nesterov {
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
    step: Step,
    beta: Beta,
    f: f64,
}

impl Algorithm for Nesterov {
    const ABOUT: About = About {
        name: "nesterov",
        title: "Nesterov's accelerated gradient method",
        formula: "x⁺ = y − α ∇f(y),  y⁺ = x⁺ + β (x⁺ − x);  convex: t⁺ = (1 + √(1 + 4t²))/2, β = (t − 1)/t⁺;  \
                  strongly convex: β = (1 − √(αμ))/(1 + √(αμ))",
        cost: "1 gradient; restart = \"function\": 1 value more; backtracking: 1 value_gradient, 1 value per trial, and 2 \
               gradients at the start where L is unknown",
        source: "convex: Nesterov, A method of solving a convex programming problem with convergence rate O(1/k²), \
                 Soviet Math. Dokl. 27(2), 1983; strongly convex: Nesterov, Lectures on Convex Optimization, 2nd ed., \
                 Springer 2018, scheme (2.2.22); restart: O'Donoghue and Candès, Found. Comput. Math. 15, 2015, \
                 section 3.2, where the momentum is forgotten and the step kept; backtracking: Beck and Teboulle, SIAM J. \
                 Imaging Sci. 2(1), 2009, section 4",
        evidence: &[
            Evidence::bound("2L‖x₀ − x*‖²/(k + 1)², and (1 − √(μ/L))^k where strongly convex", "rates::nesterov"),
            Evidence::bound(
                "4L‖x₀ − x*‖²/(k + 1)² with backtracking, L unknown",
                "first_order::backtracking_keeps_the_rates",
            ),
        ],
        parameters: &[
            ("step_size", "α: a number or relative to the problem's constants"),
            (
                "backtracking",
                "halves α until its model lies above f: never, unknown (where the problem does not state step_size's \
                 constants) or always",
            ),
            ("momentum", "β: \"convex\", \"strongly-convex\" (asks for μ) or a number"),
            ("restart", "none, function (f(x⁺) > f(x)) or gradient (∇f(y)ᵀ(x⁺ − x) > 0)"),
        ],
    };

    type Class = dyn Smooth;
    type State = State;

    fn worst_gap(&self, known: &Known, steps: u64) -> Option<f64> {
        let plain = self.restart == Restart::None && self.backtracking != Backtracking::Always;
        match self.momentum {
            _ if !plain || self.step_size != StepSize::OverSmoothness(1.0) => None,
            Momentum::Rule(Rule::Convex) => worst_case::accelerated(known, steps),
            Momentum::Rule(Rule::StronglyConvex) => worst_case::strongly_convex(known, steps),
            _ => None,
        }
    }

    fn knows(&self) -> Vec<Constant> {
        self.momentum.knows(self.step_size.knows())
    }

    fn init(&self, problem: &dyn Smooth, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let beta = self.momentum.start(known)?;
        let step = self.backtracking.start(self.step_size, problem, known)?;
        let x = problem.start();
        let g = Vector::zeros(x.len());
        Ok(State { previous: x.clone(), y: x.clone(), x, g, step, beta, f: f64::INFINITY })
    }

    fn step(&self, problem: &dyn Smooth, state: &mut State, _rng: &mut Rng) {
        let State { x, previous, y, g, step, beta, f } = state;
        std::mem::swap(x, previous);
        let f_before = *f;
        if step.tested {
            let f_y = problem.value_gradient(y, g);
            step.shrink(f_y, |alpha| {
                x.copy_from(y);
                x.axpy(-alpha, g, 1.0);
                *f = problem.value(x);
                let (linear, square) = model(g, x, y);
                (*f, linear, square)
            });
        } else {
            problem.gradient(y, g);
            x.copy_from(y);
            x.axpy(-step.alpha, g, 1.0);
            if self.restart == Restart::Function {
                *f = problem.value(x);
            }
        }

        let restart = match self.restart {
            Restart::None => false,
            Restart::Function => *f > f_before,
            Restart::Gradient => g.dot(x) > g.dot(previous),
        };
        let momentum = if restart { beta.restart() } else { beta.next(step.alpha) };
        y.copy_from(previous);
        y.axpy(1.0 + momentum, x, -momentum);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

//! Nesterov's accelerated gradient method: x⁺ = y − α ∇f(y), y⁺ = x⁺ + β (x⁺ − x).

use crate::part::restart::Restart;
use crate::part::step_size::{StepSize, strong_convexity};
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Smooth;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// How β is chosen, by name.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Rule {
    /// β = (tₖ − 1)/tₖ₊₁.
    Convex,
    /// β = (1 − √(αμ))/(1 + √(αμ)).
    StronglyConvex,
}

/// The momentum: by a rule, or a number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected \"convex\", \"strongly-convex\" or a number in [0, 1)")]
pub(crate) enum Momentum {
    /// From the theory.
    Rule(Rule),
    /// The number itself.
    Number(f64),
}

/// Nesterov's accelerated gradient method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nesterov {
    step_size: StepSize,
    momentum: Momentum,
    restart: Restart,
}

impl Default for Nesterov {
    fn default() -> Self {
        Self {
            step_size: StepSize::OverSmoothness(1.0),
            momentum: Momentum::Rule(Rule::Convex),
            restart: Restart::None,
        }
    }
}

/// The last two points, the extrapolated one and the momentum.
pub struct State {
    x: Vector,
    previous: Vector,
    y: Vector,
    g: Vector,
    alpha: f64,
    /// Constant momentum; `None`: from t.
    beta: Option<f64>,
    t: f64,
    f: f64,
}

impl Algorithm for Nesterov {
    const ABOUT: About = About {
        name: "nesterov",
        title: "Nesterov's accelerated gradient method",
        formula: "x⁺ = y − α ∇f(y),  y⁺ = x⁺ + β (x⁺ − x);  convex: t⁺ = (1 + √(1 + 4t²))/2, β = (t − 1)/t⁺;  \
                  strongly convex: β = (1 − √(αμ))/(1 + √(αμ))",
        cost: "1 gradient; restart = \"function\": 1 value more",
        source: "convex: Nesterov, A method of solving a convex programming problem with convergence rate O(1/k²), \
                 Soviet Math. Dokl. 27(2), 1983; strongly convex: Nesterov, Lectures on Convex Optimization, 2nd ed., \
                 Springer 2018, scheme (2.2.22); restart: O'Donoghue and Candès, Found. Comput. Math. 15, 2015, \
                 section 3.2, where the momentum is forgotten and the step kept",
        evidence: &[Evidence::bound(
            "2L‖x₀ − x*‖²/(k + 1)², and (1 − √(μ/L))^k where strongly convex",
            "rates::nesterov",
        )],
        parameters: &[
            ("step_size", "α: a number or relative to the problem's constants"),
            ("momentum", "β: \"convex\", \"strongly-convex\" (asks for μ) or a number"),
            ("restart", "none, function (f(x⁺) > f(x)) or gradient (∇f(y)ᵀ(x⁺ − x) > 0)"),
        ],
    };

    type Class = dyn Smooth;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        let mut knows = self.step_size.knows();
        if self.momentum == Momentum::Rule(Rule::StronglyConvex) && !knows.contains(&Constant::StrongConvexity) {
            knows.push(Constant::StrongConvexity);
        }
        knows
    }

    fn init(&self, problem: &dyn Smooth, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let alpha = self.step_size.resolve(known)?;
        let beta = match self.momentum {
            Momentum::Rule(Rule::Convex) => None,
            Momentum::Rule(Rule::StronglyConvex) => {
                let q = (alpha * strong_convexity(known)?).sqrt();
                Some((1.0 - q) / (1.0 + q))
            }
            Momentum::Number(beta) => {
                expect((0.0..1.0).contains(&beta), "momentum", beta, "a number in [0, 1)")?;
                Some(beta)
            }
        };
        let x = problem.start();
        let g = Vector::zeros(x.len());
        Ok(State { previous: x.clone(), y: x.clone(), x, g, alpha, beta, t: 1.0, f: f64::INFINITY })
    }

    fn step(&self, problem: &dyn Smooth, state: &mut State, _rng: &mut Rng) {
        let State { x, previous, y, g, alpha, beta, t, f } = state;
        problem.gradient(y, g);
        std::mem::swap(x, previous);
        x.copy_from(y);
        x.axpy(-*alpha, g, 1.0);

        let restart = match self.restart {
            Restart::None => false,
            Restart::Function => {
                let before = std::mem::replace(f, problem.value(x));
                *f > before
            }
            Restart::Gradient => g.dot(x) > g.dot(previous),
        };
        let momentum = if restart {
            *t = 1.0;
            0.0
        } else {
            let t_next = f64::midpoint(1.0, (1.0 + 4.0 * *t * *t).sqrt());
            let convex = (*t - 1.0) / t_next;
            *t = t_next;
            beta.unwrap_or(convex)
        };
        y.copy_from(previous);
        y.axpy(1.0 + momentum, x, -momentum);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

//! Heavy ball: x⁺ = x − α ∇f(x) + β (x − x⁻).

use crate::part::step_size::{StepSize, smoothness, strong_convexity};
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Smooth;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Polyak's tuning, by name.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Polyak {
    /// Optimal on quadratics.
    Polyak,
}

/// The step: Polyak's, or any other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected \"polyak\", a positive number, \"c/L\", \"c/mu\" or \"c/(L+mu)\"")]
pub(crate) enum Step {
    /// α = 4/(√L + √μ)².
    Tuned(Polyak),
    /// Any other.
    Size(StepSize),
}

/// How β follows from α, by name.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Rule {
    /// β = max(|1 − √(αμ)|, |1 − √(αL)|)².
    Polyak,
    /// β = √((1 − αμ)(1 − αL)).
    Ghadimi,
}

/// The momentum: by a rule, or a number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected \"polyak\", \"ghadimi\" or a number in [0, 1)")]
pub(crate) enum Momentum {
    /// From α, L and μ.
    Tuned(Rule),
    /// The number itself.
    Number(f64),
}

/// Gradient descent with Polyak's momentum.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeavyBall {
    step_size: Step,
    momentum: Momentum,
}

impl Default for HeavyBall {
    fn default() -> Self {
        Self { step_size: Step::Tuned(Polyak::Polyak), momentum: Momentum::Tuned(Rule::Polyak) }
    }
}

/// The last two points, the gradient, the step and the momentum.
pub struct State {
    x: Vector,
    previous: Vector,
    g: Vector,
    alpha: f64,
    beta: f64,
}

impl Algorithm for HeavyBall {
    const ABOUT: About = About {
        name: "heavy-ball",
        title: "heavy-ball method",
        formula: "x⁺ = x − α ∇f(x) + β (x − x⁻),  x⁻ = x at the start",
        cost: "1 gradient",
        source: "Polyak, Some methods of speeding up the convergence of iteration methods, USSR Comput. Math. Math. \
                 Phys. 4(5), 1964; the rule \"ghadimi\" (f − f* ≤ (1 − αμ)ⁿ (f(x⁰) − f*) for α ≤ 1/L): Ghadimi, \
                 Feyzmahdavian, Johansson, Global convergence of the heavy-ball method, ECC 2015. Polyak's tuning is \
                 optimal on quadratics and can cycle elsewhere: Lessard, Recht, Packard, SIAM J. Optim. 26(1), 2016",
        evidence: &[
            Evidence::bound(
                "(1 − μ/2L)^k(f(x₀) − f*) with the momentum of Ghadimi, Feyzmahdavian and Johansson",
                "rates::heavy_ball_with_the_momentum_of_ghadimi",
            ),
            Evidence::published(
                "Polyak's tuning ends in the cycle −1.8024, 2.1159, 0.6465 on Lessard, Recht and Packard's function",
                "rates::heavy_ball_cycles_where_nesterov_and_triple_momentum_converge",
            ),
        ],
        parameters: &[
            ("step_size", "α: \"polyak\" = 4/(√L + √μ)², a number, or relative to the problem's constants"),
            (
                "momentum",
                "β: \"polyak\" = max(|1 − √(αμ)|, |1 − √(αL)|)², \"ghadimi\" = √((1 − αμ)(1 − αL)), or a number",
            ),
        ],
    };

    type Class = dyn Smooth;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        match (self.step_size, self.momentum) {
            (Step::Size(step), Momentum::Number(_)) => step.knows(),
            _ => vec![Constant::Smoothness, Constant::StrongConvexity],
        }
    }

    fn init(&self, problem: &dyn Smooth, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let alpha = match self.step_size {
            Step::Tuned(Polyak::Polyak) => 4.0 / (smoothness(known)?.sqrt() + strong_convexity(known)?.sqrt()).powi(2),
            Step::Size(step) => step.resolve(known)?,
        };
        let beta = match self.momentum {
            Momentum::Tuned(rule) => {
                let (l, mu) = (smoothness(known)?, strong_convexity(known)?);
                match rule {
                    Rule::Polyak => {
                        let factor = |eigenvalue: f64| (1.0 - (alpha * eigenvalue).sqrt()).abs();
                        factor(mu).max(factor(l)).powi(2)
                    }
                    Rule::Ghadimi => {
                        expect(alpha * l <= 1.0, "step_size", alpha, "at most 1/L with momentum = \"ghadimi\"")?;
                        ((1.0 - alpha * mu) * (1.0 - alpha * l)).sqrt()
                    }
                }
            }
            Momentum::Number(beta) => {
                expect((0.0..1.0).contains(&beta), "momentum", beta, "a number in [0, 1)")?;
                beta
            }
        };
        let x = problem.start();
        Ok(State { previous: x.clone(), g: Vector::zeros(x.len()), x, alpha, beta })
    }

    fn step(&self, problem: &dyn Smooth, state: &mut State, _rng: &mut Rng) {
        let State { x, previous, g, alpha, beta } = state;
        problem.gradient(x, g);
        // previous ← x − α g + β (x − previous), then the two change places.
        previous.axpy(1.0 + *beta, x, -*beta);
        previous.axpy(-*alpha, g, 1.0);
        std::mem::swap(x, previous);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

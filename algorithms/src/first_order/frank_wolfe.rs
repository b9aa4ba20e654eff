//! Frank–Wolfe: x ← x + γ (s − x), s the point of the set farthest down the gradient.

use crate::part::line_search::Exact;
use crate::part::majorizer::Backtracking;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::Composite;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// The rule for γ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Rule {
    /// 2/(k + 2).
    #[default]
    OpenLoop,
    /// min(1, −∇f(x)ᵀd/(L‖d‖²)).
    Short,
    /// The minimizer of f along d.
    Exact,
    /// As short, with an estimate of L that falls and is raised where f does not decrease enough.
    Backtracking,
}

/// Conditional gradients.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrankWolfe {
    step_size: Rule,
}

/// The point, the gradient, the vertex and the direction to it, a trial point, and L.
pub struct State {
    x: Vector,
    g: Vector,
    s: Vector,
    d: Vector,
    trial: Vector,
    l: f64,
    /// Whether L is an estimate, to be tested.
    estimated: bool,
    k: u64,
}

/// Pedregosa et al.: L falls by η before each step and is raised by τ.
const FALL: f64 = 0.9;
const RISE: f64 = 2.0;
/// Raises after which a step is taken as it is.
const RAISES: usize = 100;
/// What values of about f can differ by and still be equal: sums of many terms round more than once.
const ULPS: f64 = 16.0 * f64::EPSILON;

impl Algorithm for FrankWolfe {
    const ABOUT: About = About {
        name: "frank-wolfe",
        title: "Frank–Wolfe method",
        formula: "s = argmin over the set of ∇f(x)ᵀs,  x ← x + γ d,  d = s − x;  open-loop: γ = 2/(k + 2);  short: \
                  γ = min(1, −∇f(x)ᵀd/(L‖d‖²));  exact: argmin f(x + γ d) over [0, 1];  backtracking: as short, L ← 0.9 L, \
                  doubled until f(x + γ d) ≤ f(x) + γ ∇f(x)ᵀd + γ²L‖d‖²/2",
        cost: "1 gradient, 1 LMO; exact: 1 gradient more per trial, 2 where f is quadratic; backtracking: 1 value_gradient, 1 \
               LMO, 1 value per trial, and 2 gradients at the start where L is unknown; 1 LMO at the start, and 1 prox where \
               that is not in the set",
        source: "Frank and Wolfe, Naval Res. Logist. Quart. 3, 1956; Jaggi, Revisiting Frank-Wolfe, ICML 2013, algorithms 1 \
                 and 4 and theorem 1, f(xₖ) − f* ≤ 2LD²/(k + 2); short: Demyanov and Rubinov, 1970; backtracking: Pedregosa, \
                 Négiar, Askari, Jaggi, Linearly convergent Frank-Wolfe with backtracking line-search, AISTATS 2020, \
                 algorithm 2",
        evidence: &[
            Evidence::bound(
                "f(x_k) − f* ≤ 2LD²/(k + 2), D the diameter; twice that where L is estimated",
                "splitting::frank_wolfe_keeps_its_rate",
            ),
            Evidence::equivalence(
                "its formulas written out for ½‖x − b‖² on the simplex",
                "splitting::frank_wolfe_by_hand",
            ),
        ],
        parameters: &[("step_size", "γ: open-loop, short (asks for L, else as backtracking), exact or backtracking")],
    };

    type Class = dyn Composite;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        if self.step_size == Rule::Short { vec![Constant::Smoothness] } else { vec![] }
    }

    fn init(&self, problem: &dyn Composite, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let mut x = problem.start();
        let zero = Vector::zeros(x.len());
        let (mut s, mut trial) = (zero.clone(), zero.clone());
        if problem.lmo(&zero, &mut s).is_none() {
            return Err(Misfit::Unsuitable("needs a penalty that is the indicator of a compact set".to_owned()));
        }
        if problem.penalty(&x) > 0.0 {
            problem.prox(&x, 1.0, &mut trial);
            x.copy_from(&trial);
        }
        let l = match self.step_size {
            Rule::Short | Rule::Backtracking => {
                1.0 / Backtracking::Unknown.start(StepSize::OverSmoothness(1.0), problem, known)?.alpha
            }
            Rule::OpenLoop | Rule::Exact => f64::NAN,
        };
        let estimated = known.smoothness.is_none();
        Ok(State { x, g: zero.clone(), s, d: zero, trial, l, estimated, k: 0 })
    }

    fn step(&self, problem: &dyn Composite, state: &mut State, _rng: &mut Rng) {
        let State { x, g, s, d, trial, l, estimated, k } = state;
        let backtracks = self.step_size == Rule::Backtracking || self.step_size == Rule::Short && *estimated;
        let f = if backtracks {
            problem.value_gradient(x, g)
        } else {
            problem.gradient(x, g);
            f64::NAN
        };
        problem.lmo(g, s);
        s.sub_to(x, d);
        let (slope, square) = (g.dot(d), d.norm_squared());
        let gamma = match self.step_size {
            Rule::OpenLoop => 2.0 / (*k as f64 + 2.0),
            _ if slope.is_nan() || slope >= 0.0 => 0.0,
            Rule::Exact => exact(problem, x, d, slope, (trial, s)),
            Rule::Short if !backtracks => (-slope / (*l * square)).min(1.0),
            Rule::Short | Rule::Backtracking => {
                *l *= FALL;
                let mut gamma = 0.0;
                for _ in 0..RAISES {
                    gamma = (-slope / (*l * square)).min(1.0);
                    trial.copy_from(x);
                    trial.axpy(gamma, d, 1.0);
                    let model = f + gamma * slope + gamma * gamma * *l * square / 2.0;
                    if problem.value(trial) <= model + ULPS * f.abs() {
                        break;
                    }
                    *l *= RISE;
                }
                gamma
            }
        };
        x.axpy(gamma, d, 1.0);
        *k += 1;
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

/// argmin over [0, 1] of a convex f(x + γd), from its slopes; `scratch` is a point and a gradient.
fn exact(problem: &dyn Composite, x: &Vector, d: &Vector, start: f64, scratch: (&mut Vector, &mut Vector)) -> f64 {
    let (trial, g) = scratch;
    let mut slope = |gamma: f64| {
        trial.copy_from(x);
        trial.axpy(gamma, d, 1.0);
        problem.gradient(trial, g);
        g.dot(d)
    };
    let end = slope(1.0);
    if end <= 0.0 {
        return 1.0;
    }
    Exact::default().search(start, start / (start - end), slope).unwrap_or(0.0).min(1.0)
}

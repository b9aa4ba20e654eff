//! Mirror descent on the simplex: x ← x e^{−η∇f(x)}, scaled to its total.

use crate::part::majorizer::{self, Backtracking};
use crate::part::mirror::multiply;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::Composite;
use problems::set::simplex;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// The step for functions that need not be smooth, by name.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Rule {
    /// √(2 ln n/(k + 1))/‖∇f(x)‖∞.
    Dynamic,
}

/// The step: by the rule, or a constant one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected \"dynamic\", a positive number, \"c/L\", \"c/mu\" or \"c/(L+mu)\"")]
pub(crate) enum Step {
    /// From the last gradient.
    Rule(Rule),
    /// Constant.
    Size(StepSize),
}

/// Mirror descent with the entropy: exponentiated gradients.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MirrorDescent {
    step_size: Step,
    backtracking: Backtracking,
}

impl Default for MirrorDescent {
    fn default() -> Self {
        Self { step_size: Step::Size(StepSize::OverSmoothness(1.0)), backtracking: Backtracking::Unknown }
    }
}

/// The point, the gradient, the next point, the total of the simplex, and the constant step.
pub struct State {
    x: Vector,
    g: Vector,
    x_next: Vector,
    total: f64,
    step: majorizer::Step,
    k: u64,
}

/// How far the prox may be from the projection onto a simplex, relative to its total, and be that.
const SAME: f64 = 1e-9;

impl Algorithm for MirrorDescent {
    const ABOUT: About = About {
        name: "mirror-descent",
        title: "mirror descent with the entropy, on a simplex",
        formula: "xᵢ ← r xᵢ e^{−(η/r)∇f(x)ᵢ}/Σⱼ xⱼ e^{−(η/r)∇f(x)ⱼ},  x in the simplex of total r;  dynamic: \
                  η = r √(2 ln n/(k + 1))/‖∇f(x)‖∞",
        cost: "1 gradient; backtracking: 1 value_gradient, 1 value per trial, and 2 gradients at the start where L is \
               unknown; 2 prox at the start",
        source: "Nemirovski and Yudin, Problem Complexity and Method Efficiency in Optimization, 1983; Beck and Teboulle, \
                 Mirror descent and nonlinear projected subgradient methods for convex optimization, Oper. Res. Lett. 31, \
                 2003, section 5; dynamic: Beck, First-Order Methods in Optimization, SIAM 2017, theorem 9.16; constant: \
                 Lu, Freund and Nesterov, SIAM J. Optim. 28(1), 2018, theorem 3.1, f(xₖ) − f* ≤ (r/η) D(x*, x⁰)/k, as f is \
                 L-smooth relative to r times the entropy, whose divergence D is at least ‖x − y‖₁²/(2r); backtracking \
                 halves η until f(x⁺) ≤ f(x) + ∇f(x)ᵀ(x⁺ − x) + (r/η) D(x⁺, x). Whether the penalty is the indicator of \
                 the simplex is seen from its prox at two points",
        evidence: &[
            Evidence::bound("L r D(x*, x₀)/k, D the divergence of the entropy", "splitting::mirror_descent"),
            Evidence::bound(
                "dynamic: min f − f* ≤ (D(x*, x₀) + (r/2) Σ s²‖∇f‖∞²)/Σ s, s = η/r",
                "splitting::mirror_descent_with_dynamic_steps",
            ),
        ],
        parameters: &[
            ("step_size", "η: a number, relative to the problem's constants, or dynamic"),
            (
                "backtracking",
                "halves η until its model lies above f: never, unknown (where the problem does not state step_size's \
                 constants) or always",
            ),
        ],
    };

    type Class = dyn Composite;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        match self.step_size {
            Step::Size(step) => step.knows(),
            Step::Rule(_) => vec![],
        }
    }

    fn init(&self, problem: &dyn Composite, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let x = problem.start();
        let total = x.sum();
        if !is_simplex(problem, &x, total) {
            return Err(Misfit::Unsuitable("needs a simplex as domain".to_owned()));
        }
        if x.min() <= 0.0 {
            return Err(Misfit::Unsuitable("needs a start inside the simplex".to_owned()));
        }
        let step = match self.step_size {
            Step::Size(step) => self.backtracking.start(step, problem, known)?,
            Step::Rule(Rule::Dynamic) => majorizer::Step { alpha: f64::NAN, tested: false },
        };
        Ok(State { g: Vector::zeros(x.len()), x_next: x.clone(), x, total, step, k: 0 })
    }

    fn step(&self, problem: &dyn Composite, state: &mut State, _rng: &mut Rng) {
        let State { x, g, x_next, total, step, k } = state;
        if step.tested {
            let f = problem.value_gradient(x, g);
            step.shrink(f, |eta| {
                multiply(x.as_slice(), eta / *total, g.as_slice(), *total, x_next.as_mut_slice());
                let (linear, _) = majorizer::model(g, x_next, x);
                (problem.value(x_next), linear, 2.0 * *total * divergence(x_next, x))
            });
        } else {
            problem.gradient(x, g);
            let eta = match self.step_size {
                Step::Size(_) => step.alpha,
                Step::Rule(Rule::Dynamic) => {
                    *total * (2.0 * (x.len() as f64).ln() / (*k + 1) as f64).sqrt() / g.amax().max(f64::MIN_POSITIVE)
                }
            };
            multiply(x.as_slice(), eta / *total, g.as_slice(), *total, x_next.as_mut_slice());
        }
        std::mem::swap(x, x_next);
        *k += 1;
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

/// Σᵢ xᵢ ln(xᵢ/yᵢ), which is the divergence where both have the same total.
fn divergence(x: &Vector, y: &Vector) -> f64 {
    let pairs = x.as_slice().iter().zip(y.as_slice());
    pairs.filter(|(x, _)| **x > 0.0).map(|(x, y)| x * (x / y).ln()).sum()
}

/// Whether the prox projects two points, one onto the inside and one onto a face, as the simplex of this total does.
fn is_simplex(problem: &dyn Composite, start: &Vector, total: f64) -> bool {
    let n = start.len();
    if !(total > 0.0 && total.is_finite()) {
        return false;
    }
    let place = |i: usize| (i + 1) as f64 / n as f64;
    let (mut p, mut scratch) = (Vector::zeros(n), vec![0.0; n]);
    [0.1 / n as f64, 10.0].into_iter().all(|spread| {
        let v = Vector::from_fn(n, |i, _| total * (0.3 + spread * place(i)));
        problem.prox(&v, 1.0, &mut p);
        let mut projected = v;
        simplex::project(projected.as_mut_slice(), total, &mut scratch);
        (&p - projected).amax() <= SAME * total
    })
}

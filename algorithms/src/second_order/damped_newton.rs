//! Damped Newton with affine-invariant steps: x ← x − α H⁻¹g.

use crate::part::dense::{Definite, solve_definite};
use crate::part::line_search::Exact;
use crate::part::newton_direction::newton_direction;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Curved;
use problems::{Known, Matrix, Rng, Vector};
use serde::{Deserialize, Serialize};

/// How far along the Newton direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Rule {
    /// Affine-invariant cubic Newton: the minimizer of a cubic model in the norm of the Hessian.
    #[default]
    Aicn,
    /// Root Newton, for a Hessian or third derivative that is Hölder continuous.
    Root,
    /// Universal Newton: θ found by backtracking.
    Universal,
    /// Greedy Newton: the minimizer along the direction.
    Greedy,
}

/// Newton's method damped by what the gradient is in the norm of the Hessian.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DampedNewton {
    rule: Rule,
    constant: f64,
    order: f64,
    exponent: f64,
    growth: f64,
}

impl Default for DampedNewton {
    fn default() -> Self {
        Self { rule: Rule::Aicn, constant: 1.0, order: 3.0, exponent: 2.0 / 3.0, growth: 2.0 }
    }
}

/// The point, its gradient and Hessian, the direction d = −n, a trial point with its gradient, a solution, and σ.
pub struct State {
    x: Vector,
    g: Vector,
    h: Matrix,
    d: Vector,
    trial: Vector,
    g_trial: Vector,
    solved: Vector,
    sigma: f64,
    done: bool,
}

/// Trials after which backtracking gives up and the run ends: θ has grown by growth⁶⁰.
const TRIALS: usize = 60;

/// Greedy stops where the slope is this part of that at the start.
const LEVEL: Exact = Exact { tolerance: 1e-6, trials: 60 };

impl Algorithm for DampedNewton {
    const ABOUT: About = About {
        name: "damped-newton",
        title: "damped Newton with affine-invariant steps: AICN, Root, Universal and Greedy Newton",
        formula: "n = ∇²f(x)⁻¹∇f(x),  ‖∇f‖* = √(∇f(x)ᵀn),  x ← x − αn.  aicn: α = (√(1 + 2G) − 1)/G, G = L‖∇f‖*;  root: \
                  α = 1/(1 + θ), θ = (9M)^(1/(q−1)) (‖∇f‖*)^((q−2)/(q−1));  universal: θ = ρʲσ(‖∇f‖*)^β with the least j with \
                  ∇f(x − αn)ᵀn ≥ (‖∇f(x − αn)‖*)²/(2αθ);  greedy: α = argmin f(x − αn)",
        cost: "1 gradient, 1 Hessian; universal and greedy: 1 gradient a trial; 1 gradient at the start",
        source: "aicn: Hanzely, Kamzolov, Pasechnyuk, Gasnikov, Richtárik and Takáč, A damped Newton method achieves global \
                 O(1/k²) and local quadratic convergence rate, NeurIPS 2022, algorithm 1; the others: Hanzely, Abdukhakimov and \
                 Takáč, Newton method revisited, ICLR 2026 (RN, UN and the Greedy Newton they analyse), after summaries of the paper; \
                 its β, ρ and first σ were not confirmed. A Hessian that is not positive definite is shifted, which is \
                 not in the papers. The factorization allocates",
        evidence: &[
            Evidence::bound(
                "aicn: f(x⁺) − f* ≤ min over η of (1 − η)(f(x) − f*) + (L/3)η³‖x − x*‖³ in the norm of ∇²f(x), and 9LD³/(k + 4)²",
                "damped_newton::aicn_gains_what_its_model_promises",
            ),
            Evidence::equivalence(
                "every rule but none of the shifts: the same values after any x → Ax",
                "damped_newton::no_rule_sees_the_coordinates",
            ),
            Evidence::equivalence(
                "aicn minimizes its cubic model along n; L → 0 is Newton's method; greedy leaves no slope",
                "damped_newton::steps_are_what_the_rules_say",
            ),
        ],
        parameters: &[
            ("rule", "aicn, root, universal or greedy"),
            (
                "constant",
                "aicn: L of semi-strong self-concordance; root: M, the Hölder constant; universal: the first σ",
            ),
            (
                "order",
                "q of root: 2 + ν for a Hessian, 3 + ν for a third derivative that is Hölder continuous of degree ν",
            ),
            ("exponent", "β of universal"),
            ("growth", "ρ of universal; σ is divided by it after each step"),
        ],
    };

    type Class = dyn Curved;
    type State = State;

    fn memory(&self, dim: usize) -> usize {
        // The Hessian and its factor.
        2 * size_of::<f64>() * dim * dim
    }

    fn init(&self, problem: &dyn Curved, _known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.constant > 0.0, "constant", self.constant, "a positive number")?;
        expect((2.0..=4.0).contains(&self.order), "order", self.order, "2 to 4")?;
        expect((0.0..=1.0).contains(&self.exponent), "exponent", self.exponent, "0 to 1")?;
        expect(self.growth > 1.0, "growth", self.growth, "more than 1")?;
        let x = problem.start();
        let (n, mut g) = (x.len(), Vector::zeros(x.len()));
        problem.gradient(&x, &mut g);
        Ok(State {
            d: g.clone(),
            trial: x.clone(),
            g_trial: g.clone(),
            solved: g.clone(),
            x,
            g,
            h: Matrix::zeros(n, n),
            sigma: self.constant,
            done: false,
        })
    }

    fn step(&self, problem: &dyn Curved, state: &mut State, _rng: &mut Rng) {
        let State { x, g, h, d, trial, g_trial, solved, sigma, done } = state;
        problem.hessian(x, h);
        newton_direction(h, g, d, solve_definite);
        let local = (-g.dot(d)).max(0.0).sqrt();
        let mut gradient_at = |alpha: f64, g_trial: &mut Vector| {
            trial.copy_from(x);
            trial.axpy(alpha, d, 1.0);
            problem.gradient(trial, g_trial);
        };
        match self.rule {
            Rule::Aicn => gradient_at(cubic_step(self.constant * local), g_trial),
            Rule::Root => {
                let q = self.order;
                let theta = (9.0 * self.constant).powf(1.0 / (q - 1.0)) * local.powf((q - 2.0) / (q - 1.0));
                gradient_at(1.0 / (1.0 + theta), g_trial);
            }
            Rule::Universal => {
                let factor = Definite::of(h);
                let accepts = |theta: f64, alpha: f64, g_trial: &Vector, solved: &mut Vector| {
                    solved.copy_from(g_trial);
                    factor.as_ref().is_some_and(|factor| {
                        factor.solve(solved);
                        -g_trial.dot(d) * 2.0 * alpha * theta >= g_trial.dot(solved)
                    })
                };
                *done = !(0..TRIALS).any(|_| {
                    let theta = *sigma * local.powf(self.exponent);
                    let alpha = 1.0 / (1.0 + theta);
                    gradient_at(alpha, g_trial);
                    let accepted = accepts(theta, alpha, g_trial, solved);
                    *sigma *= if accepted { 1.0 / self.growth } else { self.growth };
                    accepted
                });
                if *done {
                    return;
                }
            }
            Rule::Greedy => {
                let step = LEVEL.search(g.dot(d), 1.0, |alpha| {
                    gradient_at(alpha, g_trial);
                    g_trial.dot(d)
                });
                *done = step.is_none();
                if *done {
                    return;
                }
            }
        }
        std::mem::swap(x, trial);
        std::mem::swap(g, g_trial);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }

    fn done(&self, state: &State) -> bool {
        state.done
    }
}

/// (√(1 + 2G) − 1)/G, without cancellation.
fn cubic_step(g: f64) -> f64 {
    2.0 / (1.0 + (1.0 + 2.0 * g).sqrt())
}

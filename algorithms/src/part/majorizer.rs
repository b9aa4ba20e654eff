//! Backtracking on L: steps without a Lipschitz constant.

use super::step_size::StepSize;
use crate::Misfit;
use problems::class::{Composite, Smooth};
use problems::{Known, Vector};
use serde::{Deserialize, Serialize};

/// When a step size α is halved until f(x⁺) ≤ f(y) + ∇f(y)ᵀ(x⁺ − y) + ‖x⁺ − y‖²/(2α).
///
/// Beck and Teboulle, SIAM J. Imaging Sci. 2(1), 2009, section 4 (their η is 2): once halved, α stays so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Backtracking {
    /// Never: a problem that does not state the constants of the step size is refused.
    Never,
    /// Where the problem does not state the constants of the step size.
    #[default]
    Unknown,
    /// Always, from the step size where its constants are stated.
    Always,
}

/// The step size of a run.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// α.
    pub alpha: f64,
    /// Whether α is tested, and halved where it fails.
    pub tested: bool,
}

/// Halvings in a step after which α is taken as it is: from any first α the trial is then where it began.
const HALVINGS: usize = 100;
/// What values of about f can differ by and still be equal, in ulps: sums of many terms round more than once.
const ULPS: f64 = 16.0 * f64::EPSILON;

impl Backtracking {
    /// The first step. Without the constants it is 1/L₀, where L₀ = ‖∇f(x⁰ + hu) − ∇f(x⁰)‖/h ≤ L along u = −∇f(x⁰)/‖∇f(x⁰)‖
    /// with h = √ε (1 + ‖x⁰‖), 1 if that is 0 or no number. Cost: 2 gradients without the constants, else nothing.
    pub fn start(self, step_size: StepSize, problem: &dyn Smooth, known: &Known) -> Result<Step, Misfit> {
        match (self, step_size.resolve(known)) {
            (Self::Never, Err(misfit)) => Err(misfit),
            (_, Err(_)) => Ok(Step { alpha: 1.0 / curvature(problem), tested: true }),
            (_, Ok(alpha)) => Ok(Step { alpha, tested: self == Self::Always }),
        }
    }
}

impl Step {
    /// Makes x⁺ by `trial(α)`, which returns (f(x⁺), ∇f(y)ᵀ(x⁺ − y), ‖x⁺ − y‖²), with smaller α until the model lies above.
    /// Cost: what `trial` costs, for each α.
    pub fn shrink(&mut self, f: f64, mut trial: impl FnMut(f64) -> (f64, f64, f64)) {
        for _ in 0..HALVINGS {
            let (f_next, linear, square) = trial(self.alpha);
            if f_next <= f + linear + square / (2.0 * self.alpha) + ULPS * f.abs() {
                return;
            }
            self.alpha /= 2.0;
        }
    }

    /// g ← ∇f(y), x ← prox of αh at y − αg; f(x) where α was tested. `v` is scratch.
    ///
    /// Cost: 1 gradient, 1 prox; tested: 1 `value_gradient`, 1 value and 1 prox a trial.
    pub fn forward_backward(
        &mut self,
        problem: &dyn Composite,
        y: &Vector,
        g: &mut Vector,
        v: &mut Vector,
        x: &mut Vector,
    ) -> Option<f64> {
        let mut prox = |alpha: f64, g: &Vector, x: &mut Vector| {
            v.copy_from(y);
            v.axpy(-alpha, g, 1.0);
            problem.prox(v, alpha, x);
        };
        if !self.tested {
            problem.gradient(y, g);
            prox(self.alpha, g, x);
            return None;
        }
        let f_y = problem.value_gradient(y, g);
        let mut f = f_y;
        self.shrink(f_y, |alpha| {
            prox(alpha, g, x);
            f = problem.value(x);
            let (linear, square) = model(g, x, y);
            (f, linear, square)
        });
        Some(f)
    }
}

/// L₀.
fn curvature(problem: &dyn Smooth) -> f64 {
    let x = problem.start();
    let (mut g, mut moved) = (Vector::zeros(x.len()), Vector::zeros(x.len()));
    problem.gradient(&x, &mut g);
    let h = f64::EPSILON.sqrt() * (1.0 + x.norm());
    let y = &x - (h / g.norm()) * &g;
    problem.gradient(&y, &mut moved);
    let estimate = (moved - g).norm() / h;
    if estimate > 0.0 && estimate.is_finite() { estimate } else { 1.0 }
}

/// (gᵀ(x − y), ‖x − y‖²).
pub fn model(g: &Vector, x: &Vector, y: &Vector) -> (f64, f64) {
    let moves = x.as_slice().iter().zip(y.as_slice()).map(|(x, y)| x - y);
    moves.zip(g.as_slice()).fold((0.0, 0.0), |(linear, square), (d, g)| (linear + g * d, square + d * d))
}

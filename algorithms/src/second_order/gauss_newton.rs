//! Gauss–Newton: x ← x − t J⁺ r.

use crate::part::backtracking::backtrack;
use crate::part::dense::Singular;
use crate::second_order::newton::LineSearch;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::LeastSquares;
use problems::{Known, Matrix, Rng, Vector};
use serde::{Deserialize, Serialize};

/// The least-squares solution of the linearized residuals, step by step.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GaussNewton {
    line_search: LineSearch,
    sufficient_decrease: f64,
    shrink: f64,
}

impl Default for GaussNewton {
    fn default() -> Self {
        Self { line_search: LineSearch::Armijo, sufficient_decrease: 1e-4, shrink: 0.5 }
    }
}

/// The point, its residuals and Jacobian U diag(σ) Vᵀ, Uᵀr, the direction, and a trial point with its residuals.
pub struct State {
    x: Vector,
    r: Vector,
    j: Matrix,
    svd: Singular,
    b: Vector,
    d: Vector,
    trial: Vector,
    r_trial: Vector,
    done: bool,
}

impl Algorithm for GaussNewton {
    const ABOUT: About = About {
        name: "gauss-newton",
        title: "Gauss–Newton",
        formula: "x ← x − t J(x)⁺ r(x)",
        cost: "1 residuals, 1 Jacobian; with a line search 1 residuals a trial in place of the first",
        source: "Nocedal and Wright, Numerical Optimization, 2nd ed., Springer 2006, section 10.3. The direction of least \
                 norm, by singular values: those below max(m, n) ε σ₁ count as 0. The decomposition allocates",
        evidence: &[
            Evidence::equivalence(
                "one step on linear residuals; Newton's step where the residuals vanish",
                "least_squares::gauss_newton_solves_linear_residuals_in_one_step",
            ),
            Evidence::iterates(
                "numpy.linalg.lstsq at every step, on four problems of Moré, Garbow and Hillstrom",
                "least_squares::gauss_newton_steps_are_those_of_lstsq",
            ),
        ],
        parameters: &[
            ("line_search", "armijo: the first t of 1, b, b², … that decreases f = ½‖r‖² enough, or none: t = 1"),
            ("sufficient_decrease", "a of f(x + td) ≤ f(x) + a t ∇f(x)ᵀd"),
            ("shrink", "b, the factor of a shorter step"),
        ],
    };

    type Class = dyn LeastSquares;
    type State = State;

    fn init(&self, problem: &dyn LeastSquares, _known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let Self { sufficient_decrease, shrink, .. } = *self;
        expect((0.0..1.0).contains(&sufficient_decrease), "sufficient_decrease", sufficient_decrease, "0 to 1")?;
        expect((0.01..=0.99).contains(&shrink), "shrink", shrink, "0.01 to 0.99")?;
        let x = problem.start();
        let (m, n) = (problem.residuals_len(), x.len());
        let mut r = Vector::zeros(m);
        problem.residuals(&x, &mut r);
        Ok(State {
            d: Vector::zeros(n),
            trial: x.clone(),
            x,
            r_trial: r.clone(),
            r,
            j: Matrix::zeros(m, n),
            svd: Singular::new(m, n),
            b: Vector::zeros(m.min(n)),
            done: false,
        })
    }

    fn step(&self, problem: &dyn LeastSquares, state: &mut State, _rng: &mut Rng) {
        let State { x, r, j, svd, b, d, trial, r_trial, done } = state;
        problem.jacobian(x, j);
        if !svd.decompose(j) {
            *done = true;
            return;
        }
        b.gemv_tr(1.0, &svd.u, r, 0.0);
        let nothing = f64::EPSILON * j.nrows().max(j.ncols()) as f64 * svd.sigma[0];
        // ∇fᵀd = rᵀJd = −Σ bᵢ² over the directions that count.
        let mut slope = 0.0;
        for (b, sigma) in b.as_mut_slice().iter_mut().zip(svd.sigma.as_slice()) {
            let counts = *sigma > nothing;
            slope -= if counts { *b * *b } else { 0.0 };
            *b = if counts { -*b / sigma } else { 0.0 };
        }
        d.gemv(1.0, &svd.v, b, 0.0);
        let mut value_at = |t: f64| {
            trial.copy_from(x);
            trial.axpy(t, d, 1.0);
            problem.residuals(trial, r_trial);
            0.5 * r_trial.norm_squared()
        };
        let t = match self.line_search {
            LineSearch::None => {
                value_at(1.0);
                1.0
            }
            LineSearch::Armijo => {
                backtrack(self.sufficient_decrease, self.shrink, 0.5 * r.norm_squared(), slope, value_at)
            }
        };
        *done = t == 0.0;
        if !*done {
            std::mem::swap(x, trial);
            std::mem::swap(r, r_trial);
        }
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }

    fn done(&self, state: &State) -> bool {
        state.done
    }
}

//! Implicit differentiation: the hyper-gradient from the optimality of the lower level.

use crate::part::bilevel_sampling::Draws;
use crate::part::conjugate_gradient::ConjugateGradient;
use crate::part::implicit::Implicit;
use crate::part::levels::{lower_knows, lower_step, stack};
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::{Batch, Bilevel};
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// How the linear system is solved.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Solver {
    /// Powers of I − a ∂ᵧᵧf.
    Neumann,
    /// Conjugate gradients.
    ConjugateGradient,
}

/// Approximate implicit differentiation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImplicitDifferentiation {
    step_size: StepSize,
    inner_step_size: StepSize,
    inner_steps: usize,
    solver: Solver,
    products: usize,
    warm_start: bool,
}

impl Default for ImplicitDifferentiation {
    fn default() -> Self {
        Self {
            step_size: StepSize::OverSmoothness(1.0),
            inner_step_size: StepSize::OverSmoothness(1.0),
            inner_steps: 20,
            solver: Solver::Neumann,
            products: 20,
            warm_start: false,
        }
    }
}

/// (x, y, v), the vectors of conjugate gradients, the samples (the whole level) and the steps.
pub struct State {
    implicit: Implicit,
    cg: ConjugateGradient,
    whole: Draws,
    eta: f64,
    a: f64,
}

impl Algorithm for ImplicitDifferentiation {
    const ABOUT: About = About {
        name: "implicit-differentiation",
        title: "hyper-gradient by the implicit function theorem, with a Neumann series or conjugate gradients (AID)",
        formula: "N times y ← y − a ∂ᵧf(x, y);  v ≈ (∂ᵧᵧf)⁻¹ ∂ᵧF;  x ← x − η (∂ₓF − ∂ₓᵧf v);  \
                  neumann: v = a Σⱼ (I − a ∂ᵧᵧf)ʲ ∂ᵧF, j ≤ i, or i times v ← v − a (∂ᵧᵧf v − ∂ᵧF) from the last v",
        cost: "N lower gradients in y, 1 upper gradient in x and in y, i lower Hessian and 1 lower cross product",
        source: "Lorraine, Vicol and Duvenaud, Optimizing millions of hyperparameters by implicit differentiation, AISTATS \
                 2020, algorithms 1 to 3, with i = 20 (their pseudo-code leaves it to the reader that a multiplies the sum); \
                 conjugate gradients: Pedregosa, Hyperparameter optimization with approximate gradient, ICML 2016, here with \
                 a fixed number of products; warm start of v: Ji, Yang and Liang, Bilevel optimization: convergence analysis \
                 and enhanced design, ICML 2021, AID-BiO. N is that of k-rmd; the papers tune it",
        evidence: &[
            Evidence::equivalence(
                "the closed-form hyper-gradient, by conjugate gradients with as many products as lower variables",
                "hyper_gradients::conjugate_gradients_give_the_closed_form",
            ),
            Evidence::equivalence(
                "K-RMD of i + 1 steps, and a K-RMD truncation error below (1 − aμ)ⁱ⁺¹, at the lower solution",
                "hyper_gradients::neumann_is_truncated_back_propagation",
            ),
        ],
        parameters: &[
            ("step_size", "η of the upper level: a number or relative to the constants of the hyper-objective"),
            ("inner_step_size", "a, below 2/L: a number or relative to the constants of the lower objective in y"),
            ("inner_steps", "N, lower steps, from the last y"),
            ("solver", "neumann or conjugate-gradient"),
            ("products", "i, lower Hessian products; 0 with neumann: v = a ∂ᵧF"),
            ("warm_start", "whether v goes on from the last one"),
        ],
    };

    type Class = dyn Bilevel;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        [self.step_size.knows(), lower_knows(self.inner_step_size)].concat()
    }

    fn init(&self, problem: &dyn Bilevel, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.inner_steps >= 1, "inner_steps", self.inner_steps, "at least 1")?;
        // A warm start spends a product of conjugate gradients on the residual.
        let least = match (self.solver, self.warm_start) {
            (Solver::Neumann, false) => 0,
            (Solver::ConjugateGradient, true) => 2,
            _ => 1,
        };
        expect(self.products >= least, "products", self.products, format!("at least {least}"))?;
        let implicit = Implicit::new(problem);
        Ok(State {
            cg: ConjugateGradient::new(implicit.y.len()),
            implicit,
            whole: Draws::whole(),
            eta: self.step_size.resolve(known)?,
            a: lower_step(self.inner_step_size, known)?,
        })
    }

    fn step(&self, problem: &dyn Bilevel, state: &mut State, rng: &mut Rng) {
        let State { implicit, cg, whole, eta, a } = state;
        implicit.lower_steps(problem, self.inner_steps, *a, whole, rng);
        implicit.upper_gradients(problem, Batch::Whole);
        match (self.solver, self.warm_start) {
            (Solver::Neumann, false) => implicit.neumann(problem, self.products, *a, whole, rng),
            (Solver::Neumann, true) => implicit.system_steps(problem, self.products, *a, whole, rng),
            (Solver::ConjugateGradient, warm) => {
                if !warm {
                    implicit.forget();
                }
                implicit.conjugate_gradients(problem, self.products, cg);
            }
        }
        implicit.upper_step(problem, *eta, Batch::Whole);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        stack(&state.implicit.x, &state.implicit.y, answer);
    }
}

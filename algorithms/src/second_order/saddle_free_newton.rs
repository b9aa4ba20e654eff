//! Saddle-free Newton: x ← x − |H|⁻¹ g.

use crate::part::dense::eigen;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Curved;
use problems::{Known, Matrix, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Newton's method with the absolute values of the Hessian's eigenvalues.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaddleFreeNewton {
    damping: f64,
}

impl Default for SaddleFreeNewton {
    fn default() -> Self {
        Self { damping: 1e-6 }
    }
}

/// The point, its gradient and Hessian H = V diag(λ) Vᵀ, and the gradient in the basis V.
pub struct State {
    x: Vector,
    g: Vector,
    h: Matrix,
    v: Matrix,
    lambda: Vector,
    c: Vector,
}

impl Algorithm for SaddleFreeNewton {
    const ABOUT: About = About {
        name: "saddle-free-newton",
        title: "saddle-free Newton with the exact |H|",
        formula: "H = V diag(λ) Vᵀ,  x ← x − V diag(1/max(|λ|, ε)) Vᵀ ∇f(x)",
        cost: "1 gradient, 1 Hessian",
        source: "Dauphin, Pascanu, Gulcehre, Cho, Ganguli and Bengio, Identifying and attacking the saddle point problem in \
                 high-dimensional non-convex optimization, NeurIPS 2014, with the whole spectrum in place of their Krylov \
                 subspace, and small |λ| raised to ε. Where H has no eigenvalues, not being finite, it takes a gradient step. \
                 The eigendecomposition allocates",
        evidence: &[Evidence::published(
            "leaves the saddle that attracts Newton",
            "second_order::saddle_free_newton_leaves_a_saddle_that_attracts_newton",
        )],
        parameters: &[("damping", "ε, the least |λ|")],
    };

    type Class = dyn Curved;
    type State = State;

    fn memory(&self, dim: usize) -> usize {
        // H, V, and both again inside the decomposition.
        4 * size_of::<f64>() * dim * dim
    }

    fn init(&self, problem: &dyn Curved, _known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.damping > 0.0, "damping", self.damping, "a positive number")?;
        let x = problem.start();
        let (n, zero) = (x.len(), Vector::zeros(x.len()));
        let square = Matrix::zeros(n, n);
        Ok(State { x, g: zero.clone(), h: square.clone(), v: square, lambda: zero.clone(), c: zero })
    }

    fn step(&self, problem: &dyn Curved, state: &mut State, _rng: &mut Rng) {
        let State { x, g, h, v, lambda, c } = state;
        problem.gradient(x, g);
        problem.hessian(x, h);
        if eigen(h, lambda, v) {
            c.gemv_tr(1.0, v, g, 0.0);
            c.zip_apply(lambda, |c, lambda| *c /= lambda.abs().max(self.damping));
            x.gemv(-1.0, v, c, 1.0);
        } else {
            x.axpy(-1.0, g, 1.0);
        }
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

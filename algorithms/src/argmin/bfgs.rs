//! BFGS, by argmin.

use super::adapter::Recipe;
use crate::{About, Evidence, Misfit};
use ::argmin::core::{IterState, State as _};
use ::argmin::solver::linesearch::MoreThuenteLineSearch;
use ::argmin::solver::quasinewton;
use argmin_math::{ArgminAdd, ArgminDot, ArgminEye, ArgminMul, ArgminSub, ArgminTranspose};
use problems::class::Smooth;
use problems::{Matrix, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bfgs {
    decrease: f64,
    curvature: f64,
}

impl Default for Bfgs {
    fn default() -> Self {
        Self { decrease: 1e-4, curvature: 0.9 }
    }
}

impl Recipe for Bfgs {
    const ABOUT: About = About {
        name: "argmin-bfgs",
        title: "BFGS with a Moré–Thuente line search (argmin)",
        formula: "x ← x − t H∇f(x),  H ← (I − ρsyᵀ) H (I − ρysᵀ) + ρssᵀ,  ρ = 1/sᵀy,  H = I at the start",
        cost: "1 value and 1 gradient per trial of the line search, and 1 gradient; 1 value and 1 gradient at the start",
        source: "Nocedal and Wright, Numerical Optimization, 2nd ed., Springer 2006, algorithm 6.1; argmin 0.11, \
                 quasinewton::BFGS. Ends when the value does not change",
        evidence: &[Evidence::equivalence("argmin's executor, on its own vectors", "argmin::bfgs")],
        parameters: &[("decrease", "c₁ of the line search"), ("curvature", "c₂ of the line search")],
    };

    type Class = dyn Smooth;
    type Inner = IterState<Vector, Vector, (), Dense, (), f64>;
    type Solver = quasinewton::BFGS<MoreThuenteLineSearch<Vector, Vector, f64>, f64>;

    fn memory(&self, dim: usize) -> usize {
        // The update holds I, I − ρsyᵀ, its transpose, H, a product and ρssᵀ at once.
        6 * dim * dim * size_of::<f64>()
    }

    fn solver(&self, problem: &dyn Smooth, _rng: &mut Rng) -> Result<(Self::Solver, Self::Inner), Misfit> {
        let n = problem.dim();
        let solver = MoreThuenteLineSearch::new()
            .with_c(self.decrease, self.curvature)
            .and_then(|search| quasinewton::BFGS::new(search).with_tolerance_grad(f64::MIN_POSITIVE))
            .and_then(|solver| solver.with_tolerance_cost(f64::MIN_POSITIVE))
            .map_err(|error| Misfit::Unsuitable(error.to_string()))?;
        Ok((solver, IterState::new().param(problem.start()).inv_hessian(Dense(Matrix::identity(n, n)))))
    }

    fn point(inner: &Self::Inner) -> Option<&Vector> {
        inner.get_param()
    }
}

/// A matrix whose product of two vectors is the outer one: argmin's `dot` of nalgebra vectors has no matrix result.
#[derive(Clone, Debug)]
pub struct Dense(Matrix);

impl ArgminSub<Dense, Dense> for Dense {
    fn sub(&self, other: &Dense) -> Dense {
        Dense(&self.0 - &other.0)
    }
}

impl ArgminAdd<Dense, Dense> for Dense {
    fn add(&self, other: &Dense) -> Dense {
        Dense(&self.0 + &other.0)
    }
}

impl ArgminMul<f64, Dense> for Dense {
    fn mul(&self, factor: &f64) -> Dense {
        Dense(&self.0 * *factor)
    }
}

impl ArgminDot<Vector, Vector> for Dense {
    fn dot(&self, v: &Vector) -> Vector {
        &self.0 * v
    }
}

impl ArgminDot<Dense, Dense> for Dense {
    fn dot(&self, other: &Dense) -> Dense {
        Dense(&self.0 * &other.0)
    }
}

impl ArgminDot<Vector, Dense> for Vector {
    fn dot(&self, other: &Vector) -> Dense {
        Dense(self * other.transpose())
    }
}

impl ArgminTranspose<Dense> for Dense {
    fn t(self) -> Dense {
        Dense(self.0.transpose())
    }
}

impl ArgminEye for Dense {
    fn eye(n: usize) -> Dense {
        Dense(Matrix::identity(n, n))
    }

    fn eye_like(&self) -> Dense {
        Self::eye(self.0.nrows())
    }
}

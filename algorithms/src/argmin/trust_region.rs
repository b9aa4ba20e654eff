//! Trust region with Steihaug's conjugate gradients, by argmin.

use super::adapter::Recipe;
use crate::{About, Evidence, Misfit};
use ::argmin::core::{IterState, State as _};
use ::argmin::solver::trustregion::{self, Steihaug};
use problems::class::Curved;
use problems::{Matrix, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Trust-region Newton method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustRegion {
    radius: f64,
    max_radius: f64,
    eta: f64,
    tolerance: f64,
}

impl Default for TrustRegion {
    fn default() -> Self {
        Self { radius: 1.0, max_radius: 100.0, eta: 0.125, tolerance: 1e-9 }
    }
}

impl Recipe for TrustRegion {
    const ABOUT: About = About {
        name: "argmin-trust-region",
        title: "trust region with Steihaug's conjugate gradients (argmin)",
        formula: "p ≈ argmin over ‖p‖ ≤ Δ of ∇f(x)ᵀp + ½ pᵀ∇²f(x)p;  x ← x + p if ρ > η;  Δ by ρ, the actual over the \
                  predicted decrease",
        cost: "1 value, and 1 gradient and 1 Hessian when the step is taken; 1 of each at the start",
        source: "Nocedal and Wright, Numerical Optimization, 2nd ed., Springer 2006, algorithms 4.1 and 7.2; argmin \
                 0.11, trustregion. The conjugate gradients take at most 2n iterations",
        evidence: &[Evidence::equivalence("argmin's executor, on its own vectors", "argmin::trust_region")],
        parameters: &[
            ("radius", "Δ at the start"),
            ("max_radius", "largest Δ"),
            ("eta", "η, in [0, 1/4)"),
            ("tolerance", "conjugate gradients end at this relative residual, and take no step from a smaller ‖∇f(x)‖"),
        ],
    };

    type Class = dyn Curved;
    type Inner = IterState<Vector, Vector, (), Matrix, (), f64>;
    type Solver = trustregion::TrustRegion<Steihaug<Vector, f64>, f64>;

    fn memory(&self, dim: usize) -> usize {
        // The Hessian, the copy for the subproblem, and the new one.
        3 * dim * dim * size_of::<f64>()
    }

    fn solver(&self, problem: &dyn Curved, _rng: &mut Rng) -> Result<(Self::Solver, Self::Inner), Misfit> {
        let solver = Steihaug::new()
            .with_epsilon(self.tolerance)
            .map(|steihaug| steihaug.with_max_iters(2 * problem.dim() as u64))
            .and_then(|steihaug| trustregion::TrustRegion::new(steihaug).with_max_radius(self.max_radius))
            .and_then(|solver| solver.with_radius(self.radius))
            .and_then(|solver| solver.with_eta(self.eta))
            .map_err(|error| Misfit::Unsuitable(error.to_string()))?;
        Ok((solver, IterState::new().param(problem.start())))
    }

    fn point(inner: &Self::Inner) -> Option<&Vector> {
        inner.get_param()
    }

    fn stalled(&self, inner: &Self::Inner) -> bool {
        inner.get_gradient().is_none_or(|g| g.norm() < self.tolerance)
    }
}

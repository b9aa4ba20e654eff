//! Nelder–Mead, by argmin.

use super::adapter::Recipe;
use crate::{About, Evidence, Misfit, expect};
use ::argmin::core::{IterState, State as _};
use ::argmin::solver::neldermead;
use problems::class::Objective;
use problems::{Rng, Vector};
use serde::{Deserialize, Serialize};

/// The simplex method of Nelder and Mead.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NelderMead {
    size: f64,
    reflection: f64,
    expansion: f64,
    contraction: f64,
    shrinkage: f64,
}

impl Default for NelderMead {
    fn default() -> Self {
        Self { size: 0.5, reflection: 1.0, expansion: 2.0, contraction: 0.5, shrinkage: 0.5 }
    }
}

impl Recipe for NelderMead {
    const ABOUT: About = About {
        name: "argmin-nelder-mead",
        title: "Nelder–Mead simplex method (argmin)",
        formula: "reflect the worst of n + 1 points in the centroid of the others; expand, contract or shrink",
        cost: "1 or 2 values, n + 2 when the simplex shrinks; n + 1 at the start",
        source: "Nelder and Mead, A simplex method for function minimization, Comput. J. 7, 1965; argmin 0.11, \
                 neldermead. First simplex x⁰, x⁰ + size·eᵢ. Ends when all values are equal",
        evidence: &[Evidence::equivalence("argmin's executor, on its own vectors", "argmin::nelder_mead")],
        parameters: &[
            ("size", "edge of the first simplex"),
            ("reflection", "α"),
            ("expansion", "γ"),
            ("contraction", "ρ"),
            ("shrinkage", "σ"),
        ],
    };

    type Class = dyn Objective;
    type Inner = IterState<Vector, (), (), (), (), f64>;
    type Solver = neldermead::NelderMead<Vector, f64>;

    fn memory(&self, dim: usize) -> usize {
        (dim + 1) * dim * size_of::<f64>()
    }

    fn solver(&self, problem: &dyn Objective, _rng: &mut Rng) -> Result<(Self::Solver, Self::Inner), Misfit> {
        expect(self.size != 0.0 && self.size.is_finite(), "size", self.size, "a number that is not 0")?;
        let start = problem.start();
        let mut simplex = vec![start; problem.dim() + 1];
        for (i, x) in simplex.iter_mut().skip(1).enumerate() {
            x[i] += self.size;
        }
        let solver = neldermead::NelderMead::new(simplex)
            .with_sd_tolerance(f64::MIN_POSITIVE)
            .and_then(|solver| solver.with_alpha(self.reflection))
            .and_then(|solver| solver.with_gamma(self.expansion))
            .and_then(|solver| solver.with_rho(self.contraction))
            .and_then(|solver| solver.with_sigma(self.shrinkage))
            .map_err(|error| Misfit::Unsuitable(error.to_string()))?;
        Ok((solver, IterState::new()))
    }

    fn point(inner: &Self::Inner) -> Option<&Vector> {
        inner.get_param()
    }
}

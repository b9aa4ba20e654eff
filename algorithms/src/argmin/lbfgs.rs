//! L-BFGS, by argmin.

use super::adapter::Recipe;
use crate::{About, Evidence, Misfit, expect};
use ::argmin::core::{IterState, State as _};
use ::argmin::solver::linesearch::MoreThuenteLineSearch;
use ::argmin::solver::quasinewton;
use problems::class::Smooth;
use problems::{Rng, Vector};
use serde::{Deserialize, Serialize};

/// Limited-memory BFGS.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lbfgs {
    memory: usize,
    decrease: f64,
    curvature: f64,
}

impl Default for Lbfgs {
    fn default() -> Self {
        Self { memory: 10, decrease: 1e-4, curvature: 0.9 }
    }
}

impl Recipe for Lbfgs {
    const ABOUT: About = About {
        name: "argmin-lbfgs",
        title: "limited-memory BFGS with a Moré–Thuente line search (argmin)",
        formula: "x ← x − t H∇f(x),  H from (sᵀy/yᵀy) I and the last pairs (s, y) by the two-loop recursion",
        cost: "1 value and 1 gradient per trial of the line search, and 1 gradient; 1 value and 1 gradient at the start",
        source: "Nocedal and Wright, Numerical Optimization, 2nd ed., Springer 2006, algorithm 7.5; argmin 0.11, \
                 quasinewton::LBFGS. Ends when the value does not change or the line search fails",
        evidence: &[Evidence::equivalence("argmin's executor, on its own vectors", "argmin::lbfgs")],
        parameters: &[
            ("memory", "pairs kept"),
            ("decrease", "c₁ of the line search"),
            ("curvature", "c₂ of the line search"),
        ],
    };

    type Class = dyn Smooth;
    type Inner = IterState<Vector, Vector, (), (), (), f64>;
    type Solver = quasinewton::LBFGS<MoreThuenteLineSearch<Vector, Vector, f64>, Vector, Vector, f64>;

    fn solver(&self, problem: &dyn Smooth, _rng: &mut Rng) -> Result<(Self::Solver, Self::Inner), Misfit> {
        expect(self.memory > 0, "memory", self.memory, "at least 1")?;
        let solver = MoreThuenteLineSearch::new()
            .with_c(self.decrease, self.curvature)
            .and_then(|search| quasinewton::LBFGS::new(search, self.memory).with_tolerance_grad(f64::MIN_POSITIVE))
            .and_then(|solver| solver.with_tolerance_cost(f64::MIN_POSITIVE))
            .map_err(|error| Misfit::Unsuitable(error.to_string()))?;
        Ok((solver, IterState::new().param(problem.start())))
    }

    fn point(inner: &Self::Inner) -> Option<&Vector> {
        inner.get_param()
    }
}

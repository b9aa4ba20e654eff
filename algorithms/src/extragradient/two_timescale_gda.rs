//! Gradient descent ascent with a step for each player, one after the other or both at once.

use crate::part::forward::{forward_scaled, timescales};
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::Saddle;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Two-timescale and alternating gradient descent ascent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwoTimescaleGda {
    step_size: StepSize,
    timescale: f64,
    order: Order,
}

/// Who moves when.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Order {
    /// Both from the same point.
    Simultaneous,
    /// First x, then y, which sees the new x.
    Alternating,
}

impl Default for TwoTimescaleGda {
    fn default() -> Self {
        Self { step_size: StepSize::OverSmoothness(0.1), timescale: 1.0, order: Order::Alternating }
    }
}

/// z, the next z, the operator and Λ.
pub struct State {
    z: Vector,
    next: Vector,
    f: Vector,
    lambda: Vector,
}

impl Algorithm for TwoTimescaleGda {
    const ABOUT: About = About {
        name: "two-timescale-gda",
        title: "two-timescale gradient descent ascent, alternating or simultaneous",
        formula: "x ← P(x − (η/τ) ∂ₓφ(x, y)),  y ← P(y + η ∂ᵧφ(x, y)),  with the new x where they alternate",
        cost: "2 operator calls, of which either player reads its part, 2 projections; simultaneous: 1 and 1",
        source: "Lin, Jin and Jordan, On gradient descent ascent for nonconvex-concave minimax problems, ICML 2020, algorithm 1, \
                 whose steps depend on constants not known here: τ is a parameter; alternating: Bailey, Gidel and Piliouras, Finite \
                 regret and cycles with fixed step-size via alternating gradient descent-ascent, COLT 2020, whose iterates on \
                 min max xy stay on the ellipse x² + y² − ηxy = const for η < 2",
        evidence: &[
            Evidence::equivalence(
                "alternating: x² + y² − ηxy is conserved on the scalar game",
                "games::alternating_descent_ascent_stays_on_an_ellipse",
            ),
            Evidence::equivalence(
                "simultaneous with τ = 1: gradient descent ascent",
                "games::special_cases_are_the_methods_they_should_be",
            ),
        ],
        parameters: &[
            ("step_size", "η of the maximizing player: a number or relative to the problem's constants"),
            ("timescale", "τ > 0: the minimizing player's step is η/τ"),
            ("order", "alternating or simultaneous"),
        ],
    };

    type Class = dyn Saddle;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        self.step_size.knows()
    }

    fn init(&self, problem: &dyn Saddle, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let lambda = timescales(problem, self.step_size.resolve(known)?, self.timescale)?;
        let z = problem.start();
        Ok(State { next: z.clone(), f: Vector::zeros(z.len()), z, lambda })
    }

    fn step(&self, problem: &dyn Saddle, state: &mut State, _rng: &mut Rng) {
        let State { z, next, f, lambda } = state;
        problem.apply(z, f);
        forward_scaled(problem, z, lambda, f, next);
        if self.order == Order::Alternating {
            let (m, _) = problem.split();
            z.rows_mut(0, m).copy_from(&next.rows(0, m));
            problem.apply(z, f);
            f.rows_mut(0, m).fill(0.0);
            forward_scaled(problem, z, lambda, f, next);
        }
        std::mem::swap(z, next);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.z);
    }
}

//! Triple momentum method: three extrapolations of one sequence.

use crate::part::step_size::{smoothness, strong_convexity};
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::Smooth;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// The fastest known method with fixed steps for smooth strongly convex functions.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TripleMomentum {}

/// ξ and the ξ before, where the gradient is taken, the gradient, and the four constants.
pub struct State {
    xi: Vector,
    previous: Vector,
    y: Vector,
    g: Vector,
    alpha: f64,
    beta: f64,
    gamma: f64,
    delta: f64,
}

impl Algorithm for TripleMomentum {
    const ABOUT: About = About {
        name: "triple-momentum",
        title: "triple momentum method",
        formula: "ξ⁺ = (1 + β)ξ − βξ⁻ − α∇f(y),  y = (1 + γ)ξ − γξ⁻,  x = (1 + δ)ξ − δξ⁻,  ξ⁻ = ξ = x⁰ at the start;  \
                  ρ = 1 − √(μ/L),  (α, β, γ, δ) = ((1 + ρ)/L, ρ²/(2 − ρ), ρ²/((1 + ρ)(2 − ρ)), ρ²/(1 − ρ²))",
        cost: "1 gradient",
        source: "Van Scoy, Freeman, Lynch, The fastest known globally convergent first-order method for minimizing strongly \
                 convex functions, IEEE Control Syst. Lett. 2(1), 2018: ‖xₙ − x*‖ falls like ρⁿ. The answer is x, not ξ; \
                 f(x) is judged as it is",
        evidence: &[
            Evidence::bound("f(x_n) − f* ≤ ρ^2n κL‖x₀ − x*‖²/2", "first_order::triple_momentum"),
            Evidence::published(
                "factor of ‖x − x*‖ per step on a quadratic with κ = 100: .8999, ρ = .9",
                "first_order::triple_momentum_on_a_quadratic",
            ),
        ],
        parameters: &[],
    };

    type Class = dyn Smooth;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        vec![Constant::Smoothness, Constant::StrongConvexity]
    }

    fn init(&self, problem: &dyn Smooth, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let (l, mu) = (smoothness(known)?, strong_convexity(known)?);
        let rho = 1.0 - (mu / l).sqrt();
        let xi = problem.start();
        Ok(State {
            previous: xi.clone(),
            y: xi.clone(),
            g: Vector::zeros(xi.len()),
            xi,
            alpha: (1.0 + rho) / l,
            beta: rho * rho / (2.0 - rho),
            gamma: rho * rho / ((1.0 + rho) * (2.0 - rho)),
            delta: rho * rho / (1.0 - rho * rho),
        })
    }

    fn step(&self, problem: &dyn Smooth, state: &mut State, _rng: &mut Rng) {
        let State { xi, previous, y, g, alpha, beta, gamma, .. } = state;
        extrapolate(xi, previous, *gamma, y);
        problem.gradient(y, g);
        // previous ← (1 + β)ξ − β previous − αg, then the two change places.
        previous.axpy(1.0 + *beta, xi, -*beta);
        previous.axpy(-*alpha, g, 1.0);
        std::mem::swap(xi, previous);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        extrapolate(&state.xi, &state.previous, state.delta, answer);
    }
}

/// y ← (1 + c)ξ − cξ⁻.
fn extrapolate(xi: &Vector, previous: &Vector, c: f64, y: &mut Vector) {
    y.copy_from(previous);
    y.axpy(1.0 + c, xi, -c);
}

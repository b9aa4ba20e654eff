//! Zeroth-order Frank–Wolfe: d ← (1 − ρ) d + ρ ĝ, x ← x + γ (v − x), v the point of the set farthest down d.

use crate::part::smoothing::{Law, Probe};
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Composite;
use problems::{Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Where ĝ comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Scheme {
    /// One Gaussian direction.
    #[default]
    Rdsa,
    /// m of them.
    IRdsa,
    /// Every coordinate.
    Kwsa,
}

/// Gradient-free conditional gradients.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoFrankWolfe {
    scheme: Scheme,
    directions: usize,
}

impl Default for ZoFrankWolfe {
    fn default() -> Self {
        Self { scheme: Scheme::Rdsa, directions: 6 }
    }
}

/// The point, the values around it, the estimate and its running mean, the vertex.
pub struct State {
    x: Vector,
    probe: Probe,
    g: Vector,
    d: Vector,
    v: Vector,
    t: u64,
}

impl Algorithm for ZoFrankWolfe {
    const ABOUT: About = About {
        name: "zo-frank-wolfe",
        title: "zeroth-order Frank–Wolfe method",
        formula: "ĝ = the mean over directions z of (f(x + cₜz) − f(x))/cₜ z,  d ← (1 − ρₜ) d + ρₜ ĝ,  v = argmin over the set \
                  of dᵀv,  x ← x + γₜ (v − x),  γₜ = 2/(t + 8);  rdsa: one z ~ N(0, I), ρₜ = 4/(n^⅓ (t + 8)^⅔), \
                  cₜ = 2/(n^(3/2) (t + 8)^⅓);  i-rdsa: m of them, ρₜ = 4/((1 + n/m)^⅓ (t + 8)^⅔), \
                  cₜ = 2√m/(n^(3/2) (t + 8)^⅓);  kwsa: the sum over coordinates, ρₜ = 4/(t + 8)^⅔, cₜ = 2/(√n (t + 8)^⅓)",
        cost: "2 values (i-rdsa: m + 1, kwsa: n + 1), 1 LMO; 1 LMO at the start, and 1 prox where that is not in the set",
        source: "Sahu, Zaheer and Kar, Towards gradient free and projection free stochastic optimization, AISTATS 2019, \
                 algorithm 2; t = 0, 1, …, d = 0 at first. Its constants as in the public transcriptions, one of which has \
                 2/√m in cₜ of i-rdsa. The paper's values are those of one sample, here of the whole function",
        evidence: &[
            Evidence::equivalence(
                "kwsa: its formulas written out for ½‖x − b‖² on the simplex",
                "zeroth_order_sets::coordinates_leave_frank_wolfe_with_momentum",
            ),
            Evidence::iterates(
                "mean gaps after 1000 steps of an independent NumPy version on the ℓ₁ ball, every scheme",
                "zeroth_order_sets::zo_frank_wolfe_is_as_near_as_in_numpy",
            ),
        ],
        parameters: &[("scheme", "rdsa, i-rdsa or kwsa"), ("directions", "m of i-rdsa")],
    };

    type Class = dyn Composite;
    type State = State;

    fn random(&self) -> bool {
        self.scheme != Scheme::Kwsa
    }

    fn init(&self, problem: &dyn Composite, _known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.directions > 0, "directions", self.directions, "at least 1")?;
        let mut x = problem.start();
        let zero = Vector::zeros(x.len());
        let mut v = zero.clone();
        if problem.lmo(&zero, &mut v).is_none() {
            return Err(Misfit::Unsuitable("needs a penalty that is the indicator of a compact set".to_owned()));
        }
        if problem.penalty(&x) > 0.0 {
            problem.prox(&x, 1.0, &mut v);
            x.copy_from(&v);
        }
        let law = if self.scheme == Scheme::Kwsa { Law::Coordinates } else { Law::Gaussian };
        Ok(State { probe: Probe::new(law, x.len()), x, g: zero.clone(), d: zero, v, t: 0 })
    }

    fn step(&self, problem: &dyn Composite, state: &mut State, rng: &mut Rng) {
        let State { x, probe, g, d, v, t } = state;
        let (n, m, s) = (x.len() as f64, self.directions as f64, *t as f64 + 8.0);
        let gamma = 2.0 / s;
        let (rho, c) = match self.scheme {
            Scheme::Rdsa => (n.cbrt(), n.powf(1.5)),
            Scheme::IRdsa => ((1.0 + n / m).cbrt(), n.powf(1.5) / m.sqrt()),
            Scheme::Kwsa => (1.0, n.sqrt()),
        };
        let (rho, c) = (4.0 / (rho * s.cbrt().powi(2)), 2.0 / (c * s.cbrt()));
        let directions = if self.scheme == Scheme::IRdsa { self.directions } else { 1 };
        probe.forward(x, c, directions, |x| problem.value(x), g, rng);
        d.axpy(rho, g, 1.0 - rho);
        problem.lmo(d, v);
        x.axpy(gamma, v, 1.0 - gamma);
        *t += 1;
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

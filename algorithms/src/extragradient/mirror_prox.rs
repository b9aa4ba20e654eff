//! Mirror-prox: extragradient in the distance of the feasible set.

use crate::part::mirror::{Distance, Mirror};
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::Operator;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Nemirovski's mirror-prox.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MirrorProx {
    step_size: StepSize,
    distance: Distance,
}

impl Default for MirrorProx {
    fn default() -> Self {
        Self { step_size: StepSize::OverSmoothness(0.707), distance: Distance::Entropy }
    }
}

/// z, ẑ, the operator at either, scratch for the next z, the mirror map and the step.
pub struct State {
    z: Vector,
    zh: Vector,
    f: Vector,
    next: Vector,
    mirror: Mirror,
    eta: f64,
}

impl Algorithm for MirrorProx {
    const ABOUT: About = About {
        name: "mirror-prox",
        title: "mirror-prox",
        formula: "ẑ = argmin over u in C of η F(z)ᵀu + D(u, z),  z ← argmin over u in C of η F(ẑ)ᵀu + D(u, z);  D entropy on \
                  simplices: ẑ ∝ z exp(−η F(z)), ½‖u − z‖² elsewhere",
        cost: "2 operator calls, 2 projections, none where all blocks are simplices",
        source: "Nemirovski, Prox-method with rate of convergence O(1/t) for variational inequalities with Lipschitz continuous \
                 monotone operators and smooth convex-concave saddle point problems, SIAM J. Optim. 15, 2004: the mean of ẑ has a \
                 gap of at most max D/(η T) for η ≤ 1/L, L in the norms of D. Pay-offs have max |Aᵢⱼ| ≤ ‖A‖₂ in those of entropy, \
                 so that the Euclidean L, which is what a problem states, is safe. It answers the last iterate z",
        evidence: &[
            Evidence::equivalence(
                "extragradient in the Euclidean distance",
                "games::special_cases_are_the_methods_they_should_be",
            ),
            Evidence::iterates(
                "iterates on rock-paper-scissors-like games of a NumPy transcription",
                "games_mirror::entropic_iterates_are_those_of_the_transcription",
            ),
        ],
        parameters: &[
            ("step_size", "η ≤ 1/L: a number or relative to the problem's constants"),
            ("distance", "entropy (on simplices) or euclidean"),
        ],
    };

    type Class = dyn Operator;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        self.step_size.knows()
    }

    fn init(&self, problem: &dyn Operator, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let eta = self.step_size.resolve(known)?;
        let z = problem.start();
        let zero = Vector::zeros(z.len());
        let mirror = Mirror::new(self.distance, problem);
        Ok(State { z, zh: zero.clone(), f: zero.clone(), next: zero, mirror, eta })
    }

    fn step(&self, problem: &dyn Operator, state: &mut State, _rng: &mut Rng) {
        let State { z, zh, f, next, mirror, eta } = state;
        problem.apply(z, f);
        mirror.step(problem, z, *eta, f, zh);
        problem.apply(zh, f);
        mirror.step(problem, z, *eta, f, next);
        std::mem::swap(z, next);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.z);
    }
}

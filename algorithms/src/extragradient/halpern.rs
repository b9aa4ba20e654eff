//! Halpern iteration: z ← β z⁰ + (1 − β) T(z) for a nonexpansive map T.

use crate::part::anchor::pull;
use crate::part::forward::forward;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Operator;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Halpern iteration on the resolvent or on the forward step.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Halpern {
    step_size: StepSize,
    map: Map,
    inner_steps: usize,
}

/// The nonexpansive map T.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Map {
    /// (I + η(F + N))⁻¹, nonexpansive where F is monotone.
    Resolvent,
    /// P(z − ηF(z)), nonexpansive where F is 1/L-cocoercive and η ≤ 2/L.
    Forward,
}

impl Default for Halpern {
    fn default() -> Self {
        Self { step_size: StepSize::OverSmoothness(0.5), map: Map::Resolvent, inner_steps: 100 }
    }
}

/// z⁰, z, T(z), scratch, the operator, the step number k and the step.
pub struct State {
    z0: Vector,
    z: Vector,
    tz: Vector,
    next: Vector,
    f: Vector,
    k: u64,
    eta: f64,
}

impl Algorithm for Halpern {
    const ABOUT: About = About {
        name: "halpern",
        title: "Halpern iteration on the resolvent or the forward step",
        formula: "z ← z⁰/(k + 2) + (k + 1)/(k + 2) T(z);  resolvent: T(z) = u with u = P(z − η F(u));  forward: T(z) = P(z − η F(z))",
        cost: "forward: 1 operator call, 1 projection; resolvent: as many of both as bring u near enough, at most inner_steps",
        source: "Halpern, Fixed points of nonexpanding maps, Bull. AMS 73, 1967; Lieder, On the convergence rate of the \
                 Halpern-iteration, Optim. Lett. 15, 2021: ‖z_N − T(z_N)‖ ≤ 2/(N + 1) ‖z⁰ − z*‖, tight; for monotone operators: \
                 Diakonikolas, Halpern iteration for near-optimal and parameter-free monotone inclusion, COLT 2020. The resolvent \
                 is found by u ← P(z − η F(u)), a contraction by ηL, until a move is below ‖z − u‖/(k + 2)²: that inner solver and \
                 its rule are ours",
        evidence: &[
            Evidence::bound(
                "‖z_N − T(z_N)‖ ≤ 2/(N + 1) ‖z⁰ − z*‖, attained by T = −I",
                "games::halpern_keeps_the_tight_bound_and_attains_it",
            ),
            Evidence::bound(
                "the same on the resolvent of bilinear games",
                "games::halpern_keeps_the_tight_bound_and_attains_it",
            ),
        ],
        parameters: &[
            (
                "step_size",
                "η < 1/L on the resolvent, η ≤ 2/L on the forward step: a number or relative to the problem's constants",
            ),
            ("map", "resolvent (F monotone) or forward (F cocoercive)"),
            ("inner_steps", "most inner steps of a resolvent"),
        ],
    };

    type Class = dyn Operator;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        self.step_size.knows()
    }

    fn init(&self, problem: &dyn Operator, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.inner_steps > 0, "inner_steps", self.inner_steps, "at least 1")?;
        let eta = self.step_size.resolve(known)?;
        let z = problem.start();
        let zero = Vector::zeros(z.len());
        Ok(State { z0: z.clone(), tz: z.clone(), z, next: zero.clone(), f: zero, k: 0, eta })
    }

    fn step(&self, problem: &dyn Operator, state: &mut State, _rng: &mut Rng) {
        match self.map {
            Map::Resolvent => self.resolvent(problem, state),
            Map::Forward => {
                let State { z, tz, f, eta, .. } = state;
                problem.apply(z, f);
                forward(problem, z, *eta, f, tz);
            }
        }
        let State { z0, z, tz, k, .. } = state;
        pull(tz, z0, 1.0 / (*k + 2) as f64, z);
        *k += 1;
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.z);
    }
}

impl Halpern {
    /// T(z) = u with u = P(z − ηF(u)), from the last one.
    fn resolvent(&self, problem: &dyn Operator, state: &mut State) {
        let State { z, tz: u, next, f, k, eta, .. } = state;
        let share = ((*k + 2) as f64).powi(-2);
        for _ in 0..self.inner_steps {
            problem.apply(u, f);
            forward(problem, z, *eta, f, next);
            std::mem::swap(u, next);
            if problems::distance(u, next) <= share * problems::distance(u, z) {
                break;
            }
        }
    }
}

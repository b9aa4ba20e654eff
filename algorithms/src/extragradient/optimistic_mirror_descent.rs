//! Optimistic mirror descent: multiplicative weights that count on the last gradient coming again.

use crate::part::mirror::{Distance, Mirror};
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Operator;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Optimistic mirror descent: OMWU on simplices, `ReLOAD` on constrained Markov decision processes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptimisticMirrorDescent {
    step_size: StepSize,
    optimism: f64,
    distance: Distance,
}

impl Default for OptimisticMirrorDescent {
    fn default() -> Self {
        Self { step_size: StepSize::OverSmoothness(0.25), optimism: 1.0, distance: Distance::Entropy }
    }
}

/// z, the operator there and at the z before it, the guess of the next one, scratch, the mirror map and the step.
pub struct State {
    z: Vector,
    f: Vector,
    previous: Vector,
    guess: Vector,
    next: Vector,
    mirror: Mirror,
    eta: f64,
}

impl Algorithm for OptimisticMirrorDescent {
    const ABOUT: About = About {
        name: "optimistic-mirror-descent",
        title: "optimistic mirror descent: optimistic multiplicative weights (OMWU), ReLOAD",
        formula: "g = F(z) + optimism (F(z) − F(z₋)),  z ← argmin over u in C of η gᵀu + D(u, z);  D entropy on simplices: z ∝ z \
                  exp(−2η F(z) + η F(z₋)), ½‖u − z‖² elsewhere",
        cost: "1 operator call, 1 projection, none where all blocks are simplices; 1 operator call at the start",
        source: "OMWU: Daskalakis and Panageas, Last-iterate convergence: zero-sum games and constrained min-max optimization, ITCS \
                 2019; ReLOAD: Moskovitz, O'Donoghue, Veeriah, Flennerhag, Singh and Zahavy, ReLOAD: reinforcement learning with \
                 optimistic ascent-descent for last-iterate convergence in constrained MDPs, ICML 2023, whose policy and \
                 multiplier play by 2 F(z) − F(z₋); here over occupancy measures, the multipliers of whose flow play too. The \
                 papers ask for a step that is small enough, without numbers: the default is ours. Starts with z₋ = z; without \
                 optimism it is mirror descent ascent, multiplicative weights, which cycles",
        evidence: &[
            Evidence::iterates(
                "iterates on a game of a NumPy transcription",
                "games_mirror::entropic_iterates_are_those_of_the_transcription",
            ),
            Evidence::equivalence(
                "optimistic gradient in the Euclidean distance",
                "games::special_cases_are_the_methods_they_should_be",
            ),
            Evidence::published(
                "OMWU and ReLOAD converge in the last iterate where play without optimism does not",
                "games_mirror::optimism_makes_the_last_iterate_converge",
            ),
        ],
        parameters: &[
            ("step_size", "η: a number or relative to the problem's constants"),
            ("optimism", "weight of the last change of F: 1, or 0 for mirror descent ascent"),
            ("distance", "entropy (on simplices) or euclidean"),
        ],
    };

    type Class = dyn Operator;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        self.step_size.knows()
    }

    fn init(&self, problem: &dyn Operator, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.optimism >= 0.0 && self.optimism.is_finite(), "optimism", self.optimism, "a number of at least 0")?;
        let eta = self.step_size.resolve(known)?;
        let z = problem.start();
        let zero = Vector::zeros(z.len());
        let mut previous = zero.clone();
        problem.apply(&z, &mut previous);
        let mirror = Mirror::new(self.distance, problem);
        Ok(State { z, f: zero.clone(), previous, guess: zero.clone(), next: zero, mirror, eta })
    }

    fn step(&self, problem: &dyn Operator, state: &mut State, _rng: &mut Rng) {
        let State { z, f, previous, guess, next, mirror, eta } = state;
        problem.apply(z, f);
        guess.copy_from(f);
        guess.axpy(-self.optimism, previous, 1.0 + self.optimism);
        mirror.step(problem, z, *eta, guess, next);
        std::mem::swap(z, next);
        std::mem::swap(f, previous);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.z);
    }
}

//! (1, λ) evolutionary algorithm: the best mutant replaces its parent, better or worse.

use crate::part::mutation::{Brood, Mutation, expect_lambda};
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::PseudoBoolean;
use problems::{Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// (1, λ) EA.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneCommaLambda {
    lambda: usize,
    rate: f64,
}

impl Default for OneCommaLambda {
    fn default() -> Self {
        Self { lambda: 10, rate: 1.0 }
    }
}

/// The parent, its offspring, how they mutate.
pub struct State {
    brood: Brood,
    mutation: Mutation,
}

impl Algorithm for OneCommaLambda {
    const ABOUT: About = About {
        name: "one-comma-lambda-ea",
        title: "(1, λ) evolutionary algorithm",
        formula: "y₁, …, y_λ: x with every bit flipped with probability c/n;  x ← argmax f(yᵢ)",
        cost: "λ values",
        source: "Rowe and Sudholt, The choice of the offspring population size in the (1, λ) evolutionary algorithm, \
                 Theoretical Computer Science 545, 2014: on OneMax it is efficient from λ = log n/log(e/(e − 1)) on \
                 and exponential below. Of equally good offspring any",
        evidence: &[Evidence::equivalence(
            "expected times of the exact Markov chain",
            "evolutionary::one_max_takes_what_its_chain_says",
        )],
        parameters: &[("lambda", "λ, offspring of a generation"), ("rate", "c: a bit flips with probability c/n")],
    };

    type Class = dyn PseudoBoolean;
    type State = State;

    fn random(&self) -> bool {
        true
    }

    fn init(&self, problem: &dyn PseudoBoolean, _known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect_lambda(self.lambda)?;
        Ok(State { brood: Brood::new(problem), mutation: Mutation::new(self.rate, problem.dim())? })
    }

    fn step(&self, problem: &dyn PseudoBoolean, state: &mut State, rng: &mut Rng) {
        let State { brood, mutation } = state;
        problem.generation(&brood.parent.x);
        brood.breed(problem, *mutation, self.lambda, rng);
        std::mem::swap(&mut brood.parent, &mut brood.best);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        state.brood.parent.answer(answer);
    }
}

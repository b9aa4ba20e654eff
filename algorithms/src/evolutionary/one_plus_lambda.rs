//! (1 + λ) evolutionary algorithm: the best mutant replaces its parent unless it is worse.

use crate::part::mutation::{Brood, Mutation, expect_lambda};
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::PseudoBoolean;
use problems::{Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// (1 + λ) EA; with λ = 1, the (1 + 1) EA.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnePlusLambda {
    lambda: usize,
    rate: f64,
}

impl Default for OnePlusLambda {
    fn default() -> Self {
        Self { lambda: 1, rate: 1.0 }
    }
}

/// The parent, its offspring, how they mutate.
pub struct State {
    brood: Brood,
    mutation: Mutation,
}

impl Algorithm for OnePlusLambda {
    const ABOUT: About = About {
        name: "one-plus-lambda-ea",
        title: "(1 + λ) evolutionary algorithm; the (1 + 1) EA by default",
        formula: "y₁, …, y_λ: x with every bit flipped with probability c/n;  y = argmax f(yᵢ);  x ← y if f(y) ≥ f(x)",
        cost: "λ values, and that of the parent where the function changes every generation",
        source: "Droste, Jansen and Wegener, On the analysis of the (1+1) evolutionary algorithm, Theoretical \
                 Computer Science 276, 2002; Jansen, De Jong and Wegener, On the choice of the offspring population \
                 size in evolutionary algorithms, Evolutionary Computation 13, 2005. Of equally good offspring any",
        evidence: &[Evidence::equivalence(
            "expected times of the exact Markov chains, and of Böttcher, Doerr and Neumann",
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
        let mutation = Mutation::new(self.rate, problem.dim())?;
        let mut brood = Brood::new(problem);
        if !problem.dynamic() {
            brood.parent.evaluate(problem);
        }
        Ok(State { brood, mutation })
    }

    fn step(&self, problem: &dyn PseudoBoolean, state: &mut State, rng: &mut Rng) {
        let State { brood, mutation } = state;
        problem.generation(&brood.parent.x);
        if problem.dynamic() {
            brood.parent.evaluate(problem);
        }
        brood.breed(problem, *mutation, self.lambda, rng);
        if brood.best.f >= brood.parent.f {
            std::mem::swap(&mut brood.parent, &mut brood.best);
        }
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        state.brood.parent.answer(answer);
    }
}

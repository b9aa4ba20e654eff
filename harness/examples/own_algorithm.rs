//! A binary of your own: every command of `optbench`, with one more algorithm.
//!
//! Try `cargo run --release --example own_algorithm -- show sign-descent`.

use algorithms::{About, Algorithm, Misfit};
use problems::class::Smooth;
use problems::{Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Sign descent: x ← x − ηₖ sign ∇f(x), ηₖ = η/√k.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignDescent {
    step_size: f64,
}

impl Default for SignDescent {
    fn default() -> Self {
        Self { step_size: 0.1 }
    }
}

struct State {
    x: Vector,
    g: Vector,
    k: u64,
}

impl Algorithm for SignDescent {
    const ABOUT: About = About {
        name: "sign-descent",
        title: "sign descent with a decaying step",
        formula: "x ← x − (η/√k) sign ∇f(x)",
        cost: "1 gradient",
        source: "Riedmiller and Braun, A direct adaptive method for faster backpropagation learning: the RPROP \
                 algorithm, ICNN 1993 (the sign of the gradient; here with one step size for all coordinates)",
        evidence: &[],
        parameters: &[("step_size", "η")],
    };

    type Class = dyn Smooth;
    type State = State;

    fn init(&self, problem: &dyn Smooth, _known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let x = problem.start();
        Ok(State { g: Vector::zeros(x.len()), x, k: 0 })
    }

    fn step(&self, problem: &dyn Smooth, state: &mut State, _rng: &mut Rng) {
        let State { x, g, k } = state;
        *k += 1;
        problem.gradient(x, g);
        let eta = self.step_size / (*k as f64).sqrt();
        x.zip_apply(g, |x, g| *x -= eta * g.signum());
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

fn main() -> std::process::ExitCode {
    let mut registry = harness::Registry::default();
    registry.algorithms.push(algorithms::entry::<SignDescent>());
    harness::main(&registry)
}

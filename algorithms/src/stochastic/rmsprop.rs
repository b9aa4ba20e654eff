//! `RMSProp`: x ← x − η ĝ/(√v + ε), v a moving average of ĝ².

use crate::part::draws::{Drawing, Draws, documented};
use crate::part::ratio::ratio;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Stochastic;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// `RMSProp`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RmsProp {
    step_size: StepSize,
    alpha: f64,
    epsilon: f64,
    centered: bool,
    momentum: f64,
    #[serde(flatten)]
    drawing: Drawing,
}

impl Default for RmsProp {
    fn default() -> Self {
        Self {
            step_size: StepSize::Number(1e-2),
            alpha: 0.99,
            epsilon: 1e-8,
            centered: false,
            momentum: 0.0,
            drawing: Drawing::default(),
        }
    }
}

/// The point, the averages, the momentum and the samples to come.
pub struct State {
    x: Vector,
    g: Vector,
    v: Vector,
    /// Moving average of ĝ, 0 unless centered.
    mean: Vector,
    d: Vector,
    draws: Draws,
}

impl Algorithm for RmsProp {
    const ABOUT: About = About {
        name: "rmsprop",
        title: "RMSProp",
        formula: "v ← αv + (1 − α)ĝ²,  d ← βd + ĝ/(√v + ε),  x ← x − η sₖ d;  centered: m ← αm + (1 − α)ĝ, √(v − m²) for √v",
        cost: "b sample gradients",
        source: "Tieleman and Hinton, Neural networks for machine learning, Coursera, 2012, lecture 6.5; centered: Graves, \
                 Generating sequences with recurrent neural networks, arXiv 1308.0850, 2013, equations 38 to 40, without \
                 its averaging of the momentum; ε outside the root, the momentum and the defaults as in torch.optim.RMSprop",
        evidence: &[
            Evidence::iterates(
                "the formulas of torch.optim.RMSprop in NumPy",
                "stochastic::adaptive_steps_as_in_torch",
            ),
            Evidence::equivalence(
                "α = 0 and ε = 0: sign descent, η in every coordinate",
                "stochastic::rmsprop_without_memory_is_sign_descent",
            ),
        ],
        parameters: &documented::<5, 9>([
            ("step_size", "η: a number or relative to the problem's constants"),
            ("alpha", "α, memory of the square and of the mean"),
            ("epsilon", "ε"),
            ("centered", "whether ĝ² is measured from the mean of ĝ"),
            ("momentum", "β"),
        ]),
    };

    type Class = dyn Stochastic;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        self.drawing.knows(self.step_size)
    }

    fn random(&self) -> bool {
        true
    }

    fn init(&self, problem: &dyn Stochastic, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect((0.0..1.0).contains(&self.alpha), "alpha", self.alpha, "a number in [0, 1)")?;
        expect(self.epsilon >= 0.0, "epsilon", self.epsilon, "a number of at least 0")?;
        expect((0.0..1.0).contains(&self.momentum), "momentum", self.momentum, "a number in [0, 1)")?;
        let draws = self.drawing.start(self.step_size, problem, known, |b| b)?;
        let x = problem.start();
        let zero = Vector::zeros(x.len());
        Ok(State { g: zero.clone(), v: zero.clone(), mean: zero.clone(), d: zero, x, draws })
    }

    fn step(&self, problem: &dyn Stochastic, state: &mut State, rng: &mut Rng) {
        let State { x, g, v, mean, d, draws } = state;
        let &Self { alpha, epsilon, centered, momentum: beta, .. } = self;
        let eta = draws.step_size();
        problem.sample_gradient(x, draws.keys(rng), g);
        v.zip_apply(g, |v, g| *v = alpha * *v + (1.0 - alpha) * g * g);
        if centered {
            mean.axpy(1.0 - alpha, g, alpha);
        }
        // g ← ĝ/(√(v − m²) + ε); rounding may leave v a little below m².
        g.zip_zip_apply(v, mean, |g, v, m| *g = ratio(*g, (v - m * m).max(0.0).sqrt() + epsilon));
        d.axpy(1.0, g, beta);
        x.axpy(-eta, d, 1.0);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

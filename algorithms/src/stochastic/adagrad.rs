//! `AdaGrad`: x ← x − η ĝ/(√Σĝ² + ε).

use crate::part::draws::{Drawing, Draws, documented};
use crate::part::ratio::ratio;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Stochastic;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// What has a step size of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Scale {
    /// Every coordinate.
    #[default]
    Diagonal,
    /// The whole vector.
    Norm,
}

/// `AdaGrad`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adagrad {
    step_size: StepSize,
    scale: Scale,
    initial: f64,
    epsilon: f64,
    #[serde(flatten)]
    drawing: Drawing,
}

impl Default for Adagrad {
    fn default() -> Self {
        Self {
            step_size: StepSize::Number(1e-2),
            scale: Scale::Diagonal,
            initial: 0.0,
            epsilon: 1e-10,
            drawing: Drawing::default(),
        }
    }
}

/// The point, the sum of squares and the samples to come.
pub struct State {
    x: Vector,
    g: Vector,
    s: Vector,
    draws: Draws,
}

impl Algorithm for Adagrad {
    const ABOUT: About = About {
        name: "adagrad",
        title: "AdaGrad, diagonal or of the norm",
        formula: "s ← s + ĝ²,  x ← x − η sₖ ĝ/(√s + ε);  scale = \"norm\": s ← s + ‖ĝ‖² for all coordinates",
        cost: "b sample gradients",
        source: "Duchi, Hazan and Singer, Adaptive subgradient methods for online learning and stochastic optimization, \
                 JMLR 12, 2011, figure 1 with a diagonal matrix and no regulariser, ε added outside the root and the \
                 defaults as in torch.optim.Adagrad; scale = \"norm\": Ward, Wu and Bottou, AdaGrad stepsizes: sharp \
                 convergence over nonconvex landscapes, ICML 2019, algorithm 1, initial = b₀²",
        evidence: &[
            Evidence::bound(
                "Σ f(x_k) − f* ≤ (D²/2η + η) Σⱼ √Σ gⱼ², D the largest |x_k − x*| in a coordinate; of the norm with ‖·‖ for both",
                "stochastic::adagrad_regrets_little",
            ),
            Evidence::iterates(
                "the formulas of torch.optim.Adagrad in NumPy",
                "stochastic::adaptive_steps_as_in_torch",
            ),
        ],
        parameters: &documented::<4, 8>([
            ("step_size", "η: a number or relative to the problem's constants"),
            ("scale", "diagonal (every coordinate has its own step) or norm (all have the same)"),
            ("initial", "s at the start"),
            ("epsilon", "ε"),
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
        expect(self.initial >= 0.0, "initial", self.initial, "a number of at least 0")?;
        expect(self.epsilon >= 0.0, "epsilon", self.epsilon, "a number of at least 0")?;
        let draws = self.drawing.start(self.step_size, problem, known, |b| b)?;
        let x = problem.start();
        let s = Vector::from_element(x.len(), self.initial);
        Ok(State { g: Vector::zeros(x.len()), x, s, draws })
    }

    fn step(&self, problem: &dyn Stochastic, state: &mut State, rng: &mut Rng) {
        let State { x, g, s, draws } = state;
        let eta = draws.step_size();
        problem.sample_gradient(x, draws.keys(rng), g);
        match self.scale {
            Scale::Diagonal => s.zip_apply(g, |s, g| *s += g * g),
            Scale::Norm => s.add_scalar_mut(g.norm_squared()),
        }
        x.zip_zip_apply(g, s, |x, g, s| *x -= eta * ratio(g, s.sqrt() + self.epsilon));
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

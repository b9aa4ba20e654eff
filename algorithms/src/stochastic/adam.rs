//! Adam: x ← x − η m̂/(√v̂ + ε), with moving averages m of ĝ and v of ĝ².

use crate::part::draws::{Drawing, Draws, documented};
use crate::part::ratio::ratio;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::{Bounds, Stochastic};
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Where the points may lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Domain {
    /// Anywhere.
    #[default]
    Space,
    /// Within the problem's bounds.
    Bounds,
}

/// Adam, `AdamW` and `AMSGrad`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adam {
    step_size: StepSize,
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    amsgrad: bool,
    weight_decay: f64,
    domain: Domain,
    #[serde(flatten)]
    drawing: Drawing,
}

impl Default for Adam {
    fn default() -> Self {
        Self {
            step_size: StepSize::Number(1e-3),
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
            amsgrad: false,
            weight_decay: 0.0,
            domain: Domain::Space,
            drawing: Drawing::default(),
        }
    }
}

/// The point, the averages and the samples to come.
pub struct State {
    x: Vector,
    g: Vector,
    m: Vector,
    v: Vector,
    /// The largest v so far, componentwise; v itself without `AMSGrad`.
    v_max: Vector,
    bounds: Option<Bounds>,
    draws: Draws,
    k: u64,
}

impl Algorithm for Adam {
    const ABOUT: About = About {
        name: "adam",
        title: "Adam, AdamW or AMSGrad",
        formula: "m ← β₁m + (1 − β₁)ĝ,  v ← β₂v + (1 − β₂)ĝ²,  x ← (1 − η sₖ λ)x − η sₖ m̂/(√v̂ + ε),  \
                  m̂ = m/(1 − β₁ᵏ), v̂ = v/(1 − β₂ᵏ);  AMSGrad: the largest v so far in place of v",
        cost: "b sample gradients",
        source: "Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015, algorithm 1; AMSGrad: Reddi, \
                 Kale, Kumar, On the convergence of Adam and beyond, ICLR 2018, algorithm 2 (projected where domain = \
                 \"bounds\"), with Adam's bias correction, which it leaves out; AdamW: Loshchilov and Hutter, Decoupled \
                 weight decay regularization, ICLR 2019, algorithm 2, λ times η sₖ as in torch.optim.AdamW",
        evidence: &[
            Evidence::published(
                "+1 on the online example of Reddi, Kale and Kumar, where AMSGrad goes to −1",
                "stochastic::adam_climbs_where_amsgrad_descends",
            ),
            Evidence::iterates(
                "Adam, AdamW and AMSGrad: the formulas of torch.optim.AdamW in NumPy",
                "stochastic::adaptive_steps_as_in_torch",
            ),
        ],
        parameters: &documented::<7, 11>([
            ("step_size", "η: a number or relative to the problem's constants"),
            ("beta1", "β₁, memory of the mean"),
            ("beta2", "β₂, memory of the square"),
            ("epsilon", "ε"),
            ("amsgrad", "whether v never decreases"),
            ("weight_decay", "λ, decoupled from the gradient: AdamW"),
            ("domain", "space, or bounds: every point is projected on the problem's bounds, if it has them"),
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
        expect((0.0..1.0).contains(&self.beta1), "beta1", self.beta1, "a number in [0, 1)")?;
        expect((0.0..1.0).contains(&self.beta2), "beta2", self.beta2, "a number in [0, 1)")?;
        expect(self.epsilon >= 0.0, "epsilon", self.epsilon, "a number of at least 0")?;
        expect(self.weight_decay >= 0.0, "weight_decay", self.weight_decay, "a number of at least 0")?;
        let draws = self.drawing.start(self.step_size, problem, known, |b| b)?;
        let bounds = problem.bounds().filter(|_| self.domain == Domain::Bounds);
        let x = problem.start();
        let zero = Vector::zeros(x.len());
        Ok(State { g: zero.clone(), m: zero.clone(), v: zero.clone(), v_max: zero, x, bounds, draws, k: 0 })
    }

    fn step(&self, problem: &dyn Stochastic, state: &mut State, rng: &mut Rng) {
        let State { x, g, m, v, v_max, bounds, draws, k } = state;
        let &Self { beta1, beta2, epsilon, amsgrad, weight_decay, .. } = self;
        let eta = draws.step_size();
        *k += 1;
        problem.sample_gradient(x, draws.keys(rng), g);
        m.axpy(1.0 - beta1, g, beta1);
        v.zip_apply(g, |v, g| *v = beta2 * *v + (1.0 - beta2) * g * g);
        v_max.zip_apply(v, |v_max, v| *v_max = if amsgrad { v_max.max(v) } else { v });
        let (unbias1, unbias2) = (1.0 - power(beta1, *k), 1.0 - power(beta2, *k));
        x.scale_mut(1.0 - eta * weight_decay);
        x.zip_zip_apply(m, v_max, |x, m, v| *x -= eta * ratio(m / unbias1, (v / unbias2).sqrt() + epsilon));
        if let Some(bounds) = bounds {
            bounds.clamp(x);
        }
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

/// βᵏ, 0 once it is too small to matter.
fn power(beta: f64, k: u64) -> f64 {
    i32::try_from(k).map_or(0.0, |k| beta.powi(k))
}

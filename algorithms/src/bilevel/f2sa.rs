//! F2SA: a bilevel step from first derivatives alone, by a penalty λ that grows.

use crate::part::levels::{lower_knows, lower_step, stack, start};
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::{Batch, Bilevel};
use problems::{Constant, Known, Rng, Vector};
use rand::Rng as _;
use serde::{Deserialize, Serialize};

/// The fully first-order stochastic approximation method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct F2sa {
    xi: f64,
    gamma: StepSize,
    penalty: f64,
    alpha_exponent: f64,
    gamma_exponent: f64,
    offset: f64,
    inner_steps: usize,
    batch: Option<usize>,
}

impl Default for F2sa {
    fn default() -> Self {
        Self {
            xi: 0.02,
            gamma: StepSize::OverSmoothness(0.5),
            penalty: 1.0,
            alpha_exponent: 1.0 / 3.0,
            gamma_exponent: 0.0,
            offset: 10.0,
            inner_steps: 1,
            batch: None,
        }
    }
}

/// x, y near argmin F + λf, z near argmin f, the direction h, gradients, samples, k and γ.
pub struct State {
    x: Vector,
    y: Vector,
    z: Vector,
    h: Vector,
    gx: Vector,
    fy: Vector,
    gy: Vector,
    upper: Samples,
    lower: Samples,
    k: u64,
    gamma: f64,
}

/// The samples of one level; none where its sum is taken whole.
struct Samples {
    terms: u64,
    keys: Vec<u64>,
}

impl Samples {
    fn new(terms: u64, batch: Option<usize>) -> Self {
        Self { terms, keys: vec![0; batch.filter(|_| terms > 1).unwrap_or(0).min(terms as usize)] }
    }

    /// Draws with replacement.
    fn draw(&mut self, rng: &mut Rng) -> Batch<'_> {
        for key in &mut self.keys {
            *key = rng.random_range(0..self.terms);
        }
        if self.keys.is_empty() { Batch::Whole } else { Batch::Keys(&self.keys) }
    }
}

impl Algorithm for F2sa {
    const ABOUT: About = About {
        name: "f2sa",
        title: "fully first-order stochastic approximation for bilevel problems",
        formula: "T times: z ← z − γₖ ∂ᵧf(x, z),  y ← y − αₖ (∂ᵧF(x, y) + λₖ ∂ᵧf(x, y));  \
                  x ← x − ξ αₖ (∂ₓF(x, y) + λₖ (∂ₓf(x, y) − ∂ₓf(x, z)));  \
                  γₖ = γ (k + k₀)^(−c),  λₖ = λ (k + k₀)^(a − c),  αₖ = γₖ/(2λₖ)",
        cost: "T upper and 2T lower gradients in y, 1 upper and 2 lower gradients in x; samples of each with a batch",
        source: "Kwon, Kwon, Wright and Nowak, A fully first-order method for stochastic bilevel optimization, \
                 ICML 2023, Algorithm 1 (their f is our F, their g our f). (a, c) = (1/3, 0) without noise, (3/5, 2/5) \
                 with noise in F alone, (5/7, 4/7) in both. Both gradients ∂ₓf are on the same samples. \
                 The answer is (x, y)",
        evidence: &[Evidence::equivalence(
            "sits on the closed-form bias of its penalty",
            "bilevel::f2sa_sits_on_the_bias_of_its_penalty",
        )],
        parameters: &[
            ("xi", "ξ, step of x relative to αₖ; small"),
            ("gamma", "γ: a number or relative to the constants of the lower objective in y"),
            ("penalty", "λ, scale of the penalty"),
            ("alpha_exponent", "a: 1/3 without noise, 3/5 with noise in F, 5/7 with noise in both"),
            ("gamma_exponent", "c: 0 without noise, 2/5 with noise in F, 4/7 with noise in both"),
            ("offset", "k₀ of the schedules"),
            ("inner_steps", "T, of the order of the lower condition number in theory; 1 in practice"),
            ("batch", "samples of a level that is a sum, drawn with replacement; all of them where not given"),
        ],
    };

    type Class = dyn Bilevel;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        lower_knows(self.gamma)
    }

    fn random(&self) -> bool {
        self.batch.is_some()
    }

    fn init(&self, problem: &dyn Bilevel, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.xi > 0.0, "xi", self.xi, "a positive number")?;
        expect(self.penalty > 0.0, "penalty", self.penalty, "a positive number")?;
        expect(self.offset >= 1.0, "offset", self.offset, "at least 1")?;
        expect(self.inner_steps >= 1, "inner_steps", self.inner_steps, "at least 1")?;
        expect(self.batch != Some(0), "batch", 0, "at least 1, or not given")?;
        let (x, y) = start(problem);
        let (h, g) = (Vector::zeros(x.len()), Vector::zeros(y.len()));
        let (upper, lower) = problem.samples();
        Ok(State {
            x,
            z: y.clone(),
            y,
            gx: h.clone(),
            h,
            fy: g.clone(),
            gy: g,
            upper: Samples::new(upper, self.batch),
            lower: Samples::new(lower, self.batch),
            k: 0,
            gamma: lower_step(self.gamma, known)?,
        })
    }

    fn step(&self, problem: &dyn Bilevel, state: &mut State, rng: &mut Rng) {
        let State { x, y, z, h, gx, fy, gy, upper, lower, k, gamma } = state;
        let place = *k as f64 + self.offset;
        let gamma = *gamma * place.powf(-self.gamma_exponent);
        let lambda = self.penalty * place.powf(self.alpha_exponent - self.gamma_exponent);
        let alpha = gamma / (2.0 * lambda);
        for _ in 0..self.inner_steps {
            let (upper, lower) = (upper.draw(rng), lower.draw(rng));
            problem.lower_gradient_y(x, z, lower, gy);
            z.axpy(-gamma, gy, 1.0);
            problem.upper_gradient_y(x, y, upper, fy);
            problem.lower_gradient_y(x, y, lower, gy);
            y.axpy(-alpha, fy, 1.0);
            y.axpy(-alpha * lambda, gy, 1.0);
        }
        let (upper, lower) = (upper.draw(rng), lower.draw(rng));
        problem.upper_gradient_x(x, y, upper, h);
        problem.lower_gradient_x(x, y, lower, gx);
        h.axpy(lambda, gx, 1.0);
        problem.lower_gradient_x(x, z, lower, gx);
        h.axpy(-lambda, gx, 1.0);
        x.axpy(-self.xi * alpha, h, 1.0);
        *k += 1;
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        stack(&state.x, &state.y, answer);
    }
}

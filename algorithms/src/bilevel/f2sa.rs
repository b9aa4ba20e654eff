//! F2SA: a bilevel step from first derivatives alone, by a penalty λ that grows.

use crate::part::bilevel_sampling::Draws;
use crate::part::levels::{lower_knows, lower_step, stack, start};
use crate::part::sampler::Sampling;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Bilevel;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// How the step of y and the growth of the penalty follow from the exponents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Rule {
    /// The paper's: αₖ = γₖ/(2λₖ), and x moves with ξ αₖ.
    #[default]
    Coupled,
    /// The community benchmark's: αₖ of its own, and x moves with ξ γₖ.
    Separate,
}

/// The fully first-order stochastic approximation method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct F2sa {
    xi: f64,
    gamma: StepSize,
    penalty: f64,
    rule: Rule,
    penalty_growth: f64,
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
            rule: Rule::Coupled,
            penalty_growth: 0.1,
            alpha_exponent: 1.0 / 3.0,
            gamma_exponent: 0.0,
            offset: 10.0,
            inner_steps: 1,
            batch: None,
        }
    }
}

/// x, y near argmin F + λf, z near argmin f, the direction h, gradients, samples, k, the growth of λ so far and γ.
pub struct State {
    x: Vector,
    y: Vector,
    z: Vector,
    h: Vector,
    gx: Vector,
    fy: Vector,
    gy: Vector,
    upper: Draws,
    lower: Draws,
    k: u64,
    grown: f64,
    gamma: f64,
}

/// The steps of z, y and x, and the penalty.
struct Steps {
    gamma: f64,
    alpha: f64,
    xi: f64,
    lambda: f64,
}

impl F2sa {
    /// At step k, after the penalty has grown by `grown`.
    fn steps(&self, gamma: f64, k: u64, grown: f64) -> Steps {
        let place = k as f64 + self.offset;
        let gamma_k = gamma * place.powf(-self.gamma_exponent);
        match self.rule {
            Rule::Coupled => {
                let lambda = self.penalty * place.powf(self.alpha_exponent - self.gamma_exponent);
                let alpha = gamma_k / (2.0 * lambda);
                Steps { gamma: gamma_k, alpha, xi: self.xi * alpha, lambda }
            }
            Rule::Separate => {
                let alpha = gamma * place.powf(-self.alpha_exponent);
                Steps { gamma: gamma_k, alpha, xi: self.xi * gamma_k, lambda: self.penalty + grown }
            }
        }
    }
}

impl Algorithm for F2sa {
    const ABOUT: About = About {
        name: "f2sa",
        title: "fully first-order stochastic approximation for bilevel problems",
        formula: "T times: z ← z − γₖ ∂ᵧf(x, z),  y ← y − αₖ (∂ᵧF(x, y) + λₖ ∂ᵧf(x, y));  \
                  x ← x − ξ αₖ (∂ₓF(x, y) + λₖ (∂ₓf(x, y) − ∂ₓf(x, z)));  \
                  γₖ = γ (k + k₀)^(−c);  coupled: λₖ = λ (k + k₀)^(a − c), αₖ = γₖ/(2λₖ);  \
                  separate: αₖ = γ (k + k₀)^(−a), λₖ₊₁ = λₖ + δ (k + k₀)^(c − a), λ₀ = λ, and x moves with ξ γₖ",
        cost: "T upper and 2T lower gradients in y, 1 upper and 2 lower gradients in x; samples of each with a batch",
        source: "Kwon, Kwon, Wright and Nowak, A fully first-order method for stochastic bilevel optimization, \
                 ICML 2023, Algorithm 1 (their f is our F, their g our f). (a, c) = (1/3, 0) without noise, (3/5, 2/5) \
                 with noise in F alone, (5/7, 4/7) in both. Both gradients ∂ₓf are on the same samples. \
                 The answer is (x, y). The community benchmark (benchmark_bilevel, Dagréou et al. 2022) takes rule = separate \
                 with a = 5/7, c = 4/7, k₀ = 1, T = 10, batch 64, λ = 1, δ = 0.01, 0.1 or 1, γ = 0.01 or 0.1 and ξ = 0.01, 0.1, \
                 1 or 10, and a batch of its own for every gradient: its increments, not its λₖ, follow k^(a − c), so that \
                 λₖ grows like k^(6/7) where the paper has k^(1/7)",
        evidence: &[
            Evidence::equivalence(
                "sits on the closed-form bias of its penalty",
                "bilevel::f2sa_sits_on_the_bias_of_its_penalty",
            ),
            Evidence::iterates(
                "steps of a NumPy transcription of the community benchmark's rule",
                "bilevel_stochastic::steps_of_the_community_benchmark",
            ),
        ],
        parameters: &[
            ("xi", "ξ, step of x relative to αₖ, or to γₖ where separate; small"),
            ("gamma", "γ: a number or relative to the constants of the lower objective in y"),
            ("penalty", "λ, scale of the penalty, or its start where separate"),
            ("rule", "coupled: the paper's; separate: the community benchmark's"),
            ("penalty_growth", "δ of the separate rule"),
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
        for (name, c) in [("alpha_exponent", self.alpha_exponent), ("gamma_exponent", self.gamma_exponent)] {
            expect(c >= 0.0, name, c, "a number of at least 0")?;
        }
        expect(self.inner_steps >= 1, "inner_steps", self.inner_steps, "at least 1")?;
        expect(self.penalty_growth >= 0.0, "penalty_growth", self.penalty_growth, "a number of at least 0")?;
        let (x, y) = start(problem);
        let (h, g) = (Vector::zeros(x.len()), Vector::zeros(y.len()));
        let (upper, lower) = Draws::of(problem, Sampling::WithReplacement, self.batch)?;
        Ok(State {
            x,
            z: y.clone(),
            y,
            gx: h.clone(),
            h,
            fy: g.clone(),
            gy: g,
            upper,
            lower,
            k: 0,
            grown: 0.0,
            gamma: lower_step(self.gamma, known)?,
        })
    }

    fn step(&self, problem: &dyn Bilevel, state: &mut State, rng: &mut Rng) {
        let State { x, y, z, h, gx, fy, gy, upper, lower, k, grown, gamma } = state;
        let Steps { gamma, alpha, xi, lambda } = self.steps(*gamma, *k, *grown);
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
        x.axpy(-xi, h, 1.0);
        *grown += self.penalty_growth * (*k as f64 + self.offset).powf(self.gamma_exponent - self.alpha_exponent);
        *k += 1;
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        stack(&state.x, &state.y, answer);
    }
}

//! Gradient descent on the penalty function of a bilevel problem, its two lower problems solved by inner steps.

use crate::part::bilevel_sampling::Draws;
use crate::part::levels::{bounds, lower_knows, lower_step, stack, start};
use crate::part::sampler::Sampling;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::{Bilevel, Bounds};
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// The double-loop penalty method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PenaltyDoubleLoop {
    step_size: StepSize,
    inner_step_size: StepSize,
    penalised_step_size: StepSize,
    inner_steps: usize,
    sigma: f64,
    exponent: f64,
    batch: Option<usize>,
    inner_batch: Option<usize>,
}

impl Default for PenaltyDoubleLoop {
    fn default() -> Self {
        Self {
            step_size: StepSize::OverSmoothness(0.5),
            inner_step_size: StepSize::OverSmoothness(0.5),
            penalised_step_size: StepSize::OverSmoothness(0.5),
            inner_steps: 10,
            sigma: 0.01,
            exponent: 0.0,
            batch: None,
            inner_batch: None,
        }
    }
}

/// Samples of the outer and of the inner steps, of the upper and of the lower level.
struct Samples {
    outer: (Draws, Draws),
    inner: (Draws, Draws),
}

/// x, y near argmin σF + f, z near argmin f, gradients, bounds, samples, k and the steps of x, z and y.
pub struct State {
    x: Vector,
    y: Vector,
    z: Vector,
    h: Vector,
    gx: Vector,
    fy: Vector,
    gy: Vector,
    sets: Option<(Bounds, Bounds)>,
    samples: Samples,
    k: u64,
    alpha: f64,
    gamma: f64,
    gamma_penalised: f64,
}

impl Algorithm for PenaltyDoubleLoop {
    const ABOUT: About = About {
        name: "penalty-double-loop",
        title: "double-loop penalty method for nonconvex bilevel problems",
        formula: "T times: z ← P(z − γ ∂ᵧf(x, z)),  y ← P(y − γ′ (σₖ ∂ᵧF(x, y) + ∂ᵧf(x, y)));  \
                  x ← P(x − α (∂ₓF(x, y) + (∂ₓf(x, y) − ∂ₓf(x, z))/σₖ));  σₖ = σ (k + 1)^(−s);  P: onto the bounds",
        cost: "T upper and 2T lower gradients in y, 1 upper and 2 lower gradients in x; samples of each with a batch",
        source: "Kwon, Kwon, Wright and Nowak, On penalty methods for nonconvex bilevel optimization and first-order stochastic \
                 approximation, ICLR 2024: the gradient of its penalty function ψ_σ = (min σF + f − min f)/σ, with warm-started inner \
                 steps (its double-loop method with large outer batches). Its pseudocode was not at hand: γ′ of its own, σ fixed unless \
                 s > 0 and all constants are ours; its theory takes σ of the order of the accuracy. The two lower gradients in x are on \
                 the same samples",
        evidence: &[
            Evidence::equivalence(
                "comes to the minimizer of ψ_σ in closed form, whose hyper-gradient falls like σ",
                "bilevel_penalty::the_penalty_function_is_minimized_and_its_bias_is_of_order_sigma",
            ),
            Evidence::equivalence(
                "F2SA at constant steps and penalty λ = 1/σ, with T inner steps and γ′ = γ/2",
                "bilevel_penalty::the_double_loop_is_f2sa_with_constant_steps",
            ),
        ],
        parameters: &[
            ("step_size", "α: a number or relative to the constants of the hyper-objective"),
            ("inner_step_size", "γ of z: a number or relative to the constants of the lower objective in y"),
            (
                "penalised_step_size",
                "γ′ of y: likewise; the penalised objective is smoother by σ times the smoothness of F",
            ),
            ("inner_steps", "T"),
            ("sigma", "σ"),
            ("exponent", "s; 0: σ is fixed"),
            ("batch", "samples of the outer step, of a level that is a sum; all of them where not given"),
            ("inner_batch", "samples of an inner step, likewise"),
        ],
    };

    type Class = dyn Bilevel;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        [self.step_size.knows(), lower_knows(self.inner_step_size), lower_knows(self.penalised_step_size)].concat()
    }

    fn random(&self) -> bool {
        self.batch.is_some() || self.inner_batch.is_some()
    }

    fn init(&self, problem: &dyn Bilevel, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.inner_steps >= 1, "inner_steps", self.inner_steps, "at least 1")?;
        expect(self.sigma > 0.0, "sigma", self.sigma, "a positive number")?;
        expect(self.exponent >= 0.0, "exponent", self.exponent, "a number of at least 0")?;
        let (x, y) = start(problem);
        let (h, g) = (Vector::zeros(x.len()), Vector::zeros(y.len()));
        let draws = |batch| Draws::of(problem, Sampling::WithReplacement, batch);
        Ok(State {
            x,
            z: y.clone(),
            y,
            gx: h.clone(),
            h,
            fy: g.clone(),
            gy: g,
            sets: bounds(problem),
            samples: Samples { outer: draws(self.batch)?, inner: draws(self.inner_batch)? },
            k: 0,
            alpha: self.step_size.resolve(known)?,
            gamma: lower_step(self.inner_step_size, known)?,
            gamma_penalised: lower_step(self.penalised_step_size, known)?,
        })
    }

    fn step(&self, problem: &dyn Bilevel, state: &mut State, rng: &mut Rng) {
        let State { x, y, z, h, gx, fy, gy, sets, samples, k, alpha, gamma, gamma_penalised } = state;
        *k += 1;
        let sigma = self.sigma * (*k as f64).powf(-self.exponent);
        for _ in 0..self.inner_steps {
            let (upper, lower) = (samples.inner.0.draw(rng), samples.inner.1.draw(rng));
            problem.lower_gradient_y(x, z, lower, gy);
            z.axpy(-*gamma, gy, 1.0);
            problem.upper_gradient_y(x, y, upper, fy);
            problem.lower_gradient_y(x, y, lower, gy);
            y.axpy(-*gamma_penalised * sigma, fy, 1.0);
            y.axpy(-*gamma_penalised, gy, 1.0);
            if let Some((_, set)) = sets {
                set.clamp(z);
                set.clamp(y);
            }
        }
        let (upper, lower) = (samples.outer.0.draw(rng), samples.outer.1.draw(rng));
        problem.upper_gradient_x(x, y, upper, h);
        problem.lower_gradient_x(x, y, lower, gx);
        h.axpy(1.0 / sigma, gx, 1.0);
        problem.lower_gradient_x(x, z, lower, gx);
        h.axpy(-1.0 / sigma, gx, 1.0);
        x.axpy(-*alpha, h, 1.0);
        if let Some((set, _)) = sets {
            set.clamp(x);
        }
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        stack(&state.x, &state.y, answer);
    }
}

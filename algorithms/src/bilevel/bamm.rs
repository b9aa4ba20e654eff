//! BAMM: one step each of the averaged lower level, of its multiplier and of the upper variables.

use crate::part::levels::{lower_knows, lower_step, stack, start};
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::{Batch, Bilevel};
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Added to rᵀ∂ᵧᵧψ r, against 0/0 where r = 0; the authors' code has it too.
const CURVATURE_FLOOR: f64 = 1e-12;

/// The single-loop bilevel averaged method of multipliers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bamm {
    step_size: StepSize,
    inner_step_size: StepSize,
    mu: f64,
    p: f64,
    tau: f64,
}

impl Default for Bamm {
    fn default() -> Self {
        Self {
            step_size: StepSize::Number(0.1),
            inner_step_size: StepSize::Number(0.1),
            mu: 0.9,
            p: 10.0,
            tau: 1.0 / 40.0,
        }
    }
}

/// x, y, the multiplier v of ∂ᵧψ = 0, gradients, r = ∂ᵧᵧψ v − ∂ᵧF, products, k and the steps α and β.
pub struct State {
    x: Vector,
    y: Vector,
    v: Vector,
    fx: Vector,
    fy: Vector,
    gy: Vector,
    r: Vector,
    hr: Vector,
    jv: Vector,
    like_x: Vector,
    like_y: Vector,
    k: u64,
    alpha: f64,
    beta: f64,
}

/// ∂ᵧᵧψ u with ψ = μF + (1 − μ)f.
fn hessian_product(
    levels: &dyn Bilevel,
    mu: f64,
    (x, y): (&Vector, &Vector),
    u: &Vector,
    of: &mut Vector,
    out: &mut Vector,
) {
    levels.upper_hessian_product(x, y, u, Batch::Whole, of);
    levels.lower_hessian_product(x, y, u, Batch::Whole, out);
    out.axpy(mu, of, 1.0 - mu);
}

/// ∂ₓᵧψ u.
fn cross_product(
    levels: &dyn Bilevel,
    mu: f64,
    (x, y): (&Vector, &Vector),
    u: &Vector,
    of: &mut Vector,
    out: &mut Vector,
) {
    levels.upper_cross_product(x, y, u, Batch::Whole, of);
    levels.lower_cross_product(x, y, u, Batch::Whole, out);
    out.axpy(mu, of, 1.0 - mu);
}

impl Algorithm for Bamm {
    const ABOUT: About = About {
        name: "bamm",
        title: "single-loop bilevel averaged method of multipliers",
        formula: "ψ = μₖ F + (1 − μₖ) f,  r = ∂ᵧᵧψ v − ∂ᵧF;  y ← y − βₖ ∂ᵧψ,  v ← v − ‖r‖²/(rᵀ∂ᵧᵧψ r) r,  \
                  x ← x − αₖ (∂ₓF − ∂ₓᵧψ v), all at the old (x, y, v), v⁰ = 0;  μₖ = μ (k + 1)^(−1/p),  \
                  βₖ = β (k + 1)^(−τ/2),  αₖ = α μₖ³ (k + 1)^(−3τ/2)",
        cost: "1 upper gradient in x and in y, 1 lower gradient in y, 2 Hessian and 1 cross products of either level",
        source: "Liu, Liu, Yao, Zeng and Zhang, Averaged method of multipliers for bi-level optimization without lower-level \
                 strong convexity, ICML 2023, sl-BAMM; step of v by exact line search and constants of the standard strategy \
                 as in the authors' code, which computes βₖ but keeps β for all k",
        evidence: &[
            Evidence::iterates(
                "iterates of a NumPy transcription on the counter-example and on a problem that is not quadratic",
                "bilevel_penalty::bamm_follows_its_transcription",
            ),
            Evidence::published(
                "reaches the optimistic solution of the counter-example with p = 10 and stays far off with p = 2: the theory asks p > 4",
                "bilevel_penalty::bamm_solves_the_counter_example_unless_the_weight_falls_fast",
            ),
        ],
        parameters: &[
            ("step_size", "α of x: a number or relative to the constants of the hyper-objective"),
            ("inner_step_size", "β of y: a number or relative to the constants of the lower objective in y"),
            ("mu", "μ, weight of the upper objective at first, above 0 and at most 1"),
            ("p", "the weight falls like k^(−1/p); theory: p > 4"),
            ("tau", "τ, by which the steps fall"),
        ],
    };

    type Class = dyn Bilevel;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        [self.step_size.knows(), lower_knows(self.inner_step_size)].concat()
    }

    fn init(&self, problem: &dyn Bilevel, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.mu > 0.0 && self.mu <= 1.0, "mu", self.mu, "above 0 and at most 1")?;
        expect(self.p > 0.0, "p", self.p, "a positive number")?;
        expect(self.tau >= 0.0, "tau", self.tau, "a number of at least 0")?;
        let (x, y) = start(problem);
        let (like_x, like_y) = (Vector::zeros(x.len()), Vector::zeros(y.len()));
        Ok(State {
            x,
            y,
            v: like_y.clone(),
            fx: like_x.clone(),
            fy: like_y.clone(),
            gy: like_y.clone(),
            r: like_y.clone(),
            hr: like_y.clone(),
            jv: like_x.clone(),
            like_x,
            like_y,
            k: 0,
            alpha: self.step_size.resolve(known)?,
            beta: lower_step(self.inner_step_size, known)?,
        })
    }

    fn step(&self, problem: &dyn Bilevel, state: &mut State, _rng: &mut Rng) {
        let State { x, y, v, fx, fy, gy, r, hr, jv, like_x, like_y, k, alpha, beta } = state;
        *k += 1;
        let place = *k as f64;
        let mu = self.mu * place.powf(-1.0 / self.p);
        let beta = *beta * place.powf(-0.5 * self.tau);
        let alpha = *alpha * mu.powi(3) * place.powf(-1.5 * self.tau);
        problem.upper_gradient_x(x, y, Batch::Whole, fx);
        problem.upper_gradient_y(x, y, Batch::Whole, fy);
        problem.lower_gradient_y(x, y, Batch::Whole, gy);
        hessian_product(problem, mu, (x, y), v, like_y, r);
        *r -= &*fy;
        hessian_product(problem, mu, (x, y), r, like_y, hr);
        cross_product(problem, mu, (x, y), v, like_x, jv);
        let eta = r.norm_squared() / (r.dot(hr) + CURVATURE_FLOOR);
        y.axpy(-beta * mu, fy, 1.0);
        y.axpy(-beta * (1.0 - mu), gy, 1.0);
        v.axpy(-eta, r, 1.0);
        *fx -= &*jv;
        x.axpy(-alpha, fx, 1.0);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        stack(&state.x, &state.y, answer);
    }
}

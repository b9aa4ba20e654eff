//! Optimized gradient method: Nesterov's with a second momentum, along the gradient step.

use crate::part::momentum::next_t;
use crate::part::schedule::Horizon;
use crate::part::step_size::smoothness;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Smooth;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// What is optimal, and when.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Form {
    /// The value of y at any time; goes on for ever.
    Anytime,
    /// The value of x after N steps: OGM.
    Value,
    /// The gradient of x after N steps: OGM-G.
    Gradient,
}

/// The optimal methods with fixed steps for smooth convex functions.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ogm {
    form: Form,
    horizon: Horizon,
}

impl Default for Ogm {
    fn default() -> Self {
        Self { form: Form::Anytime, horizon: Horizon::default() }
    }
}

/// x and y with the y before, the gradient, L, the number of steps done, and θ.
pub struct State {
    x: Vector,
    y: Vector,
    y_next: Vector,
    g: Vector,
    l: f64,
    i: usize,
    /// N; none where the method goes on for ever.
    steps: Option<usize>,
    theta: f64,
    /// θ̃₀, …, θ̃ₙ of OGM-G, whose recursion runs backwards.
    thetas: Vec<f64>,
}

/// So many steps at most may be laid out: OGM-G holds a number for each.
const MOST_STEPS: f64 = 1e8;

impl Algorithm for Ogm {
    const ABOUT: About = About {
        name: "ogm",
        title: "optimized gradient method",
        formula: "y⁺ = x − ∇f(x)/L,  x⁺ = y⁺ + β (y⁺ − y) + γ (y⁺ − x);  value: β = (θ − 1)/θ⁺, γ = θ/θ⁺, θ₀ = 1, \
                  θ⁺ = (1 + √(1 + 4θ²))/2, at step N (1 + √(1 + 8θ²))/2;  gradient: \
                  β = (θ̃ᵢ − 1)(2θ̃ᵢ₊₁ − 1)/(θ̃ᵢ(2θ̃ᵢ − 1)), γ = (2θ̃ᵢ₊₁ − 1)/(2θ̃ᵢ − 1), θ̃_N = 1, θ̃ᵢ from θ̃ᵢ₊₁ as θ⁺ from θ, \
                  8 for 4 at i = 0",
        cost: "1 gradient",
        source: "value and anytime: Kim and Fessler, Optimized first-order methods for smooth convex minimization, Math. \
                 Program. 159, 2016, algorithm OGM1: f(x_N) − f* ≤ L‖x⁰ − x*‖²/(2θ_N²), no method does better; Kim and \
                 Fessler, On the convergence analysis of the optimized gradient method, J. Optim. Theory Appl. 172, 2017: \
                 f(yₖ₊₁) − f* ≤ L‖x⁰ − x*‖²/(4θₖ²); gradient: Kim and Fessler, Optimizing the efficiency of first-order \
                 methods for decreasing the gradient of smooth convex functions, J. Optim. Theory Appl. 188, 2021: \
                 ‖∇f(x_N)‖² ≤ 2L(f(x⁰) − f*)/θ̃₀². Done after N steps",
        evidence: &[
            Evidence::bound(
                "value: L‖x₀ − x*‖²/(2θ_N²), attained by a quadratic and by a Huber function; .0767518 for L = 3, N = 4",
                "first_order::ogm_attains_its_rate",
            ),
            Evidence::bound("anytime: L‖x₀ − x*‖²/(4θ_k²)", "first_order::ogm_at_any_time"),
            Evidence::bound(
                "gradient: ‖∇f(x_N)‖² ≤ 2L(f(x₀) − f*)/θ̃₀², attained",
                "first_order::ogm_g_attains_its_rate",
            ),
        ],
        parameters: &[
            ("form", "anytime, value or gradient: what is optimal, the last two after N steps"),
            ("horizon", "N of value and gradient: \"budget\" or a number of steps"),
        ],
    };

    type Class = dyn Smooth;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        match (self.form, self.horizon) {
            (Form::Value | Form::Gradient, Horizon::Budget(_)) => vec![Constant::Smoothness, Constant::Horizon],
            _ => vec![Constant::Smoothness],
        }
    }

    fn init(&self, problem: &dyn Smooth, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let l = smoothness(known)?;
        let steps = match (self.form, self.horizon) {
            (Form::Anytime, _) => None,
            (_, Horizon::Steps(steps)) => Some(steps as f64),
            (_, Horizon::Budget(_)) => Some(known.horizon.ok_or(Misfit::Unknown { symbol: "T" })?),
        };
        let few = steps.is_none_or(|steps| (1.0..=MOST_STEPS).contains(&steps));
        expect(few, "horizon", steps.unwrap_or(0.0), "1 to 1e8 steps")?;
        let steps = steps.map(|steps| steps as usize);
        let thetas = match (self.form, steps) {
            (Form::Gradient, Some(steps)) => backwards(steps),
            _ => vec![],
        };
        let x = problem.start();
        let g = Vector::zeros(x.len());
        Ok(State { y: x.clone(), y_next: x.clone(), x, g, l, i: 0, steps, theta: 1.0, thetas })
    }

    fn step(&self, problem: &dyn Smooth, state: &mut State, _rng: &mut Rng) {
        let State { x, y, y_next, g, l, i, steps, theta, thetas } = state;
        problem.gradient(x, g);
        y_next.copy_from(x);
        y_next.axpy(-1.0 / *l, g, 1.0);
        let (beta, gamma) = if let Form::Gradient = self.form {
            let (t, t_next) = (thetas[*i], thetas[*i + 1]);
            ((t - 1.0) * (2.0 * t_next - 1.0) / (t * (2.0 * t - 1.0)), (2.0 * t_next - 1.0) / (2.0 * t - 1.0))
        } else {
            let t_next = if *steps == Some(*i + 1) { last_theta(*theta) } else { next_t(*theta) };
            let t = std::mem::replace(theta, t_next);
            ((t - 1.0) / t_next, t / t_next)
        };
        // x ← y⁺ + β (y⁺ − y) + γ (y⁺ − x)
        x.axpy(1.0 + beta + gamma, y_next, -gamma);
        x.axpy(-beta, y, 1.0);
        std::mem::swap(y, y_next);
        *i += 1;
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(if self.form == Form::Anytime { &state.y } else { &state.x });
    }

    fn done(&self, state: &State) -> bool {
        state.steps == Some(state.i)
    }
}

/// (1 + √(1 + 8θ²))/2.
fn last_theta(theta: f64) -> f64 {
    f64::midpoint(1.0, (1.0 + 8.0 * theta * theta).sqrt())
}

/// θ̃₀, …, θ̃ₙ for n = `steps`.
fn backwards(steps: usize) -> Vec<f64> {
    let mut thetas = vec![1.0; steps + 1];
    for i in (0..steps).rev() {
        thetas[i] = if i == 0 { last_theta(thetas[1]) } else { next_t(thetas[i + 1]) };
    }
    thetas
}

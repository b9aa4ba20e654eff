//! FISTA: x⁺ = prox(y − α ∇f(y)), y⁺ = x⁺ + β (x⁺ − x).

use crate::part::restart::Restart;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::Composite;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Accelerated proximal gradient method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fista {
    step_size: StepSize,
    restart: Restart,
}

impl Default for Fista {
    fn default() -> Self {
        Self { step_size: StepSize::OverSmoothness(1.0), restart: Restart::None }
    }
}

/// The last two points, the extrapolated one and t.
pub struct State {
    x: Vector,
    previous: Vector,
    y: Vector,
    g: Vector,
    alpha: f64,
    t: f64,
    value: f64,
}

impl Algorithm for Fista {
    const ABOUT: About = About {
        name: "fista",
        title: "accelerated proximal gradient method",
        formula: "x⁺ = prox_{αh}(y − α ∇f(y)),  t⁺ = (1 + √(1 + 4t²))/2,  y⁺ = x⁺ + ((t − 1)/t⁺)(x⁺ − x)",
        cost: "1 gradient, 1 prox; restart = \"function\": 1 value more",
        source: "Beck and Teboulle, A fast iterative shrinkage-thresholding algorithm, SIAM J. Imaging Sci. 2(1), \
                 2009, constant step, (4.1)–(4.3): F(xₙ) − F* ≤ 2L‖x⁰ − x*‖²/(n + 1)²; restart: O'Donoghue and Candès, \
                 Found. Comput. Math. 15, 2015, section 3.2, with the gradient mapping y − x⁺ for the gradient",
        evidence: &[Evidence::bound("2L‖x₀ − x*‖²/(k + 1)²", "rates::fista")],
        parameters: &[
            ("step_size", "α: a number or relative to the problem's constants"),
            ("restart", "none, function (F(x⁺) > F(x)) or gradient ((y − x⁺)ᵀ(x⁺ − x) > 0)"),
        ],
    };

    type Class = dyn Composite;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        self.step_size.knows()
    }

    fn init(&self, problem: &dyn Composite, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let alpha = self.step_size.resolve(known)?;
        let x = problem.start();
        let g = Vector::zeros(x.len());
        Ok(State { previous: x.clone(), y: x.clone(), x, g, alpha, t: 1.0, value: f64::INFINITY })
    }

    fn step(&self, problem: &dyn Composite, state: &mut State, _rng: &mut Rng) {
        let State { x, previous, y, g, alpha, t, value } = state;
        problem.gradient(y, g);
        std::mem::swap(x, previous);
        // g ← y − α ∇f(y), the point to be proxed.
        g.axpy(1.0, y, -*alpha);
        problem.prox(g, *alpha, x);

        let restart = match self.restart {
            Restart::None => false,
            Restart::Function => {
                let before = std::mem::replace(value, problem.value(x) + problem.penalty(x));
                *value > before
            }
            Restart::Gradient => descent(y, x, previous) > 0.0,
        };
        if restart {
            *t = 1.0;
        }
        let t_next = f64::midpoint(1.0, (1.0 + 4.0 * *t * *t).sqrt());
        let beta = (*t - 1.0) / t_next;
        *t = t_next;
        y.copy_from(previous);
        y.axpy(1.0 + beta, x, -beta);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }
}

/// (y − x)ᵀ(x − previous).
fn descent(y: &Vector, x: &Vector, previous: &Vector) -> f64 {
    let moves = x.as_slice().iter().zip(previous.as_slice());
    y.as_slice().iter().zip(moves).map(|(y, (x, previous))| (y - x) * (x - previous)).sum()
}

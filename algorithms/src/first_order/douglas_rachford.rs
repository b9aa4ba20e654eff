//! Douglas–Rachford splitting: x = prox f(z), y = prox h(2x − z), z ← z + λ (y − x).

use crate::part::majorizer::Backtracking;
use crate::part::smooth_prox::SmoothProx;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Composite;
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Douglas–Rachford splitting, which is ADMM on the dual.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DouglasRachford {
    step_size: StepSize,
    relaxation: f64,
    inner_tolerance: f64,
    inner_steps: usize,
}

impl Default for DouglasRachford {
    fn default() -> Self {
        Self { step_size: StepSize::OverSmoothness(1.0), relaxation: 1.0, inner_tolerance: 0.1, inner_steps: 100 }
    }
}

/// z, the two prox points, 2x − z, and what the inner solves need.
pub struct State {
    x: Vector,
    y: Vector,
    z: Vector,
    v: Vector,
    prox: SmoothProx,
    t: f64,
    k: u64,
    /// ‖y − x‖ of the last step, and t‖∇f(x) + (x − z)/t‖ at the first x.
    scales: (f64, f64),
}

impl Algorithm for DouglasRachford {
    const ABOUT: About = About {
        name: "douglas-rachford",
        title: "Douglas–Rachford splitting, or ADMM",
        formula: "x = prox_{tf}(z),  y = prox_{th}(2x − z),  z ← z + λ (y − x);  in ADMM's letters, λ = 1: \
                  x⁺ = prox_{tf}(y + u),  u⁺ = u + y − x⁺,  y⁺ = prox_{th}(x⁺ − u⁺),  z = y + u",
        cost: "1 prox; 1 gradient and 2 per inner step where f is quadratic, more where it is not; 2 gradients at the start \
               where L is unknown",
        source: "Lions and Mercier, SIAM J. Numer. Anal. 16(6), 1979; Eckstein and Bertsekas, On the Douglas–Rachford \
                 splitting method and the proximal point algorithm for maximal monotone operators, Math. Program. 55, 1992, \
                 theorem 8: errors of the proxes may be summable; ADMM: Boyd et al., Found. Trends Mach. Learn. 3(1), 2011, \
                 section 3.1. prox_{tf} by conjugate gradients from the last x, to an error of at most \
                 tolerance · min(‖y − x‖ of the step before, e₀/(k + 1)²), e₀ that of the first x. The answer is y",
        evidence: &[Evidence::equivalence(
            "ADMM with exact proxes, written out for a separable lasso",
            "splitting::douglas_rachford_is_admm",
        )],
        parameters: &[
            ("step_size", "t: a number or relative to the problem's constants; L is estimated at the start if unknown"),
            ("relaxation", "λ, in (0, 2)"),
            ("inner_tolerance", "error of prox_{tf}, relative as above"),
            ("inner_steps", "most directions of an inner solve"),
        ],
    };

    type Class = dyn Composite;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        self.step_size.knows()
    }

    fn init(&self, problem: &dyn Composite, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let Self { relaxation, inner_tolerance, inner_steps, .. } = *self;
        expect(relaxation > 0.0 && relaxation < 2.0, "relaxation", relaxation, "a number in (0, 2)")?;
        expect(inner_tolerance > 0.0, "inner_tolerance", inner_tolerance, "a positive number")?;
        expect(inner_steps > 0, "inner_steps", inner_steps, "at least 1")?;
        let t = Backtracking::Unknown.start(self.step_size, problem, known)?.alpha;
        let x = problem.start();
        let prox = SmoothProx::new(x.len());
        let scales = (f64::INFINITY, f64::INFINITY);
        Ok(State { y: x.clone(), z: x.clone(), v: x.clone(), x, prox, t, k: 0, scales })
    }

    fn step(&self, problem: &dyn Composite, state: &mut State, _rng: &mut Rng) {
        let State { x, y, z, v, prox, t, k, scales } = state;
        let square = (*k + 1).pow(2) as f64;
        let (moved, scale) = *scales;
        let tolerance = |error: f64| self.inner_tolerance * moved.min(scale.min(error) / square);
        let error = prox.solve(problem, (z, *t), x, tolerance, self.inner_steps);
        if *k == 0 {
            scales.1 = error;
        }
        v.copy_from(z);
        v.axpy(2.0, x, -1.0);
        problem.prox(v, *t, y);
        // z ← z + λ (y − x)
        z.axpy(self.relaxation, y, 1.0);
        z.axpy(-self.relaxation, x, 1.0);
        scales.0 = problems::distance(x, y);
        *k += 1;
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.y);
    }
}

//! BFGS: x ← x − t H ∇f(x), H a dense estimate of the inverse Hessian.

use crate::part::line_search::{self, LineSearch};
use crate::part::ray::Ray;
use crate::{About, Algorithm, Evidence, Misfit};
use problems::class::Smooth;
use problems::{Known, Matrix, Rng, Vector};
use serde::{Deserialize, Serialize};

/// What H is at the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Scaling {
    /// I.
    #[default]
    None,
    /// I, and (sᵀy/yᵀy) I before the first update.
    First,
}

/// The method of Broyden, Fletcher, Goldfarb and Shanno.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bfgs {
    line_search: line_search::Rule,
    decrease: f64,
    curvature: f64,
    scaling: Scaling,
}

impl Default for Bfgs {
    fn default() -> Self {
        Self { line_search: line_search::Rule::Wolfe, decrease: 1e-4, curvature: 0.9, scaling: Scaling::None }
    }
}

/// The point, direction and trial; H; s, y and Hy; the value before; the search.
pub struct State {
    ray: Ray,
    h: Matrix,
    s: Vector,
    y: Vector,
    hy: Vector,
    f_before: f64,
    search: LineSearch,
    updates: u64,
    done: bool,
}

/// How much more than the last decrease of f the first trial expects to the first order, as `SciPy`.
const EXPECTED: f64 = 1.01 * 2.0;

impl Algorithm for Bfgs {
    const ABOUT: About = About {
        name: "bfgs",
        title: "BFGS with a Moré–Thuente line search",
        formula: "x ← x + t d,  d = −H∇f(x),  H ← (I − ρsyᵀ) H (I − ρysᵀ) + ρssᵀ,  ρ = 1/sᵀy,  H = I at the start;  \
                  f(x + t d) ≤ f(x) + c₁ t ∇f(x)ᵀd,  |∇f(x + t d)ᵀd| ≤ c₂ |∇f(x)ᵀd|",
        cost: "1 value_gradient per trial of the line search, mostly 1; 1 at the start",
        source: "Nocedal and Wright, Numerical Optimization, 2nd ed., Springer 2006, algorithm 6.1, scaling (6.20); line \
                 search: Moré and Thuente, ACM TOMS 20(3), 1994. Constants, H at the start and first trial \
                 min(1, 2.02 (f − f⁻)/∇f(x)ᵀd), f⁻ = f + ‖∇f(x)‖/2 at the start, as in SciPy 1.17, optimize/_optimize.py. \
                 H is kept where sᵀy ≤ 0. Without a descent direction or a lower point H is I again; when steepest descent \
                 finds none either, the method is done",
        evidence: &[
            Evidence::equivalence(
                "with exact steps: conjugate gradients on a quadratic, and H the inverse Hessian after n steps",
                "quasi_newton::bfgs_is_linear_cg_on_a_quadratic",
            ),
            Evidence::iterates("SciPy 1.17's on Rosenbrock and Wood", "quasi_newton::bfgs_takes_scipys_steps"),
        ],
        parameters: &[
            ("line_search", "wolfe (strong, by Moré and Thuente) or exact (a stationary point along d)"),
            ("decrease", "c₁ of wolfe"),
            ("curvature", "c₂ of wolfe"),
            ("scaling", "none: H = I at the start; first: (sᵀy/yᵀy) I before the first update"),
        ],
    };

    type Class = dyn Smooth;
    type State = State;

    fn memory(&self, dim: usize) -> usize {
        dim * dim * size_of::<f64>()
    }

    fn init(&self, problem: &dyn Smooth, _known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let search = LineSearch::new(self.line_search, self.decrease, self.curvature)?;
        let ray = Ray::new(problem);
        let n = ray.x.len();
        let zero = Vector::zeros(n);
        Ok(State {
            f_before: ray.f + ray.g.norm() / 2.0,
            ray,
            h: Matrix::identity(n, n),
            s: zero.clone(),
            y: zero.clone(),
            hy: zero,
            search,
            updates: 0,
            done: false,
        })
    }

    fn step(&self, problem: &dyn Smooth, state: &mut State, _rng: &mut Rng) {
        let State { ray, h, s, y, hy, f_before, search, updates, done } = state;
        ray.d.gemv(-1.0, h, &ray.g, 0.0);
        let first = EXPECTED * (ray.f - *f_before) / ray.slope();
        let first = if first > 0.0 { first.min(1.0) } else { 1.0 };
        let Some(t) = search.search(problem, ray, first) else {
            *done = *updates == 0;
            h.fill_with_identity();
            (*updates, *f_before) = (0, ray.f + ray.g.norm() / 2.0);
            return;
        };
        s.copy_from(&ray.d);
        *s *= t;
        ray.g_next.sub_to(&ray.g, y);
        *f_before = ray.f;
        ray.advance();

        let sy = s.dot(y);
        if sy > 0.0 && sy.is_finite() {
            if *updates == 0 && self.scaling == Scaling::First {
                *h *= sy / y.norm_squared();
            }
            *updates += 1;
            update(h, s, y, hy, 1.0 / sy);
        }
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.ray.x);
    }

    fn done(&self, state: &State) -> bool {
        state.done
    }
}

/// H ← (I − ρsyᵀ) H (I − ρysᵀ) + ρssᵀ = H − ρ (s(Hy)ᵀ + (Hy)sᵀ) + ρ (1 + ρyᵀHy) ssᵀ.
fn update(h: &mut Matrix, s: &Vector, y: &Vector, hy: &mut Vector, rho: f64) {
    hy.gemv(1.0, h, y, 0.0);
    let c = rho * (1.0 + rho * y.dot(hy));
    h.ger(-rho, s, hy, 1.0);
    h.ger(-rho, hy, s, 1.0);
    h.ger(c, s, s, 1.0);
}

//! Gradient-regularised Newton: x ← x − (H + λI)⁻¹g with λ a power of ‖g‖.

use crate::part::dense::solve_definite;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Curved;
use problems::{Known, Matrix, Rng, Vector};
use serde::{Deserialize, Serialize};

/// How the constant of the regularisation is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Search {
    /// As given.
    Constant,
    /// Mishchenko's adaptive search by doubling.
    Adaptive,
    /// The search of super-universal Newton.
    #[default]
    SuperUniversal,
}

/// Newton's method with a regularisation that vanishes with the gradient.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradientRegularisedNewton {
    search: Search,
    constant: f64,
    exponent: f64,
}

impl Default for GradientRegularisedNewton {
    fn default() -> Self {
        Self { search: Search::SuperUniversal, constant: 1.0, exponent: 1.0 }
    }
}

/// The point with its value and gradient, the Hessian and that shifted by λ, a trial point with its gradient, and H.
pub struct State {
    x: Vector,
    f: f64,
    g: Vector,
    hessian: Matrix,
    shifted: Matrix,
    d: Vector,
    trial: Vector,
    g_trial: Vector,
    constant: f64,
    done: bool,
}

/// Trials after which the search gives up and the run ends; super-universal Newton's least H.
const TRIALS: usize = 40;
const LEAST: f64 = 1e-5;

impl Algorithm for GradientRegularisedNewton {
    const ABOUT: About = About {
        name: "gradient-regularised-newton",
        title: "gradient-regularised Newton, with a constant, adaptive or super-universal",
        formula: "x⁺ = x − (∇²f(x) + λI)⁻¹∇f(x);  constant, adaptive: λ = √(H‖∇f(x)‖), adaptive: H doubled from a quarter of the last until \
                  ‖∇f(x⁺)‖ ≤ 2λr and f(x⁺) ≤ f(x) − ⅔λr², r = ‖x⁺ − x‖;  super-universal: λ = H‖∇f(x)‖^α, H ← 4H until \
                  ∇f(x⁺)ᵀ(x − x⁺) ≥ ‖∇f(x⁺)‖²/(4λ), then H/4",
        cost: "1 Hessian, 1 gradient a trial; 1 gradient at the start; adaptive: value_gradient for gradient",
        source: "Mishchenko, Regularized Newton method with global O(1/k²) convergence, SIAM J. Optim. 33, 2023, algorithms 1 \
                 and 2; Doikov and Nesterov, Gradient regularization of Newton method with Bregman distances, Math. Program. 204, \
                 2024; super-universal: Doikov, Mishchenko and Nesterov, Super-universal regularized Newton method, SIAM J. Optim. \
                 34, 2024, algorithm 2, with the least H of the authors' code. A trial that is not positive definite fails, \
                 and one that fails with a constant H doubles it for the step; 40 failures end the run. The factorization allocates",
        evidence: &[
            Evidence::iterates(
                "the authors' super-universal Newton on Rosenbrock's function from (−2, 2): 69 and 74 steps to 1e-4 and 1e-8",
                "damped_newton::super_universal_newton_takes_the_steps_of_the_authors_code",
            ),
            Evidence::bound(
                "constant and adaptive, convex: Mishchenko's decrease f(x) − f(x⁺) ≥ ⅔λr² and ‖∇f(x⁺)‖ ≤ 2λr",
                "damped_newton::gradient_regularisation_gains_what_is_proven",
            ),
        ],
        parameters: &[
            ("search", "constant, adaptive or super-universal"),
            ("constant", "H, at the start of a search: 2H is the Hessian's Lipschitz constant"),
            (
                "exponent",
                "α of super-universal, 0 to 1; its theory takes 2/3 to 1, and 1/2 is the exponent of the others",
            ),
        ],
    };

    type Class = dyn Curved;
    type State = State;

    fn memory(&self, dim: usize) -> usize {
        // The Hessian, shifted, and its factor.
        3 * size_of::<f64>() * dim * dim
    }

    fn init(&self, problem: &dyn Curved, _known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.constant > 0.0, "constant", self.constant, "a positive number")?;
        expect((0.0..=1.0).contains(&self.exponent), "exponent", self.exponent, "0 to 1")?;
        let x = problem.start();
        let (n, mut g) = (x.len(), Vector::zeros(x.len()));
        let f = if self.search == Search::Adaptive {
            problem.value_gradient(&x, &mut g)
        } else {
            problem.gradient(&x, &mut g);
            f64::NAN
        };
        Ok(State {
            d: g.clone(),
            trial: x.clone(),
            g_trial: g.clone(),
            x,
            f,
            g,
            hessian: Matrix::zeros(n, n),
            shifted: Matrix::zeros(n, n),
            constant: self.constant,
            done: false,
        })
    }

    fn step(&self, problem: &dyn Curved, state: &mut State, _rng: &mut Rng) {
        let State { x, f, g, hessian, shifted, d, trial, g_trial, constant, done } = state;
        problem.hessian(x, hessian);
        let norm = g.norm();
        let mut h = if self.search == Search::Adaptive { *constant / 2.0 } else { *constant };
        let found = (0..TRIALS).any(|_| {
            let lambda = match self.search {
                Search::Constant | Search::Adaptive => (h * norm).sqrt(),
                Search::SuperUniversal => h * norm.powf(self.exponent),
            };
            if self.trial(problem, (x, f, g), (hessian, shifted), lambda, (d, trial, g_trial)) {
                return true;
            }
            h *= if self.search == Search::SuperUniversal { 4.0 } else { 2.0 };
            false
        });
        *done = !found;
        if found {
            std::mem::swap(x, trial);
            std::mem::swap(g, g_trial);
            *constant = match self.search {
                Search::Constant => *constant,
                // AdaN starts from a quarter and doubles before the first trial.
                Search::Adaptive => h,
                Search::SuperUniversal => (h / 4.0).max(LEAST),
            };
        }
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.x);
    }

    fn done(&self, state: &State) -> bool {
        state.done
    }
}

impl GradientRegularisedNewton {
    /// Goes to x − (H + λI)⁻¹g; whether the search is content there, with f ← the value if it was asked.
    fn trial(
        &self,
        problem: &dyn Curved,
        (x, f, g): (&Vector, &mut f64, &Vector),
        (hessian, shifted): (&Matrix, &mut Matrix),
        lambda: f64,
        (d, trial, g_trial): (&mut Vector, &mut Vector, &mut Vector),
    ) -> bool {
        shifted.copy_from(hessian);
        (0..x.len()).for_each(|i| shifted[(i, i)] += lambda);
        d.copy_from(g);
        if !solve_definite(shifted, d) {
            return false;
        }
        // d = x − x⁺.
        x.sub_to(d, trial);
        match self.search {
            Search::Constant => {
                problem.gradient(trial, g_trial);
                true
            }
            Search::Adaptive => {
                let (f_trial, r) = (problem.value_gradient(trial, g_trial), d.norm());
                let rounding = 2.0 * f64::EPSILON * f.abs();
                let gains = f_trial <= *f - 2.0 / 3.0 * lambda * r * r + rounding;
                let content = gains && g_trial.norm() <= 2.0 * lambda * r;
                *f = if content { f_trial } else { *f };
                content
            }
            Search::SuperUniversal => {
                problem.gradient(trial, g_trial);
                g_trial.dot(d) >= g_trial.norm_squared() / (4.0 * lambda)
            }
        }
    }
}

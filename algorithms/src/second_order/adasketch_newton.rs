//! AdaSketch-Newton: randomised Newton steps on the KKT conditions, globalised by the exact augmented Lagrangian.

use crate::part::backtracking::backtrack;
use crate::part::kkt::{Curvature, Point, assemble, equalities_only};
use crate::part::sketch_project::{Projection, SketchProject};
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Constrained;
use problems::{Known, Matrix, Rng, Vector};
use serde::{Deserialize, Serialize};

/// Which second derivative stands in the gradient of the merit function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum MeritHessian {
    /// ∇²ₓₓL: the true gradient.
    #[default]
    Lagrangian,
    /// ∇²f, as in the authors' code; the same where the constraints are linear.
    Objective,
}

/// AdaSketch-Newton.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdasketchNewton {
    sketch: Projection,
    merit_hessian: MeritHessian,
    multiplier_start: f64,
    eta1: f64,
    eta2: f64,
    delta: f64,
    delta_floor: f64,
    nu: f64,
    theta: f64,
    beta: f64,
    xi_b: f64,
    reduced_floor: f64,
    rank_floor: f64,
    sketches: u64,
    tolerance: f64,
}

impl Default for AdasketchNewton {
    fn default() -> Self {
        Self {
            sketch: Projection::GaussianVector,
            merit_hessian: MeritHessian::Lagrangian,
            multiplier_start: 0.0,
            eta1: 1.0,
            eta2: 0.1,
            delta: 0.1,
            delta_floor: 1e-6,
            nu: 1.5,
            theta: 1.0,
            beta: 0.1,
            xi_b: 0.1,
            reduced_floor: 1e-6,
            rank_floor: 1e-2,
            sketches: 100_000,
            tolerance: 1e-8,
        }
    }
}

/// Penalties between which the merit function can be trusted, of the authors' code.
const ETA1_LARGEST: f64 = 1e8;
const ETA2_SMALLEST: f64 = 1e-8;

/// The point, a trial, the KKT system Γz = −r and its solver, the gradient of the merit function, penalties, and whether the method gave up.
pub struct State {
    point: Point,
    trial: Point,
    curvature: Curvature,
    objective_hessian: Matrix,
    no_multipliers: Vector,
    gamma: Matrix,
    r: Vector,
    solver: SketchProject,
    merit_gradient: Vector,
    eta1: f64,
    eta2: f64,
    delta: f64,
    stuck: bool,
}

/// The gradient of the merit function: (∇ₓL + η₂ H ∇ₓL + η₁ Gᵀc, c + η₂ G ∇ₓL).
fn merit_gradient(point: &Point, h: &Matrix, g: &Matrix, eta1: f64, eta2: f64, out: &mut Vector) {
    let (m, n) = g.shape();
    let mut top = out.rows_mut(0, n);
    top.copy_from(&point.gradient);
    top.gemv(eta2, h, &point.gradient, 1.0);
    top.gemv_tr(eta1, g, &point.c, 1.0);
    let mut bottom = out.rows_mut(n, m);
    bottom.copy_from(&point.c);
    bottom.gemv(eta2, g, &point.gradient, 1.0);
}

impl Algorithm for AdasketchNewton {
    const ABOUT: About = About {
        name: "adasketch-newton",
        title: "AdaSketch-Newton: sketched Newton steps on the exact augmented Lagrangian",
        formula: "[[∇²ₓₓL + tI, Gᵀ], [G, 0]] z ≈ −(∇ₓL, c) by sketch and project until ‖Γ‖ Ψ ‖Γz + r‖ ≤ θ δ ‖r‖ and \
                  ∇L_ηᵀz ≤ −(η₂/2)‖r‖²,  (x, λ) ← (x, λ) + α z,  \
                  L_η = f + λᵀc + (η₁/2)‖c‖² + (η₂/2)‖∇ₓL‖²",
        cost: "1 Lagrangian Hessian, 1 Jacobian; a trial 1 value and gradient, 1 constraint vector, 1 Jacobian product; \
               the same once at the start. With merit_hessian = objective 1 Lagrangian Hessian more",
        source: "Hong, Na, Mahoney and Kolar, Constrained optimization via exact augmented Lagrangian and randomized \
                 iterative sketching, ICML 2023, Algorithm 1 and the constants of the authors' code. Departures: the \
                 gradient of L_η has ∇²ₓₓL where their code has ∇²f (merit_hessian = objective is theirs); a default \
                 tolerance of 1e-8, theirs is 1e-4. Equality constraints only; the answer is x. It ends where GGᵀ is \
                 nearly singular, the penalties leave [1e-8, 1e8] or no step decreases L_η. Spectra allocate",
        evidence: &[Evidence::published(
            "the step counts of the authors' code on HS6, HS7, HS28, HS40",
            "second_order::adasketch_newton_takes_as_many_steps_as_the_authors_report",
        )],
        parameters: &[
            ("sketch", "gaussian-vector or randomized-kaczmarz"),
            ("merit_hessian", "lagrangian: the true gradient of L_η; objective: that of the authors' code"),
            ("multiplier_start", "every entry of λ⁰"),
            ("eta1", "first penalty η₁ of the constraints; multiplied by ν²"),
            ("eta2", "first penalty η₂ of the Lagrangian gradient; divided by ν"),
            ("delta", "first accuracy δ of z; at least divided by ν⁴"),
            ("delta_floor", "least δ"),
            ("nu", "ν > 1, factor of the penalties"),
            ("theta", "θ of the accuracy"),
            ("beta", "β < ½ of Armijo's condition"),
            ("xi_b", "ξ of B: t = ξ + ‖∇²ₓₓL‖ where the reduced Hessian is not positive definite"),
            ("reduced_floor", "least eigenvalue of a reduced Hessian that passes for positive definite"),
            ("rank_floor", "least eigenvalue of GGᵀ that passes for full rank"),
            ("sketches", "most sketches of a step"),
            ("tolerance", "‖(∇ₓL, c)‖ at which it is done"),
        ],
    };

    type Class = dyn Constrained;
    type State = State;

    fn random(&self) -> bool {
        true
    }

    fn memory(&self, dim: usize) -> usize {
        // Γ, at most 2n × 2n, and about eight n × n matrices.
        12 * size_of::<f64>() * dim * dim
    }

    fn init(&self, problem: &dyn Constrained, _known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.nu > 1.0, "nu", self.nu, "more than 1")?;
        expect((0.0..0.5).contains(&self.beta), "beta", self.beta, "0 to 0.5")?;
        expect(self.eta1 > 0.0, "eta1", self.eta1, "a positive number")?;
        expect(self.eta2 > 0.0, "eta2", self.eta2, "a positive number")?;
        equalities_only(problem)?;
        let (n, m) = (problem.dim(), problem.constraints_len());
        let (x, lambda) = (problem.start(), Vector::from_element(m, self.multiplier_start));
        let trial = Point::new(x.clone(), lambda.clone());
        let mut point = Point::new(x, lambda);
        point.evaluate(problem);
        Ok(State {
            point,
            trial,
            curvature: Curvature::new(problem),
            objective_hessian: Matrix::zeros(n, n),
            no_multipliers: Vector::zeros(m),
            gamma: Matrix::zeros(n + m, n + m),
            r: Vector::zeros(n + m),
            solver: SketchProject::new(self.sketch, n + m),
            merit_gradient: Vector::zeros(n + m),
            eta1: self.eta1,
            eta2: self.eta2,
            delta: self.delta,
            stuck: false,
        })
    }

    fn step(&self, problem: &dyn Constrained, state: &mut State, rng: &mut Rng) {
        let State {
            point, trial, curvature, gamma, r, solver, merit_gradient: slope, eta1, eta2, delta, stuck, ..
        } = state;
        if !curvature.evaluate(problem, point) || curvature.rank < self.rank_floor {
            *stuck = true;
            return;
        }
        let Curvature { h, g, .. } = &*curvature;
        let t = if curvature.reduced >= self.reduced_floor { 0.0 } else { self.xi_b + h.norm() };
        assemble(gamma, h, g, t);
        let n = h.nrows();
        let h = match self.merit_hessian {
            MeritHessian::Lagrangian => h,
            MeritHessian::Objective => {
                problem.lagrangian_hessian(&point.x, &state.no_multipliers, &mut state.objective_hessian);
                &state.objective_hessian
            }
        };
        r.rows_mut(0, n).copy_from(&point.gradient);
        r.rows_mut(n, g.nrows()).copy_from(&point.c);
        let norm = r.norm();
        let b2 = gamma.view((0, 0), (n, n)).norm_squared();
        let psi = 20.0 * b2.max(1.0) / (curvature.rank.min(1.0) * self.xi_b.min(1.0));
        let upsilon = g.norm().max(curvature.h.norm()).max(1.0);
        let size = gamma.norm();
        solver.start(r);
        let mut sketches = 0;
        let descent = loop {
            while size * psi * solver.error() > self.theta * *delta * norm && sketches < self.sketches {
                solver.advance(gamma, rng);
                sketches += 1;
            }
            merit_gradient(point, h, g, *eta1, *eta2, slope);
            let descent = slope.dot(solver.z());
            if descent <= -*eta2 / 2.0 * norm * norm {
                break descent;
            }
            *eta1 *= self.nu.powi(2);
            *eta2 /= self.nu;
            let trial = (0.5 - self.beta) * *eta2 / ((1.0 + *eta1 + *eta2) * (upsilon * psi).powi(2));
            *delta = (*delta / self.nu.powi(4)).min(trial).max(self.delta_floor);
            if *eta1 > ETA1_LARGEST || *eta2 < ETA2_SMALLEST {
                *stuck = true;
                return;
            }
        };
        let z = solver.z();
        let alpha = backtrack(self.beta, 0.5, point.merit(*eta1, *eta2), descent, |alpha| {
            trial.x.copy_from(&point.x);
            trial.x.axpy(alpha, &z.rows(0, n), 1.0);
            trial.lambda.copy_from(&point.lambda);
            trial.lambda.axpy(alpha, &z.rows(n, g.nrows()), 1.0);
            trial.evaluate(problem);
            trial.merit(*eta1, *eta2)
        });
        if alpha > 0.0 {
            std::mem::swap(point, trial);
        } else {
            *stuck = true;
        }
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.point.x);
    }

    fn done(&self, state: &State) -> bool {
        state.stuck || state.point.residual() <= self.tolerance
    }
}

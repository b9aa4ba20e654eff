//! Inexact SQP on the ℓ₁ merit function, its systems solved by GMRES.

use crate::part::backtracking::backtrack;
use crate::part::gmres::{CYCLE_TOLERANCE, Gmres, STALLED};
use crate::part::kkt::{Curvature, Point, assemble, equalities_only};
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Constrained;
use problems::{Known, Matrix, Rng, Vector};
use serde::{Deserialize, Serialize};

/// When a solution of the KKT system is good enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Accuracy {
    /// The termination tests of Byrd, Curtis and Nocedal.
    #[default]
    TerminationTests,
    /// Those tests with the two blocks of the residual exchanged, as in the code of Hong et al.
    ExchangedTests,
    /// A relative residual κ that shrinks with every increase of the penalty.
    Adaptive,
}

/// SQP on the ℓ₁ merit function with inexact steps.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct L1Sqp {
    accuracy: Accuracy,
    multiplier_start: f64,
    mu: f64,
    kappa: Option<f64>,
    kappa1: f64,
    epsilon: f64,
    tau: f64,
    nu: f64,
    eta: f64,
    cycle: usize,
    cycles: u64,
    xi_b: f64,
    reduced_floor: f64,
    rank_floor: f64,
    tolerance: f64,
}

impl Default for L1Sqp {
    fn default() -> Self {
        Self {
            accuracy: Accuracy::TerminationTests,
            multiplier_start: 0.0,
            mu: 1.0,
            kappa: None,
            kappa1: 0.1,
            epsilon: 0.1,
            tau: 0.1,
            nu: 1.5,
            eta: 1e-8,
            cycle: 2,
            cycles: 100_000,
            xi_b: 0.1,
            reduced_floor: 1e-6,
            rank_floor: 1e-6,
            tolerance: 1e-8,
        }
    }
}

/// Penalty above which the adaptive rule takes what it has, of the authors' code.
const MU_LARGEST: f64 = 1e8;
/// What a penalty is increased by beyond what is needed.
const MU_MARGIN: f64 = 1e-4;

/// The point, a trial, the system Γz = b with z = (d, δ) and its residual ρ = Γz − b, ∇f, the penalty μ, κ, κ₂ and β.
pub struct State {
    point: Point,
    trial: Vector,
    c_trial: Vector,
    curvature: Curvature,
    gamma: Matrix,
    b: Vector,
    z: Vector,
    rho: Vector,
    gf: Vector,
    gmres: Gmres,
    mu: f64,
    kappa: f64,
    beta: f64,
    stuck: bool,
}

/// ‖v‖₁.
fn l1(v: &[f64]) -> f64 {
    v.iter().map(|v| v.abs()).sum()
}

/// What a direction promises.
#[derive(Clone, Copy)]
struct Promise {
    /// ∇fᵀd.
    slope: f64,
    /// max(½ dᵀBd, 0).
    bend: f64,
    /// ‖c‖₁.
    before: f64,
    /// ‖Gd + c‖₁.
    after: f64,
}

impl Promise {
    /// Of (d, δ) with ρ = Γz − b: Bd + Gᵀδ = ρ₁ + b₁, Gd = ρ₂ + b₂ and b₂ = −c.
    fn of(gf: &Vector, b: &Vector, z: &Vector, rho: &Vector) -> Self {
        let n = gf.len();
        let (d, delta) = z.as_slice().split_at(n);
        let (b1, b2) = b.as_slice().split_at(n);
        let (rho1, rho2) = rho.as_slice().split_at(n);
        let product = |z: &[f64], rho: &[f64], b: &[f64]| -> f64 {
            z.iter().zip(rho).zip(b).map(|((z, rho), b)| z * (rho + b)).sum()
        };
        Self {
            slope: gf.as_slice().iter().zip(d).map(|(g, d)| g * d).sum(),
            bend: (0.5 * (product(d, rho1, b1) - product(delta, rho2, b2))).max(0.0),
            before: l1(b2),
            after: l1(rho2),
        }
    }

    /// Whether the model of f + μ‖c‖₁ decreases by at least σμ max(‖c‖₁, ‖Gd + c‖₁ − ‖c‖₁).
    fn suffices(&self, mu: f64, sigma: f64) -> bool {
        let Self { slope, bend, before, after } = *self;
        -slope - bend + mu * (before - after) >= sigma * mu * before.max(after - before)
    }
}

impl L1Sqp {
    /// Whether ρ passes one of the two tests.
    fn accepts(&self, b: &Vector, rho: &Vector, n: usize, beta: f64, kappa: f64, suffices: bool) -> bool {
        let (b1, b2) = b.as_slice().split_at(n);
        let (rho1, rho2) = rho.as_slice().split_at(n);
        let (dual, primal) = (l1(b1), l1(b2));
        let bound = (self.kappa1 * dual).max(beta * primal);
        let small = l1(rho.as_slice()) <= kappa * (dual + primal);
        match self.accuracy {
            Accuracy::TerminationTests => {
                let second = l1(rho2) <= self.epsilon * primal && l1(rho1) <= beta * primal;
                suffices && small && l1(rho1) <= bound || second
            }
            // Of the constraints' residual the first test reads the first entry.
            Accuracy::ExchangedTests => {
                let second = l1(rho1) <= self.epsilon * primal && l1(rho2) <= beta * primal;
                suffices && small && rho2.first().map_or(0.0, |first| first.abs()) <= bound || second
            }
            Accuracy::Adaptive => small,
        }
    }
}

impl Algorithm for L1Sqp {
    const ABOUT: About = About {
        name: "l1-sqp",
        title: "inexact SQP on the ℓ₁ merit function, by GMRES",
        formula: "[[∇²ₓₓL + tI, Gᵀ], [G, 0]] (d, δ) = −(∇ₓL, c) + ρ,  (x, λ) ← (x, λ) + α(d, δ) with Armijo's α for \
                  φ = f + μ‖c‖₁;  Δ = −∇fᵀd − max(½dᵀBd, 0) + μ(‖c‖₁ − ‖Gd + c‖₁) ≥ σμ max(‖c‖₁, ‖Gd + c‖₁ − ‖c‖₁) and \
                  ‖ρ‖₁ ≤ κ‖(∇ₓL, c)‖₁ and ‖ρ₁‖₁ ≤ max(κ₁‖∇ₓL‖₁, β‖c‖₁), or ‖ρ₂‖₁ ≤ ε‖c‖₁ and ‖ρ₁‖₁ ≤ β‖c‖₁ and μ raised \
                  until Δ is enough;  adaptive: μ ← νμ, κ ← κ/ν² until it is",
        cost: "1 value and gradient, 1 constraint vector, 1 Jacobian product, 1 Lagrangian Hessian, 1 Jacobian; a trial 1 \
               value, 1 constraint vector; 1 value and gradient, 1 constraint vector, 1 Jacobian product at the start",
        source: "Byrd, Curtis and Nocedal, An inexact SQP method for equality constrained optimization, SIAM J. Optim. 19, \
                 2008, after the code of Hong, Na, Mahoney and Kolar, ICML 2023, whose baselines these are (constants, \
                 t, GMRES in short cycles from the last z); exchanged-tests are the tests as that code has them, where \
                 ρ₁ and ρ₂ have changed places; σ = τ(1 − ε), β = max(‖∇ₓL‖₁/(‖c‖₁ + 1), 1) at the start. Departures: \
                 a default tolerance of 1e-8, theirs is 1e-4; it ends where a cycle of GMRES no longer helps, no test \
                 passes, GGᵀ is nearly singular or no step decreases φ. Equality constraints only; the answer is x. \
                 Spectra allocate",
        evidence: &[
            Evidence::published(
                "the numbers of steps of the authors' stored runs on ten problems, and their iterates on HS7",
                "constrained::inexact_sqp_is_that_of_the_stored_runs",
            ),
            Evidence::bound("it ends in a KKT point of ten problems", "constrained::every_method_ends_in_a_kkt_point"),
        ],
        parameters: &[
            ("accuracy", "termination-tests, exchanged-tests (as coded) or adaptive"),
            ("multiplier_start", "every entry of λ⁰"),
            ("mu", "first penalty μ"),
            ("kappa", "κ; null: 1, adaptive 0.1, as in the authors' code"),
            ("kappa1", "κ₁ of the first test"),
            ("epsilon", "ε of the second test"),
            ("tau", "τ of the penalty's increase"),
            ("nu", "ν > 1 of the adaptive rule"),
            ("eta", "η of Armijo's condition"),
            ("cycle", "length of a cycle of GMRES, after which the tests are made"),
            ("cycles", "most cycles of a step"),
            ("xi_b", "ξ of B: t = ξ + ‖∇²ₓₓL‖ where the reduced Hessian is not positive definite"),
            ("reduced_floor", "least eigenvalue of a reduced Hessian that passes for positive definite"),
            ("rank_floor", "least eigenvalue of GGᵀ that passes for full rank"),
            ("tolerance", "‖(∇ₓL, c)‖ at which it is done"),
        ],
    };

    type Class = dyn Constrained;
    type State = State;

    fn memory(&self, dim: usize) -> usize {
        // Γ, at most 2n × 2n, and about eight n × n matrices.
        12 * size_of::<f64>() * dim * dim
    }

    fn init(&self, problem: &dyn Constrained, _known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let Self { mu, kappa1, epsilon, tau, nu, eta, cycle, .. } = *self;
        let adaptive = self.accuracy == Accuracy::Adaptive;
        let kappa = self.kappa.unwrap_or(if adaptive { 0.1 } else { 1.0 });
        expect(mu > 0.0, "mu", mu, "a positive number")?;
        expect(kappa > 0.0, "kappa", kappa, "a positive number")?;
        expect(kappa1 > 0.0, "kappa1", kappa1, "a positive number")?;
        expect(epsilon > 0.0 && epsilon < 1.0, "epsilon", epsilon, "0 to 1, exclusive")?;
        expect(tau > 0.0 && tau < 1.0, "tau", tau, "0 to 1, exclusive")?;
        expect(nu > 1.0, "nu", nu, "more than 1")?;
        expect((0.0..0.5).contains(&eta), "eta", eta, "0 to 0.5")?;
        expect(cycle > 0, "cycle", cycle, "at least 1")?;
        expect(self.xi_b > 0.0, "xi_b", self.xi_b, "a positive number")?;
        expect(self.tolerance >= 0.0, "tolerance", self.tolerance, "a number of at least 0")?;
        equalities_only(problem)?;
        let (n, m) = (problem.dim(), problem.constraints_len());
        let x = problem.start();
        let mut point = Point::new(x.clone(), Vector::from_element(m, self.multiplier_start));
        point.evaluate(problem);
        let beta = (l1(point.gradient.as_slice()) / (l1(point.c.as_slice()) + 1.0)).max(1.0);
        Ok(State {
            point,
            trial: x,
            c_trial: Vector::zeros(m),
            curvature: Curvature::new(problem),
            gamma: Matrix::zeros(n + m, n + m),
            b: Vector::zeros(n + m),
            z: Vector::zeros(n + m),
            rho: Vector::zeros(n + m),
            gf: Vector::zeros(n),
            gmres: Gmres::new(n + m, cycle),
            mu,
            kappa,
            beta,
            stuck: false,
        })
    }

    fn step(&self, problem: &dyn Constrained, state: &mut State, _rng: &mut Rng) {
        let State { point, trial, c_trial, curvature, gamma, b, z, rho, gf, gmres, mu, kappa, beta, stuck } = state;
        if !curvature.evaluate(problem, point) || curvature.rank < self.rank_floor {
            *stuck = true;
            return;
        }
        let Curvature { h, g, .. } = &*curvature;
        let (m, n) = g.shape();
        let t = if curvature.reduced >= self.reduced_floor { 0.0 } else { self.xi_b + h.norm() };
        assemble(gamma, h, g, t);
        b.rows_mut(0, n).copy_from(&point.gradient);
        b.rows_mut(n, m).copy_from(&point.c);
        b.neg_mut();
        gf.copy_from(&point.gradient);
        gf.gemv_tr(-1.0, g, &point.lambda, 1.0);
        let sigma = self.tau * (1.0 - self.epsilon);
        z.fill(0.0);
        rho.copy_from(b);
        rho.neg_mut();
        let (mut cycles, mut stalled) = (0, false);
        let promise = loop {
            let promise = Promise::of(gf, b, z, rho);
            let suffices = promise.suffices(*mu, sigma);
            // z = 0 is no step, whatever the tests say of it.
            if cycles > 0 && (stalled || self.accepts(b, rho, n, *beta, *kappa, suffices)) {
                match self.accuracy {
                    Accuracy::Adaptive if !suffices && *mu <= MU_LARGEST => {
                        *mu *= self.nu;
                        *kappa /= self.nu.powi(2);
                        continue;
                    }
                    Accuracy::Adaptive => break promise,
                    _ if stalled => {
                        *stuck = true;
                        return;
                    }
                    _ if !suffices => {
                        let Promise { slope, bend, before, after } = promise;
                        *mu = mu.max((slope + bend) / (1.0 - self.tau) / (before - after)) + MU_MARGIN;
                        break promise;
                    }
                    _ => break promise,
                }
            }
            let left = rho.norm();
            gmres.cycle(|v, p| gamma.mul_to(v, p), b, z, CYCLE_TOLERANCE);
            rho.copy_from(b);
            rho.gemv(1.0, gamma, z, -1.0);
            cycles += 1;
            let helped = rho.norm() <= STALLED * left;
            stalled = cycles >= self.cycles || !helped;
        };
        let Promise { slope, before, after, .. } = promise;
        let descent = slope - *mu * (before - after);
        let alpha = backtrack(self.eta, 0.5, point.f + *mu * before, descent, |alpha| {
            trial.copy_from(&point.x);
            trial.axpy(alpha, &z.rows(0, n), 1.0);
            problem.constraints(trial, c_trial);
            problem.value(trial) + *mu * l1(c_trial.as_slice())
        });
        if alpha > 0.0 {
            point.x.copy_from(trial);
            point.lambda.axpy(alpha, &z.rows(n, m), 1.0);
            point.evaluate(problem);
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

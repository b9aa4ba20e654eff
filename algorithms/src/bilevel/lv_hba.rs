//! LV-HBA: constrained bilevel steps from first derivatives, by a proximal Lagrangian of the lower level.

use crate::part::levels::{stack, start};
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::{Batch, ConstrainedBilevel};
use problems::{Known, Matrix, Rng, Vector};
use serde::{Deserialize, Serialize};

/// The proximal Lagrangian value function based Hessian-free bilevel algorithm.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LvHba {
    step_size: f64,
    inner_step_size: f64,
    anchor_step_size: f64,
    gamma1: f64,
    gamma2: f64,
    penalty: f64,
    exponent: f64,
    multiplier_bound: f64,
}

impl Default for LvHba {
    fn default() -> Self {
        Self {
            step_size: 0.008,
            inner_step_size: 0.01,
            anchor_step_size: 0.02,
            gamma1: 10.0,
            gamma2: 10.0,
            penalty: 0.025,
            exponent: 0.3,
            multiplier_bound: 1000.0,
        }
    }
}

/// x, y, the lower point θ with multipliers λ and their anchor z, derivatives, and k.
pub struct State {
    x: Vector,
    y: Vector,
    theta: Vector,
    lambda: Vector,
    z: Vector,
    dx: Vector,
    dy: Vector,
    gx: Vector,
    gy: Vector,
    c: Vector,
    jx: Matrix,
    jy: Matrix,
    /// How many constraints, the first ones, are inequalities.
    inequalities: usize,
    k: u64,
}

impl LvHba {
    /// λ ← its projection onto Z: entries in [0, r], in [−r, r] where they belong to equalities.
    fn clamp(&self, inequalities: usize, lambda: &mut Vector) {
        let r = self.multiplier_bound;
        for (i, lambda) in lambda.as_mut_slice().iter_mut().enumerate() {
            *lambda = lambda.max(if i < inequalities { 0.0 } else { -r }).min(r);
        }
    }
}

impl Algorithm for LvHba {
    const ABOUT: About = About {
        name: "lv-hba",
        title: "Hessian-free constrained bilevel method with a proximal Lagrangian value function",
        formula: "θ ← θ − η (∂ᵧf(x, θ) + ∂ᵧg(x, θ)ᵀλ + (θ − y)/γ₁),  λ ← P_Z(λ + η (g(x, θ) − (λ − z)/γ₂));  \
                  (x, y) ← P_C((x, y) − α (dₓ, dᵧ)),  dₓ = ∂ₓF/cₖ + ∂ₓf(x, y) − ∂ₓf(x, θ) − ∂ₓg(x, θ)ᵀλ,  \
                  dᵧ = ∂ᵧF/cₖ + ∂ᵧf(x, y) − (y − θ)/γ₁;  z ← P_Z(z + β (λ − z)/γ₂);  cₖ = c (k + 1)^p,  \
                  C: the constraints of both levels, Z: [0, r], [−r, r] for equalities; θ⁰ = y⁰, λ⁰ = z⁰ = 0",
        cost: "1 upper gradient in x and in y, 2 lower gradients in x and in y, 1 lower constraint vector, 2 lower Jacobians, \
               1 projection",
        source: "Yao, Yu, Zeng and Zhang, Constrained bi-level optimization: proximal Lagrangian value function approach and \
                 Hessian-free single-loop algorithm, ICLR 2024, algorithm 1; defaults from the authors' code for the convex \
                 toy, where at n = 100 they diverge: θ and λ make an explicit primal-dual step, whose coupling ‖∂ᵧg‖ = √(2n) is \
                 too large for η. The authors' code for the strongly convex toy projects θ onto g(x, θ) = 0 as well; not here. \
                 The start is projected onto C",
        evidence: &[
            Evidence::iterates(
                "iterates of a NumPy transcription of the authors' rule",
                "bilevel_penalty::lv_hba_follows_its_transcription",
            ),
            Evidence::equivalence(
                "at a constant c it converges to the closed-form solution of its fixed-point equations, 1/c away from (−0.3, 0.7, −0.4)",
                "bilevel_penalty::lv_hba_stops_at_the_floor_of_its_penalty",
            ),
        ],
        parameters: &[
            ("step_size", "α of x and y"),
            ("inner_step_size", "η of θ and λ"),
            ("anchor_step_size", "β of z"),
            ("gamma1", "γ₁ of the proximal term in θ"),
            ("gamma2", "γ₂ of the proximal term in λ"),
            ("penalty", "c, by which F is divided at first; the solution is missed by the order of 1/cₖ"),
            ("exponent", "p of cₖ, at least 0 and below 1/2"),
            ("multiplier_bound", "r"),
        ],
    };

    type Class = dyn ConstrainedBilevel;
    type State = State;

    fn init(&self, problem: &dyn ConstrainedBilevel, _known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        for (name, value) in [
            ("step_size", self.step_size),
            ("inner_step_size", self.inner_step_size),
            ("anchor_step_size", self.anchor_step_size),
            ("gamma1", self.gamma1),
            ("gamma2", self.gamma2),
            ("penalty", self.penalty),
            ("multiplier_bound", self.multiplier_bound),
        ] {
            expect(value > 0.0, name, value, "a positive number")?;
        }
        expect((0.0..0.5).contains(&self.exponent), "exponent", self.exponent, "at least 0 and below 1/2")?;
        let (mut x, mut y) = start(problem);
        let none =
            || Misfit::Unsuitable("needs a closed form of the projection onto the constraints of both levels".into());
        problem.project(&mut x, &mut y).ok_or_else(none)?;
        let (rows, equalities) = (problem.constraints_len().1, problem.equalities().1);
        Ok(State {
            theta: y.clone(),
            lambda: Vector::zeros(rows),
            z: Vector::zeros(rows),
            dx: Vector::zeros(x.len()),
            dy: Vector::zeros(y.len()),
            gx: Vector::zeros(x.len()),
            gy: Vector::zeros(y.len()),
            c: Vector::zeros(rows),
            jx: Matrix::zeros(rows, x.len()),
            jy: Matrix::zeros(rows, y.len()),
            inequalities: rows - equalities,
            k: 0,
            x,
            y,
        })
    }

    fn step(&self, problem: &dyn ConstrainedBilevel, state: &mut State, _rng: &mut Rng) {
        let State { x, y, theta, lambda, z, dx, dy, gx, gy, c, jx, jy, inequalities, k } = state;
        let Self { step_size: alpha, inner_step_size: eta, anchor_step_size: beta, gamma1, gamma2, .. } = self;
        let whole = Batch::Whole;
        *k += 1;
        let ck = self.penalty * (*k as f64).powf(self.exponent);

        problem.lower_gradient_y(x, theta, whole, gy);
        problem.lower_jacobians(x, theta, jx, jy);
        problem.lower_constraints(x, theta, c);
        gy.gemv_tr(1.0, jy, lambda, 1.0);
        gy.axpy(1.0 / gamma1, theta, 1.0);
        gy.axpy(-1.0 / gamma1, y, 1.0);
        c.axpy(-1.0 / gamma2, lambda, 1.0);
        c.axpy(1.0 / gamma2, z, 1.0);
        theta.axpy(-eta, gy, 1.0);
        lambda.axpy(*eta, c, 1.0);
        self.clamp(*inequalities, lambda);

        problem.upper_gradient_x(x, y, whole, dx);
        problem.lower_gradient_x(x, y, whole, gx);
        dx.axpy(1.0, gx, 1.0 / ck);
        problem.lower_gradient_x(x, theta, whole, gx);
        *dx -= &*gx;
        problem.lower_jacobians(x, theta, jx, jy);
        dx.gemv_tr(-1.0, jx, lambda, 1.0);
        problem.upper_gradient_y(x, y, whole, dy);
        problem.lower_gradient_y(x, y, whole, gy);
        dy.axpy(1.0, gy, 1.0 / ck);
        dy.axpy(-1.0 / gamma1, y, 1.0);
        dy.axpy(1.0 / gamma1, theta, 1.0);
        x.axpy(-alpha, dx, 1.0);
        y.axpy(-alpha, dy, 1.0);
        problem.project(x, y).expect("there was a projection at the start");

        z.axpy(beta / gamma2, lambda, 1.0 - beta / gamma2);
        self.clamp(*inequalities, z);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        stack(&state.x, &state.y, answer);
    }
}

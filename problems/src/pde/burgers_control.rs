//! ½∫∫(u − d)² + (α/2)∫∫f² with uₜ + u uₓ − ν uₓₓ = f: control of the viscous Burgers equation.

use super::stationary::Stationary;
use crate::class::{Curved, Objective, Smooth, Space};
use crate::{About, Class, Data, Error, Family, Instance, Known, Offer, Prices, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Control of the Burgers equation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BurgersControl {
    points: usize,
    steps: usize,
    viscosity: f64,
    alpha: f64,
}

impl Default for BurgersControl {
    fn default() -> Self {
        Self { points: 31, steps: 20, viscosity: 0.01, alpha: 0.05 }
    }
}

/// Newton iterations on a step of time.
const NEWTON_STEPS: usize = 50;
/// An iteration this small, relative to the state, is the last: it squares the error.
const LAST_STEP: f64 = 1e-9;

impl Family for BurgersControl {
    const ABOUT: About = About {
        name: "burgers-control",
        title: "optimal control of the viscous Burgers equation, reduced to the control",
        formula: "J(f) = (hτ/2) Σ over k = 1 to K of ‖uᵏ − d‖² + α‖fᵏ‖²  with  \
                  (uᵏ − uᵏ⁻¹)/τ + (u²_{i+1} − u²_{i−1})/(4h) − ν(u_{i+1} − 2u_i + u_{i−1})/h² = fᵏ_i at time k, u = 0 at both ends;  \
                  n interior points of (0, 1), h = 1/(n + 1), τ = 1/K, u⁰ = d = 1 for x ≤ ½, else 0;  from f = 0",
        optimum: "not known (nonconvex): error ‖∇J‖",
        source: "Kunisch and Volkwein, Control of the Burgers equation by a reduced-order approach using proper orthogonal \
                 decomposition, Journal of Optimization Theory and Applications 102, 1999 (ν = 0.01, α = 0.05, u⁰ = d a step), \
                 here by implicit Euler steps and central differences",
        parameters: &[
            ("points", "interior points n"),
            ("steps", "steps of time K: nK controls"),
            ("viscosity", "ν"),
            ("alpha", "weight α of the control"),
        ],
    };

    type Made = Self;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved]
    }

    fn dim(&self) -> usize {
        self.points * self.steps
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<Self, Error> {
        expect((2..=10_000).contains(&self.points), "points", self.points, "2 to 10000")?;
        expect((1..=10_000).contains(&self.steps), "steps", self.steps, "1 to 10000")?;
        let points = self.points;
        expect(points * self.steps <= 10_000_000, "points", points, "at most 10000000 controls")?;
        expect(self.viscosity > 0.0 && self.viscosity.is_finite(), "viscosity", self.viscosity, "a positive number")?;
        expect(self.alpha > 0.0 && self.alpha.is_finite(), "alpha", self.alpha, "a positive number")?;
        Ok(self.clone())
    }

    fn instance(&self, made: &Arc<Self>) -> Instance {
        let problem = Rc::new(Control::new(made));
        let judge = Stationary::new(Rc::clone(&problem), true);
        Instance { problem: Offer::of(problem).curved().problem(), judge: Box::new(judge), known: Known::default() }
    }
}

struct Control {
    n: usize,
    steps: usize,
    h: f64,
    tau: f64,
    viscosity: f64,
    alpha: f64,
    /// u⁰, and d.
    first: Vec<f64>,
    state: RefCell<State>,
}

struct State {
    /// u¹, …, uᴷ.
    u: Vec<f64>,
    /// λ¹, …, λᴷ.
    adjoint: Vec<f64>,
    /// The change of u along a direction.
    moved: Vec<f64>,
    /// A step's right-hand side, solved in place, and the previous state or adjoint.
    r: Vec<f64>,
    previous: Vec<f64>,
    tridiagonal: Tridiagonal,
}

/// Lower, main and upper diagonal; the lower starts, the upper ends with a 0.
struct Tridiagonal {
    lower: Vec<f64>,
    main: Vec<f64>,
    upper: Vec<f64>,
    /// Of the elimination.
    ratio: Vec<f64>,
}

impl Tridiagonal {
    /// b ← A⁻¹b, or A⁻ᵀb with the other diagonals, by elimination without pivots.
    fn solve(&mut self, way: Way, b: &mut [f64]) {
        let Self { lower, main, upper, ratio } = self;
        let n = b.len();
        let below = |i: usize| if way == Way::Forward { lower[i] } else { upper[i - 1] };
        let above = |i: usize| if way == Way::Forward { upper[i] } else { lower[i + 1] };
        let mut pivot = main[0];
        b[0] /= pivot;
        for i in 1..n {
            ratio[i] = above(i - 1) / pivot;
            pivot = main[i] - below(i) * ratio[i];
            b[i] = (b[i] - below(i) * b[i - 1]) / pivot;
        }
        for i in (1..n).rev() {
            b[i - 1] -= ratio[i] * b[i];
        }
    }
}

/// Of a matrix or its transpose.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Forward,
    Transposed,
}

impl Control {
    fn new(made: &BurgersControl) -> Self {
        let (n, steps) = (made.points, made.steps);
        let h = 1.0 / (n + 1) as f64;
        let (row, all) = (|| vec![0.0; n], || vec![0.0; n * steps]);
        let tridiagonal = Tridiagonal { lower: row(), main: row(), upper: row(), ratio: row() };
        let state = State { u: all(), adjoint: all(), moved: all(), r: row(), previous: row(), tridiagonal };
        Self {
            n,
            steps,
            h,
            tau: 1.0 / steps as f64,
            viscosity: made.viscosity,
            alpha: made.alpha,
            first: (1..=n).map(|i| if 2 * i <= n + 1 { 1.0 } else { 0.0 }).collect(),
            state: RefCell::new(state),
        }
    }

    /// The matrix of the equation, linearised at u: 1/τ + 2ν/h² on the diagonal, ±u/(2h) − ν/h² beside it.
    fn linearise(&self, u: &[f64], a: &mut Tridiagonal) {
        let (flux, diffusion) = (0.5 / self.h, self.viscosity / (self.h * self.h));
        a.main.fill(1.0 / self.tau + 2.0 * diffusion);
        for i in 1..self.n {
            a.lower[i] = -flux * u[i - 1] - diffusion;
            a.upper[i - 1] = flux * u[i] - diffusion;
        }
    }

    /// Whether all steps of u are solved with f; one step by Newton's method from the previous.
    fn solve(&self, f: &[f64], state: &mut State) -> Option<()> {
        let State { u, r, previous, tridiagonal, .. } = state;
        let (flux, diffusion) = (0.25 / self.h, self.viscosity / (self.h * self.h));
        previous.copy_from_slice(&self.first);
        for (u, f) in u.chunks_exact_mut(self.n).zip(f.chunks_exact(self.n)) {
            u.copy_from_slice(previous);
            let mut solved = false;
            for _ in 0..NEWTON_STEPS {
                for i in 0..self.n {
                    let (left, right) = (if i > 0 { u[i - 1] } else { 0.0 }, u.get(i + 1).copied().unwrap_or(0.0));
                    r[i] = f[i] - (u[i] - previous[i]) / self.tau - flux * (right * right - left * left)
                        + diffusion * (right - 2.0 * u[i] + left);
                }
                self.linearise(u, tridiagonal);
                tridiagonal.solve(Way::Forward, r);
                u.iter_mut().zip(&*r).for_each(|(u, r)| *u += r);
                let largest =
                    |v: &[f64]| v.iter().fold(0.0, |most: f64, v| if v.is_nan() { *v } else { most.max(v.abs()) });
                if largest(r) <= LAST_STEP * (1.0 + largest(u)) {
                    solved = true;
                    break;
                }
            }
            if !solved {
                return None;
            }
            previous.copy_from_slice(u);
        }
        Some(())
    }

    fn misfit(&self, f: &[f64], u: &[f64]) -> f64 {
        let off: f64 =
            u.chunks_exact(self.n).flat_map(|u| u.iter().zip(&self.first)).map(|(u, d)| (u - d) * (u - d)).sum();
        let effort: f64 = f.iter().map(|f| f * f).sum();
        0.5 * self.h * self.tau * (off + self.alpha * effort)
    }

    /// λᵏ from the last to the first: A(uᵏ)ᵀλᵏ = λᵏ⁺¹/τ + uᵏ − d.
    fn solve_adjoint(&self, state: &mut State) {
        let State { u, adjoint, previous, tridiagonal, .. } = state;
        previous.fill(0.0);
        for (adjoint, u) in adjoint.chunks_exact_mut(self.n).zip(u.chunks_exact(self.n)).rev() {
            for i in 0..self.n {
                adjoint[i] = previous[i] / self.tau + u[i] - self.first[i];
            }
            self.linearise(u, tridiagonal);
            tridiagonal.solve(Way::Transposed, adjoint);
            previous.copy_from_slice(adjoint);
        }
    }
}

impl Space for Control {
    fn dim(&self) -> usize {
        self.n * self.steps
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.dim())
    }

    /// The equation over all steps of time is one solve, whatever Newton takes.
    fn prices(&self) -> Prices {
        Prices { hessian_product: 2, solves: [1, 2, 4], ..Prices::default() }
    }
}

impl Objective for Control {
    fn value(&self, f: &Vector) -> f64 {
        let state = &mut *self.state.borrow_mut();
        self.solve(f.as_slice(), state).map_or(f64::NAN, |()| self.misfit(f.as_slice(), &state.u))
    }
}

impl Smooth for Control {
    fn gradient(&self, f: &Vector, g: &mut Vector) {
        self.value_gradient(f, g);
    }

    /// ∇J = hτ(αf + λ).
    fn value_gradient(&self, f: &Vector, g: &mut Vector) -> f64 {
        let state = &mut *self.state.borrow_mut();
        if self.solve(f.as_slice(), state).is_none() {
            g.fill(f64::NAN);
            return f64::NAN;
        }
        self.solve_adjoint(state);
        let all = g.as_mut_slice().iter_mut().zip(f.as_slice().iter().zip(&state.adjoint));
        all.for_each(|(g, (f, l))| *g = self.h * self.tau * (self.alpha * f + l));
        self.misfit(f.as_slice(), &state.u)
    }
}

impl Curved for Control {
    /// A(u)u' = v + u'₋/τ forwards; backwards A(u)ᵀλ' = λ'₊/τ + u' − A'(u')ᵀλ, (A'(u')ᵀλ)ᵢ = u'ᵢ(λᵢ₋₁ − λᵢ₊₁)/(2h).
    fn hessian_product(&self, f: &Vector, v: &Vector, p: &mut Vector) {
        let state = &mut *self.state.borrow_mut();
        if self.solve(f.as_slice(), state).is_none() {
            p.fill(f64::NAN);
            return;
        }
        self.solve_adjoint(state);
        let n = self.n;
        let State { u, adjoint, moved, r, previous, tridiagonal } = state;
        previous.fill(0.0);
        for ((moved, u), v) in moved.chunks_exact_mut(n).zip(u.chunks_exact(n)).zip(v.as_slice().chunks_exact(n)) {
            for i in 0..n {
                moved[i] = v[i] + previous[i] / self.tau;
            }
            self.linearise(u, tridiagonal);
            tridiagonal.solve(Way::Forward, moved);
            previous.copy_from_slice(moved);
        }
        previous.fill(0.0);
        let weight = self.h * self.tau;
        for k in (0..self.steps).rev() {
            let at = k * n..(k + 1) * n;
            let (u, adjoint, moved) = (&u[at.clone()], &adjoint[at.clone()], &moved[at.clone()]);
            for i in 0..n {
                let left = if i > 0 { adjoint[i - 1] } else { 0.0 };
                let right = adjoint.get(i + 1).copied().unwrap_or(0.0);
                r[i] = previous[i] / self.tau + moved[i] * (1.0 - 0.5 * (left - right) / self.h);
            }
            self.linearise(u, tridiagonal);
            tridiagonal.solve(Way::Transposed, r);
            previous.copy_from_slice(r);
            let (p, v) = (&mut p.as_mut_slice()[at.clone()], &v.as_slice()[at]);
            p.iter_mut().zip(v.iter().zip(&*r)).for_each(|(p, (v, l))| *p = weight * (self.alpha * v + l));
        }
    }
}

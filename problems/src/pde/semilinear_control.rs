//! ½‖u − d‖² + (α/2)‖f‖² with −Δu + u³ = f: control of a semilinear equation.

use super::cholesky::{Analysis, Factors, Scratch};
use super::dissection::dissection;
use super::grid::Grid;
use crate::class::{Curved, Objective, Smooth, Space};
use crate::{
    About, Class, Data, Error, Family, Instance, Known, Offer, Prices, Reference, ReferenceKind, Rng, SmoothGap,
    Vector, expect,
};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Control of a semilinear elliptic equation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SemilinearControl {
    grid: usize,
    alpha: f64,
    amplitude: f64,
}

impl Default for SemilinearControl {
    fn default() -> Self {
        Self { grid: 16, alpha: 1e-3, amplitude: 1.0 }
    }
}

/// The grid, where K has entries, the wanted state, and the optimum.
pub struct Made {
    grid: Grid,
    analysis: Analysis,
    target: Vector,
    alpha: f64,
    solution: Vector,
    reference: Reference,
}

/// Newton steps on the state equation.
const NEWTON_STEPS: usize = 100;
/// A Newton step this small, relative to the state, is the last: it squares the error.
const LAST_STEP: f64 = 1e-9;

impl Family for SemilinearControl {
    const ABOUT: About = About {
        name: "semilinear-control",
        title: "optimal control of a semilinear elliptic equation, reduced to the control",
        formula: "J(f) = ½‖u − d‖² + (α/2)‖f‖²  with  −Δₕu + u³ = f on the unit square, u = 0 on its boundary;  five-point \
                  Laplacian K on n × n interior points, h = 1/(n + 1), ‖v‖² = h² Σ v²;  with û = A sin(πx) sin(πy) and \
                  f̂ = Kû + û³: d = û + α(K + 3û²)f̂;  from f = 0",
        optimum: "f* = f̂, where u = û and the adjoint is −αf̂ (closed form): the global minimum where \
                  J* ≤ 1/(8α max f̂² C²), C² = 4 Σ 1/λᵢⱼ² over the eigenvalues of K, which is checked; else local",
        source: "the standard semilinear elliptic control problem, as in Ali, Deckelnick and Hinze, Global minima for \
                 semilinear optimal control problems, Computational Optimization and Applications 65, 2016; the solution is \
                 manufactured, and its bound derived, here",
        parameters: &[
            ("grid", "points n along a side: n² controls"),
            ("alpha", "weight α of the control"),
            ("amplitude", "A, the height of the optimal state"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved]
    }

    fn dim(&self) -> usize {
        self.grid * self.grid
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        expect((1..=512).contains(&self.grid), "grid", self.grid, "1 to 512")?;
        let alpha = self.alpha;
        expect(alpha > 0.0 && alpha.is_finite(), "alpha", alpha, "a positive number")?;
        expect(self.amplitude > 0.0 && self.amplitude <= 1e3, "amplitude", self.amplitude, "above 0 to 1000")?;
        let grid = Grid::new(self.grid, 1.0);
        let entries: Vec<_> = grid.lower_triangle().map(|(row, column, _)| (row, column)).collect();
        let analysis = Analysis::new(grid.points(), &entries, Some(&dissection(grid.n, grid.n)));
        let u = grid.bump() * (2.0 * std::f64::consts::PI.powi(2) * self.amplitude);
        let laplacian = |v: &Vector| {
            let mut out = Vector::zeros(v.len());
            grid.stencil(v.as_slice(), out.as_mut_slice());
            out / (grid.spacing * grid.spacing)
        };
        let solution = laplacian(&u) + u.map(|u| u.powi(3));
        let target = &u + alpha * (laplacian(&solution) + u.map(|u| 3.0 * u * u).component_mul(&solution));
        let weight = grid.spacing * grid.spacing;
        let value = 0.5 * weight * ((&u - &target).norm_squared() + alpha * solution.norm_squared());
        // With w = u − û: J(f) − J* = ½‖w‖² + (α/2)‖f − f̂‖² + α h² Σ f̂ w²(2û + u), which is not negative where
        // u ≥ −1/(2α max f̂); elsewhere ‖f‖ is at least |u|/C, and (α/2)‖f‖² alone is above J*.
        let inverses = (1..=grid.n).flat_map(|i| (1..=grid.n).map(move |j| grid.eigenvalue(i, j).powi(-2)));
        let reach = 4.0 * inverses.sum::<f64>();
        let global = value <= 1.0 / (8.0 * alpha * solution.max().powi(2) * reach);
        let kind = if global { ReferenceKind::ClosedForm } else { ReferenceKind::Local };
        Ok(Made { grid, analysis, target, alpha, solution, reference: Reference { value, kind } })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let problem = Rc::new(Control { made: Arc::clone(made), state: RefCell::new(State::new(made)) });
        let known = Known {
            optimal_value: Some(made.reference.value),
            distance: Some(made.solution.norm()),
            ..Known::default()
        };
        let judge = SmoothGap::new(Rc::clone(&problem), made.reference, Some(made.solution.clone()));
        Instance { problem: Offer::of(problem).curved().problem(), judge: Box::new(judge), known }
    }
}

struct State {
    factors: Factors,
    scratch: Scratch,
    u: Vec<f64>,
    /// p with (K + 3u²)p = u − d.
    adjoint: Vec<f64>,
    /// Newton's step, and the change of u along a direction.
    step: Vec<f64>,
}

impl State {
    fn new(made: &Made) -> Self {
        let zeros = || vec![0.0; made.grid.points()];
        Self {
            factors: made.analysis.factors(),
            scratch: made.analysis.scratch(),
            u: zeros(),
            adjoint: zeros(),
            step: zeros(),
        }
    }
}

struct Control {
    made: Arc<Made>,
    state: RefCell<State>,
}

impl Control {
    /// Factors K + 3u².
    fn factor(&self, state: &mut State) -> Option<()> {
        let State { factors, scratch, u, .. } = state;
        let laplacian = self.made.grid.lower_triangle();
        let entries = laplacian.map(|(i, j, entry)| if i == j { entry + 3.0 * u[i] * u[i] } else { entry });
        self.made.analysis.factor(entries, factors, scratch)
    }

    /// u with Ku + u³ = f, by Newton's method from 0; `None` if it does not converge. Leaves K + 3u² factored.
    fn solve(&self, f: &[f64], state: &mut State) -> Option<()> {
        let Made { grid, analysis, .. } = &*self.made;
        let square = 1.0 / (grid.spacing * grid.spacing);
        state.u.fill(0.0);
        for _ in 0..NEWTON_STEPS {
            self.factor(state)?;
            let State { factors, scratch, u, step, .. } = state;
            grid.stencil(u, step);
            step.iter_mut().zip(&*u).zip(f).for_each(|((r, u), f)| *r = f - square * *r - u * u * u);
            analysis.solve(factors, step, scratch);
            u.iter_mut().zip(&*step).for_each(|(u, step)| *u += step);
            let largest = |v: &[f64]| v.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
            if largest(step) <= LAST_STEP * largest(u) {
                return self.factor(state);
            }
        }
        None
    }

    fn misfit(&self, f: &Vector, u: &[f64]) -> f64 {
        let Made { grid, target, alpha, .. } = &*self.made;
        let off: f64 = u.iter().zip(target.as_slice()).map(|(u, d)| (u - d) * (u - d)).sum();
        0.5 * grid.spacing * grid.spacing * (off + alpha * f.norm_squared())
    }

    /// p ← (K + 3u²)⁻¹(u − d).
    fn solve_adjoint(&self, state: &mut State) {
        let State { factors, scratch, u, adjoint, .. } = state;
        adjoint.iter_mut().zip(u.iter().zip(self.made.target.as_slice())).for_each(|(p, (u, d))| *p = u - d);
        self.made.analysis.solve(factors, adjoint, scratch);
    }
}

impl Space for Control {
    fn dim(&self) -> usize {
        self.made.grid.points()
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.dim())
    }

    /// The state equation is one solve, whatever Newton takes; a product solves for state, adjoint, and their changes.
    fn prices(&self) -> Prices {
        Prices { hessian_product: 2, solves: [1, 2, 4], ..Prices::default() }
    }
}

impl Objective for Control {
    fn value(&self, f: &Vector) -> f64 {
        let state = &mut *self.state.borrow_mut();
        self.solve(f.as_slice(), state).map_or(f64::NAN, |()| self.misfit(f, &state.u))
    }
}

impl Smooth for Control {
    fn gradient(&self, f: &Vector, g: &mut Vector) {
        self.value_gradient(f, g);
    }

    /// ∇J = h²(αf + p).
    fn value_gradient(&self, f: &Vector, g: &mut Vector) -> f64 {
        let state = &mut *self.state.borrow_mut();
        if self.solve(f.as_slice(), state).is_none() {
            g.fill(f64::NAN);
            return f64::NAN;
        }
        self.solve_adjoint(state);
        let Made { grid, alpha, .. } = &*self.made;
        let weight = grid.spacing * grid.spacing;
        let all = g.as_mut_slice().iter_mut().zip(f.as_slice().iter().zip(&state.adjoint));
        all.for_each(|(g, (f, p))| *g = weight * (alpha * f + p));
        self.misfit(f, &state.u)
    }
}

impl Curved for Control {
    /// (K + 3u²)u' = v, (K + 3u²)p' = u' − 6u u' p, ∇²J v = h²(αv + p').
    fn hessian_product(&self, f: &Vector, v: &Vector, out: &mut Vector) {
        let state = &mut *self.state.borrow_mut();
        if self.solve(f.as_slice(), state).is_none() {
            out.fill(f64::NAN);
            return;
        }
        self.solve_adjoint(state);
        let Made { grid, analysis, alpha, .. } = &*self.made;
        let State { factors, scratch, u, adjoint, step } = state;
        step.copy_from_slice(v.as_slice());
        analysis.solve(factors, step, scratch);
        for ((change, u), p) in step.iter_mut().zip(&*u).zip(&*adjoint) {
            *change *= 1.0 - 6.0 * u * p;
        }
        analysis.solve(factors, step, scratch);
        let weight = grid.spacing * grid.spacing;
        let all = out.as_mut_slice().iter_mut().zip(v.as_slice().iter().zip(&*step));
        all.for_each(|(out, (v, p))| *out = weight * (alpha * v + p));
    }
}

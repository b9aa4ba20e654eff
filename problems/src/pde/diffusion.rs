//! ½‖u − d‖² + (β/2)(‖∇m‖² + ‖m‖²) with −div(eᵐ∇u) = 1: the coefficient of a diffusion from measurements.

use super::cholesky::{Analysis, Factors, Scratch};
use super::dissection::dissection;
use super::grid::Grid;
use super::stationary::Stationary;
use crate::class::{Curved, Objective, Smooth, Space};
use crate::{About, Class, Data, Error, Family, Instance, Known, Offer, Prices, Rng, Vector, expect};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Identification of a diffusion coefficient.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diffusion {
    grid: usize,
    beta: f64,
    noise: f64,
}

impl Default for Diffusion {
    fn default() -> Self {
        Self { grid: 16, beta: 1e-8, noise: 0.01 }
    }
}

/// The grid, where K(m) has entries, and the measurements.
pub struct Made {
    grid: Grid,
    analysis: Analysis,
    data: Vector,
    beta: f64,
}

impl Family for Diffusion {
    const ABOUT: About = About {
        name: "diffusion-identification",
        title: "identification of a diffusion coefficient from measurements everywhere",
        formula: "J(m) = (h²/2) Σ(u − d)² + (β/2)(Σ over neighbours (m_p − m_q)² + h² Σ m²)  with  K(m)u = 1, \
                  (Ku)_p = Σ_q k_{pq}(u_p − u_q)/h², k_{pq} = exp((m_p + m_q)/2), and exp(m_p) towards the boundary, where \
                  u = 0;  n × n interior points of the unit square, h = 1/(n + 1), log coefficient m from 0;  \
                  d = u(m̂) + σ max|u(m̂)| noise, Gaussian, m̂ = log 9 at more than 0.2 from the centre, log 2 inside",
        optimum: "not known (nonconvex): error ‖∇J‖",
        source: "Poisson inversion of hIPPYlib (Villa, Petra and Ghattas, hIPPYlib: an extensible software framework for \
                 large-scale inverse problems governed by PDEs, ACM Transactions on Mathematical Software 47, 2021), here \
                 measured everywhere and by finite volumes",
        parameters: &[
            ("grid", "points n along a side: n² coefficients"),
            ("beta", "weight β of the Tikhonov term"),
            ("noise", "σ, size of the noise relative to the largest measurement"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved]
    }

    fn dim(&self) -> usize {
        self.grid * self.grid
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        expect((2..=512).contains(&self.grid), "grid", self.grid, "2 to 512")?;
        expect(self.beta > 0.0 && self.beta.is_finite(), "beta", self.beta, "a positive number")?;
        expect((0.0..=1.0).contains(&self.noise), "noise", self.noise, "0 to 1")?;
        let grid = Grid::new(self.grid, 1.0);
        let entries: Vec<_> = grid.lower_triangle().map(|(row, column, _)| (row, column)).collect();
        let analysis = Analysis::new(grid.points(), &entries, Some(&dissection(grid.n, grid.n)));
        let data = Vector::zeros(grid.points());
        let mut made = Made { grid, analysis, data, beta: self.beta };
        let centre = |i: usize| (i + 1) as f64 * grid.spacing - 0.5;
        let truth = Vector::from_fn(grid.points(), |p, _| {
            let apart = centre(p % grid.n).hypot(centre(p / grid.n));
            if apart > 0.2 { 9.0_f64.ln() } else { 2.0_f64.ln() }
        });
        let mut state = State::new(&made);
        let solved = made.solve(truth.as_slice(), &mut state);
        solved.ok_or_else(|| Error::Impossible("no state of the true coefficient".to_owned()))?;
        made.data.copy_from_slice(&state.u);
        if self.noise > 0.0 {
            let size = self.noise * made.data.amax();
            made.data.as_mut_slice().iter_mut().for_each(|d| *d += size * rng.sample::<f64, _>(StandardNormal));
        }
        Ok(made)
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let state = RefCell::new(State::new(made));
        let problem = Rc::new(Identification { made: Arc::clone(made), state });
        let judge = Stationary::new(Rc::clone(&problem), false);
        Instance { problem: Offer::of(problem).curved().problem(), judge: Box::new(judge), known: Known::default() }
    }
}

struct State {
    factors: Factors,
    scratch: Scratch,
    /// eᵐ⁄² at every point.
    root: Vec<f64>,
    u: Vec<f64>,
    /// λ with Kλ = −h²(u − d).
    adjoint: Vec<f64>,
    /// Their changes along a direction.
    u_moved: Vec<f64>,
    adjoint_moved: Vec<f64>,
}

impl State {
    fn new(made: &Made) -> Self {
        let zeros = || vec![0.0; made.grid.points()];
        Self {
            factors: made.analysis.factors(),
            scratch: made.analysis.scratch(),
            root: zeros(),
            u: zeros(),
            adjoint: zeros(),
            u_moved: zeros(),
            adjoint_moved: zeros(),
        }
    }
}

impl Made {
    /// u ← K(m)⁻¹1, keeping the factors; `None` if K is not definite.
    fn solve(&self, m: &[f64], state: &mut State) -> Option<()> {
        let State { factors, scratch, root, u, .. } = state;
        root.iter_mut().zip(m).for_each(|(root, m)| *root = (0.5 * m).exp());
        let (grid, root) = (self.grid, &*root);
        let per = 1.0 / (grid.spacing * grid.spacing);
        let column = |p: usize| {
            let around: f64 = grid.neighbours(p).map(|q| root[q]).sum();
            let sides = 4 - grid.neighbours(p).count();
            let after = grid.neighbours(p).filter(move |&q| q > p).map(move |q| -per * root[p] * root[q]);
            std::iter::once(per * root[p] * (around + sides as f64 * root[p])).chain(after)
        };
        self.analysis.factor((0..grid.points()).flat_map(column), factors, scratch)?;
        u.fill(1.0);
        self.analysis.solve(factors, u, scratch);
        Some(())
    }

    /// Calls with (k/h², p, q) for every edge inside, and (k/h², p, p) for every edge to the boundary.
    fn edges(&self, root: &[f64], mut edge: impl FnMut(f64, usize, Option<usize>)) {
        let grid = self.grid;
        let per = 1.0 / (grid.spacing * grid.spacing);
        for p in 0..grid.points() {
            let (i, j) = (p % grid.n, p / grid.n);
            for (q, inside) in [(p + 1, i + 1 < grid.n), (p + grid.n, j + 1 < grid.n)] {
                if inside {
                    edge(per * root[p] * root[q], p, Some(q));
                } else {
                    edge(per * root[p] * root[p], p, None);
                }
            }
            for _ in 0..usize::from(i == 0) + usize::from(j == 0) {
                edge(per * root[p] * root[p], p, None);
            }
        }
    }

    /// β/2 (Σ(m − m′)² + h² Σ m²), and its gradient added to g.
    fn regularization(&self, m: &[f64], g: Option<&mut [f64]>) -> f64 {
        let (n, weight) = (self.grid.n, self.grid.spacing * self.grid.spacing);
        let mut sum = weight * m.iter().map(|m| m * m).sum::<f64>();
        let mut add = |g: &mut dyn FnMut(usize, f64)| {
            for p in 0..m.len() {
                g(p, weight * m[p]);
                for (q, inside) in [(p + 1, p % n + 1 < n), (p + n, p / n + 1 < n)] {
                    if inside {
                        let d = m[p] - m[q];
                        sum += d * d;
                        g(p, d);
                        g(q, -d);
                    }
                }
            }
        };
        match g {
            Some(g) => add(&mut |p, value| g[p] += self.beta * value),
            None => add(&mut |_, _| ()),
        }
        0.5 * self.beta * sum
    }

    fn misfit(&self, u: &[f64]) -> f64 {
        let sum: f64 = u.iter().zip(self.data.as_slice()).map(|(u, d)| (u - d) * (u - d)).sum();
        0.5 * self.grid.spacing * self.grid.spacing * sum
    }

    /// λ ← −h²K⁻¹(u − d).
    fn solve_adjoint(&self, state: &mut State) {
        let State { factors, scratch, u, adjoint, .. } = state;
        let weight = self.grid.spacing * self.grid.spacing;
        adjoint.iter_mut().zip(u.iter().zip(self.data.as_slice())).for_each(|(l, (u, d))| *l = -weight * (u - d));
        self.analysis.solve(factors, adjoint, scratch);
    }
}

struct Identification {
    made: Arc<Made>,
    state: RefCell<State>,
}

impl Space for Identification {
    fn dim(&self) -> usize {
        self.made.grid.points()
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.dim())
    }

    /// A product solves for the state, its adjoint, and their changes.
    fn prices(&self) -> Prices {
        Prices { hessian_product: 2, solves: [1, 2, 4], ..Prices::default() }
    }
}

impl Objective for Identification {
    fn value(&self, m: &Vector) -> f64 {
        let state = &mut *self.state.borrow_mut();
        match self.made.solve(m.as_slice(), state) {
            Some(()) => self.made.misfit(&state.u) + self.made.regularization(m.as_slice(), None),
            None => f64::NAN,
        }
    }
}

impl Smooth for Identification {
    fn gradient(&self, m: &Vector, g: &mut Vector) {
        self.value_gradient(m, g);
    }

    /// ∂J/∂m = λᵀ(∂K/∂m)u and the Tikhonov term: half of k(u − u′)(λ − λ′)/h² at either end of an edge.
    fn value_gradient(&self, m: &Vector, g: &mut Vector) -> f64 {
        let (made, state) = (&*self.made, &mut *self.state.borrow_mut());
        if made.solve(m.as_slice(), state).is_none() {
            g.fill(f64::NAN);
            return f64::NAN;
        }
        made.solve_adjoint(state);
        let State { root, u, adjoint, .. } = state;
        g.fill(0.0);
        made.edges(root, |k, p, q| {
            if let Some(q) = q {
                let half = 0.5 * k * (u[p] - u[q]) * (adjoint[p] - adjoint[q]);
                g[p] += half;
                g[q] += half;
            } else {
                g[p] += k * u[p] * adjoint[p];
            }
        });
        made.misfit(u) + made.regularization(m.as_slice(), Some(g.as_mut_slice()))
    }
}

impl Curved for Identification {
    /// K u' = −K'u and K λ' = −h²u' − K'λ, where K' is the change of K along v; then the change of the gradient.
    fn hessian_product(&self, m: &Vector, v: &Vector, p: &mut Vector) {
        let (made, state) = (&*self.made, &mut *self.state.borrow_mut());
        if made.solve(m.as_slice(), state).is_none() {
            p.fill(f64::NAN);
            return;
        }
        made.solve_adjoint(state);
        let State { factors, scratch, root, u, adjoint, u_moved, adjoint_moved } = state;
        let weight = made.grid.spacing * made.grid.spacing;
        u_moved.fill(0.0);
        adjoint_moved.fill(0.0);
        made.edges(root, |k, a, b| {
            if let Some(b) = b {
                let change = 0.5 * k * (v[a] + v[b]);
                let (du, dl) = (change * (u[a] - u[b]), change * (adjoint[a] - adjoint[b]));
                u_moved[a] -= du;
                u_moved[b] += du;
                adjoint_moved[a] -= dl;
                adjoint_moved[b] += dl;
            } else {
                u_moved[a] -= k * v[a] * u[a];
                adjoint_moved[a] -= k * v[a] * adjoint[a];
            }
        });
        made.analysis.solve(factors, u_moved, scratch);
        adjoint_moved.iter_mut().zip(&*u_moved).for_each(|(l, u)| *l -= weight * u);
        made.analysis.solve(factors, adjoint_moved, scratch);
        p.fill(0.0);
        made.edges(root, |k, a, b| {
            if let Some(b) = b {
                let (du, dl) = (u[a] - u[b], adjoint[a] - adjoint[b]);
                let (du_moved, dl_moved) = (u_moved[a] - u_moved[b], adjoint_moved[a] - adjoint_moved[b]);
                let half = 0.5 * k * (dl_moved * du + dl * du_moved + 0.5 * (v[a] + v[b]) * dl * du);
                p[a] += half;
                p[b] += half;
            } else {
                p[a] += k * (adjoint_moved[a] * u[a] + adjoint[a] * u_moved[a] + v[a] * adjoint[a] * u[a]);
            }
        });
        made.regularization(v.as_slice(), Some(p.as_mut_slice()));
    }
}

//! ½‖u − d‖² + (α/2)‖f‖² with −Δu = f: control of the Poisson equation, in the control alone.

use super::cholesky::{Scratch, SparseCholesky};
use super::grid::Grid;
use crate::class::{Curved, Objective, Smooth, Space};
use crate::{About, Class, Data, Error, Family, Instance, Known, Offer, Prices, Reference, Rng, SmoothGap};
use crate::{Vector, expect};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Poisson control, reduced to the control.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoissonControl {
    grid: usize,
    alpha: f64,
}

impl Default for PoissonControl {
    fn default() -> Self {
        Self { grid: 16, alpha: 1e-6 }
    }
}

/// The factored Laplacian, the wanted state, and the optimum.
pub struct Made {
    laplacian: SparseCholesky,
    target: Vector,
    /// h², the weight of a point in the discrete L² norm.
    pub(super) weight: f64,
    pub(super) alpha: f64,
    pub(super) solution: Vector,
    pub(super) known: Known,
}

impl Family for PoissonControl {
    const ABOUT: About = About {
        name: "poisson-control",
        title: "optimal control of the Poisson equation, reduced to the control",
        formula: "J(f) = ½‖u − d‖² + (α/2)‖f‖²  with  −Δₕu = f on the unit square, u = 0 on its boundary,  \
                  d = sin(πx) sin(πy)/(2π²);  five-point Laplacian on n × n interior points, h = 1/(n + 1), \
                  ‖v‖² = h² Σ v²,  f⁰ = 0",
        optimum: "f* = λd/(1 + αλ²), J* = αλ²/(32π⁴(1 + αλ²)) (closed form), λ = (8/h²) sin²(πh/2) the eigenvalue of d; \
                  as h → 0: f* = sin(πx) sin(πy)/(1 + 4απ⁴), J* = α/(8(1 + 4απ⁴)) = 1.2495131e-7 for α = 1e-6; \
                  L = h²(1/λ² + α), μ = h²(1/λₘₐₓ² + α), λₘₐₓ = (8/h²) cos²(πh/2)",
        source: "the mother problem of PDE-constrained optimization as in dolfin-adjoint (Farrell, Ham, Funke and Rognes, \
                 Automated derivation of the adjoint of high-level transient finite element programs, SIAM Journal on \
                 Scientific Computing 35, 2013), here with finite differences and without its bounds on f",
        parameters: &[("grid", "points n along a side: n² controls"), ("alpha", "weight α of the control")],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved]
    }

    fn dim(&self) -> usize {
        self.grid * self.grid
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        Made::new(self.grid, self.alpha)
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let problem = Rc::new(Control::new(Arc::clone(made)));
        let reference = Reference::closed_form(made.known.optimal_value.expect("known"));
        let judge = SmoothGap::new(Rc::clone(&problem), reference, Some(made.solution.clone()));
        Instance { problem: Offer::of(problem).curved().problem(), judge: Box::new(judge), known: made.known }
    }
}

impl Made {
    /// At n × n points with this weight of the control.
    pub(super) fn new(grid: usize, alpha: f64) -> Result<Self, Error> {
        let points = grid;
        expect((1..=1024).contains(&points), "grid", points, "1 to 1024")?;
        expect(alpha > 0.0 && alpha.is_finite(), "alpha", alpha, "a positive number")?;
        let grid = Grid::new(points, 1.0);
        let weight = grid.spacing * grid.spacing;
        let laplacian = grid
            .factored_laplacian()
            .ok_or_else(|| Error::Impossible(format!("no Cholesky factors of the Laplacian of grid {points}")))?;
        let target = grid.bump();
        let (lowest, highest) = (grid.eigenvalue(1, 1), grid.eigenvalue(points, points));
        // h²(K⁻¹(K⁻¹f − d) + αf) = 0 on the eigenvector d of K.
        let stiffness = alpha * lowest * lowest;
        let solution = &target * (lowest / (1.0 + stiffness));
        let known = Known {
            smoothness: Some(weight * (lowest.powi(-2) + alpha)),
            strong_convexity: Some(weight * (highest.powi(-2) + alpha)),
            optimal_value: Some(0.5 * weight * target.norm_squared() * stiffness / (1.0 + stiffness)),
            distance: Some(solution.norm()),
            ..Known::default()
        };
        Ok(Self { laplacian, target, weight, alpha, solution, known })
    }
}

/// The reduced problem.
pub(super) struct Control {
    made: Arc<Made>,
    scratch: RefCell<(Vector, Scratch)>,
}

impl Control {
    pub(super) fn new(made: Arc<Made>) -> Self {
        let scratch = RefCell::new((Vector::zeros(made.target.len()), made.laplacian.scratch()));
        Self { made, scratch }
    }
}

impl Space for Control {
    fn dim(&self) -> usize {
        self.made.target.len()
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.dim())
    }

    /// A gradient solves for the state and its adjoint, a Hessian product for their changes: as much work.
    fn prices(&self) -> Prices {
        Prices { hessian_product: 1, solves: [1, 2, 2], ..Prices::default() }
    }
}

impl Objective for Control {
    fn value(&self, f: &Vector) -> f64 {
        let Made { laplacian, target, weight, alpha, .. } = &*self.made;
        let (u, scratch) = &mut *self.scratch.borrow_mut();
        u.copy_from(f);
        laplacian.solve(u.as_mut_slice(), scratch);
        *u -= target;
        0.5 * weight * (u.norm_squared() + alpha * f.norm_squared())
    }
}

impl Smooth for Control {
    fn gradient(&self, f: &Vector, g: &mut Vector) {
        self.value_gradient(f, g);
    }

    fn value_gradient(&self, f: &Vector, g: &mut Vector) -> f64 {
        let Made { laplacian, target, weight, alpha, .. } = &*self.made;
        let (_, scratch) = &mut *self.scratch.borrow_mut();
        g.copy_from(f);
        laplacian.solve(g.as_mut_slice(), scratch);
        *g -= target;
        let value = 0.5 * weight * (g.norm_squared() + alpha * f.norm_squared());
        laplacian.solve(g.as_mut_slice(), scratch);
        g.axpy(alpha * weight, f, *weight);
        value
    }
}

impl Curved for Control {
    fn hessian_product(&self, _f: &Vector, v: &Vector, p: &mut Vector) {
        let Made { laplacian, weight, alpha, .. } = &*self.made;
        let (_, scratch) = &mut *self.scratch.borrow_mut();
        p.copy_from(v);
        laplacian.solve(p.as_mut_slice(), scratch);
        laplacian.solve(p.as_mut_slice(), scratch);
        p.axpy(alpha * weight, v, *weight);
    }
}

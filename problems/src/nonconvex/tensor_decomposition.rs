//! ½ ‖Σᵢ wᵢ^⊗p − Σⱼ vⱼ^⊗p‖²: a symmetric tensor as a sum of powers.

use crate::class::{Curved, Objective, Smooth, Space};
use crate::random::{gaussian_matrix, rotation};
use crate::{
    About, Class, Data, Error, Family, Instance, Known, Matrix, Offer, Prices, Reference, Rng, SmoothGap, Vector,
    expect,
};
use nalgebra::{DMatrixView, DMatrixViewMut};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// The components vⱼ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Components {
    /// Columns of a random rotation.
    #[default]
    Orthogonal,
    /// Independent N(0, I/n).
    Gaussian,
}

/// Symmetric tensor decomposition.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TensorDecomposition {
    rows: usize,
    rank: usize,
    columns: usize,
    order: i32,
    components: Components,
    alpha: f64,
}

impl Default for TensorDecomposition {
    fn default() -> Self {
        Self { rows: 10, rank: 5, columns: 5, order: 3, components: Components::Orthogonal, alpha: 1.0 }
    }
}

/// What cells share.
pub struct Made {
    /// Column j is vⱼ.
    pub(super) truth: Matrix,
    pub(super) start: Vector,
    pub(super) solution: Vector,
    /// ‖Σⱼ vⱼ^⊗p‖².
    pub(super) norm_squared: f64,
}

impl Family for TensorDecomposition {
    const ABOUT: About = About {
        name: "tensor-decomposition",
        title: "symmetric tensor decomposition, over-parametrised where there are more columns than components",
        formula: "f(W) = ½ ‖Σᵢ wᵢ^⊗p − T‖²,  T = Σⱼ vⱼ^⊗p,  p the order; by inner products \
                  ½ Σᵢₖ (wᵢᵀwₖ)ᵖ − Σᵢⱼ (wᵢᵀvⱼ)ᵖ + ½ Σⱼₖ (vⱼᵀvₖ)ᵖ;  v orthonormal or of N(0, I/n);  W⁰ of N(0, alpha²/n)",
        optimum: "W = (v₁, …, vᵣ, 0), f* = 0 (closed form), up to the order of the columns and, where p is even, their \
                  signs; W = 0 is stationary with all derivatives up to order p − 1 zero; the measure `distance` is \
                  ‖Σᵢ wᵢ^⊗p − T‖ = √(2f)",
        source: "Arjevani, Bruna, Field, Kileel, Trager and Williams, Symmetry breaking in symmetric tensor \
                 decomposition, 2021; orthogonal components as in Ge, Huang, Jin and Yuan, Escaping from \
                 saddle points, COLT 2015",
        parameters: &[
            ("rows", "length n of a component"),
            ("rank", "number r of components of T"),
            ("columns", "columns of W, at least the rank"),
            ("order", "order p of the tensor, 2 to 6"),
            ("components", "orthogonal or gaussian"),
            ("alpha", "scale of the start"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved]
    }

    fn dim(&self) -> usize {
        self.rows * self.columns
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let Self { rows, rank, columns, order, alpha, .. } = *self;
        let orthogonal = self.components == Components::Orthogonal;
        let rows_allowed = if orthogonal { 2000 } else { 100_000 };
        expect((1..=rows_allowed).contains(&rows), "rows", rows, "1 to 2000, to 100000 where components are gaussian")?;
        let most = if orthogonal { rows } else { 1000 };
        expect((1..=most).contains(&rank), "rank", rank, "1 to rows, to 1000 where components are gaussian")?;
        expect((rank..=2000).contains(&columns), "columns", columns, "the rank to 2000")?;
        expect((2..=6).contains(&order), "order", order, "2 to 6")?;
        expect(alpha > 0.0 && alpha.is_finite(), "alpha", alpha, "a positive number")?;
        let scale = (rows as f64).sqrt().recip();
        let truth = match self.components {
            Components::Orthogonal => rotation(rows, rng).columns(0, rank).into_owned(),
            Components::Gaussian => gaussian_matrix(rows, rank, rng) * scale,
        };
        let norm_squared = truth.tr_mul(&truth).map(|g| g.powi(order)).sum();
        let padded = truth.clone().resize_horizontally(columns, 0.0);
        let start = gaussian_matrix(rows, columns, rng) * (alpha * scale);
        let vector = |matrix: &Matrix| Vector::from_column_slice(matrix.as_slice());
        Ok(Made { solution: vector(&padded), start: vector(&start), truth, norm_squared })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let problem = Rc::new(Powers::new(Arc::clone(made), self.order, self.columns));
        let known = Known { optimal_value: Some(0.0), ..Known::default() };
        let judged = Rc::clone(&problem);
        let judge = SmoothGap::new(Rc::clone(&problem), Reference::closed_form(0.0), Some(made.solution.clone()))
            .measured_by(move |w| (2.0 * judged.value(w)).max(0.0).sqrt())
            .attaining(ULPS * f64::EPSILON * made.norm_squared);
        Instance { problem: Offer::of(problem).curved().problem(), judge: Box::new(judge), known }
    }
}

/// The value is a difference of sums of this size.
const ULPS: f64 = 64.0;

/// Inner products `WᵀW` and `WᵀV`, and what becomes of them.
struct Scratch {
    own: Matrix,
    cross: Matrix,
    own_along: Matrix,
    cross_along: Matrix,
}

pub(super) struct Powers {
    made: Arc<Made>,
    order: i32,
    columns: usize,
    scratch: RefCell<Scratch>,
}

impl Powers {
    pub(super) fn new(made: Arc<Made>, order: i32, columns: usize) -> Self {
        let (own, cross) = (Matrix::zeros(columns, columns), Matrix::zeros(columns, made.truth.ncols()));
        let scratch = Scratch { own_along: own.clone(), cross_along: cross.clone(), own, cross };
        Self { made, order, columns, scratch: RefCell::new(scratch) }
    }

    fn matrix<'a>(&self, w: &'a Vector) -> DMatrixView<'a, f64> {
        DMatrixView::from_slice(w.as_slice(), self.made.truth.nrows(), self.columns)
    }

    /// own ← `WᵀW`, cross ← `WᵀV`; returns f(W).
    fn products(&self, w: &Vector, scratch: &mut Scratch) -> f64 {
        let w = self.matrix(w);
        scratch.own.gemm_tr(1.0, &w, &w, 0.0);
        scratch.cross.gemm_tr(1.0, &w, &self.made.truth, 0.0);
        let sum = |products: &Matrix| products.as_slice().iter().map(|g| g.powi(self.order)).sum::<f64>();
        // The cross terms are taken off first the one half, then the other: they cancel against either sum.
        0.5 * ((sum(&scratch.own) - sum(&scratch.cross)) + (self.made.norm_squared - sum(&scratch.cross)))
    }
}

impl Space for Powers {
    fn dim(&self) -> usize {
        self.made.start.len()
    }

    fn start(&self) -> Vector {
        self.made.start.clone()
    }

    fn blocks(&self) -> Vec<(usize, usize)> {
        vec![(self.made.truth.nrows(), self.columns)]
    }

    fn prices(&self) -> Prices {
        Prices::default()
    }
}

impl Objective for Powers {
    fn value(&self, w: &Vector) -> f64 {
        self.products(w, &mut self.scratch.borrow_mut())
    }
}

impl Smooth for Powers {
    fn gradient(&self, w: &Vector, g: &mut Vector) {
        self.value_gradient(w, g);
    }

    /// p (W (WᵀW)^∘(p−1) − V ((WᵀV)^∘(p−1))ᵀ).
    fn value_gradient(&self, w: &Vector, g: &mut Vector) -> f64 {
        let scratch = &mut *self.scratch.borrow_mut();
        let f = self.products(w, scratch);
        let power = |g: &mut f64| *g = f64::from(self.order) * g.powi(self.order - 1);
        scratch.own.apply(power);
        scratch.cross.apply(power);
        let mut g = DMatrixViewMut::from_slice(g.as_mut_slice(), self.made.truth.nrows(), self.columns);
        g.gemm(1.0, &self.matrix(w), &scratch.own, 0.0);
        subtract(&mut g, &self.made.truth, &scratch.cross);
        f
    }
}

/// g ← g − V Cᵀ, column by column.
fn subtract(g: &mut DMatrixViewMut<'_, f64>, v: &Matrix, c: &Matrix) {
    for (i, mut column) in g.column_iter_mut().enumerate() {
        for (j, v) in v.column_iter().enumerate() {
            column.axpy(-c[(i, j)], &v, 1.0);
        }
    }
}

impl Curved for Powers {
    fn hessian_product(&self, w: &Vector, v: &Vector, p: &mut Vector) {
        let Scratch { own, cross, own_along, cross_along } = &mut *self.scratch.borrow_mut();
        let (order, truth) = (self.order, &self.made.truth);
        let (w, v) = (self.matrix(w), self.matrix(v));
        own.gemm_tr(1.0, &w, &w, 0.0);
        cross.gemm_tr(1.0, &w, truth, 0.0);
        own_along.gemm_tr(1.0, &w, &v, 0.0);
        own_along.gemm_tr(1.0, &v, &w, 1.0);
        cross_along.gemm_tr(1.0, &v, truth, 0.0);
        let bend = |along: &mut f64, g: f64| *along *= f64::from(order * (order - 1)) * g.powi(order - 2);
        own_along.zip_apply(&*own, bend);
        cross_along.zip_apply(&*cross, bend);
        own.apply(|g| *g = f64::from(order) * g.powi(order - 1));
        let mut p = DMatrixViewMut::from_slice(p.as_mut_slice(), truth.nrows(), self.columns);
        p.gemm(1.0, &v, own, 0.0);
        p.gemm(1.0, &w, own_along, 1.0);
        subtract(&mut p, truth, cross_along);
    }
}

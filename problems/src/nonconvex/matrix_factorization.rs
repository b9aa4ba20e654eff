//! ¼ `‖XXᵀ − M‖²`: a symmetric matrix of low rank by its factor.

use crate::class::{Curved, Objective, Smooth, Space};
use crate::random::{gaussian_matrix, rotation};
use crate::{
    About, Class, Data, Error, Family, Instance, Known, Matrix, Offer, Reference, Rng, SmoothGap, Vector, expect,
};
use nalgebra::{DMatrixView, DMatrixViewMut};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Symmetric matrix factorization.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixFactorization {
    rows: usize,
    rank: usize,
    columns: usize,
    condition: f64,
    alpha: f64,
}

impl Default for MatrixFactorization {
    fn default() -> Self {
        Self { rows: 50, rank: 5, columns: 5, condition: 10.0, alpha: 0.1 }
    }
}

/// M and what is known of it.
pub struct Made {
    pub(super) m: Matrix,
    pub(super) start: Vector,
    pub(super) solution: Vector,
    pub(super) optimum: f64,
}

impl Family for MatrixFactorization {
    const ABOUT: About = About {
        name: "matrix-factorization",
        title: "symmetric low-rank matrix factorization",
        formula: "f(X) = ¼ ‖XXᵀ − M‖²,  M = Q diag(λ) Qᵀ, λ from 1 down to 1/condition evenly on a logarithmic scale over the rank, then \
                  0;  X n × columns, X⁰ of N(0, alpha²/n)",
        optimum: "X = (√λ₁ q₁, √λ₂ q₂, …), f* = ¼ Σᵢ λᵢ² over the eigenvalues beyond the columns (closed form, Eckart and Young); \
                  every other stationary point picks other eigenvalues and is a strict saddle; the measure \
                  `distance` is ‖XXᵀ − X*X*ᵀ‖ in the Frobenius norm",
        source: "Jin, Ge, Netrapalli, Kakade and Jordan, How to escape saddle points efficiently, ICML 2017 \
                 (there with ½ for ¼)",
        parameters: &[
            ("rows", "side n of M"),
            ("rank", "rank of M"),
            ("columns", "columns of X"),
            ("condition", "largest over smallest of the non-zero eigenvalues"),
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
        let Self { rows, rank, columns, condition, alpha } = *self;
        expect((1..=3000).contains(&rows), "rows", rows, "1 to 3000")?;
        expect((1..=rows).contains(&rank), "rank", rank, "1 to rows")?;
        expect((1..=rows).contains(&columns), "columns", columns, "1 to rows")?;
        expect(condition >= 1.0 && condition.is_finite(), "condition", condition, "a number of at least 1")?;
        expect(alpha > 0.0 && alpha.is_finite(), "alpha", alpha, "a positive number")?;
        let eigenvalues = spectrum(rank, condition);
        let q = rotation(rows, rng).columns(0, rank).into_owned();
        let factor = Matrix::from_fn(rows, rank, |i, j| q[(i, j)] * eigenvalues[j].sqrt());
        let m = &factor * factor.transpose();
        let optimum = 0.25 * eigenvalues.iter().skip(columns).map(|value| value * value).sum::<f64>();
        let solution = factor.resize_horizontally(columns, 0.0);
        let start = gaussian_matrix(rows, columns, rng) * (alpha / (rows as f64).sqrt());
        let vector = |matrix: &Matrix| Vector::from_column_slice(matrix.as_slice());
        Ok(Made { m, start: vector(&start), solution: vector(&solution), optimum })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let problem = Rc::new(Square::new(Arc::clone(made), self.columns));
        let known = Known { optimal_value: Some(made.optimum), ..Known::default() };
        let judged = Rc::clone(&problem);
        let judge =
            SmoothGap::new(Rc::clone(&problem), Reference::closed_form(made.optimum), Some(made.solution.clone()))
                .measured_by(move |x| judged.to_solution(x));
        Instance { problem: Offer::of(problem).curved().problem(), judge: Box::new(judge), known }
    }
}

/// From 1 down to 1/condition, evenly on a logarithmic scale.
pub(super) fn spectrum(rank: usize, condition: f64) -> Vec<f64> {
    (0..rank).map(|i| condition.powf(-(i as f64) / (rank - 1).max(1) as f64)).collect()
}

pub(super) struct Square {
    made: Arc<Made>,
    columns: usize,
    scratch: RefCell<Scratch>,
}

/// `XXᵀ − M`, Xᵀ, and a product of two factors.
struct Scratch {
    misfit: Matrix,
    turned: Matrix,
    gram: Matrix,
}

impl Square {
    pub(super) fn new(made: Arc<Made>, columns: usize) -> Self {
        let rows = made.m.nrows();
        let [misfit, turned, gram] =
            [(rows, rows), (columns, rows), (columns, columns)].map(|(r, c)| Matrix::zeros(r, c));
        Self { made, columns, scratch: RefCell::new(Scratch { misfit, turned, gram }) }
    }

    fn matrix<'a>(&self, x: &'a Vector) -> DMatrixView<'a, f64> {
        DMatrixView::from_slice(x.as_slice(), self.made.m.nrows(), self.columns)
    }

    /// misfit ← `XXᵀ − M`.
    fn misfit(&self, x: &Vector, Scratch { misfit, turned, .. }: &mut Scratch) {
        misfit.copy_from(&self.made.m);
        let x = self.matrix(x);
        x.transpose_to(turned);
        misfit.gemm(1.0, &x, &*turned, -1.0);
    }

    /// `‖XXᵀ − X*X*ᵀ‖`.
    fn to_solution(&self, x: &Vector) -> f64 {
        let r = &mut self.scratch.borrow_mut().misfit;
        r.fill(0.0);
        self.matrix(x).column_iter().for_each(|x| r.ger(1.0, &x, &x, 1.0));
        self.matrix(&self.made.solution).column_iter().for_each(|x| r.ger(-1.0, &x, &x, 1.0));
        r.norm()
    }
}

impl Space for Square {
    fn dim(&self) -> usize {
        self.made.start.len()
    }

    fn start(&self) -> Vector {
        self.made.start.clone()
    }

    fn blocks(&self) -> Vec<(usize, usize)> {
        vec![(self.made.m.nrows(), self.columns)]
    }
}

impl Objective for Square {
    fn value(&self, x: &Vector) -> f64 {
        let scratch = &mut *self.scratch.borrow_mut();
        self.misfit(x, scratch);
        0.25 * scratch.misfit.norm_squared()
    }
}

impl Smooth for Square {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.value_gradient(x, g);
    }

    /// `(XXᵀ − M) X`.
    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        let scratch = &mut *self.scratch.borrow_mut();
        self.misfit(x, scratch);
        let mut g = DMatrixViewMut::from_slice(g.as_mut_slice(), self.made.m.nrows(), self.columns);
        g.gemm(1.0, &scratch.misfit, &self.matrix(x), 0.0);
        0.25 * scratch.misfit.norm_squared()
    }
}

impl Curved for Square {
    /// `(XXᵀ − M) V + V XᵀX + X VᵀX`.
    fn hessian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        let scratch = &mut *self.scratch.borrow_mut();
        self.misfit(x, scratch);
        let Scratch { misfit, gram, .. } = scratch;
        let (x, v) = (self.matrix(x), self.matrix(v));
        let mut p = DMatrixViewMut::from_slice(p.as_mut_slice(), self.made.m.nrows(), self.columns);
        p.gemm(1.0, &*misfit, &v, 0.0);
        gram.gemm_tr(1.0, &x, &x, 0.0);
        p.gemm(1.0, &v, &*gram, 1.0);
        gram.gemm_tr(1.0, &v, &x, 0.0);
        p.gemm(1.0, &x, &*gram, 1.0);
    }
}

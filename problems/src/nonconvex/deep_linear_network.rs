//! ½ `‖W_N ⋯ W₁ − M‖²`: a linear network of any depth, taught a matrix.

use super::matrix_factorization::spectrum;
use crate::class::{Curved, LeastSquares, Objective, Smooth, Space};
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

/// A deep linear network; of depth 2, asymmetric matrix factorization.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeepLinearNetwork {
    rows: usize,
    cols: usize,
    rank: usize,
    width: usize,
    depth: usize,
    condition: f64,
    alpha: f64,
}

impl Default for DeepLinearNetwork {
    fn default() -> Self {
        Self { rows: 10, cols: 10, rank: 3, width: 10, depth: 3, condition: 3.0, alpha: 0.5 }
    }
}

/// M and what is known of it.
pub struct Made {
    pub(super) shapes: Vec<(usize, usize)>,
    pub(super) m: Matrix,
    /// The best approximation of M of the network's rank.
    pub(super) best: Matrix,
    pub(super) start: Vector,
    pub(super) solution: Vector,
    pub(super) optimum: f64,
}

impl DeepLinearNetwork {
    /// Of the layers, the first first.
    fn shapes(&self) -> Vec<(usize, usize)> {
        let inner = |j: usize, outer: usize, end: usize| if j == end { outer } else { self.width };
        (0..self.depth).map(|j| (inner(j, self.rows, self.depth - 1), inner(j, self.cols, 0))).collect()
    }
}

impl Family for DeepLinearNetwork {
    const ABOUT: About = About {
        name: "deep-linear-network",
        title: "a deep linear network; of depth 2, asymmetric matrix factorization",
        formula: "f(W₁, …, W_N) = ½ ‖W_N ⋯ W₁ − M‖²,  N the depth, M = U diag(σ) Vᵀ rows × cols, σ from 1 down to 1/condition evenly on \
                  a logarithmic scale over the rank, then 0;  W⁰ⱼ of N(0, alpha²/columns of Wⱼ)",
        optimum: "W_N ⋯ W₁ the best approximation of M of rank at most the width, f* = ½ Σᵢ σᵢ² over the singular values beyond it \
                  (closed form, Eckart and Young); W = 0 is a saddle, strict only for N = 2, of order N otherwise; the measure \
                  `distance` is that of the products in the Frobenius norm",
        source: "Kawaguchi, Deep learning without poor local minima, NeurIPS 2016; with whitened data as in Arora, Cohen, \
                 Golowich and Hu, A convergence analysis of gradient descent for deep linear neural networks, ICLR 2019",
        parameters: &[
            ("rows", "rows of M"),
            ("cols", "columns of M"),
            ("rank", "rank of M"),
            ("width", "width of the inner layers"),
            ("depth", "number N of layers, 2 to 20"),
            ("condition", "largest over smallest of the non-zero singular values"),
            ("alpha", "scale of the start"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved, Class::LeastSquares]
    }

    fn dim(&self) -> usize {
        self.shapes().iter().map(|(rows, columns)| rows * columns).sum()
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let Self { rows, cols, rank, width, depth, condition, alpha } = *self;
        expect((1..=2000).contains(&rows), "rows", rows, "1 to 2000")?;
        expect((1..=2000).contains(&cols), "cols", cols, "1 to 2000")?;
        expect((1..=rows.min(cols)).contains(&rank), "rank", rank, "1 to the smaller side of M")?;
        expect((1..=2000).contains(&width), "width", width, "1 to 2000")?;
        expect((2..=20).contains(&depth), "depth", depth, "2 to 20")?;
        expect(condition >= 1.0 && condition.is_finite(), "condition", condition, "a number of at least 1")?;
        expect(alpha > 0.0 && alpha.is_finite(), "alpha", alpha, "a positive number")?;
        let values = spectrum(rank, condition);
        let (u, v) = (rotation(rows, rng), rotation(cols, rng));
        let product = |rank: usize| {
            let scaled = Matrix::from_fn(rows, rank, |i, j| u[(i, j)] * values[j]);
            scaled * v.columns(0, rank).transpose()
        };
        let reached = rank.min(width);
        let (m, best) = (product(rank), product(reached));
        let optimum = 0.5 * values[reached..].iter().map(|value| value * value).sum::<f64>();
        let (shapes, mut solution, mut start) = (self.shapes(), Vec::new(), Vec::new());
        for (j, &(out, into)) in shapes.iter().enumerate() {
            // Every layer takes the N-th root of σ; the first turns by V, the last by U.
            let mut layer = Matrix::zeros(out, into);
            for (k, value) in values[..reached].iter().enumerate() {
                let root = value.powf((depth as f64).recip());
                if j == 0 {
                    layer.row_mut(k).copy_from(&(v.column(k).transpose() * root));
                } else if j + 1 == depth {
                    layer.column_mut(k).copy_from(&(u.column(k) * root));
                } else {
                    layer[(k, k)] = root;
                }
            }
            solution.extend_from_slice(layer.as_slice());
            start.extend_from_slice((gaussian_matrix(out, into, rng) * (alpha / (into as f64).sqrt())).as_slice());
        }
        Ok(Made { shapes, m, best, start: start.into(), solution: solution.into(), optimum })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let problem = Rc::new(Network::new(Arc::clone(made)));
        let known = Known { optimal_value: Some(made.optimum), ..Known::default() };
        let judged = Rc::clone(&problem);
        let judge =
            SmoothGap::new(Rc::clone(&problem), Reference::closed_form(made.optimum), Some(made.solution.clone()))
                .measured_by(move |w| {
                    let scratch = &mut *judged.scratch.borrow_mut();
                    judged.forward(w, scratch);
                    let last = scratch.products.last().expect("at least two layers");
                    let pairs = last.as_slice().iter().zip(judged.made.best.as_slice());
                    pairs.map(|(p, b)| (p - b) * (p - b)).sum::<f64>().sqrt()
                });
        Instance { problem: Offer::of(problem).curved().least_squares().problem(), judge: Box::new(judge), known }
    }
}

/// Products, their transposes, and what runs backward; each with its derivative.
struct Scratch {
    /// Wⱼ ⋯ W₁.
    products: Vec<Matrix>,
    along: Vec<Matrix>,
    /// Their transposes.
    turned: Vec<Matrix>,
    turned_along: Vec<Matrix>,
    /// `(W_N ⋯ Wⱼ₊₁)ᵀ` times the misfit.
    back: Vec<Matrix>,
    back_along: Vec<Matrix>,
}

pub(super) struct Network {
    made: Arc<Made>,
    scratch: RefCell<Scratch>,
}

impl Network {
    pub(super) fn new(made: Arc<Made>) -> Self {
        let cols = made.m.ncols();
        let products: Vec<Matrix> = made.shapes.iter().map(|&(rows, _)| Matrix::zeros(rows, cols)).collect();
        let turned: Vec<Matrix> = products.iter().map(Matrix::transpose).collect();
        let scratch = Scratch {
            along: products.clone(),
            back: products.clone(),
            back_along: products.clone(),
            products,
            turned_along: turned.clone(),
            turned,
        };
        Self { made, scratch: RefCell::new(scratch) }
    }

    /// Wⱼ of a point, j from 0.
    fn layer<'a>(&self, w: &'a [f64], j: usize) -> DMatrixView<'a, f64> {
        let at = self.offset(j);
        let (rows, columns) = self.made.shapes[j];
        DMatrixView::from_slice(&w[at..at + rows * columns], rows, columns)
    }

    fn layer_mut<'a>(&self, w: &'a mut [f64], j: usize) -> DMatrixViewMut<'a, f64> {
        let at = self.offset(j);
        let (rows, columns) = self.made.shapes[j];
        DMatrixViewMut::from_slice(&mut w[at..at + rows * columns], rows, columns)
    }

    fn offset(&self, j: usize) -> usize {
        self.made.shapes[..j].iter().map(|(rows, columns)| rows * columns).sum()
    }

    fn depth(&self) -> usize {
        self.made.shapes.len()
    }

    /// products ← Wⱼ ⋯ W₁.
    fn forward(&self, w: &Vector, Scratch { products, turned, .. }: &mut Scratch) {
        products[0].copy_from(&self.layer(w.as_slice(), 0));
        for j in 0..self.depth() {
            if j > 0 {
                let (before, now) = products.split_at_mut(j);
                now[0].gemm(1.0, &self.layer(w.as_slice(), j), &before[j - 1], 0.0);
            }
            products[j].transpose_to(&mut turned[j]);
        }
    }

    /// along ← the derivative of the products along v.
    fn forward_along(&self, w: &Vector, v: &Vector, scratch: &mut Scratch) {
        let Scratch { products, along, turned_along, .. } = scratch;
        along[0].copy_from(&self.layer(v.as_slice(), 0));
        for j in 0..self.depth() {
            if j > 0 {
                let (before, now) = along.split_at_mut(j);
                now[0].gemm(1.0, &self.layer(v.as_slice(), j), &products[j - 1], 0.0);
                now[0].gemm(1.0, &self.layer(w.as_slice(), j), &before[j - 1], 1.0);
            }
            along[j].transpose_to(&mut turned_along[j]);
        }
    }

    /// g ← the products' Jacobian transposed times back[N − 1].
    fn backward(&self, w: &Vector, Scratch { turned, back, .. }: &mut Scratch, g: &mut Vector) {
        for j in (0..self.depth()).rev() {
            let mut g = self.layer_mut(g.as_mut_slice(), j);
            if j == 0 {
                g.copy_from(&back[0]);
            } else {
                g.gemm(1.0, &back[j], &turned[j - 1], 0.0);
                let (before, now) = back.split_at_mut(j);
                before[j - 1].gemm_tr(1.0, &self.layer(w.as_slice(), j), &now[0], 0.0);
            }
        }
    }

    /// back[N − 1] ← `W_N ⋯ W₁ − M`.
    fn misfit(&self, w: &Vector, scratch: &mut Scratch) -> f64 {
        self.forward(w, scratch);
        let last = self.depth() - 1;
        scratch.back[last].copy_from(&scratch.products[last]);
        scratch.back[last] -= &self.made.m;
        0.5 * scratch.back[last].norm_squared()
    }
}

impl Space for Network {
    fn dim(&self) -> usize {
        self.made.start.len()
    }

    fn start(&self) -> Vector {
        self.made.start.clone()
    }

    fn blocks(&self) -> Vec<(usize, usize)> {
        self.made.shapes.clone()
    }

    fn prices(&self) -> Prices {
        Prices { jacobian: self.made.m.len() as u64, ..Prices::default() }
    }
}

impl Objective for Network {
    fn value(&self, w: &Vector) -> f64 {
        self.misfit(w, &mut self.scratch.borrow_mut())
    }
}

impl Smooth for Network {
    fn gradient(&self, w: &Vector, g: &mut Vector) {
        self.value_gradient(w, g);
    }

    fn value_gradient(&self, w: &Vector, g: &mut Vector) -> f64 {
        let scratch = &mut *self.scratch.borrow_mut();
        let f = self.misfit(w, scratch);
        self.backward(w, scratch, g);
        f
    }
}

impl Curved for Network {
    fn hessian_product(&self, w: &Vector, v: &Vector, p: &mut Vector) {
        let scratch = &mut *self.scratch.borrow_mut();
        self.misfit(w, scratch);
        self.forward_along(w, v, scratch);
        let Scratch { turned, along, turned_along, back, back_along, .. } = scratch;
        let last = self.depth() - 1;
        back_along[last].copy_from(&along[last]);
        for j in (0..=last).rev() {
            let mut p = self.layer_mut(p.as_mut_slice(), j);
            if j == 0 {
                p.copy_from(&back_along[0]);
                continue;
            }
            p.gemm(1.0, &back_along[j], &turned[j - 1], 0.0);
            p.gemm(1.0, &back[j], &turned_along[j - 1], 1.0);
            let (before, now) = back_along.split_at_mut(j);
            before[j - 1].gemm_tr(1.0, &self.layer(v.as_slice(), j), &back[j], 0.0);
            before[j - 1].gemm_tr(1.0, &self.layer(w.as_slice(), j), &now[0], 1.0);
            let (before, now) = back.split_at_mut(j);
            before[j - 1].gemm_tr(1.0, &self.layer(w.as_slice(), j), &now[0], 0.0);
        }
    }
}

impl LeastSquares for Network {
    fn residuals_len(&self) -> usize {
        self.made.m.len()
    }

    fn residuals(&self, w: &Vector, r: &mut Vector) {
        let scratch = &mut *self.scratch.borrow_mut();
        self.misfit(w, scratch);
        r.as_mut_slice().copy_from_slice(scratch.back[self.depth() - 1].as_slice());
    }

    fn jacobian_product(&self, w: &Vector, v: &Vector, p: &mut Vector) {
        let scratch = &mut *self.scratch.borrow_mut();
        self.forward(w, scratch);
        self.forward_along(w, v, scratch);
        p.as_mut_slice().copy_from_slice(scratch.along[self.depth() - 1].as_slice());
    }

    fn jacobian_transpose_product(&self, w: &Vector, u: &Vector, p: &mut Vector) {
        let scratch = &mut *self.scratch.borrow_mut();
        self.forward(w, scratch);
        scratch.back[self.depth() - 1].as_mut_slice().copy_from_slice(u.as_slice());
        self.backward(w, scratch, p);
    }
}

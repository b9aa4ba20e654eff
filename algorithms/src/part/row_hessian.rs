//! The Hessian of some rows of a generalised linear model.

use crate::Misfit;
use problems::class::Glm;
use problems::{Matrix, Vector};

/// The square root B of the whole Hessian, and the rows that were drawn.
pub struct RowHessian {
    b: Matrix,
    drawn: Matrix,
}

impl RowHessian {
    /// For draws of `batch` rows of `problem`.
    pub fn new(problem: &dyn Glm, batch: usize) -> Result<Self, Misfit> {
        let d = problem.dim();
        Ok(Self { b: Matrix::zeros(rows(problem)?, d), drawn: Matrix::zeros(batch, d) })
    }

    /// h ← (N/|S|) Σ bᵢbᵢᵀ + μI over the rows S: the mean of ∇²fᵢ(x). Cost: 1 pass over the data, as the class gives B whole.
    pub fn sample(&mut self, problem: &dyn Glm, x: &Vector, keys: &[u64], h: &mut Matrix) {
        let Self { b, drawn } = self;
        problem.hessian_root(x, b);
        let scale = (b.nrows() as f64 / keys.len() as f64).sqrt();
        for (from, mut to) in b.column_iter().zip(drawn.column_iter_mut()) {
            let (from, to) = (from.as_slice(), to.as_mut_slice());
            to.fill(0.0);
            to.iter_mut().zip(keys).for_each(|(to, key)| *to = scale * from[*key as usize]);
        }
        h.fill_with_identity();
        h.gemm_tr(1.0, drawn, drawn, problem.ridge());
    }
}

/// Number of rows.
pub fn rows(problem: &dyn Glm) -> Result<usize, Misfit> {
    problem.samples().map(|n| n as usize).ok_or_else(|| Misfit::Unsuitable("needs a finite number of rows".into()))
}

//! Lower problems side by side: pieces of y that a sample each knows, and the Hessians of the pieces.

use super::recursive_momentum::follow;
use problems::class::{Batch, Bilevel};
use problems::{Matrix, Vector};
use serde::{Deserialize, Serialize};

/// What a sample of the lower level depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pieces {
    /// All of y: one lower problem.
    #[default]
    One,
    /// The piece of y of its own number: as many lower problems as samples.
    Samples,
}

impl Pieces {
    /// Calls `each` with the number of every piece, of m, that a batch knows.
    pub fn drawn(self, batch: Batch<'_>, m: usize, each: impl FnMut(usize)) {
        match (self, batch) {
            (Self::Samples, Batch::Keys(keys)) => keys.iter().map(|&i| i as usize).for_each(each),
            _ => (0..m).for_each(each),
        }
    }
}

/// The batches of the upper and of the lower level, and what makes the drawn pieces' share of the mean of all of them.
#[derive(Clone, Copy)]
pub struct Drawn<'a> {
    /// Of the upper level.
    pub upper: Batch<'a>,
    /// Of the lower level.
    pub lower: Batch<'a>,
    /// Drawn pieces over all of them.
    pub scale: f64,
}

/// The Hessians of the pieces, now and before, and what a column of them all is read with.
pub struct Hessians {
    /// Now.
    pub now: Vec<Matrix>,
    /// One update before.
    pub before: Vec<Matrix>,
    unit: Vector,
    column: Vector,
    column_before: Vector,
}

impl Hessians {
    /// Exact at the start.
    pub fn new(problem: &dyn Bilevel, (x, y): (&Vector, &Vector), m: usize) -> Self {
        let (size, zeros) = (y.len() / m, Vector::zeros(y.len()));
        let (mut unit, mut column, mut now) = (zeros.clone(), zeros.clone(), vec![Matrix::zeros(size, size); m]);
        for j in 0..size {
            unit.fill(0.0);
            (0..m).for_each(|i| unit[i * size + j] = 1.0);
            problem.lower_hessian_product(x, y, &unit, Batch::Whole, &mut column);
            for (h, column) in now.iter_mut().zip(column.as_slice().chunks_exact(size)) {
                h.column_mut(j).copy_from_slice(column);
            }
        }
        Self { before: now.clone(), now, unit, column, column_before: zeros }
    }

    /// Follows those of the drawn pieces, column by column.
    pub fn update(
        &mut self,
        problem: &dyn Bilevel,
        (now, before): ((&Vector, &Vector), (&Vector, &Vector)),
        Drawn { lower, scale, .. }: Drawn<'_>,
        pieces: Pieces,
        (alpha, gamma): (f64, f64),
    ) {
        let (m, size) = (self.now.len(), self.now[0].nrows());
        for j in 0..size {
            self.unit.fill(0.0);
            (0..m).for_each(|i| self.unit[i * size + j] = 1.0);
            problem.lower_hessian_product(now.0, now.1, &self.unit, lower, &mut self.column);
            problem.lower_hessian_product(before.0, before.1, &self.unit, lower, &mut self.column_before);
            self.column *= scale;
            self.column_before *= scale;
            pieces.drawn(lower, m, |i| {
                let rows = i * size..(i + 1) * size;
                let (column, before) = (&self.column.as_slice()[rows.clone()], &self.column_before.as_slice()[rows]);
                follow(&mut self.now[i].as_mut_slice()[j * size..][..size], alpha, gamma, column, before);
            });
        }
    }
}

/// vᵢ ← Hᵢ⁻¹ ∂ᵧFᵢ of the drawn pieces, where there is a solution.
pub fn solve(hessians: &[Matrix], fy: &Vector, pieces: Pieces, lower: Batch<'_>, v: &mut Vector) {
    let size = hessians[0].nrows();
    pieces.drawn(lower, hessians.len(), |i| {
        if let Some(solution) = hessians[i].clone().lu().solve(&fy.rows(i * size, size)) {
            v.rows_mut(i * size, size).copy_from(&solution);
        }
    });
}

//! The five-point Laplacian on a square.

use super::cholesky::SparseCholesky;
use super::dissection::dissection;
use crate::{Matrix, Vector};
use std::f64::consts::PI;

/// The n × n interior points of a square, column by column, u = 0 on its boundary.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid {
    /// Points along a side.
    pub(crate) n: usize,
    /// Distance h of neighbours.
    pub(crate) spacing: f64,
}

impl Grid {
    /// In a square with sides of this length.
    pub(crate) fn new(n: usize, side: f64) -> Self {
        Self { n, spacing: side / (n + 1) as f64 }
    }

    /// Number of points.
    pub(crate) fn points(&self) -> usize {
        self.n * self.n
    }

    /// The interior neighbours of point p, in increasing order.
    pub(crate) fn neighbours(self, p: usize) -> impl Iterator<Item = usize> {
        let (i, j, n) = (p % self.n, p / self.n, self.n);
        let below = [(j > 0).then(|| p - n), (i > 0).then(|| p - 1)];
        let above = [(i + 1 < n).then(|| p + 1), (j + 1 < n).then(|| p + n)];
        below.into_iter().chain(above).flatten()
    }

    /// The entry of K = −Δₕ at a point and itself; at a neighbour it is −¼ of this.
    pub(crate) fn diagonal(&self) -> f64 {
        4.0 / (self.spacing * self.spacing)
    }

    /// (Ku) at point p.
    pub(crate) fn minus_laplacian(&self, u: &[f64], p: usize) -> f64 {
        let around: f64 = self.neighbours(p).map(|q| u[q]).sum();
        self.diagonal() * (u[p] - 0.25 * around)
    }

    /// The entries of the lower triangle of K.
    pub(crate) fn lower_triangle(self) -> impl Iterator<Item = (usize, usize, f64)> {
        (0..self.points()).flat_map(move |p| {
            let after = self.neighbours(p).filter(move |&q| q > p).map(move |q| (q, p, -0.25 * self.diagonal()));
            std::iter::once((p, p, self.diagonal())).chain(after)
        })
    }

    /// The factors of K; `None` if rounding takes its definiteness.
    pub(crate) fn factored_laplacian(self) -> Option<SparseCholesky> {
        let entries: Vec<_> = self.lower_triangle().collect();
        SparseCholesky::new(self.points(), &entries, &dissection(self.n, self.n))
    }

    /// out ← h²Ku: four times a point less its neighbours.
    pub(crate) fn stencil(&self, u: &[f64], out: &mut [f64]) {
        let n = self.n;
        for (j, (out, column)) in out.chunks_exact_mut(n).zip(u.chunks_exact(n)).enumerate() {
            for (out, u) in out.iter_mut().skip(1).zip(column.windows(3)) {
                *out = 4.0 * u[1] - u[2] - u[0];
            }
            out[0] = 4.0 * column[0] - column.get(1).unwrap_or(&0.0);
            out[n - 1] = 4.0 * column[n - 1] - if n > 1 { column[n - 2] } else { 0.0 };
            let mut subtract = |u: &[f64]| out.iter_mut().zip(u).for_each(|(out, u)| *out -= u);
            if j > 0 {
                subtract(&u[n * (j - 1)..n * j]);
            }
            if j + 1 < n {
                subtract(&u[n * (j + 1)..n * (j + 2)]);
            }
        }
    }

    /// Eigenvalue of K on sin(iπx) sin(jπy): (4/h²)(sin²(iπ/2(n+1)) + sin²(jπ/2(n+1))), i, j from 1 to n.
    pub(crate) fn eigenvalue(&self, i: usize, j: usize) -> f64 {
        let wave = |i: usize| (i as f64 * PI / (2 * (self.n + 1)) as f64).sin().powi(2);
        self.diagonal() * (wave(i) + wave(j))
    }

    /// q(K) u for a function q of the eigenvalues, by sine transforms.
    pub(crate) fn function_of_laplacian(&self, u: &Vector, q: impl Fn(f64) -> f64) -> Vector {
        let n = self.n;
        let sines = Matrix::from_fn(n, n, |i, j| {
            (2.0 / (n + 1) as f64).sqrt() * (((i + 1) * (j + 1)) as f64 * PI / (n + 1) as f64).sin()
        });
        let mut waves = &sines * Matrix::from_column_slice(n, n, u.as_slice()) * &sines;
        for j in 0..n {
            for i in 0..n {
                waves[(i, j)] *= q(self.eigenvalue(i + 1, j + 1));
            }
        }
        Vector::from_column_slice((&sines * waves * &sines).as_slice())
    }

    /// sin(πx) sin(πy)/(2π²) on the unit square.
    pub(crate) fn bump(&self) -> Vector {
        let sine = |i: usize| (PI * (i + 1) as f64 * self.spacing).sin();
        Vector::from_fn(self.points(), |p, _| sine(p % self.n) * sine(p / self.n) / (2.0 * PI * PI))
    }
}

//! The oracles of matrix completion: sweeps over the entries seen, and the two regularizers.

use super::MatrixCompletion;
use super::links::add;
use crate::class::{Curved, FiniteSum, LeastSquares, Objective, Smooth, Space, Stochastic};
use crate::{Matrix, Prices, Vector};
use std::cell::RefCell;
use std::sync::Arc;

/// The entries that are seen, by rows.
pub(super) struct Seen {
    /// (row, column), and the entry.
    pub(super) places: Vec<(u32, u32)>,
    pub(super) entries: Vec<f64>,
}

/// Of two short rows.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The factor's i-th row.
pub(super) fn row(z: &[f64], i: u32, rank: usize) -> &[f64] {
    &z[i as usize * rank..(i as usize + 1) * rank]
}

fn row_mut(z: &mut [f64], i: u32, rank: usize) -> &mut [f64] {
    &mut z[i as usize * rank..(i as usize + 1) * rank]
}

pub(super) struct Completion {
    family: MatrixCompletion,
    seen: Arc<Seen>,
    start: Vector,
    /// `XᵀX − YᵀY`, and its derivative.
    scratch: RefCell<(Matrix, Matrix)>,
}

impl Completion {
    pub(super) fn new(family: MatrixCompletion, seen: Arc<Seen>, start: Vector) -> Self {
        let square = Matrix::zeros(family.rank, family.rank);
        Self { family, seen, start, scratch: RefCell::new((square.clone(), square)) }
    }

    fn len(&self) -> f64 {
        self.seen.entries.len() as f64
    }

    /// 1/p over the number of entries: what a squared misfit weighs in a mean.
    fn weight(&self) -> f64 {
        (self.family.rows * self.family.cols) as f64
    }

    fn split<'a>(&self, z: &'a Vector) -> (&'a [f64], &'a [f64]) {
        z.as_slice().split_at(self.family.rows * self.family.rank)
    }

    fn split_mut<'a>(&self, z: &'a mut Vector) -> (&'a mut [f64], &'a mut [f64]) {
        z.as_mut_slice().split_at_mut(self.family.rows * self.family.rank)
    }

    fn seen(&self) -> impl Iterator<Item = (u32, u32, f64)> {
        self.seen.places.iter().zip(&self.seen.entries).map(|(&(i, j), &entry)| (i, j, entry))
    }

    fn seen_at(&self, key: u64) -> (u32, u32, f64) {
        let ((i, j), entry) = (self.seen.places[key as usize], self.seen.entries[key as usize]);
        (i, j, entry)
    }

    fn misfit(&self, (x, y): (&[f64], &[f64]), (i, j, entry): (u32, u32, f64)) -> f64 {
        dot(row(x, i, self.family.rank), row(y, j, self.family.rank)) - entry
    }

    /// g ← scale Σ r ∇r over some entries; returns Σ r².
    fn sweep(&self, entries: impl Iterator<Item = (u32, u32, f64)>, z: &Vector, scale: f64, g: &mut Vector) -> f64 {
        let (rank, (x, y)) = (self.family.rank, self.split(z));
        g.fill(0.0);
        let (gx, gy) = self.split_mut(g);
        let mut squares = 0.0;
        for (i, j, entry) in entries {
            let r = self.misfit((x, y), (i, j, entry));
            add(scale * r, row(y, j, rank), row_mut(gx, i, rank));
            add(scale * r, row(x, i, rank), row_mut(gy, j, rank));
            squares += r * r;
        }
        squares
    }

    /// d ← `XᵀX − YᵀY`, or its derivative along v.
    fn imbalance(&self, z: &Vector, v: Option<&Vector>, d: &mut Matrix) {
        let (rank, split) = (self.family.rank, self.family.rows);
        d.fill(0.0);
        for (i, row) in z.as_slice().chunks_exact(rank).enumerate() {
            let sign = if i < split { 1.0 } else { -1.0 };
            let along = v.map_or(row, |v| &v.as_slice()[i * rank..(i + 1) * rank]);
            let twice = if v.is_some() { 2.0 } else { 1.0 };
            for (column, b) in d.as_mut_slice().chunks_exact_mut(rank).zip(along) {
                add(sign * twice * b, row, column);
            }
        }
        if v.is_some() {
            // zᵀv + vᵀz from 2 zᵀv.
            for k in 0..rank {
                for l in 0..=k {
                    let mean = 0.5 * (d[(k, l)] + d[(l, k)]);
                    (d[(k, l)], d[(l, k)]) = (mean, mean);
                }
            }
        }
    }

    fn regularizer(&self, z: &Vector) -> f64 {
        let MatrixCompletion { rank, balance, incoherence, .. } = self.family;
        let mut f = 0.0;
        if balance > 0.0 {
            let (d, _) = &mut *self.scratch.borrow_mut();
            self.imbalance(z, None, d);
            f += balance * d.norm_squared();
        }
        if incoherence > 0.0 {
            let excess = |row: &[f64]| (dot(row, row).sqrt() - self.cap()).max(0.0).powi(4);
            f += incoherence * z.as_slice().chunks_exact(rank).map(excess).sum::<f64>();
        }
        f
    }

    fn cap(&self) -> f64 {
        self.family.cap * (self.family.rank as f64).sqrt()
    }

    /// g ← g + the regularizer's gradient.
    fn add_regularizer_gradient(&self, z: &Vector, g: &mut Vector) {
        let MatrixCompletion { rows, rank, balance, incoherence, .. } = self.family;
        let (d, _) = &mut *self.scratch.borrow_mut();
        if balance > 0.0 {
            self.imbalance(z, None, d);
        }
        for (i, (g, z)) in g.as_mut_slice().chunks_exact_mut(rank).zip(z.as_slice().chunks_exact(rank)).enumerate() {
            let sign = if i < rows { 4.0 } else { -4.0 };
            if balance > 0.0 {
                d.as_slice().chunks_exact(rank).zip(z).for_each(|(column, z)| add(sign * balance * z, column, g));
            }
            if incoherence > 0.0 {
                let length = dot(z, z).sqrt();
                let excess = (length - self.cap()).max(0.0);
                if excess > 0.0 {
                    add(4.0 * incoherence * excess.powi(3) / length, z, g);
                }
            }
        }
    }

    /// p ← p + the regularizer's Hessian times v.
    fn add_regularizer_product(&self, z: &Vector, v: &Vector, p: &mut Vector) {
        let MatrixCompletion { rows, rank, balance, incoherence, .. } = self.family;
        let (d, along) = &mut *self.scratch.borrow_mut();
        if balance > 0.0 {
            self.imbalance(z, None, d);
            self.imbalance(z, Some(v), along);
        }
        let pairs = z.as_slice().chunks_exact(rank).zip(v.as_slice().chunks_exact(rank));
        for (i, (p, (z, v))) in p.as_mut_slice().chunks_exact_mut(rank).zip(pairs).enumerate() {
            let sign = if i < rows { 4.0 } else { -4.0 };
            if balance > 0.0 {
                d.as_slice().chunks_exact(rank).zip(v).for_each(|(column, v)| add(sign * balance * v, column, p));
                along.as_slice().chunks_exact(rank).zip(z).for_each(|(column, z)| add(sign * balance * z, column, p));
            }
            if incoherence > 0.0 {
                let (length, slope) = (dot(z, z).sqrt(), dot(z, v));
                let excess = (length - self.cap()).max(0.0);
                if excess > 0.0 {
                    let pull = 4.0 * incoherence * excess.powi(3) / length;
                    add(pull, v, p);
                    add(slope / (length * length) * (12.0 * incoherence * excess * excess - pull), z, p);
                }
            }
        }
    }
}

impl Space for Completion {
    fn dim(&self) -> usize {
        self.start.len()
    }

    fn start(&self) -> Vector {
        self.start.clone()
    }

    fn blocks(&self) -> Vec<(usize, usize)> {
        vec![(self.family.rank, self.family.rows), (self.family.rank, self.family.cols)]
    }

    fn prices(&self) -> Prices {
        Prices { samples: self.seen.entries.len() as u64, ..Prices::default() }
    }
}

impl Objective for Completion {
    fn value(&self, z: &Vector) -> f64 {
        let factors = self.split(z);
        let squares = self.seen().map(|seen| self.misfit(factors, seen).powi(2)).sum::<f64>();
        0.5 * self.weight() * squares / self.len() + self.regularizer(z)
    }
}

impl Smooth for Completion {
    fn gradient(&self, z: &Vector, g: &mut Vector) {
        self.sweep(self.seen(), z, self.weight() / self.len(), g);
        self.add_regularizer_gradient(z, g);
    }

    fn value_gradient(&self, z: &Vector, g: &mut Vector) -> f64 {
        let squares = self.sweep(self.seen(), z, self.weight() / self.len(), g);
        self.add_regularizer_gradient(z, g);
        0.5 * self.weight() * squares / self.len() + self.regularizer(z)
    }
}

impl Curved for Completion {
    fn hessian_product(&self, z: &Vector, v: &Vector, p: &mut Vector) {
        let (rank, scale) = (self.family.rank, self.weight() / self.len());
        let ((x, y), (dx, dy)) = (self.split(z), self.split(v));
        p.fill(0.0);
        let (px, py) = self.split_mut(p);
        for (i, j, entry) in self.seen() {
            let (xi, yj, dxi, dyj) = (row(x, i, rank), row(y, j, rank), row(dx, i, rank), row(dy, j, rank));
            let (r, along) = (scale * (dot(xi, yj) - entry), scale * (dot(dxi, yj) + dot(xi, dyj)));
            let (pi, pj) = (row_mut(px, i, rank), row_mut(py, j, rank));
            for k in 0..rank {
                pi[k] += along * yj[k] + r * dyj[k];
                pj[k] += along * xi[k] + r * dxi[k];
            }
        }
        self.add_regularizer_product(z, v, p);
    }
}

impl Stochastic for Completion {
    fn samples(&self) -> Option<u64> {
        Some(self.seen.entries.len() as u64)
    }

    fn sample_value(&self, z: &Vector, keys: &[u64]) -> f64 {
        let factors = self.split(z);
        let squares = keys.iter().map(|key| self.misfit(factors, self.seen_at(*key)).powi(2)).sum::<f64>();
        0.5 * self.weight() * squares / keys.len() as f64 + self.regularizer(z)
    }

    fn sample_gradient(&self, z: &Vector, keys: &[u64], g: &mut Vector) {
        let entries = keys.iter().map(|key| self.seen_at(*key));
        self.sweep(entries, z, self.weight() / keys.len() as f64, g);
        self.add_regularizer_gradient(z, g);
    }
}

impl FiniteSum for Completion {}

/// Where there is no regularizer: r = (xᵢᵀyⱼ − Mᵢⱼ)/√p.
impl LeastSquares for Completion {
    fn residuals_len(&self) -> usize {
        self.seen.entries.len()
    }

    fn residuals(&self, z: &Vector, r: &mut Vector) {
        let (factors, scale) = (self.split(z), (self.weight() / self.len()).sqrt());
        r.as_mut_slice().iter_mut().zip(self.seen()).for_each(|(r, seen)| *r = scale * self.misfit(factors, seen));
    }

    fn jacobian_product(&self, z: &Vector, v: &Vector, p: &mut Vector) {
        let (rank, scale) = (self.family.rank, (self.weight() / self.len()).sqrt());
        let ((x, y), (dx, dy)) = (self.split(z), self.split(v));
        for (p, (i, j, _)) in p.as_mut_slice().iter_mut().zip(self.seen()) {
            *p = scale * (dot(row(dx, i, rank), row(y, j, rank)) + dot(row(x, i, rank), row(dy, j, rank)));
        }
    }

    fn jacobian_transpose_product(&self, z: &Vector, u: &Vector, p: &mut Vector) {
        let (rank, scale) = (self.family.rank, (self.weight() / self.len()).sqrt());
        let (x, y) = self.split(z);
        p.fill(0.0);
        let (px, py) = self.split_mut(p);
        for (u, (i, j, _)) in u.as_slice().iter().zip(self.seen()) {
            add(scale * u, row(y, j, rank), row_mut(px, i, rank));
            add(scale * u, row(x, i, rank), row_mut(py, j, rank));
        }
    }
}

//! Rows aᵢ of a data matrix, dense or sparse, behind one interface.

use super::Key;
use crate::{Matrix, Vector};

/// Rows with few entries each: row i holds `values[starts[i]..starts[i + 1]]` in the columns beside them, which increase.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sparse {
    /// Where rows start, and where the last one ends.
    pub starts: Vec<usize>,
    /// Column of each entry, from 0.
    pub columns: Vec<u32>,
    /// The entries.
    pub values: Vec<f64>,
    /// Number of columns.
    pub dim: usize,
}

/// A data matrix A of N rows aᵢ in Rⁿ.
#[derive(Clone, Debug, PartialEq)]
pub enum Rows {
    /// n × N: column i is aᵢ, so that a row is contiguous.
    Dense(Matrix),
    /// Entries by row.
    Sparse(Sparse),
}

/// Products side by side, so that additions do not wait for each other.
const LANES: usize = 8;

/// aᵀx of two equally long slices.
pub(crate) fn dot(a: &[f64], x: &[f64]) -> f64 {
    let (a, rest_a) = a.as_chunks::<LANES>();
    let (x, rest_x) = x.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (a, x) in a.iter().zip(x) {
        for k in 0..LANES {
            sums[k] += a[k] * x[k];
        }
    }
    let rest: f64 = rest_a.iter().zip(rest_x).map(|(a, x)| a * x).sum();
    sums.iter().sum::<f64>() + rest
}

/// g ← g + w a.
pub(crate) fn add(a: &[f64], w: f64, g: &mut [f64]) {
    for (g, a) in g.iter_mut().zip(a) {
        *g += w * a;
    }
}

impl Sparse {
    /// Columns and entries of row i.
    fn row(&self, i: usize) -> (&[u32], &[f64]) {
        let range = self.starts[i]..self.starts[i + 1];
        (&self.columns[range.clone()], &self.values[range])
    }
}

impl Rows {
    /// Number N of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Dense(a) => a.ncols(),
            Self::Sparse(a) => a.starts.len() - 1,
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number n of columns.
    pub fn dim(&self) -> usize {
        match self {
            Self::Dense(a) => a.nrows(),
            Self::Sparse(a) => a.dim,
        }
    }

    /// Number of entries that are stored.
    pub fn entries(&self) -> usize {
        match self {
            Self::Dense(a) => a.len(),
            Self::Sparse(a) => a.values.len(),
        }
    }

    /// Every stored entry, row after row.
    pub fn values(&self) -> &[f64] {
        match self {
            Self::Dense(a) => a.as_slice(),
            Self::Sparse(a) => &a.values,
        }
    }

    /// aᵢᵀx.
    #[inline]
    pub fn product(&self, i: usize, x: &[f64]) -> f64 {
        match self {
            Self::Dense(a) => {
                let n = a.nrows();
                dot(&a.as_slice()[i * n..][..n], x)
            }
            Self::Sparse(a) => {
                let (columns, values) = a.row(i);
                columns.iter().zip(values).map(|(&j, a)| a * x[j as usize]).sum()
            }
        }
    }

    /// g ← g + w aᵢ.
    #[inline]
    pub fn add(&self, i: usize, w: f64, g: &mut [f64]) {
        match self {
            Self::Dense(a) => {
                let n = a.nrows();
                add(&a.as_slice()[i * n..][..n], w, g);
            }
            Self::Sparse(a) => {
                let (columns, values) = a.row(i);
                for (&j, a) in columns.iter().zip(values) {
                    g[j as usize] += w * a;
                }
            }
        }
    }

    /// Calls `each` with the column and value of every stored entry of row i.
    pub fn each(&self, i: usize, mut each: impl FnMut(usize, f64)) {
        match self {
            Self::Dense(a) => a.column(i).as_slice().iter().enumerate().for_each(|(j, &a)| each(j, a)),
            Self::Sparse(a) => {
                let (columns, values) = a.row(i);
                columns.iter().zip(values).for_each(|(&j, &a)| each(j as usize, a));
            }
        }
    }

    /// ‖aᵢ‖².
    pub fn norm_squared(&self, i: usize) -> f64 {
        let mut sum = 0.0;
        self.each(i, |_, a| sum += a * a);
        sum
    }

    /// max ‖aᵢ‖².
    pub fn longest(&self) -> f64 {
        (0..self.len()).map(|i| self.norm_squared(i)).fold(0.0, f64::max)
    }

    /// Ax.
    pub fn times(&self, x: &Vector) -> Vector {
        Vector::from_fn(self.len(), |i, _| self.product(i, x.as_slice()))
    }

    /// Aᵀw.
    pub fn transposed_times(&self, w: &Vector) -> Vector {
        let mut g = Vector::zeros(self.dim());
        (0..self.len()).for_each(|i| self.add(i, w[i], g.as_mut_slice()));
        g
    }

    /// Σᵢ wᵢ aᵢ aᵢᵀ.
    pub fn gram(&self, w: impl Fn(usize) -> f64) -> Matrix {
        let n = self.dim();
        match self {
            Self::Dense(a) => {
                let mut weighted = a.clone();
                weighted.column_iter_mut().enumerate().for_each(|(i, mut row)| row *= w(i));
                weighted * a.transpose()
            }
            Self::Sparse(a) => {
                let mut gram = Matrix::zeros(n, n);
                for i in 0..self.len() {
                    let ((columns, values), weight) = (a.row(i), w(i));
                    if weight == 0.0 {
                        continue;
                    }
                    for (&k, right) in columns.iter().zip(values) {
                        let column = &mut gram.as_mut_slice()[k as usize * n..][..n];
                        for (&j, left) in columns.iter().zip(values) {
                            column[j as usize] += weight * left * right;
                        }
                    }
                }
                gram
            }
        }
    }

    /// Eigenvalues of (1/N) Σ aᵢ aᵢᵀ, smallest and largest; bounds on them, 0 below, where the matrix is large.
    pub fn curvature(&self) -> (f64, f64) {
        let count = self.len() as f64;
        if self.dim() <= EXACT {
            let eigenvalues = (self.gram(|_| 1.0) / count).symmetric_eigenvalues();
            return (eigenvalues.min().max(0.0), eigenvalues.max());
        }
        if self.len() <= EXACT {
            return (0.0, (self.transposed().gram(|_| 1.0) / count).symmetric_eigenvalues().max());
        }
        (0.0, self.perron() / count)
    }

    /// An upper bound on λmax(AᵀA): with B = |A| and any x > 0 it is at most maxⱼ (BᵀBx)ⱼ/xⱼ (Collatz and Wielandt).
    fn perron(&self) -> f64 {
        let mut x = Vector::from_element(self.dim(), 1.0);
        let mut bound = f64::INFINITY;
        for _ in 0..POWERS {
            let mut next = Vector::zeros(self.dim());
            for i in 0..self.len() {
                let mut product = 0.0;
                self.each(i, |j, a| product += a.abs() * x[j]);
                self.each(i, |j, a| next[j] += a.abs() * product);
            }
            bound = bound.min(next.zip_map(&x, |next, x| next / x).max());
            let floor = next.max() * f64::EPSILON;
            x = next.map(|next| next.max(floor)) / next.max().max(f64::MIN_POSITIVE);
        }
        bound.min(self.values().iter().map(|a| a * a).sum())
    }

    /// The columns as rows.
    #[must_use]
    pub fn transposed(&self) -> Self {
        match self {
            Self::Dense(a) => Self::Dense(a.transpose()),
            Self::Sparse(a) => {
                let mut starts = vec![0; a.dim + 1];
                a.columns.iter().for_each(|&j| starts[j as usize + 1] += 1);
                (0..a.dim).for_each(|j| starts[j + 1] += starts[j]);
                let mut next = starts.clone();
                let mut turned = Sparse { starts, dim: self.len(), ..Sparse::default() };
                turned.columns.resize(a.columns.len(), 0);
                turned.values.resize(a.values.len(), 0.0);
                for i in 0..self.len() {
                    self.each(i, |j, value| {
                        (turned.columns[next[j]], turned.values[next[j]]) = (i as u32, value);
                        next[j] += 1;
                    });
                }
                Self::Sparse(turned)
            }
        }
    }

    /// The rows wᵢaᵢ.
    #[must_use]
    pub fn scaled(&self, w: &[f64]) -> Self {
        let mut scaled = self.clone();
        match &mut scaled {
            Self::Dense(a) => a.column_iter_mut().zip(w).for_each(|(mut row, w)| row *= *w),
            Self::Sparse(a) => {
                for (i, w) in w.iter().enumerate() {
                    a.values[a.starts[i]..a.starts[i + 1]].iter_mut().for_each(|a| *a *= w);
                }
            }
        }
        scaled
    }

    /// The rows, and the rows of the identity after them.
    #[must_use]
    pub fn with_axes(&self) -> Self {
        let n = self.dim();
        match self {
            Self::Dense(a) => {
                let count = a.ncols();
                let mut wider = a.clone().resize_horizontally(count + n, 0.0);
                (0..n).for_each(|j| wider[(j, count + j)] = 1.0);
                Self::Dense(wider)
            }
            Self::Sparse(a) => {
                let mut longer = a.clone();
                for j in 0..n {
                    longer.columns.push(j as u32);
                    longer.values.push(1.0);
                    longer.starts.push(longer.values.len());
                }
                Self::Sparse(longer)
            }
        }
    }

    /// Adds the rows to what a cached value depends on.
    pub fn key(&self, key: Key) -> Key {
        let key = key.numbers(&[self.dim() as f64]).numbers(self.values());
        match self {
            Self::Dense(_) => key,
            Self::Sparse(a) => {
                let starts: Vec<f64> = a.starts.iter().map(|&start| start as f64).collect();
                let columns: Vec<f64> = a.columns.iter().map(|&column| f64::from(column)).collect();
                key.numbers(&starts).numbers(&columns)
            }
        }
    }

    /// n × N, whole.
    pub fn dense(&self) -> Matrix {
        match self {
            Self::Dense(a) => a.clone(),
            Self::Sparse(_) => {
                let mut a = Matrix::zeros(self.dim(), self.len());
                for i in 0..self.len() {
                    self.each(i, |j, value| a[(j, i)] = value);
                }
                a
            }
        }
    }
}

/// Side of the largest Gram matrix whose eigenvalues are computed.
const EXACT: usize = 1000;
/// Power iterations that sharpen the bound on the largest eigenvalue.
const POWERS: usize = 30;

#[cfg(test)]
mod tests {
    use super::{Rows, Sparse};
    use crate::{Matrix, Vector};

    /// A 3 × 4 matrix with an empty row, both ways.
    fn both() -> (Rows, Rows) {
        let sparse = Sparse {
            starts: vec![0, 2, 2, 5],
            columns: vec![0, 3, 0, 1, 2],
            values: vec![1.0, -2.0, 0.5, 3.0, 4.0],
            dim: 4,
        };
        let rows = [[1.0, 0.0, 0.0, -2.0], [0.0; 4], [0.5, 3.0, 4.0, 0.0]];
        (Rows::Sparse(sparse), Rows::Dense(Matrix::from_fn(4, 3, |j, i| rows[i][j])))
    }

    #[test]
    fn sparse_is_dense() {
        let (sparse, dense) = both();
        let (x, w) = (Vector::from_vec(vec![1.0, 2.0, -3.0, 0.25]), Vector::from_vec(vec![2.0, 5.0, -1.0]));
        assert_eq!(sparse.dense(), dense.dense());
        assert_eq!(sparse.times(&x), dense.times(&x));
        assert_eq!(sparse.transposed_times(&w), dense.transposed_times(&w));
        assert_eq!(sparse.scaled(w.as_slice()).dense(), dense.scaled(w.as_slice()).dense());
        assert_eq!(sparse.with_axes().dense(), dense.with_axes().dense());
        assert_eq!(sparse.transposed().dense(), dense.transposed().dense());
        assert_eq!(sparse.transposed().transposed(), sparse);
        assert_eq!(sparse.gram(|i| w[i]), dense.gram(|i| w[i]));
        assert_eq!((sparse.longest(), sparse.entries(), dense.entries()), (dense.longest(), 5, 12));
        assert!((sparse.curvature().1 - dense.curvature().1).abs() <= 1e-14);
    }

    /// The bound lies above the eigenvalue, and close to it for entries of one sign.
    #[test]
    fn the_largest_eigenvalue_is_bounded() {
        for (rows, sharp) in
            [(both().0, 1.5), (Rows::Dense(Matrix::from_fn(6, 9, |i, j| ((i * j) % 4) as f64)), 1.0001)]
        {
            let (exact, bound) = (rows.curvature().1 * rows.len() as f64, rows.perron());
            assert!(bound >= exact * (1.0 - 1e-12) && bound <= sharp * exact, "{bound} for {exact}");
        }
    }
}

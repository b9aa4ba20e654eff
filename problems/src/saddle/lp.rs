//! Linear programs in standard form, by the simplex method.

use crate::{Matrix, Vector};

/// A vertex of a linear program and its multipliers, both solved for anew on the final basis.
pub(super) struct Vertex {
    /// The minimizer.
    pub(super) x: Vector,
    /// Multipliers of the equations: c − Aᵀy ≥ 0.
    pub(super) y: Vector,
    /// Whether x and y are the only solutions: no basic variable and no other reduced cost is 0.
    pub(super) unique: bool,
}

/// Entries of a tableau this small are rounding.
const PIVOT: f64 = 1e-10;
/// A basic variable or reduced cost this small may be 0.
const DEGENERATE: f64 = 1e-9;

/// min cᵀx subject to Ax = b, x ≥ 0, with b ≥ 0; `None` where it is infeasible, unbounded or too hard for rounding.
///
/// Dantzig's rule, and Bland's after a run of steps without progress. Dantzig, Linear Programming and Extensions, 1963;
/// Bland, New finite pivoting rules for the simplex method, Mathematics of Operations Research 2, 1977.
pub(super) fn minimize(c: &Vector, a: &Matrix, b: &Vector) -> Option<Vertex> {
    let (m, n) = a.shape();
    let mut tableau = Tableau::new(a, b);
    let infeasible = Vector::from_fn(n + m, |j, _| f64::from(j >= n));
    tableau.price(&infeasible);
    tableau.run()?;
    if tableau.basis.iter().enumerate().any(|(i, &j)| j >= n && tableau.at(i, n + m) > DEGENERATE) {
        return None;
    }
    tableau.drive_out();
    tableau.price(&Vector::from_fn(n + m, |j, _| if j < n { c[j] } else { 0.0 }));
    tableau.run()?;
    tableau.vertex(c, a, b)
}

/// Rows of B⁻¹(A, I, b) with the reduced costs below, the m columns of I artificial.
struct Tableau {
    rows: usize,
    columns: usize,
    cells: Vec<f64>,
    basis: Vec<usize>,
}

impl Tableau {
    /// Starts from the slacks of A where there are any, else from artificial variables.
    fn new(a: &Matrix, b: &Vector) -> Self {
        let (m, n) = a.shape();
        let columns = n + m + 1;
        let mut cells = vec![0.0; (m + 1) * columns];
        for i in 0..m {
            let row = &mut cells[i * columns..][..columns];
            for j in 0..n {
                row[j] = a[(i, j)];
            }
            row[n + i] = 1.0;
            row[n + m] = b[i];
        }
        let mut basis: Vec<_> = (n..n + m).collect();
        for (j, column) in a.column_iter().enumerate() {
            let mut filled = column.iter().enumerate().filter(|(_, a)| **a != 0.0);
            if let (Some((i, 1.0)), None) = (filled.next(), filled.next()) {
                basis[i] = j;
            }
        }
        Self { rows: m, columns, cells, basis }
    }

    fn at(&self, i: usize, j: usize) -> f64 {
        self.cells[i * self.columns + j]
    }

    /// Real variables: those that may enter the basis.
    fn real(&self) -> usize {
        self.columns - 1 - self.rows
    }

    /// Writes the reduced costs of `cost` below the rows.
    fn price(&mut self, cost: &Vector) {
        let (above, below) = self.cells.split_at_mut(self.rows * self.columns);
        below[..cost.len()].copy_from_slice(cost.as_slice());
        below[cost.len()] = 0.0;
        for (row, &j) in above.chunks(self.columns).zip(&self.basis) {
            for (below, row) in below.iter_mut().zip(row) {
                *below -= cost[j] * row;
            }
        }
    }

    /// Pivots to an optimal basis.
    fn run(&mut self) -> Option<()> {
        let (mut best, mut stalled) = (f64::INFINITY, 0);
        for _ in 0..100 * self.columns {
            let bland = stalled > self.columns;
            let reduced = &self.cells[self.rows * self.columns..][..self.real()];
            let mut entering = reduced.iter().enumerate().filter(|(_, d)| **d < -PIVOT);
            let entering = if bland { entering.next() } else { entering.min_by(|a, b| a.1.total_cmp(b.1)) };
            let Some((entering, _)) = entering else { return Some(()) };
            let leaving = self.leaving(entering, bland)?;
            self.pivot(leaving, entering);
            let value = -self.at(self.rows, self.columns - 1);
            stalled = if value < best - PIVOT { 0 } else { stalled + 1 };
            best = best.min(value);
        }
        None
    }

    /// The row that leaves: smallest ratio, then the largest pivot, or the first variable by Bland's rule.
    fn leaving(&self, entering: usize, bland: bool) -> Option<usize> {
        let mut leaving: Option<(usize, f64)> = None;
        for i in 0..self.rows {
            let pivot = self.at(i, entering);
            if pivot <= PIVOT {
                continue;
            }
            let ratio = self.at(i, self.columns - 1) / pivot;
            let better = leaving.is_none_or(|(best, least)| {
                let tied = if bland { self.basis[i] < self.basis[best] } else { pivot > self.at(best, entering) };
                ratio < least - PIVOT || (ratio <= least + PIVOT && tied)
            });
            if better {
                leaving = Some((i, leaving.map_or(ratio, |(_, least)| least.min(ratio))));
            }
        }
        leaving.map(|(i, _)| i)
    }

    fn pivot(&mut self, leaving: usize, entering: usize) {
        let pivot = 1.0 / self.at(leaving, entering);
        let mut row = self.cells[leaving * self.columns..][..self.columns].to_vec();
        for cell in &mut row {
            *cell *= pivot;
        }
        for (i, cells) in self.cells.chunks_mut(self.columns).enumerate() {
            let factor = cells[entering];
            if i == leaving {
                cells.copy_from_slice(&row);
            } else if factor != 0.0 {
                cells.iter_mut().zip(&row).for_each(|(cell, row)| *cell -= factor * row);
            }
        }
        self.basis[leaving] = entering;
    }

    /// Exchanges artificial variables at level 0 for real ones; a row without any is redundant.
    fn drive_out(&mut self) {
        for i in 0..self.rows {
            if self.basis[i] >= self.real() {
                let largest = (0..self.real()).max_by(|&a, &b| self.at(i, a).abs().total_cmp(&self.at(i, b).abs()));
                if let Some(entering) = largest.filter(|&j| self.at(i, j).abs() > PIVOT) {
                    self.pivot(i, entering);
                }
            }
        }
    }

    /// x = B⁻¹b and y = B⁻ᵀc, refined once.
    fn vertex(&self, c: &Vector, a: &Matrix, b: &Vector) -> Option<Vertex> {
        let (m, n) = a.shape();
        let unit = |i: usize| Vector::from_fn(m, |row, _| f64::from(row == i));
        let columns: Vec<_> =
            self.basis.iter().map(|&j| if j < n { a.column(j).into() } else { unit(j - n) }).collect();
        let basis = Matrix::from_columns(&columns);
        let costs = Vector::from_iterator(m, self.basis.iter().map(|&j| if j < n { c[j] } else { 0.0 }));
        let solve = |matrix: &Matrix, b: &Vector| {
            let lu = matrix.clone().lu();
            let mut x = lu.solve(b)?;
            x += lu.solve(&(b - matrix * &x))?;
            Some(x)
        };
        let levels = solve(&basis, b)?;
        let y = solve(&basis.transpose(), &costs)?;
        let mut x = Vector::zeros(n);
        let mut unique = true;
        let mut reduced = c - a.tr_mul(&y);
        for (&j, &level) in self.basis.iter().zip(levels.as_slice()) {
            if level < -DEGENERATE {
                return None;
            }
            unique &= j < n && level > DEGENERATE;
            if j < n {
                x[j] = level.max(0.0);
                reduced[j] = f64::INFINITY;
            }
        }
        let least = reduced.min();
        (least >= -DEGENERATE).then_some(Vertex { x, y, unique: unique && least > DEGENERATE })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Beale's example, on which Dantzig's rule alone cycles: minimum −1/20.
    #[test]
    fn beale_does_not_cycle() {
        let a = Matrix::from_row_slice(
            3,
            7,
            &[
                0.25, -60.0, -0.04, 9.0, 1.0, 0.0, 0.0, //
                0.5, -90.0, -0.02, 3.0, 0.0, 1.0, 0.0, //
                0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0,
            ],
        );
        let c = Vector::from_row_slice(&[-0.75, 150.0, -0.02, 6.0, 0.0, 0.0, 0.0]);
        let b = Vector::from_row_slice(&[0.0, 0.0, 1.0]);
        let vertex = minimize(&c, &a, &b).unwrap();
        assert!((c.dot(&vertex.x) + 0.05).abs() < 1e-14, "{}", c.dot(&vertex.x));
        assert!((b.dot(&vertex.y) + 0.05).abs() < 1e-14, "{}", b.dot(&vertex.y));
    }

    /// A redundant equation, then one that contradicts, then a ray.
    #[test]
    fn redundant_infeasible_and_unbounded_programs_are_told_apart() {
        let a = Matrix::from_row_slice(2, 3, &[1.0, 1.0, 1.0, 2.0, 2.0, 2.0]);
        let c = Vector::from_row_slice(&[3.0, 1.0, 2.0]);
        let vertex = minimize(&c, &a, &Vector::from_row_slice(&[1.0, 2.0])).unwrap();
        assert!((vertex.x - Vector::from_row_slice(&[0.0, 1.0, 0.0])).norm() < 1e-15);
        assert!(minimize(&c, &a, &Vector::from_row_slice(&[1.0, 3.0])).is_none());
        let ray = Matrix::from_row_slice(1, 2, &[1.0, -1.0]);
        assert!(minimize(&Vector::from_row_slice(&[-1.0, 0.0]), &ray, &Vector::from_element(1, 1.0)).is_none());
    }
}

//! Area of a surface over the unit square: Σ over the cells of a grid √(1 + (m²/2)(a² + b²))/m².

use super::energy::Energy;

/// Heights at i + n·j; a and b are the differences along the diagonals of a cell, m = n − 1.
pub struct Surface {
    pub(super) n: usize,
}

/// What a cell adds: where its corners are, and its derivatives in a and b.
struct Cell {
    /// (i, j), (i + 1, j + 1), (i + 1, j), (i, j + 1): a is the first less the second, b the third less the fourth.
    corners: [usize; 4],
    a: f64,
    b: f64,
    /// s = √(1 + (m²/2)(a² + b²)).
    root: f64,
}

impl Surface {
    fn cells_per_side(&self) -> f64 {
        (self.n - 1) as f64
    }

    fn root(&self, a: f64, b: f64) -> f64 {
        (1.0 + 0.5 * self.cells_per_side().powi(2) * (a * a + b * b)).sqrt()
    }

    fn corners(&self) -> impl Iterator<Item = [usize; 4]> {
        let n = self.n;
        let first = (0..n - 1).flat_map(move |j| (0..n - 1).map(move |i| i + n * j));
        first.map(move |p| [p, p + n + 1, p + 1, p + n])
    }

    fn cells(&self, x: &[f64]) -> impl Iterator<Item = Cell> {
        self.corners().map(|corners| {
            let [p, q, r, s] = corners;
            let (a, b) = (x[p] - x[q], x[r] - x[s]);
            Cell { corners, a, b, root: self.root(a, b) }
        })
    }

    /// The largest s of a cell; a change of x by at most ρ a point adds at most 2mρ.
    pub(super) fn steepest(&self, x: &[f64]) -> f64 {
        self.cells(x).map(|cell| cell.root).fold(1.0, f64::max)
    }

    /// (∂ₐₐ, ∂ₐᵦ, ∂ᵦᵦ) of s/m².
    fn second(&self, cell: &Cell) -> (f64, f64, f64) {
        let Cell { a, b, root, .. } = cell;
        let (first, cube) = (0.5 / root, 0.25 * self.cells_per_side().powi(2) / root.powi(3));
        (first - cube * a * a, -cube * a * b, first - cube * b * b)
    }

    /// p ← ∇²f(x) v.
    pub(super) fn hessian_product(&self, x: &[f64], v: &[f64], p: &mut [f64]) {
        p.fill(0.0);
        for cell in self.cells(x) {
            let (aa, ab, bb) = self.second(&cell);
            let [k, l, m, n] = cell.corners;
            let (a, b) = (v[k] - v[l], v[m] - v[n]);
            let (along_a, along_b) = (aa * a + ab * b, ab * a + bb * b);
            p[k] += along_a;
            p[l] -= along_a;
            p[m] += along_b;
            p[n] -= along_b;
        }
    }
}

impl Energy for Surface {
    fn value(&self, x: &[f64]) -> f64 {
        let (n, m) = (self.n, self.cells_per_side());
        let strip = |j: usize| -> f64 {
            let (here, next) = (&x[n * j..n * (j + 1)], &x[n * (j + 1)..n * (j + 2)]);
            here.windows(2).zip(next.windows(2)).map(|(p, q)| self.root(p[0] - q[1], p[1] - q[0])).sum()
        };
        (0..n - 1).map(strip).sum::<f64>() / (m * m)
    }

    fn value_gradient(&self, x: &[f64], g: &mut [f64]) -> f64 {
        g.fill(0.0);
        let mut sum = 0.0;
        for Cell { corners: [p, q, r, s], a, b, root } in self.cells(x) {
            let (a, b) = (0.5 * a / root, 0.5 * b / root);
            g[p] += a;
            g[q] -= a;
            g[r] += b;
            g[s] -= b;
            sum += root;
        }
        sum / self.cells_per_side().powi(2)
    }

    fn hessian_entries(&self) -> Vec<(usize, usize)> {
        // In a cell the corners are ordered first < third < fourth < second.
        let of_cell =
            |[p, q, r, s]: [usize; 4]| [(p, p), (q, q), (q, p), (r, r), (s, s), (s, r), (r, p), (s, p), (q, r), (q, s)];
        self.corners().flat_map(of_cell).collect()
    }

    fn hessian_terms(&self, x: &[f64], terms: &mut [f64]) {
        for (terms, cell) in terms.chunks_exact_mut(10).zip(self.cells(x)) {
            let (aa, ab, bb) = self.second(&cell);
            terms.copy_from_slice(&[aa, aa, -aa, bb, bb, -bb, ab, -ab, -ab, ab]);
        }
    }
}

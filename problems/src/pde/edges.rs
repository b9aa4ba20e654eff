//! Σ w(y − x)² + bᵀx over the edges of a grid, x and y the heights at the ends of an edge.

use super::energy::Energy;
use std::f64::consts::PI;

/// The points i + rows·j of a grid, i < rows, j < columns, with a weight for each edge.
pub struct Edges {
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// w of the edge from p to p + 1; 0 from the last of a column.
    pub(super) along: Vec<f64>,
    /// w of the edge from p to p + rows; 0 from the last column.
    pub(super) across: Vec<f64>,
    /// b.
    pub(super) linear: Vec<f64>,
}

impl Edges {
    /// With the weights of the edges from (i, j) along the column and across to the next, and the linear terms.
    pub(super) fn new(
        (rows, columns): (usize, usize),
        along: impl Fn(usize, usize) -> f64,
        across: impl Fn(usize, usize) -> f64,
        linear: impl Fn(usize, usize) -> f64,
    ) -> Self {
        let points = || (0..columns).flat_map(|j| (0..rows).map(move |i| (i, j)));
        Self {
            rows,
            columns,
            along: points().map(|(i, j)| if i + 1 < rows { along(i, j) } else { 0.0 }).collect(),
            across: points().map(|(i, j)| if j + 1 < columns { across(i, j) } else { 0.0 }).collect(),
            linear: points().map(|(i, j)| linear(i, j)).collect(),
        }
    }

    /// The edges from a point to the next in its column, and to the one in the next column: weight, first end, second end.
    fn edges(&self) -> impl Iterator<Item = (f64, usize, usize)> {
        let along = self.along.iter().enumerate().map(|(p, &weight)| (weight, p, p + 1));
        let across = self.across.iter().enumerate().map(|(p, &weight)| (weight, p, p + self.rows));
        along.chain(across).filter(|(weight, ..)| *weight > 0.0)
    }

    /// Largest row sum of |∇²f|: no eigenvalue is larger.
    pub(super) fn largest_curvature(&self) -> f64 {
        let mut sums = vec![0.0_f64; self.linear.len()];
        for (weight, p, q) in self.edges() {
            sums[p] += 4.0 * weight;
            sums[q] += 4.0 * weight;
        }
        sums.into_iter().fold(0.0, f64::max)
    }

    /// A lower bound of the eigenvalues of ∇²f on the interior points: those of the grid with the lowest weight at all edges
    /// that touch the interior, 2w(4 sin²(π/2(rows − 1)) + 4 sin²(π/2(columns − 1))).
    pub(super) fn smallest_curvature(&self) -> f64 {
        let inside = |p: usize| {
            let (i, j) = (p % self.rows, p / self.rows);
            i > 0 && i + 1 < self.rows && j > 0 && j + 1 < self.columns
        };
        let touching = self.edges().filter(|&(_, p, q)| inside(p) || inside(q));
        let lowest = touching.map(|(weight, ..)| weight).fold(f64::INFINITY, f64::min);
        let wave = |n: usize| 4.0 * (PI / (2 * (n - 1)) as f64).sin().powi(2);
        2.0 * lowest * (wave(self.rows) + wave(self.columns))
    }
}

/// Σ w(q − p)² over two neighbouring runs of points, four sums at once.
fn squares(weights: &[f64], from: &[f64], to: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let term = |w: f64, p: f64, q: f64| w * (q - p) * (q - p);
    let (w, p, q) = (weights.chunks_exact(4), from.chunks_exact(4), to.chunks_exact(4));
    let rest = w.remainder().iter().zip(p.remainder().iter().zip(q.remainder()));
    let rest: f64 = rest.map(|(w, (p, q))| term(*w, *p, *q)).sum();
    for (w, (p, q)) in w.zip(p.zip(q)) {
        for k in 0..4 {
            sums[k] += term(w[k], p[k], q[k]);
        }
    }
    rest + sums.iter().sum::<f64>()
}

/// g ← ∇ of the same, added.
fn add_differences(weights: &[f64], x: &[f64], step: usize, g: &mut [f64]) {
    let last = x.len() - step;
    for (g, (w, (p, q))) in g[..last].iter_mut().zip(weights.iter().zip(x.iter().zip(&x[step..]))) {
        *g -= 2.0 * w * (q - p);
    }
    for (g, (w, (p, q))) in g[step..].iter_mut().zip(weights.iter().zip(x.iter().zip(&x[step..]))) {
        *g += 2.0 * w * (q - p);
    }
}

impl Energy for Edges {
    fn value(&self, x: &[f64]) -> f64 {
        let Self { rows, along, across, linear, .. } = self;
        let n = x.len();
        let load: f64 = linear.iter().zip(x).map(|(b, x)| b * x).sum();
        let along = squares(&along[..n - 1], &x[..n - 1], &x[1..]);
        let across = squares(&across[..n - rows], &x[..n - rows], &x[*rows..]);
        along + across + load
    }

    fn value_gradient(&self, x: &[f64], g: &mut [f64]) -> f64 {
        g.copy_from_slice(&self.linear);
        add_differences(&self.along, x, 1, g);
        add_differences(&self.across, x, self.rows, g);
        self.value(x)
    }

    fn hessian_entries(&self) -> Vec<(usize, usize)> {
        self.edges().flat_map(|(_, p, q)| [(p, p), (q, q), (q, p)]).collect()
    }

    fn hessian_terms(&self, _x: &[f64], terms: &mut [f64]) {
        let all = self.edges().flat_map(|(weight, ..)| [2.0 * weight, 2.0 * weight, -2.0 * weight]);
        terms.iter_mut().zip(all).for_each(|(term, value)| *term = value);
    }
}

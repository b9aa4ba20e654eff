//! ½‖Ax − μx‖² + ⅔‖x‖³: an eigenvalue problem as minimization.

use super::classic::{Classic, Offered, closed_form};
use super::function::{Loops, Separable};
use super::sum::{Elements, Sum, each, same};
use crate::{About, Reference, Vector, lanes};
use num_dual::DualNum;
use std::sync::Arc;

/// Entries of a row on either side of the diagonal, CUTEst's M.
const BAND: usize = 6;
/// Elements of a row: −μxᵢ and the entries.
const WIDTH: usize = 2 * BAND + 2;

/// CUTEst's VAREIGVL.
#[derive(Clone, Debug)]
pub struct Vareigvl {
    dim: usize,
    /// aᵢ,ᵢ₊ₖ of the symmetric matrix at kN + i, from 0; 0 outside the matrix.
    entries: Arc<[f64]>,
}

impl Classic<2> for Vareigvl {
    const ABOUT: About = About {
        name: "vareigvl",
        title: "CUTEst's VAREIGVL: a variational eigenvalue problem",
        formula: "f(x, μ) = ½ Σᵢ (Σⱼ aᵢⱼ xⱼ − μxᵢ)² + ⅔ (Σᵢ xᵢ²)^(3/2) with aᵢⱼ = sin(ij) exp(−(i − j)²/N²) \
                 where |i − j| ≤ 6, N = n − 1, x⁰ = (1, …, 1), μ⁰ = 0",
        optimum: "x* = 0 with any μ, f* = 0 (closed form)",
        source: "Moré, A collection of nonlinear model problems, AMS-SIAM Summer Seminar on the Computational \
                 Solution of Nonlinear Systems of Equations, 1988, problem 1; VAREIGVL of CUTEst",
        parameters: &[("dim", "number of variables n with μ; CUTEst's N is n − 1, its M and Q are 6 and 1.5")],
    };
    const DIM: usize = 101;
    const ALLOWED: &'static str = "14 to 1000000";
    const OFFERED: Offered<Self, 2> = Offered::CURVED;

    fn allows(dim: usize) -> bool {
        (14..=1_000_000).contains(&dim)
    }

    fn of(dim: usize) -> Self {
        let n = dim - 1;
        let entry = |e: usize| {
            let (k, row) = (e / n, e % n);
            if row + k >= n {
                return 0.0;
            }
            let (i, j) = ((row + 1) as f64, (row + k + 1) as f64);
            (i * j).sin() * (-(j - i).powi(2) / (n * n) as f64).exp()
        };
        Self { dim, entries: (0..(BAND + 1) * n).map(entry).collect() }
    }

    fn optimum(&self) -> (Reference, Vector) {
        closed_form(0.0, Vector::zeros(self.dim))
    }
}

impl Vareigvl {
    /// aᵢ,ᵢ₊ₖ by i, from 0.
    fn diagonal(&self, k: usize) -> &[f64] {
        let n = self.dim - 1;
        &self.entries[k * n..(k + 1) * n]
    }

    /// out ← ((A − μ) x)ᵢ for i from `first` on; x is given from its entry `given` on.
    fn rows(&self, mu: f64, x: &[f64], given: usize, first: usize, out: &mut [f64]) {
        let (n, end) = (self.dim - 1, first + out.len());
        let x = |from: usize| &x[from - given..];
        let own = self.diagonal(0)[first..].iter().zip(x(first));
        out.iter_mut().zip(own).for_each(|(out, (a, x))| *out = (a - mu) * x);
        for k in 1..=BAND {
            let add = |out: &mut [f64], entries: &[f64], x: &[f64]| {
                out.iter_mut().zip(entries.iter().zip(x)).for_each(|(out, (a, x))| *out += a * x);
            };
            let (from, to) = (first.max(k), end.min(n - k));
            add(&mut out[from - first..], &self.diagonal(k)[from - k..], x(from - k));
            if to > first {
                add(&mut out[..to - first], &self.diagonal(k)[first..], x(first + k));
            }
        }
    }

    /// The same for a block of entries of (A − μ) x from `first` on, in the front of `out`.
    fn block<'a>(&self, z: &[f64], first: usize, end: usize, out: &'a mut [f64]) -> &'a [f64] {
        let (x, mu) = z.split_at(self.dim - 1);
        self.rows(mu[0], x, 0, first, &mut out[..end - first]);
        &out[..end - first]
    }
}

/// Residuals that are computed together.
const BLOCK: usize = 256;

impl Separable<2> for Vareigvl {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_fn(self.dim, |i, _| if i + 1 < self.dim { 1.0 } else { 0.0 })
    }

    /// The rows at either edge one by one, those between together; at last all squares.
    fn sums(&self) -> Vec<Sum<2>> {
        let n = self.dim - 1;
        let rows = |from: usize, count: usize| {
            let inside = (1..WIDTH).filter(|k| from + k > BAND && from + k <= n + BAND);
            let entry = |k: usize| Elements::new(k, count, [each(from + k - BAND - 1); 2]).from(from);
            let shift = Elements::new(0, count, [each(from), same(n)]);
            Sum::rows(std::iter::once(shift).chain(inside.map(entry)).collect())
        };
        let squares = Sum::whole(vec![Elements::new(WIDTH, n, [each(0); 2])]);
        let edge = |row| rows(row, 1);
        let first = (0..BAND).map(edge).chain([rows(BAND, n - 2 * BAND)]);
        first.chain((n - BAND..n).map(edge)).chain([squares]).collect()
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, i: usize, [x, mu]: [D; 2]) -> D {
        match kind {
            0 => -x * mu,
            WIDTH => x * x,
            _ => x * self.diagonal(kind.abs_diff(BAND + 1))[i.min(i + kind - BAND - 1)],
        }
    }

    fn group<D: DualNum<f64> + Copy>(&self, kind: usize, s: D) -> D {
        if kind < WIDTH {
            s * s * 0.5
        } else if s.re() > 0.0 {
            s * s.sqrt() * (2.0 / 3.0)
        } else {
            D::zero()
        }
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Vareigvl {
    fn value(&self, z: &[f64]) -> f64 {
        let n = self.dim - 1;
        let mut scratch = [0.0; BLOCK];
        let mut squares = 0.0;
        for first in (0..n).step_by(BLOCK) {
            let r = self.block(z, first, n.min(first + BLOCK), &mut scratch);
            squares += lanes::sum(r, |r| r * r);
        }
        0.5 * squares + 2.0 / 3.0 * lanes::sum(&z[..n], |x| x * x).powf(1.5)
    }

    /// (A − μ) r + 2‖x‖x of x and −rᵀx of μ.
    fn gradient(&self, z: &[f64], g: &mut [f64]) {
        let n = self.dim - 1;
        let (x, mu) = (&z[..n], z[n]);
        let (g, of_mu) = g.split_at_mut(n);
        let norm = lanes::sum(x, |x| x * x).sqrt();
        let mut scratch = [0.0; BLOCK + 2 * BAND];
        of_mu[0] = 0.0;
        for (g, first) in g.chunks_mut(BLOCK).zip((0..n).step_by(BLOCK)) {
            let end = first + g.len();
            let given = first.saturating_sub(BAND);
            let r = self.block(z, given, n.min(end + BAND), &mut scratch);
            self.rows(mu, r, given, first, g);
            let x = &x[first..end];
            g.iter_mut().zip(x).for_each(|(g, x)| *g += 2.0 * norm * x);
            of_mu[0] -= lanes::sum2(&r[first - given..end - given], x, |r, x| r * x);
        }
    }
}

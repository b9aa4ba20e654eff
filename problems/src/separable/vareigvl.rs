//! ½‖Ax − μx‖² + ⅔‖x‖³: an eigenvalue problem as minimization.

use super::classic::{Classic, Offered, closed_form};
use super::function::Separable;
use super::sum::{Elements, Sum, each, same};
use crate::{About, Reference, Vector};
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
    /// aᵢⱼ at the places of the elements of row i; 0 outside the matrix.
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
            let (row, k) = (e / WIDTH, e % WIDTH);
            if k == 0 || row + k <= BAND || row + k > n + BAND {
                return 0.0;
            }
            let (i, j) = ((row + 1) as f64, (row + k - BAND) as f64);
            (i * j).sin() * (-(j - i).powi(2) / (n * n) as f64).exp()
        };
        Self { dim, entries: (0..WIDTH * n).map(entry).collect() }
    }

    fn optimum(&self) -> (Reference, Vector) {
        closed_form(0.0, Vector::zeros(self.dim))
    }
}

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
            _ => x * self.entries[WIDTH * i + kind],
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
}

//! ½‖Ax − μx‖² + ⅔‖x‖³: an eigenvalue problem as minimization.

use super::classic::{Classic, Offered, closed_form};
use super::function::Separable;
use crate::{About, Reference, Vector};
use num_dual::DualNum;
use std::ops::Range;
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

    fn elements(&self) -> usize {
        (WIDTH + 1) * (self.dim - 1)
    }

    fn variables(&self, e: usize) -> [usize; 2] {
        let n = self.dim - 1;
        let (row, k) = (e / WIDTH, e % WIDTH);
        match k {
            _ if e >= WIDTH * n => [e - WIDTH * n; 2],
            0 => [row, n],
            _ => [(row + k).saturating_sub(BAND + 1).min(n - 1); 2],
        }
    }

    fn element<D: DualNum<f64> + Copy>(&self, e: usize, [x, mu]: [D; 2]) -> D {
        match e % WIDTH {
            _ if e >= WIDTH * (self.dim - 1) => x * x,
            0 => -x * mu,
            _ => x * self.entries[e],
        }
    }

    fn groups(&self) -> usize {
        self.dim
    }

    /// The −μxᵢ of a row and its entries inside the matrix; at last all squares.
    fn members(&self, group: usize) -> Range<usize> {
        WIDTH * group..if group + 1 < self.dim { WIDTH * (group + 1) } else { self.elements() }
    }

    fn group<D: DualNum<f64> + Copy>(&self, group: usize, s: D) -> D {
        if group + 1 < self.dim {
            s * s * 0.5
        } else if s.re() > 0.0 {
            s * s.sqrt() * (2.0 / 3.0)
        } else {
            D::zero()
        }
    }
}

//! The area of a surface over a grid with a free boundary, plus the square of its mean height.

use super::classic::{Classic, Offered, closed_form};
use super::function::{Loops, Separable};
use super::sum::{Elements, Sum, each};
use crate::{About, Reference, Vector, lanes};
use num_dual::DualNum;

/// CUTEst's FMINSURF.
#[derive(Clone, Debug)]
pub struct Fminsurf {
    dim: usize,
    /// p.
    side: usize,
}

impl Classic<2> for Fminsurf {
    const ABOUT: About = About {
        name: "fminsurf",
        title: "CUTEst's FMINSURF: a minimal surface with a free boundary",
        formula: "f(x) = Σᵢⱼ √(1 + ½m² ((xᵢⱼ − xᵢ₊₁ⱼ₊₁)² + (xᵢ₊₁ⱼ − xᵢⱼ₊₁)²))/m² + (Σᵢⱼ xᵢⱼ)²/p⁴ on a p × p \
                 grid, m = p − 1; x⁰ is a slope on the boundary, 0 inside",
        optimum: "x* = 0, f* = 1 (closed form)",
        source: "Griewank and Toint, Partitioned variable metric updates for large structured optimization \
                 problems, Numerische Mathematik 39, 1982; FMINSURF of CUTEst",
        parameters: &[("dim", "number of variables n = p², a square; CUTEst's P is p; the whole Hessian is dense")],
    };
    const DIM: usize = 121;
    const ALLOWED: &'static str = "a square from 4 to 10000000";
    const OFFERED: Offered<Self, 2> = Offered::CURVED;

    fn allows(dim: usize) -> bool {
        dim >= 4 && dim.isqrt().pow(2) == dim
    }

    fn of(dim: usize) -> Self {
        Self { dim, side: dim.isqrt() }
    }

    fn optimum(&self) -> (Reference, Vector) {
        closed_form(1.0, Vector::zeros(self.dim))
    }
}

impl Fminsurf {
    /// √(1 + ½m² (a² + b²)) of the diagonals of a cell.
    fn root(&self, a: f64, b: f64) -> f64 {
        let m = (self.side - 1) as f64;
        (1.0 + 0.5 * m * m * (a * a + b * b)).sqrt()
    }
}

impl Separable<2> for Fminsurf {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        let p = self.side;
        let m = (p - 1) as f64;
        Vector::from_fn(self.dim, |k, _| {
            let (i, j) = (k % p, k / p);
            let inside = (1..p - 1).contains(&i) && (1..p - 1).contains(&j);
            if inside { 0.0 } else { 1.0 + 8.0 * i as f64 / m + 4.0 * j as f64 / m }
        })
    }

    /// Two diagonals to a cell, one row of cells after the other; at last the sum of all.
    fn sums(&self) -> Vec<Sum<2>> {
        let (p, m) = (self.side, self.side - 1);
        let row = |k| {
            let (near, far) = (p * k, p * (k + 1));
            let diagonals = [[each(near), each(far + 1)], [each(near + 1), each(far)]];
            Sum::rows(diagonals.map(|corners| Elements::new(0, m, corners)).into())
        };
        let all = Sum::whole(vec![Elements::new(1, self.dim, [each(0); 2])]);
        (0..m).map(row).chain([all]).collect()
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, [x, y]: [D; 2]) -> D {
        let m = self.side - 1;
        if kind == 0 { (x - y).powi(2) * (0.5 * (m * m) as f64) + 0.5 } else { x }
    }

    fn group<D: DualNum<f64> + Copy>(&self, kind: usize, s: D) -> D {
        let cells = (self.side - 1).pow(2);
        if kind == 0 { s.sqrt() / cells as f64 } else { (s / self.dim as f64).powi(2) }
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Fminsurf {
    fn value(&self, x: &[f64]) -> f64 {
        let (p, m) = (self.side, (self.side - 1) as f64);
        let columns = x.chunks_exact(p).zip(x[p..].chunks_exact(p));
        let cells = columns.flat_map(|(near, far)| near.windows(2).zip(far.windows(2)));
        let roots: f64 = cells.map(|(near, far)| self.root(near[0] - far[1], near[1] - far[0])).sum();
        roots / (m * m) + (lanes::sum(x, |x| x) / self.dim as f64).powi(2)
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        let p = self.side;
        g.fill(2.0 * lanes::sum(x, |x| x) / (self.dim as f64).powi(2));
        for (k, (near, far)) in x.chunks_exact(p).zip(x[p..].chunks_exact(p)).enumerate() {
            let (of_near, of_far) = g[p * k..p * (k + 2)].split_at_mut(p);
            for i in 0..p - 1 {
                let (one, other) = (near[i] - far[i + 1], near[i + 1] - far[i]);
                let weight = 0.5 / self.root(one, other);
                of_near[i] += weight * one;
                of_far[i + 1] -= weight * one;
                of_near[i + 1] += weight * other;
                of_far[i] -= weight * other;
            }
        }
    }
}

//! Σᵢ cos(xᵢ² − ½xᵢ₊₁).

use super::classic::{Classic, Offered, closed_form};
use super::function::{Loops, Separable};
use super::sum::{Sum, each};
use crate::{About, Reference, Vector, elementary, lanes};
use num_dual::DualNum;
use std::f64::consts::PI;

/// CUTEst's COSINE.
#[derive(Clone, Debug)]
pub struct Cosine {
    dim: usize,
}

impl Classic<2> for Cosine {
    const ABOUT: About = About {
        name: "cosine",
        title: "CUTEst's COSINE: cosines of a chain",
        formula: "f(x) = Σᵢ₌₁ⁿ⁻¹ cos(xᵢ² − ½ xᵢ₊₁), x⁰ = (1, …, 1)",
        optimum: "f* = −(n − 1) (closed form: every cosine is −1 where xᵢ² − ½xᵢ₊₁ = π for all i, as at xᵢ = \
                 (1 + √(1 + 16π))/4)",
        source: "Gould, private communication; COSINE of CUTEst, 1996",
        parameters: &[("dim", "number of variables n, CUTEst's N")],
    };
    const ALLOWED: &'static str = "2 to 10000000";
    const OFFERED: Offered<Self, 2> = Offered::CURVED;

    fn allows(dim: usize) -> bool {
        dim >= 2
    }

    fn of(dim: usize) -> Self {
        Self { dim }
    }

    fn optimum(&self) -> (Reference, Vector) {
        let fixed = 0.25 * (1.0 + (1.0 + 16.0 * PI).sqrt());
        closed_form(-((self.dim - 1) as f64), Vector::from_element(self.dim, fixed))
    }
}

impl Separable<2> for Cosine {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim, 1.0)
    }

    fn sums(&self) -> Vec<Sum<2>> {
        vec![Sum::of(0, self.dim - 1, [each(0), each(1)])]
    }

    fn element<D: DualNum<f64> + Copy>(&self, _kind: usize, _i: usize, [x, next]: [D; 2]) -> D {
        x * x - next * 0.5
    }

    fn group<D: DualNum<f64> + Copy>(&self, _kind: usize, s: D) -> D {
        s.cos()
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Cosine {
    fn value(&self, x: &[f64]) -> f64 {
        let mut f = 0.0;
        let cosines = |_: usize, cosines: &[f64]| f += lanes::sum(cosines, |cosine| cosine);
        elementary::blocks(self.dim - 1, elementary::cos, |i| x[i] * x[i] - 0.5 * x[i + 1], cosines);
        f
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        g[0] = 0.0;
        let sines = |first: usize, sines: &[f64]| {
            for (i, sine) in (first..).zip(sines) {
                g[i] -= 2.0 * x[i] * sine;
                g[i + 1] = 0.5 * sine;
            }
        };
        elementary::blocks(self.dim - 1, elementary::sin, |i| x[i] * x[i] - 0.5 * x[i + 1], sines);
    }
}

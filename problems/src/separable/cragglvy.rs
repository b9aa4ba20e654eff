//! The extended Cragg and Levy function, on overlapping sets of four variables.

use super::classic::{Classic, Offered, computed};
use super::function::{Separable, Squares};
use super::minimizer::minimizer;
use super::sum::{Sum, sets};
use crate::{About, Reference, ReferenceKind, Vector};
use num_dual::DualNum;
use std::f64::consts::SQRT_2;

/// The two of a set's variables that a residual reads.
const READS: [[usize; 2]; 5] = [[0, 1], [1, 2], [2, 3], [0, 0], [3, 3]];

/// CUTEst's CRAGGLVY.
#[derive(Clone, Debug)]
pub struct Cragglvy {
    dim: usize,
}

impl Classic<2> for Cragglvy {
    const ABOUT: About = About {
        name: "cragglvy",
        title: "CUTEst's CRAGGLVY: the extended Cragg and Levy function",
        formula: "f(x) = Σ over (a, b, c, d) = x₂ᵢ₋₁, …, x₂ᵢ₊₂ of (eᵃ − b)⁴ + 100 (b − c)⁶ + (tan(c − d) + c \
                 − d)⁴ + a⁸ + (d − 1)², x⁰ = (1, 2, …, 2); residuals carry √2, so that f = ½‖r‖²",
        optimum: "computed: the local minimizer that Newton's method reaches from x⁰",
        source: "Toint, Test problems for partially separable optimization and results for the routine \
                 PSPMIN, Report 83/4, FUNDP Namur 1983, problem 32",
        parameters: &[("dim", "number of variables n, even; CUTEst's M is n/2 − 1")],
    };
    const ALLOWED: &'static str = "an even number from 4 to 10000000";
    const OFFERED: Offered<Self, 2> = Offered::SQUARES;

    fn allows(dim: usize) -> bool {
        dim >= 4 && dim.is_multiple_of(2)
    }

    fn of(dim: usize) -> Self {
        Self { dim }
    }

    fn optimum(&self) -> (Reference, Vector) {
        computed(self, ReferenceKind::Local, minimizer(self.clone()))
    }
}

impl Separable<2> for Cragglvy {
    const STEPS: &'static [[usize; 2]] = &[[2; 2]; 5];

    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_fn(self.dim, |i, _| if i == 0 { 1.0 } else { 2.0 })
    }

    fn sums(&self) -> Vec<Sum<2>> {
        sets(READS, 2, self.dim / 2 - 1)
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, [x, y]: [D; 2]) -> D {
        let r = match kind {
            0 => (x.exp() - y).powi(2),
            1 => (x - y).powi(3) * 10.0,
            2 => ((x - y).tan() + x - y).powi(2),
            3 => x.powi(4),
            _ => x - 1.0,
        };
        r * SQRT_2
    }
}

impl Squares<2> for Cragglvy {}

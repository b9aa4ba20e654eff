//! Powell's singular function of four variables, repeated n/4 times.

use super::classic::{Classic, Offered, closed_form};
use super::function::{Separable, Squares};
use super::sum::{Sum, sets};
use crate::{About, Reference, Vector};
use num_dual::DualNum;

/// The two of a set's variables that a residual reads.
const READS: [[usize; 2]; 4] = [[0, 1], [2, 3], [1, 2], [0, 3]];

/// CUTEst's POWELLSG.
#[derive(Clone, Debug)]
pub struct Powellsg {
    dim: usize,
}

impl Classic<2> for Powellsg {
    const ABOUT: About = About {
        name: "powellsg",
        title: "CUTEst's POWELLSG: the extended Powell singular function",
        formula: "f(x) = Σ over (a, b, c, d) = x₄ᵢ₊₁, …, x₄ᵢ₊₄ of (a + 10b)² + 5 (c − d)² + (b − 2c)⁴ + 10 (a \
                 − d)⁴, x⁰ = (3, −1, 0, 1, …); residuals carry √2, so that f = ½‖r‖²",
        optimum: "x* = 0, f* = 0 (closed form); the Hessian is singular there",
        source: "Moré, Garbow and Hillstrom, Testing unconstrained optimization software, ACM TOMS 7, 1981, \
                 problems 13 and 22",
        parameters: &[("dim", "number of variables n, a multiple of 4; CUTEst's N")],
    };
    const ALLOWED: &'static str = "a multiple of 4 from 4 to 10000000";
    const OFFERED: Offered<Self, 2> = Offered::SQUARES;

    fn allows(dim: usize) -> bool {
        dim >= 4 && dim.is_multiple_of(4)
    }

    fn of(dim: usize) -> Self {
        Self { dim }
    }

    fn optimum(&self) -> (Reference, Vector) {
        closed_form(0.0, Vector::zeros(self.dim))
    }
}

impl Separable<2> for Powellsg {
    const STEPS: &'static [[usize; 2]] = &[[4; 2]; 4];

    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_fn(self.dim, |i, _| [3.0, -1.0, 0.0, 1.0][i % 4])
    }

    fn sums(&self) -> Vec<Sum<2>> {
        sets(READS, 4, self.dim / 4)
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, [x, y]: [D; 2]) -> D {
        match kind {
            0 => (x + y * 10.0) * 2.0_f64.sqrt(),
            1 => (x - y) * 10.0_f64.sqrt(),
            2 => (x - y * 2.0).powi(2) * 2.0_f64.sqrt(),
            _ => (x - y).powi(2) * 20.0_f64.sqrt(),
        }
    }
}

impl Squares<2> for Powellsg {}

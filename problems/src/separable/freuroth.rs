//! The Freudenstein and Roth residuals, chained.

use super::classic::{Classic, Offered, closed_form, computed};
use super::function::{Separable, Squares};
use super::minimizer::minimizer;
use super::sum::{Sum, each};
use crate::{About, Reference, ReferenceKind, Vector};
use num_dual::DualNum;
use std::f64::consts::SQRT_2;

/// CUTEst's FREUROTH.
#[derive(Clone, Debug)]
pub struct Freuroth {
    dim: usize,
}

impl Classic<2> for Freuroth {
    const ABOUT: About = About {
        name: "freuroth",
        title: "CUTEst's FREUROTH: the extended Freudenstein and Roth function",
        formula: "f(x) = Σᵢ₌₁ⁿ⁻¹ (xᵢ − 2xᵢ₊₁ + (5 − xᵢ₊₁) xᵢ₊₁² − 13)² + (xᵢ − 14xᵢ₊₁ + (1 + xᵢ₊₁) xᵢ₊₁² − \
                 29)², x⁰ = (½, −2, 0, …, 0); residuals carry √2, so that f = ½‖r‖²",
        optimum: "n = 2: x* = (5, 4), f* = 0 (closed form); otherwise computed: the local minimizer that \
                 Newton's method reaches from x⁰",
        source: "Moré, Garbow and Hillstrom, Testing unconstrained optimization software, ACM TOMS 7, 1981, \
                 problem 2; Toint, Test problems for partially separable optimization and results for the \
                 routine PSPMIN, Report 83/4, FUNDP Namur 1983, problem 33",
        parameters: &[("dim", "number of variables n, CUTEst's N")],
    };
    const ALLOWED: &'static str = "2 to 10000000";
    const OFFERED: Offered<Self, 2> = Offered::SQUARES;

    fn allows(dim: usize) -> bool {
        dim >= 2
    }

    fn of(dim: usize) -> Self {
        Self { dim }
    }

    fn optimum(&self) -> (Reference, Vector) {
        if self.dim == 2 {
            return closed_form(0.0, Vector::from_row_slice(&[5.0, 4.0]));
        }
        computed(self, ReferenceKind::Local, minimizer(self.clone()))
    }
}

impl Separable<2> for Freuroth {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_fn(self.dim, |i, _| [0.5, -2.0].get(i).copied().unwrap_or(0.0))
    }

    fn sums(&self) -> Vec<Sum<2>> {
        [0, 1].map(|kind| Sum::of(kind, self.dim - 1, [each(0), each(1)])).into()
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, [x, y]: [D; 2]) -> D {
        let r =
            if kind == 0 { x - y * 2.0 + (-y + 5.0) * y * y - 13.0 } else { x - y * 14.0 + (y + 1.0) * y * y - 29.0 };
        r * SQRT_2
    }
}

impl Squares<2> for Freuroth {}

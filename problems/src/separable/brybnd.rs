//! Broyden's banded system as least squares, as the collection has it.

use super::classic::{Classic, Offered};
use super::function::{Separable, Squares};
use super::minimizer::minimizer;
use super::sum::{Elements, Sum, each, same};
use crate::{About, Reference, ReferenceKind, Vector};
use num_dual::DualNum;
use std::f64::consts::SQRT_2;

/// Entries of a row before the diagonal; one stands behind it.
const BELOW: usize = 5;

/// CUTEst's BRYBND.
#[derive(Clone, Debug)]
pub struct Brybnd {
    dim: usize,
}

impl Classic<1> for Brybnd {
    const ABOUT: About = About {
        name: "brybnd",
        title: "CUTEst's BRYBND: Broyden's banded system as least squares",
        formula: "f(x) = Σᵢ (2xᵢ + 5qᵢ(xᵢ) − Σⱼ xⱼ + pᵢⱼ(xⱼ))² over j from i − 5 to i + 1 without i; as in \
                 the SIF file, qᵢ is a cube and pᵢⱼ a square in the first 5 rows and the last 2, qᵢ is a \
                 square and pᵢⱼ a cube before the diagonal, a square behind it, in the others; x⁰ = (1, …, \
                 1); residuals carry √2, so that f = ½‖r‖²",
        optimum: "f* = 0 (certified: 0 bounds f below, and Newton's method reaches it to rounding)",
        source: "Moré, Garbow and Hillstrom, Testing unconstrained optimization software, ACM TOMS 7, 1981, \
                 problem 31",
        parameters: &[(
            "dim",
            "number of variables n, CUTEst's N; KAPPA1, KAPPA2, KAPPA3 are 2, 5, 1, LB and UB 5 and 1",
        )],
    };
    const ALLOWED: &'static str = "7 to 10000000";
    const OFFERED: Offered<Self, 1> = Offered::SQUARES;

    fn allows(dim: usize) -> bool {
        dim >= 7
    }

    fn of(dim: usize) -> Self {
        Self { dim }
    }

    fn optimum(&self) -> (Reference, Vector) {
        (Reference { value: 0.0, kind: ReferenceKind::Certified }, minimizer(self.clone()))
    }
}

impl Separable<1> for Brybnd {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim, 1.0)
    }

    /// The rows at either edge one by one, those between together.
    fn sums(&self) -> Vec<Sum<1>> {
        let n = self.dim;
        let edge = |row: usize| {
            let entry = |j| Elements::new(if j == row { 0 } else { 3 }, 1, [same(j)]);
            Sum::rows((row.saturating_sub(BELOW)..(row + 2).min(n)).map(entry).collect())
        };
        let between = (0..7).zip([2, 2, 2, 2, 2, 1, 3]).map(|(k, kind)| Elements::new(kind, n - 7, [each(k)]));
        let between = Sum::rows(between.collect());
        (0..BELOW).map(edge).chain([between]).chain((n - 2..n).map(edge)).collect()
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, [x]: [D; 1]) -> D {
        let s = match kind {
            0 => x * x * x * 5.0 + x * 2.0,
            1 => x * x * 5.0 + x * 2.0,
            2 => -x * x * x - x,
            _ => -x * x - x,
        };
        s * SQRT_2
    }
}

impl Squares<1> for Brybnd {}

//! Σᵢ 10⁻⁵ (xᵢ − 1)² + (‖x‖² − ¼)²: one residual sums all variables.

use super::classic::{Classic, Offered, computed};
use super::function::{Loops, Separable, Squares};
use super::sum::{Elements, Sum, each, same};
use crate::{About, Reference, ReferenceKind, Vector, lanes};
use num_dual::DualNum;
use std::f64::consts::SQRT_2;

/// Of (xᵢ − 1)².
const WEIGHT: f64 = 1e-5;

/// CUTEst's PENALTY1.
#[derive(Clone, Debug)]
pub struct Penalty1 {
    dim: usize,
}

impl Classic<1> for Penalty1 {
    const ABOUT: About = About {
        name: "penalty1",
        title: "CUTEst's PENALTY1: the first penalty function",
        formula: "f(x) = Σᵢ 10⁻⁵ (xᵢ − 1)² + (Σᵢ xᵢ² − ¼)², x⁰ᵢ = i; residuals carry √2, so that f = ½‖r‖²",
        optimum: "all xᵢ are the positive root t of 10⁻⁵ (t − 1) + 2t (nt² − ¼) = 0 (closed form: stationary \
                 points have equal entries, and the others are higher)",
        source: "Moré, Garbow and Hillstrom, Testing unconstrained optimization software, ACM TOMS 7, 1981, \
                 problem 23",
        parameters: &[("dim", "number of variables n, CUTEst's N")],
    };
    const ALLOWED: &'static str = "2 to 10000000";
    const OFFERED: Offered<Self, 1> = Offered::SQUARES;

    fn allows(dim: usize) -> bool {
        dim >= 2
    }

    fn of(dim: usize) -> Self {
        Self { dim }
    }

    fn optimum(&self) -> (Reference, Vector) {
        computed(self, ReferenceKind::ClosedForm, Vector::from_element(self.dim, self.coordinate()))
    }
}

impl Penalty1 {
    /// The positive root of a(t − 1) + 2t(nt² − ¼) by Newton's method from above, where the cubic is convex.
    fn coordinate(&self) -> f64 {
        let n = self.dim as f64;
        let mut t = 1.0;
        for _ in 0..100 {
            let cubic = WEIGHT * (t - 1.0) + 2.0 * t * (n * t * t - 0.25);
            t -= cubic / (WEIGHT + 6.0 * n * t * t - 0.5);
        }
        t
    }
}

impl Separable<1> for Penalty1 {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_fn(self.dim, |i, _| (i + 1) as f64)
    }

    /// The linear ones; at last one group of the squares and the constant.
    fn sums(&self) -> Vec<Sum<1>> {
        let ball = vec![Elements::new(1, self.dim, [each(0)]), Elements::new(2, 1, [same(0)])];
        vec![Sum::of(0, self.dim, [each(0)]), Sum::whole(ball)]
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, [x]: [D; 1]) -> D {
        match kind {
            0 => (x - 1.0) * (2.0 * WEIGHT).sqrt(),
            1 => x * x * SQRT_2,
            _ => D::from(-0.25 * SQRT_2),
        }
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Penalty1 {
    fn value(&self, x: &[f64]) -> f64 {
        let ball = lanes::sum(x, |x| x * x) - 0.25;
        WEIGHT * lanes::sum(x, |x| (x - 1.0).powi(2)) + ball * ball
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        let slope = 4.0 * (lanes::sum(x, |x| x * x) - 0.25);
        g.iter_mut().zip(x).for_each(|(g, x)| *g = 2.0 * WEIGHT * (x - 1.0) + slope * x);
    }
}

impl Squares<1> for Penalty1 {}

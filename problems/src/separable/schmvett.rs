//! Schmidt and Vetters' function, whose three unrelated terms are least together.

use super::classic::{Classic, Offered, closed_form};
use super::function::{Loops, Separable};
use super::sum::{Sum, each};
use crate::{About, Reference, Vector, lanes};
use num_dual::DualNum;
use std::f64::consts::PI;

/// CUTEst's SCHMVETT.
#[derive(Clone, Debug)]
pub struct Schmvett {
    dim: usize,
}

impl Classic<3> for Schmvett {
    const ABOUT: About = About {
        name: "schmvett",
        title: "CUTEst's SCHMVETT: the function of Schmidt and Vetters",
        formula: "f(x) = −Σᵢ₌₁ⁿ⁻² 1/(1 + (xᵢ − xᵢ₊₁)²) + sin((πxᵢ₊₁ + xᵢ₊₂)/2) + exp(−((xᵢ + xᵢ₊₂)/xᵢ₊₁ − \
                 2)²), x⁰ = (½, …, ½); the collection's π has nine digits",
        optimum: "x* = (c, …, c) with c = π/(π + 1), f* = −3(n − 2) (closed form: no term is below −1, and \
                 there all are)",
        source: "Toint, Test problems for partially separable optimization and results for the routine \
                 PSPMIN, Report 83/4, FUNDP Namur 1983, problem 35; Schmidt and Vetters, Ableitungsfreie \
                 Verfahren für nichtlineare Optimierungsprobleme, Numerische Mathematik 15, 1970",
        parameters: &[("dim", "number of variables n, CUTEst's N")],
    };
    const ALLOWED: &'static str = "3 to 10000000";
    const OFFERED: Offered<Self, 3> = Offered::CURVED;

    fn allows(dim: usize) -> bool {
        dim >= 3
    }

    fn of(dim: usize) -> Self {
        Self { dim }
    }

    fn optimum(&self) -> (Reference, Vector) {
        closed_form(-3.0 * (self.dim - 2) as f64, Vector::from_element(self.dim, PI / (PI + 1.0)))
    }
}

impl Separable<3> for Schmvett {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim, 0.5)
    }

    fn sums(&self) -> Vec<Sum<3>> {
        vec![Sum::of(0, self.dim - 2, [each(0), each(1), each(2)])]
    }

    fn element<D: DualNum<f64> + Copy>(&self, _kind: usize, _i: usize, [x, y, z]: [D; 3]) -> D {
        let difference = x - y;
        let off = (x + z) / y - 2.0;
        -(difference * difference + 1.0).recip() - ((y * PI + z) * 0.5).sin() - (-off * off).exp()
    }

    fn group<D: DualNum<f64> + Copy>(&self, _kind: usize, s: D) -> D {
        s
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Schmvett {
    fn value(&self, x: &[f64]) -> f64 {
        let n = self.dim;
        -lanes::sum3(&x[..n - 2], &x[1..n - 1], &x[2..], |x, y, z| {
            let (apart, off) = (x - y, (x + z) / y - 2.0);
            1.0 / (1.0 + apart * apart) + (0.5 * (PI * y + z)).sin() + (-off * off).exp()
        })
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        let n = self.dim;
        // What the terms before add to the first two variables of a term.
        let (mut to_first, mut to_second) = (0.0, 0.0);
        for (g, x) in g.iter_mut().zip(x.windows(3)) {
            let (apart, off) = (x[0] - x[1], (x[0] + x[2]) / x[1] - 2.0);
            let peak = 1.0 / (1.0 + apart * apart);
            let peak = 2.0 * apart * peak * peak;
            let wave = 0.5 * (0.5 * (PI * x[1] + x[2])).cos();
            let bell = 2.0 * off * (-off * off).exp() / x[1];
            *g = to_first + peak + bell;
            to_first = to_second - peak - PI * wave - bell * (off + 2.0);
            to_second = bell - wave;
        }
        (g[n - 2], g[n - 1]) = (to_first, to_second);
    }
}

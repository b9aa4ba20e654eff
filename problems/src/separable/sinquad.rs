//! Sines and quadratics around two variables, as the collection has them.

use super::classic::{Classic, Offered, computed};
use super::function::{Loops, Separable};
use super::sum::{Sum, each, same};
use crate::{About, Reference, ReferenceKind, Vector, elementary, lanes};
use nalgebra::{Matrix3, Vector3};
use num_dual::DualNum;

/// CUTEst's SINQUAD.
#[derive(Clone, Debug)]
pub struct Sinquad {
    dim: usize,
}

impl Classic<3> for Sinquad {
    const ABOUT: About = About {
        name: "sinquad",
        title: "CUTEst's SINQUAD: sines and quadratics around two variables",
        formula: "f(x) = (x₁ − 1)⁴ + Σᵢ₌₂ⁿ⁻¹ (sin(xᵢ − xₙ) − x₁² + xᵢ²) + (xₙ² − x₁²)², x⁰ = (0.1, …, 0.1); \
                 the terms of the sum are not squared in the SIF file",
        optimum: "computed: at a minimizer all variables between the first and the last are equal; the best \
                 on a grid in these three, polished",
        source: "Gould, private communication; SINQUAD of CUTEst, 1989, which says that it is decoded \
                 otherwise than meant",
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
        computed(self, ReferenceKind::BestKnown, self.best())
    }
}

impl Sinquad {
    /// The best minimizer with equal variables between the first and the last.
    fn best(&self) -> Vector {
        let between = (self.dim - 2) as f64;
        let f = |[a, u, b]: [f64; 3]| {
            (a - 1.0).powi(4) + between * ((u - b).sin() - a * a + u * u) + (b * b - a * a).powi(2)
        };
        // (a − 1)⁴ < m (a² + 1) bounds |a|, and then |b| is near |a|.
        let reach = 3.0 + between.sqrt();
        let mut best = [1.0, 0.0, 1.0];
        for i in -200..=200 {
            let a = reach * f64::from(i) / 200.0;
            for shift in -60..=60 {
                for sign in [-1.0, 1.0] {
                    let b = sign * a + f64::from(shift) / 20.0;
                    let at = [a, inner(b), b];
                    if f(at) < f(best) {
                        best = at;
                    }
                }
            }
        }
        for _ in 0..50 {
            best = newton(best, between);
        }
        Vector::from_fn(self.dim, |i, _| match i {
            0 => best[0],
            i if i + 1 < self.dim => best[1],
            _ => best[2],
        })
    }
}

/// argmin sin(u − b) + u², which is in [−½, ½].
fn inner(b: f64) -> f64 {
    let g = |u: f64| (u - b).sin() + u * u;
    let mut u = (-10..=10).map(|i| f64::from(i) / 20.0).fold(0.0, |u, v| if g(v) < g(u) { v } else { u });
    for _ in 0..6 {
        u -= ((u - b).cos() + 2.0 * u) / (2.0 - (u - b).sin());
    }
    u
}

/// A Newton step on the gradient in (x₁, u, xₙ), u repeated m times.
fn newton([a, u, b]: [f64; 3], m: f64) -> [f64; 3] {
    let (sine, cosine) = (u - b).sin_cos();
    let square = b * b - a * a;
    let g = Vector3::new(
        4.0 * (a - 1.0).powi(3) - 2.0 * m * a - 4.0 * a * square,
        m * (cosine + 2.0 * u),
        -m * cosine + 4.0 * b * square,
    );
    let (aa, ab) = (12.0 * (a - 1.0).powi(2) - 2.0 * m - 4.0 * square + 8.0 * a * a, -8.0 * a * b);
    let (uu, ub, bb) = (m * (2.0 - sine), m * sine, -m * sine + 4.0 * square + 8.0 * b * b);
    let step = Matrix3::new(aa, 0.0, ab, 0.0, uu, ub, ab, ub, bb).lu().solve(&g).unwrap_or_default();
    [a - step[0], u - step[1], b - step[2]]
}

impl Separable<3> for Sinquad {
    const STEPS: &'static [[usize; 3]] = &[[0, 0, 0], [0, 1, 0]];

    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim, 0.1)
    }

    /// The first, those between and the last.
    fn sums(&self) -> Vec<Sum<3>> {
        let last = self.dim - 1;
        vec![
            Sum::of(0, 1, [same(0); 3]),
            Sum::of(1, self.dim - 2, [same(0), each(1), same(last)]),
            Sum::of(2, 1, [same(0), same(last), same(last)]),
        ]
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, [first, x, last]: [D; 3]) -> D {
        match kind {
            0 => first - 1.0,
            1 => (x - last).sin() - first * first + x * x,
            _ => x * x - first * first,
        }
    }

    fn group<D: DualNum<f64> + Copy>(&self, kind: usize, s: D) -> D {
        match kind {
            0 => s.powi(4),
            1 => s,
            _ => s * s,
        }
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Sinquad {
    fn value(&self, x: &[f64]) -> f64 {
        let last = self.dim - 1;
        let (first, last, inner) = (x[0], x[last], &x[1..last]);
        let mut sum = lanes::sum(inner, |x| x * x - first * first);
        let sines = |_: usize, sines: &[f64]| sum += lanes::sum(sines, |sine| sine);
        elementary::blocks(inner.len(), elementary::sin, |i| inner[i] - last, sines);
        (first - 1.0).powi(4) + sum + (last * last - first * first).powi(2)
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        let end = self.dim - 1;
        let (first, last, inner) = (x[0], x[end], &x[1..end]);
        let mut sum = 0.0;
        let cosines = |from: usize, cosines: &[f64]| {
            let own = g[1 + from..].iter_mut().zip(&inner[from..]);
            own.zip(cosines).for_each(|((g, x), cosine)| *g = cosine + 2.0 * x);
            sum += lanes::sum(cosines, |cosine| cosine);
        };
        elementary::blocks(inner.len(), elementary::cos, |i| inner[i] - last, cosines);
        let square = last * last - first * first;
        g[0] = 4.0 * (first - 1.0).powi(3) - 2.0 * inner.len() as f64 * first - 4.0 * first * square;
        g[end] = 4.0 * last * square - sum;
    }
}

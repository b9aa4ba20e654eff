//! Powell's function: blocks of four variables, singular at the minimum.

use super::over::{CURVED, DIM, Formula, Minimum, SPREAD, Twice, curved, family};
use crate::{About, Reference, Vector};

family!(
    Powell,
    "Powell's function.",
    CURVED,
    4,
    About {
        name: "powell",
        title: "Powell's function, its Hessian singular at the minimum",
        formula: "f(x) = Σ (x₁ + 10 x₂)² + 5 (x₃ − x₄)² + (x₂ − 2 x₃)⁴ + 10 (x₁ − x₄)⁴ over blocks of four variables, \
                  −4 ≤ x ≤ 5; variables left over are squared",
        optimum: "x* = 0, f* = 0 (closed form); convex",
        source: "Powell, An iterative method for finding stationary values of a function of several variables, Computer \
                 J. 5, 1962",
        parameters: &[DIM, SPREAD],
    },
    |dim, spread| {
        let minimum = Minimum { value: Reference::closed_form(0.0), solution: Vector::zeros(dim), floor: 0.0 };
        curved(Blocks, [-4.0, 5.0], spread, minimum, |known| known)
    }
);

struct Blocks;

impl Formula for Blocks {
    fn value(&self, x: &[f64]) -> f64 {
        let (blocks, rest) = x.as_chunks::<4>();
        let block = |&[a, b, c, d]: &[f64; 4]| {
            let (p, q, r, s) = (a + 10.0 * b, c - d, b - 2.0 * c, a - d);
            p * p + 5.0 * q * q + (r * r) * (r * r) + 10.0 * (s * s) * (s * s)
        };
        blocks.iter().map(block).sum::<f64>() + rest.iter().map(|x| x * x).sum::<f64>()
    }

    fn value_gradient(&self, x: &[f64], g: &mut [f64]) -> f64 {
        let ((blocks, rest), (slopes, last)) = (x.as_chunks::<4>(), g.as_chunks_mut::<4>());
        for (&[a, b, c, d], g) in blocks.iter().zip(slopes) {
            let (p, q, r, s) = (2.0 * (a + 10.0 * b), 10.0 * (c - d), b - 2.0 * c, a - d);
            let (r, s) = (4.0 * r * r * r, 40.0 * s * s * s);
            *g = [p + s, 10.0 * p + r, q - 2.0 * r, -q - s];
        }
        last.iter_mut().zip(rest).for_each(|(g, x)| *g = 2.0 * x);
        self.value(x)
    }
}

impl Twice for Blocks {
    fn hessian_product(&self, x: &[f64], v: &[f64], p: &mut [f64]) {
        let (blocks, _) = x.as_chunks::<4>();
        let ((along, rest), (products, last)) = (v.as_chunks::<4>(), p.as_chunks_mut::<4>());
        for ((&[a, b, c, d], &[va, vb, vc, vd]), product) in blocks.iter().zip(along).zip(products) {
            let (r, s) = (b - 2.0 * c, a - d);
            let (p, q) = (2.0 * (va + 10.0 * vb), 10.0 * (vc - vd));
            let (r, s) = (12.0 * r * r * (vb - 2.0 * vc), 120.0 * s * s * (va - vd));
            *product = [p + s, 10.0 * p + r, q - 2.0 * r, -q - s];
        }
        last.iter_mut().zip(rest).for_each(|(p, v)| *p = 2.0 * v);
    }

    fn band(&self) -> usize {
        3
    }
}

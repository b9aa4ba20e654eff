//! The rotated hyper-ellipsoid, which is no longer rotated once its sums are.

use super::over::{CURVED, DIM, Formula, Minimum, SPREAD, Twice, curved, family};
use crate::lanes;
use crate::{About, Known, Reference, Vector};

family!(
    HyperEllipsoid,
    "The rotated hyper-ellipsoid.",
    CURVED,
    1,
    About {
        name: "hyper-ellipsoid",
        title: "the rotated hyper-ellipsoid, a sum of sums of squares",
        formula: "f(x) = Σᵢ Σⱼ₌₁ⁱ xⱼ² = Σⱼ (n − j + 1) xⱼ²,  −65.536 ≤ x ≤ 65.536",
        optimum: "x* = 0, f* = 0 (closed form); L = 2n, μ = 2",
        source: "Molga and Smutnicki, Test functions for optimization needs, 2005, section 2.3",
        parameters: &[DIM, SPREAD],
    },
    |dim, spread| {
        let minimum = Minimum { value: Reference::closed_form(0.0), solution: Vector::zeros(dim), floor: 0.0 };
        let d = (1..=dim).rev().map(|d| d as f64).collect();
        curved(Axes { d }, [-65.536, 65.536], spread, minimum, |known| Known {
            smoothness: Some(2.0 * dim as f64),
            strong_convexity: Some(2.0),
            ..known
        })
    }
);

struct Axes {
    /// n − j + 1.
    d: Vec<f64>,
}

impl Formula for Axes {
    fn value(&self, x: &[f64]) -> f64 {
        lanes::sum2(&self.d, x, |d, x| d * x * x)
    }

    fn value_gradient(&self, x: &[f64], g: &mut [f64]) -> f64 {
        g.iter_mut().zip(x.iter().zip(&self.d)).for_each(|(g, (x, d))| *g = 2.0 * d * x);
        self.value(x)
    }
}

impl Twice for Axes {
    fn hessian_product(&self, _x: &[f64], v: &[f64], p: &mut [f64]) {
        p.iter_mut().zip(v.iter().zip(&self.d)).for_each(|(p, (v, d))| *p = 2.0 * d * v);
    }

    fn band(&self) -> usize {
        0
    }
}

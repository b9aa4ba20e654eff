//! Dixon and Price's function: a chain of parabolas.

use super::over::{CURVED, DIM, Formula, Minimum, SPREAD, Twice, curved, family};
use crate::{About, Reference, Vector};

family!(
    DixonPrice,
    "Dixon and Price's function.",
    CURVED,
    2,
    About {
        name: "dixon-price",
        title: "Dixon and Price's function, a chain of parabolas",
        formula: "f(x) = (x₁ − 1)² + Σᵢ₌₂ i (2 xᵢ² − xᵢ₋₁)²,  −10 ≤ x ≤ 10",
        optimum: "xᵢ* = 2^(2^(1−i) − 1), also with −xₙ*, f* = 0 (closed form)",
        source: "Dixon and Price, The truncated Newton method for sparse unconstrained optimisation using automatic \
                 differentiation, J. Optimization Theory and Applications 60, 1989",
        parameters: &[DIM, SPREAD],
    },
    |dim, spread| {
        let solution = Vector::from_fn(dim, |i, _| 2.0_f64.powf(0.5_f64.powf(i as f64) - 1.0));
        // 2 xᵢ² − xᵢ₋₁ is rounded, and squared with weights up to n.
        let floor = (f64::EPSILON * dim as f64).powi(2);
        let minimum = Minimum { value: Reference::closed_form(0.0), solution, floor };
        curved(Parabolas, [-10.0, 10.0], spread, minimum, |known| known)
    }
);

struct Parabolas;

impl Formula for Parabolas {
    fn value(&self, x: &[f64]) -> f64 {
        let off = |(i, w): (usize, &[f64])| {
            let r = 2.0 * w[1] * w[1] - w[0];
            (i as f64 + 2.0) * r * r
        };
        (x[0] - 1.0) * (x[0] - 1.0) + x.windows(2).enumerate().map(off).sum::<f64>()
    }

    fn value_gradient(&self, x: &[f64], g: &mut [f64]) -> f64 {
        let mut f = (x[0] - 1.0) * (x[0] - 1.0);
        g[0] = 2.0 * (x[0] - 1.0);
        for (i, w) in x.windows(2).enumerate() {
            let (weight, r) = (i as f64 + 2.0, 2.0 * w[1] * w[1] - w[0]);
            f += weight * r * r;
            g[i] -= 2.0 * weight * r;
            g[i + 1] = 8.0 * weight * r * w[1];
        }
        f
    }
}

impl Twice for Parabolas {
    fn hessian_product(&self, x: &[f64], v: &[f64], p: &mut [f64]) {
        p[0] = 2.0 * v[0];
        for (i, (w, v)) in x.windows(2).zip(v.windows(2)).enumerate() {
            let (weight, r) = (i as f64 + 2.0, 2.0 * w[1] * w[1] - w[0]);
            let along = 4.0 * w[1] * v[1] - v[0];
            p[i] -= 2.0 * weight * along;
            p[i + 1] = 8.0 * weight * (along * w[1] + r * v[1]);
        }
    }

    fn band(&self) -> usize {
        1
    }
}

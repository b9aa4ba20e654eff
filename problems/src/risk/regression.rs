//! (1/N) Σᵢ φ(aᵢᵀx; bᵢ) + (μ/2)‖x‖² + h(x): the oracles, in one pass over the rows each.

use super::{Loss, Penalty};
use crate::class::{Composite, CompositeSum, Curved, FiniteSum, Glm, Objective, Smooth, Space, Stochastic};
use crate::data::Samples;
use crate::{Known, Matrix, Prices, Reference, Vector};
use std::sync::Arc;

/// What cells share: samples, loss, penalty, constants and the optimum.
pub struct Fit<L, H> {
    pub(crate) samples: Samples,
    pub(crate) loss: L,
    /// The ridge weight μ.
    pub(crate) ridge: f64,
    pub(crate) penalty: H,
    pub(crate) known: Known,
    pub(crate) solution: Option<Vector>,
    pub(crate) reference: Option<Reference>,
}

/// The problem of a fit, started at 0.
pub(crate) struct Regression<L, H> {
    pub(crate) fit: Arc<Fit<L, H>>,
}

impl<L: Loss, H> Regression<L, H> {
    /// φ(aᵢᵀx; bᵢ).
    fn term(&self, i: usize, x: &Vector) -> f64 {
        let Samples { rows, targets } = &self.fit.samples;
        self.fit.loss.value(rows.product(i, x.as_slice()), targets[i])
    }

    fn half_ridge(&self, x: &Vector) -> f64 {
        if self.fit.ridge == 0.0 { 0.0 } else { 0.5 * self.fit.ridge * x.norm_squared() }
    }

    /// out ← μ v.
    fn ridged(&self, v: &Vector, out: &mut Vector) {
        for (out, v) in out.as_mut_slice().iter_mut().zip(v.as_slice()) {
            *out = self.fit.ridge * v;
        }
    }

    /// g ← (1/N) Σ φ'(aᵢᵀx; bᵢ) aᵢ + μx.
    fn slopes(&self, x: &Vector, g: &mut Vector, mut slope: impl FnMut(f64, f64) -> f64) {
        let Samples { rows, targets } = &self.fit.samples;
        let count = rows.len() as f64;
        self.ridged(x, g);
        for (i, &b) in targets.as_slice().iter().enumerate() {
            let slope = slope(rows.product(i, x.as_slice()), b);
            rows.add(i, slope / count, g.as_mut_slice());
        }
    }
}

impl<L: Loss, H: Penalty> Space for Regression<L, H> {
    fn dim(&self) -> usize {
        self.fit.samples.rows.dim()
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.dim())
    }

    fn prices(&self) -> Prices {
        Prices { hessian_product: 1, samples: self.fit.samples.len() as u64, ..Prices::default() }
    }
}

impl<L: Loss, H: Penalty> Objective for Regression<L, H> {
    fn value(&self, x: &Vector) -> f64 {
        let count = self.fit.samples.len();
        (0..count).map(|i| self.term(i, x)).sum::<f64>() / count as f64 + self.half_ridge(x)
    }
}

impl<L: Loss, H: Penalty> Smooth for Regression<L, H> {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.slopes(x, g, |t, b| self.fit.loss.slope(t, b));
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        let mut total = 0.0;
        self.slopes(x, g, |t, b| {
            let (value, slope) = self.fit.loss.value_slope(t, b);
            total += value;
            slope
        });
        total / self.fit.samples.len() as f64 + self.half_ridge(x)
    }
}

impl<L: Loss, H: Penalty> Curved for Regression<L, H> {
    fn hessian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        let Samples { rows, targets } = &self.fit.samples;
        let count = rows.len() as f64;
        self.ridged(v, p);
        for (i, &b) in targets.as_slice().iter().enumerate() {
            let curvature = self.fit.loss.curvature(rows.product(i, x.as_slice()), b) / count;
            rows.add(i, curvature * rows.product(i, v.as_slice()), p.as_mut_slice());
        }
    }

    fn hessian(&self, x: &Vector, h: &mut Matrix) {
        let Samples { rows, targets } = &self.fit.samples;
        let count = rows.len() as f64;
        let curvature = |i: usize| self.fit.loss.curvature(rows.product(i, x.as_slice()), targets[i]) / count;
        h.copy_from(&rows.gram(curvature));
        for j in 0..h.nrows() {
            h[(j, j)] += self.fit.ridge;
        }
    }
}

impl<L: Loss, H: Penalty> Stochastic for Regression<L, H> {
    fn samples(&self) -> Option<u64> {
        Some(self.fit.samples.len() as u64)
    }

    fn sample_value(&self, x: &Vector, keys: &[u64]) -> f64 {
        keys.iter().map(|&key| self.term(key as usize, x)).sum::<f64>() / keys.len() as f64 + self.half_ridge(x)
    }

    fn sample_gradient(&self, x: &Vector, keys: &[u64], g: &mut Vector) {
        let Samples { rows, targets } = &self.fit.samples;
        self.ridged(x, g);
        for &key in keys {
            let i = key as usize;
            let slope = self.fit.loss.slope(rows.product(i, x.as_slice()), targets[i]);
            rows.add(i, slope / keys.len() as f64, g.as_mut_slice());
        }
    }
}

impl<L: Loss, H: Penalty> FiniteSum for Regression<L, H> {}

/// Offered only where φ'' ≥ 0.
impl<L: Loss, H: Penalty> Glm for Regression<L, H> {
    fn hessian_root(&self, x: &Vector, b: &mut Matrix) {
        let Samples { rows, targets } = &self.fit.samples;
        let count = rows.len() as f64;
        b.fill(0.0);
        for (i, &target) in targets.as_slice().iter().enumerate() {
            let root = (self.fit.loss.curvature(rows.product(i, x.as_slice()), target) / count).sqrt();
            rows.each(i, |j, a| b[(i, j)] = root * a);
        }
    }

    fn ridge(&self) -> f64 {
        self.fit.ridge
    }
}

impl<L: Loss, H: Penalty> Composite for Regression<L, H> {
    fn penalty(&self, x: &Vector) -> f64 {
        self.fit.penalty.value(x.as_slice())
    }

    fn prox(&self, v: &Vector, t: f64, p: &mut Vector) {
        self.fit.penalty.prox(v.as_slice(), t, p.as_mut_slice());
    }

    fn convex_penalty(&self) -> bool {
        self.fit.penalty.weakness() <= 0.0
    }
}

impl<L: Loss, H: Penalty> CompositeSum for Regression<L, H> {}

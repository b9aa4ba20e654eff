//! The reference optimum of a square loss with a ridge and ‖x‖₁: coordinate descent and a solve on the support.

use super::judge::{CERTIFIED, duality_gap};
use super::{L1, soft};
use crate::data::{Rows, Samples};
use crate::{Error, Matrix, Vector};
use nalgebra::Cholesky;

/// Sweeps of coordinate descent between solves on the support, and the number of times that is tried.
const SWEEPS: usize = 50;
const ROUNDS: usize = 2000;
/// Solves on the support: the normal equations square its condition, refinement makes up for it.
const REFINEMENTS: usize = 3;

/// The minimizer of (1/2N)‖Ax − b‖² + (μ/2)‖x‖² + λ‖x‖₁, with a duality gap of at most 1e-13 F*, and F*.
pub(crate) fn descend(samples: &Samples, lambda: f64, ridge: f64) -> Result<(Vector, f64), Error> {
    let Samples { rows, targets } = samples;
    let (features, count) = (rows.transposed(), rows.len() as f64);
    let weights: Vec<f64> = (0..features.len()).map(|j| features.norm_squared(j) / count).collect();
    let mut x = Vector::zeros(features.len());
    let mut r = -targets;
    for _ in 0..ROUNDS {
        for _ in 0..SWEEPS {
            for j in (0..x.len()).filter(|&j| weights[j] > 0.0) {
                let pull = x[j] * weights[j] - features.product(j, r.as_slice()) / count;
                let next = soft(pull, lambda) / (weights[j] + ridge);
                features.add(j, next - x[j], r.as_mut_slice());
                x[j] = next;
            }
        }
        if let Some(exact) = on_support(&features, samples, (lambda, ridge), &x) {
            let r = rows.times(&exact) - targets;
            let f = 0.5 * r.norm_squared() / count + 0.5 * ridge * exact.norm_squared();
            let mut g = rows.transposed_times(&r) / count + ridge * &exact;
            let optimum = f + lambda * exact.lp_norm(1);
            let gap = duality_gap(&L1 { weight: lambda }, ridge, (&exact, f), &mut g, &mut exact.clone());
            if gap <= CERTIFIED * optimum {
                return Ok((exact, optimum));
            }
        }
    }
    Err(Error::Impossible(format!(
        "lambda = {lambda}: the reference optimum could not be computed to a relative duality gap of {CERTIFIED}: \
         a larger ratio or a smaller condition would do"
    )))
}

/// Minimizer among the points with the support and signs of x; `None` if it has other signs.
fn on_support(features: &Rows, samples: &Samples, (lambda, ridge): (f64, f64), x: &Vector) -> Option<Vector> {
    let Samples { rows, targets } = samples;
    let count = rows.len() as f64;
    let support: Vec<usize> = (0..x.len()).filter(|&j| x[j] != 0.0).collect();
    let mut gram = Matrix::zeros(support.len(), support.len());
    for (k, &j) in support.iter().enumerate() {
        let mut feature = Vector::zeros(rows.len());
        features.add(j, 1.0, feature.as_mut_slice());
        for (l, &i) in support.iter().enumerate() {
            gram[(l, k)] = features.product(i, feature.as_slice());
        }
        gram[(k, k)] += ridge * count;
    }
    let factor = Cholesky::new(gram)?;
    let mut exact = Vector::zeros(x.len());
    for _ in 0..REFINEMENTS {
        let r = targets - rows.times(&exact);
        let missing = support
            .iter()
            .map(|&j| features.product(j, r.as_slice()) - count * (ridge * exact[j] + lambda * x[j].signum()));
        let step = factor.solve(&Vector::from_iterator(support.len(), missing));
        support.iter().zip(step.as_slice()).for_each(|(&j, step)| exact[j] += step);
    }
    support.iter().all(|&j| exact[j] * x[j] > 0.0).then_some(exact)
}

//! Newton's method from a good point: the minimizer beside the planted truth where measurements are noisy.

use crate::class::Curved;
use crate::{Matrix, Vector};

/// Steps; from a good point a handful are taken.
const STEPS: usize = 100;
/// Variables whose Hessian is factorized without a thought.
pub(super) const VARIABLES: usize = 500;

/// A local minimizer near `x`, to rounding: Newton steps with (∇²f + μI), μ raised until the Cholesky
/// factorization exists and the value falls.
pub(super) fn polished(problem: &impl Curved, mut x: Vector) -> Vector {
    let n = problem.dim();
    let (mut g, mut h) = (Vector::zeros(n), Matrix::zeros(n, n));
    let mut f = problem.value_gradient(&x, &mut g);
    for _ in 0..STEPS {
        problem.hessian(&x, &mut h);
        let scale = h.diagonal().amax().max(f64::MIN_POSITIVE);
        let step = |mu: f64| Some((&h + Matrix::identity(n, n) * mu).cholesky()?.solve(&g));
        let lower = |mu: &f64| {
            let y = &x - step(*mu)?;
            let mut g = g.clone();
            let value = problem.value_gradient(&y, &mut g);
            Some((y, value, g)).filter(|(_, value, _)| *value <= f)
        };
        // Along directions in which f is flat the Hessian is singular: hence never no damping at all.
        let Some((y, value, slope)) = (-13..=0).map(|k| scale * 10_f64.powi(k)).find_map(|mu| lower(&mu)) else {
            break;
        };
        if slope.norm() >= g.norm() && value >= f {
            break;
        }
        (x, f, g) = (y, value, slope);
    }
    x
}

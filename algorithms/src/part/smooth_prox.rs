//! The proximal operator of a smooth function, by conjugate gradients.

use super::line_search::Exact;
use problems::Vector;
use problems::class::Smooth;

/// The vectors of a solve, kept from one to the next.
pub struct SmoothProx {
    r: Vector,
    r_next: Vector,
    d: Vector,
    trial: Vector,
}

/// Exact where f is quadratic, after two trials; near enough where it is not.
const SEARCH: Exact = Exact { tolerance: 1e-3, trials: 20 };
/// Below this multiple of ‖u‖ + ‖v‖, t‖r‖ is rounding.
const ROUNDING: f64 = 8.0 * f64::EPSILON;

impl SmoothProx {
    /// For `dim` variables.
    pub fn new(dim: usize) -> Self {
        let zero = Vector::zeros(dim);
        Self { r: zero.clone(), r_next: zero.clone(), d: zero.clone(), trial: zero }
    }

    /// Improves u as argmin f(u) + ‖u − v‖²/(2t), f convex, until t‖r‖ ≤ `tolerance`, a bound of the distance to the
    /// minimizer, with r = ∇f(u) + (u − v)/t; at most `limit` directions. Returns t‖r‖ of the u it was given.
    ///
    /// Polak and Ribière's directions with exact steps, from gradients alone: linear conjugate gradients where f is
    /// quadratic. Cost: 1 gradient, and 2 for each direction, more where f is no quadratic.
    pub fn solve(
        &mut self,
        problem: &dyn Smooth,
        (v, t): (&Vector, f64),
        u: &mut Vector,
        tolerance: impl FnOnce(f64) -> f64,
        limit: usize,
    ) -> f64 {
        let Self { r, r_next, d, trial } = self;
        let residual = |u: &Vector, r: &mut Vector| {
            problem.gradient(u, r);
            r.axpy(1.0 / t, u, 1.0);
            r.axpy(-1.0 / t, v, 1.0);
        };
        residual(u, r);
        let start = t * r.norm();
        let tolerance = tolerance(start).max(ROUNDING * (u.norm() + v.norm()));
        d.copy_from(r);
        d.neg_mut();
        let mut first = t;
        for _ in 0..limit {
            let error = t * r.norm();
            if error.is_nan() || error <= tolerance {
                break;
            }
            let slope = r.dot(d);
            let step = SEARCH.search(slope, first, |step| {
                trial.copy_from(u);
                trial.axpy(step, d, 1.0);
                residual(trial, r_next);
                r_next.dot(d)
            });
            let Some(step) = step.filter(|_| slope < 0.0) else { break };
            first = step;
            u.copy_from(trial);
            let beta = (r_next.norm_squared() - r_next.dot(r)).max(0.0) / r.norm_squared();
            d.axpy(-1.0, r_next, beta);
            std::mem::swap(r, r_next);
        }
        start
    }
}

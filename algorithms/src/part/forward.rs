//! The forward step of projected methods.

use crate::{Misfit, expect};
use problems::Vector;
use problems::class::{Operator, Saddle};

/// p ← P(z − η v), P the projection onto the feasible set. Cost: 1 projection.
pub fn forward(problem: &dyn Operator, z: &Vector, eta: f64, v: &Vector, p: &mut Vector) {
    p.copy_from(z);
    p.axpy(-eta, v, 1.0);
    problem.project(p);
}

/// p ← P(z − Λ v), Λ diagonal. Cost: 1 projection.
pub fn forward_scaled(problem: &dyn Operator, z: &Vector, lambda: &Vector, v: &Vector, p: &mut Vector) {
    p.copy_from(z);
    p.cmpy(-1.0, lambda, v, 1.0);
    problem.project(p);
}

/// The diagonal of Λ = (η/τ I, η I): the minimizing player is τ times slower.
pub fn timescales(problem: &dyn Saddle, eta: f64, tau: f64) -> Result<Vector, Misfit> {
    expect(tau > 0.0 && tau.is_finite(), "timescale", tau, "a positive number")?;
    let (m, n) = problem.split();
    Ok(Vector::from_fn(m + n, |i, _| if i < m { eta / tau } else { eta }))
}

//! The ℓ₁ ball ‖x‖₁ ≤ radius.

use super::simplex::threshold;

/// x ← sign(x) max(|x| − τ, 0), the nearest point of the ball; `scratch` has the length of x.
pub fn project(x: &mut [f64], radius: f64, scratch: &mut [f64]) {
    if norm(x) <= radius {
        return;
    }
    let top = x.iter().fold(0.0, |top: f64, x| top.max(x.abs()));
    let tau = threshold(x.iter().map(|x| x.abs() - top), radius, scratch);
    for x in x {
        *x = (x.abs() - top - tau).max(0.0).copysign(*x);
    }
}

/// s ← the vertex ±radius eᵢ where gᵀs is smallest.
pub fn lmo(g: &[f64], radius: f64, s: &mut [f64]) {
    s.fill(0.0);
    let steepest = super::argmin(g.iter().map(|g| -g.abs()));
    s[steepest] = -radius.copysign(g[steepest]);
}

/// How far outside.
pub fn violation(x: &[f64], radius: f64) -> f64 {
    (norm(x) - radius).max(0.0)
}

/// ‖x‖₁.
pub fn norm(x: &[f64]) -> f64 {
    x.iter().map(|x| x.abs()).sum()
}

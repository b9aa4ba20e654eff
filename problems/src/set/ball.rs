//! The Euclidean ball ‖x‖ ≤ radius.

/// x ← the nearest point of the ball.
pub fn project(x: &mut [f64], radius: f64) {
    let norm = norm(x);
    if norm > radius {
        for x in x {
            *x *= radius / norm;
        }
    }
}

/// s ← −radius g/‖g‖; 0 where g is.
pub fn lmo(g: &[f64], radius: f64, s: &mut [f64]) {
    let norm = norm(g);
    let scale = if norm > 0.0 { -radius / norm } else { 0.0 };
    for (s, g) in s.iter_mut().zip(g) {
        *s = scale * g;
    }
}

/// How far outside.
pub fn violation(x: &[f64], radius: f64) -> f64 {
    (norm(x) - radius).max(0.0)
}

/// ‖x‖.
fn norm(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}

//! Proven worst cases of f(xₖ) − f* where f is convex with constants L, μ and the start lies at the distance D of x*.

use problems::Known;

/// Gradient descent with steps 1/L: min(LD²/(4k + 2), ½LD²(1 − μ/L)^2k).
///
/// Drori and Teboulle, Performance of first-order methods for smooth convex minimization, Math. Program. 145, 2014, theorem 3.1;
/// ‖xₖ − x*‖ ≤ (1 − μ/L)^k D, Nesterov, Lectures on Convex Optimization, 2018.
pub(crate) fn gradient_descent(known: &Known, steps: u64) -> Option<f64> {
    let (l, mu, d) = constants(known)?;
    let k = steps as f64;
    Some((l * d * d / (4.0 * k + 2.0)).min(0.5 * l * d * d * (1.0 - mu / l).powf(2.0 * k)))
}

/// Accelerated (proximal) gradients with steps 1/L and the momentum of convex functions: 2LD²/(k + 1)².
///
/// Beck and Teboulle, A fast iterative shrinkage-thresholding algorithm, SIAM J. Imaging Sci. 2, 2009, theorem 4.4.
pub(crate) fn accelerated(known: &Known, steps: u64) -> Option<f64> {
    let (l, _, d) = constants(known)?;
    (steps > 0).then(|| 2.0 * l * d * d / (steps as f64 + 1.0).powi(2))
}

/// Accelerated gradients with steps 1/L and a constant momentum: (1 − √(μ/L))^k ½(L + μ)D².
///
/// Nesterov, Lectures on Convex Optimization, 2018, theorem 2.2.3, with f(x⁰) − f* ≤ ½LD².
pub(crate) fn strongly_convex(known: &Known, steps: u64) -> Option<f64> {
    let (l, mu, d) = constants(known)?;
    Some((1.0 - (mu / l).sqrt()).powf(steps as f64) * 0.5 * (l + mu) * d * d)
}

fn constants(known: &Known) -> Option<(f64, f64, f64)> {
    Some((known.smoothness?, known.strong_convexity?, known.distance?))
}

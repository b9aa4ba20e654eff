//! The weighted mean that particles are drawn to.

use problems::Vector;

/// wᵢ ← exp(ℓᵢ − max ℓ), w given as its logarithms ℓ and NaN as no weight; returns their sum.
pub fn weigh(w: &mut [f64]) -> f64 {
    let highest = w.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut total = 0.0;
    for w in w {
        let weight = (*w - highest).exp();
        *w = if weight.is_nan() { 0.0 } else { weight };
        total += *w;
    }
    total
}

/// c ← Σ wᵢ xᵢ/Σ wᵢ, the weights given as their logarithms and spoilt; c as it was where none is positive.
pub fn consensus<'a>(x: impl Iterator<Item = &'a Vector>, w: &mut [f64], c: &mut Vector) {
    let total = weigh(w);
    if total > 0.0 {
        c.fill(0.0);
        for (x, w) in x.zip(w).filter(|(_, w)| **w > 0.0) {
            c.axpy(*w / total, x, 1.0);
        }
    }
}

/// The effective number (Σ wᵢ)²/Σ wᵢ² of particles of weight exp(−α fᵢ).
fn effective(alpha: f64, f: &[f64]) -> f64 {
    let lowest = f.iter().copied().fold(f64::INFINITY, f64::min);
    let (sum, squares) = f
        .iter()
        .map(|f| (-alpha * (f - lowest)).exp())
        .filter(|w| !w.is_nan())
        .fold((0.0, 0.0), |(s, q), w| (s + w, q + w * w));
    sum * sum / squares
}

/// `CBXpy`, scheduler: accuracy of the effective number, bisections, and smallest α.
const CLOSE: f64 = 1e-2;
const BISECTIONS: u32 = 16;
const ALPHA_MIN: f64 = 1e-5;

/// α of at most `alpha_max` at which the effective number is `share` of all, by bisection.
pub fn alpha_of_effective_share(share: f64, alpha_max: f64, f: &[f64]) -> f64 {
    let (mut low, mut high, mut alpha) = (ALPHA_MIN, alpha_max, alpha_max);
    for _ in 0..BISECTIONS {
        alpha = f64::midpoint(low, high);
        let gap = effective(alpha, f) - share * f.len() as f64;
        if gap > 0.0 {
            low = alpha;
        } else {
            high = alpha;
        }
        if gap.abs() <= CLOSE {
            break;
        }
    }
    alpha
}

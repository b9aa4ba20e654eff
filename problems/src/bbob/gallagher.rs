//! f21 and f22.

use super::chain::{Chain, oscillated};
use super::draw::{Draw, order};
use super::function::Function;

/// f21: 101 peaks in [−5, 5]ⁿ, the first of condition √1000.
pub(super) fn peaks_101(draw: &Draw) -> Function {
    gallagher(draw, 101, 5.0, 1000.0_f64.sqrt())
}

/// f22: 21 peaks in [−4.9, 4.9]ⁿ, the first of condition 1000.
pub(super) fn peaks_21(draw: &Draw) -> Function {
    gallagher(draw, 21, 4.9, 1000.0)
}

/// w exp(−1/2n Σⱼ dⱼ (zⱼ − yⱼ)²).
struct Peak {
    height: f64,
    center: Vec<f64>,
    scales: Vec<f64>,
}

/// Tosz(10 − maxᵢ wᵢ exp(−1/2n (z − yᵢ)ᵀ Dᵢ (z − yᵢ)))², z = R x, w₁ = 10, the others from 1.1 to 9.1;
/// the diagonals Dᵢ are permuted, of conditions 1000^(k/(peaks − 2)) in random order.
fn gallagher(draw: &Draw, peaks: usize, half: f64, first: f64) -> Function {
    let n = draw.n;
    let conditions = order(&draw.uniform(peaks - 1, 0));
    let centers: Vec<f64> = draw.uniform(n * peaks, 0).into_iter().map(|u| 2.0 * half * u - half).collect();
    let rotation = draw.rotation(0);
    let solution: Vec<f64> = centers[..n].iter().map(|y| 0.8 * y).collect();
    let peak = |i: usize| {
        let part = |k: usize| k as f64 / (peaks - 2) as f64;
        let condition = if i == 0 { first } else { 1000.0_f64.powf(part(conditions[i - 1])) };
        let places = order(&draw.uniform(n, 1000 * i as u64));
        let mut center = vec![0.0; n];
        rotation.apply(if i == 0 { &solution } else { &centers[n * i..n * (i + 1)] }, &mut center);
        Peak {
            height: if i == 0 { 10.0 } else { 1.1 + 8.0 * part(i - 1) },
            center,
            scales: places.into_iter().map(|place| condition.powf(draw.part(place) - 0.5)).collect(),
        }
    };
    let peaks: Vec<Peak> = (0..peaks).map(peak).collect();
    let slope = -0.5 / n as f64;
    let formula = move |z: &[f64]| {
        let exponent = |peak: &Peak| {
            let terms = peak.scales.iter().zip(&peak.center).zip(z);
            slope * terms.map(|((d, y), z)| d * (z - y) * (z - y)).sum::<f64>()
        };
        // 10 − w exp(e) = (10 − w) − w (exp(e) − 1) keeps its digits at the top of the first peak.
        let below = |peak: &Peak| (10.0 - peak.height) - peak.height * exponent(peak).exp_m1();
        oscillated(peaks.iter().map(below).fold(f64::INFINITY, f64::min)).powi(2)
    };
    Function::new(draw, solution, Chain::default().blocks(draw.rotation(0)), formula).penalized(1.0)
}

//! Table 1 of the tutorial.

use super::{Covariance, SigmaConstants};

/// What the dimension and the population decide.
pub(super) struct Constants {
    /// w₁, w₂, …; the first μ are positive and sum to 1.
    pub(super) weights: Vec<f64>,
    pub(super) parents: usize,
    pub(super) mu_eff: f64,
    pub(super) c_sigma: f64,
    pub(super) d_sigma: f64,
    pub(super) c_c: f64,
    pub(super) c_1: f64,
    pub(super) c_mu: f64,
    /// E‖N(0, I)‖.
    pub(super) chi: f64,
    /// The squared length of `p_σ` beyond which `p_c` stalls.
    pub(super) settled: f64,
    /// Generations between eigendecompositions.
    pub(super) lag: u64,
}

impl Constants {
    pub(super) fn new(n: f64, population: usize, active: bool, sigma: SigmaConstants, covariance: Covariance) -> Self {
        let raw = |i: usize| f64::midpoint(population as f64, 1.0).ln() - (i as f64).ln();
        let parents = population / 2;
        let effective = |ranks: std::ops::RangeInclusive<usize>| {
            let (sum, squares) = ranks.map(raw).fold((0.0, 0.0), |(s, q), w| (s + w, q + w * w));
            if squares > 0.0 { sum * sum / squares } else { 0.0 }
        };
        let (mu_eff, mu_eff_negative) = (effective(1..=parents), effective(parents + 1..=population));
        let chi = n.sqrt() * (1.0 - 1.0 / (4.0 * n) + 1.0 / (21.0 * n * n));
        let excess = ((mu_eff - 1.0) / (n + 1.0)).sqrt();
        let (c_sigma, excess, settled, chi) = match sigma {
            SigmaConstants::Tutorial => {
                ((mu_eff + 2.0) / (n + mu_eff + 5.0), excess, ((1.4 + 2.0 / (n + 1.0)) * chi).powi(2), chi)
            }
            // pycma 4.5, sigma_adaptation: compute_cs, compute_damps and hsig.
            SigmaConstants::Pycma => (
                ((mu_eff + 2.0) / (n + mu_eff + 3.0)).min(0.5),
                excess * (3.0 * (1.0 - 0.5_f64.powf(n / 9.0))).max(1.0),
                n * (2.0 + 4.0 / (n + 1.0)),
                exact_chi(n),
            ),
        };
        let d_sigma = 1.0 + 2.0 * (excess - 1.0).max(0.0) + c_sigma;
        let c_c = (4.0 + mu_eff / n) / (n + 4.0 + 2.0 * mu_eff / n);
        // Ros and Hansen, section 4: n entries are learned (n + 2)/3 times as fast as n(n + 1)/2.
        let faster = if covariance == Covariance::Diagonal { (n + 2.0) / 3.0 } else { 1.0 };
        let c_1 = faster * 2.0 / ((n + 1.3).powi(2) + mu_eff);
        let c_mu = faster * 2.0 * (0.25 + mu_eff + 1.0 / mu_eff - 2.0) / ((n + 2.0).powi(2) + mu_eff);
        let c_mu = c_mu.min(1.0 - c_1);
        let positive: f64 = (1..=population).map(|i| raw(i).max(0.0)).sum();
        let negative: f64 = (1..=population).map(|i| -raw(i).min(0.0)).sum();
        let alpha = if active {
            (1.0 + c_1 / c_mu).min(1.0 + 2.0 * mu_eff_negative / (mu_eff + 2.0)).min((1.0 - c_1 - c_mu) / (n * c_mu))
        } else {
            0.0
        };
        let weight = |w: f64| if w >= 0.0 { w / positive } else { alpha * w / negative };
        Self {
            weights: (1..=population).map(|i| weight(raw(i))).collect(),
            parents,
            mu_eff,
            c_sigma,
            d_sigma,
            c_c,
            c_1,
            c_mu,
            chi,
            settled,
            lag: ((1.0 / (10.0 * n * (c_1 + c_mu))) as u64).max(1),
        }
    }
}

/// E‖N(0, I)‖ in n dimensions: that in n times that in n + 1 is n.
fn exact_chi(n: f64) -> f64 {
    (1..n as u64).fold((2.0 / std::f64::consts::PI).sqrt(), |chi, k| k as f64 / chi)
}

//! Nemenyi's comparison of all pairs after Friedman's test, and what a critical-difference diagram shows.
//!
//! Nemenyi, "Distribution-free multiple comparisons", thesis, Princeton, 1963; Demšar, "Statistical comparisons of
//! classifiers over multiple data sets", JMLR, 2006, §3.2.2. Ranks, and so the verdict on a pair, depend on the other
//! algorithms shown: Benavoli, Corani, Mangili, "Should we really use post-hoc tests based on mean-ranks?", JMLR, 2016.

use super::friedman::Friedman;
use statrs::distribution::{Continuous, ContinuousCDF, Normal};

/// Mean ranks, the difference that counts, and who is not told apart.
#[derive(Clone, Debug, PartialEq)]
pub struct CriticalDifference {
    /// Columns, the smallest mean rank first.
    pub order: Vec<usize>,
    /// Mean ranks, in the order of the columns.
    pub mean_ranks: Vec<f64>,
    /// `CD = q_α √(k(k+1)/(6n))`.
    pub difference: f64,
    /// Largest sets of neighbours within the critical difference, as ranges of `order`; only those of two or more.
    pub groups: Vec<(usize, usize)>,
}

/// `q_α`: the α-quantile from above of the studentized range of k samples with infinite freedom, over √2.
pub fn critical_value(k: usize, alpha: f64) -> f64 {
    let (mut low, mut high) = (0.0, 100.0);
    // Halving 60 times leaves less than an ulp of the values there are.
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if range_tail(middle, k) > alpha {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high) / std::f64::consts::SQRT_2
}

/// p-values of all pairs, `p_ij = P(Q > √2 |r_i − r_j| / √(k(k+1)/(6n)))`; 1 on the diagonal.
pub fn p_values(friedman: &Friedman) -> Vec<Vec<f64>> {
    let (ranks, k) = (&friedman.mean_ranks, friedman.mean_ranks.len());
    let unit = unit(k, friedman.n);
    let p = |a: f64, b: f64| range_tail(std::f64::consts::SQRT_2 * (a - b).abs() / unit, k);
    ranks.iter().map(|&a| ranks.iter().map(|&b| p(a, b)).collect()).collect()
}

/// The data of a critical-difference diagram at level `alpha`.
pub fn critical_difference(friedman: &Friedman, alpha: f64) -> CriticalDifference {
    let ranks = &friedman.mean_ranks;
    let difference = critical_value(ranks.len(), alpha) * unit(ranks.len(), friedman.n);
    let mut order: Vec<usize> = (0..ranks.len()).collect();
    order.sort_by(|&a, &b| ranks[a].total_cmp(&ranks[b]));
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for from in 0..order.len() {
        let within = |&&i: &&usize| ranks[i] - ranks[order[from]] <= difference;
        let to = from + order[from..].iter().take_while(within).count();
        if to - from > 1 && groups.last().is_none_or(|last| last.1 < to) {
            groups.push((from, to));
        }
    }
    CriticalDifference { order, mean_ranks: ranks.clone(), difference, groups }
}

/// Standard error of the difference of two mean ranks, `√(k(k+1)/(6n))`.
fn unit(k: usize, n: usize) -> f64 {
    ((k * (k + 1)) as f64 / (6 * n) as f64).sqrt()
}

/// `P(Q > q)` for the range of k standard normal variables: `1 − k ∫ φ(z) (Φ(z) − Φ(z − q))^(k−1) dz`.
///
/// The trapezoidal rule, which is exact to rounding on a smooth integrand that vanishes at both ends.
fn range_tail(q: f64, k: usize) -> f64 {
    const REACH: f64 = 9.0;
    const STEP: f64 = 1.0 / 32.0;
    let normal = Normal::standard();
    let points = (2.0 * REACH / STEP) as i32;
    let integral: f64 = (0..=points)
        .map(|i| {
            let z = f64::from(i) * STEP - REACH;
            normal.pdf(z) * (normal.cdf(z) - normal.cdf(z - q)).powf(k as f64 - 1.0)
        })
        .sum();
    (1.0 - k as f64 * integral * STEP).clamp(0.0, 1.0)
}

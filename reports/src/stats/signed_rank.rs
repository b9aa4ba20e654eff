//! Wilcoxon's signed-rank test: are paired differences symmetric about zero?
//!
//! Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin, 1945; Pratt, "Remarks on zeros and ties
//! in the Wilcoxon signed rank procedures", JASA, 1959; Hollander, Wolfe, Chicken, "Nonparametric statistical methods",
//! 3rd ed., Wiley, 2014, §3.1. Symmetry is an assumption, so costs are compared by their logarithms.

use super::rank::{Alternative, Method, Sums, Test, midranks};
use statrs::distribution::{ContinuousCDF, Normal};

/// What becomes of differences that are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zeros {
    /// Left out before ranking (Wilcoxon).
    Dropped,
    /// Ranked with the others, their ranks then left out (Pratt): a tie weakens the evidence.
    Ranked,
}

/// More pairs than this are tested by the normal approximation.
pub const EXACT: usize = 50;

/// The test of `differences`, whose statistic is W⁺, the sum of the ranks of |d| over d > 0.
///
/// Exact up to [`EXACT`] nonzero differences, ties and zeros included. An infinite difference has the largest rank,
/// ties with every other infinite one. What is not a number is no difference and is left out. Without a nonzero
/// difference p is 1.
pub fn test(differences: &[f64], zeros: Zeros, alternative: Alternative) -> Test {
    let ranked = Ranked::of(differences, zeros);
    if ranked.ranks.len() <= EXACT { ranked.exact(alternative) } else { ranked.normal(alternative) }
}

/// The test by the normal approximation, whatever the number of pairs.
pub fn normal(differences: &[f64], zeros: Zeros, alternative: Alternative) -> Test {
    Ranked::of(differences, zeros).normal(alternative)
}

/// Nonzero differences by rank.
struct Ranked {
    /// Ranks of the nonzero differences.
    ranks: Vec<f64>,
    /// Sum of the ranks of the positive ones.
    positive: f64,
    /// `Σ (t³ − t)` of the nonzero ones.
    ties: f64,
    /// How many zeros have the first ranks.
    zeros: usize,
}

impl Ranked {
    fn of(differences: &[f64], zeros: Zeros) -> Self {
        let used = |d: &f64| !d.is_nan() && (zeros == Zeros::Ranked || *d != 0.0);
        let used: Vec<f64> = differences.iter().copied().filter(used).collect();
        let sizes: Vec<f64> = used.iter().map(|d| d.abs()).collect();
        let all = midranks(&sizes);
        let none = sizes.iter().filter(|&&size| size == 0.0).count();
        let nonzero = || all.ranks.iter().zip(&used).filter(|(_, d)| **d != 0.0);
        Self {
            ranks: nonzero().map(|(rank, _)| *rank).collect(),
            positive: nonzero().filter(|(_, d)| **d > 0.0).map(|(rank, _)| rank).sum(),
            ties: all.ties - (none * none * none - none) as f64,
            zeros: none,
        }
    }

    fn exact(&self, alternative: Alternative) -> Test {
        let p = Sums::of_signs(&self.ranks).p(self.positive, alternative);
        let deviation = self.positive - self.ranks.iter().sum::<f64>() / 2.0;
        Test { statistic: self.positive, deviation, p, n: self.ranks.len(), method: Method::Exact }
    }

    /// `z = (W⁺ − m ∓ ½) / s` with `m = (N(N+1) − z(z+1)) / 4`,
    /// `s² = (N(N+1)(2N+1) − z(z+1)(2z+1)) / 24 − Σ(t³ − t) / 48`, N ranks of which z are of zeros.
    fn normal(&self, alternative: Alternative) -> Test {
        let (n, zeros) = ((self.ranks.len() + self.zeros) as f64, self.zeros as f64);
        let mean = (n * (n + 1.0) - zeros * (zeros + 1.0)) / 4.0;
        let squares = n * (n + 1.0) * (2.0 * n + 1.0) - zeros * (zeros + 1.0) * (2.0 * zeros + 1.0);
        let spread = (squares / 24.0 - self.ties / 48.0).sqrt();
        let deviation = self.positive - mean;
        let p = corrected(deviation, spread, alternative);
        Test { statistic: self.positive, deviation, p, n: self.ranks.len(), method: Method::Normal }
    }
}

/// The p-value of a deviation from the mean by the normal approximation, continuity corrected by ½.
pub(super) fn corrected(difference: f64, deviation: f64, alternative: Alternative) -> f64 {
    if deviation <= 0.0 {
        return 1.0;
    }
    let upper = |difference: f64| Normal::standard().sf((difference - 0.5) / deviation);
    match alternative {
        Alternative::Greater => upper(difference),
        Alternative::Less => upper(-difference),
        Alternative::TwoSided => (2.0 * upper(difference.abs())).min(1.0),
    }
}

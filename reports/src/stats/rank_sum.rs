//! The rank-sum test of two unpaired samples.
//!
//! Mann, Whitney, "On a test of whether one of two random variables is stochastically larger than the other", Annals of
//! Mathematical Statistics, 1947; Hollander, Wolfe, Chicken, "Nonparametric statistical methods", 3rd ed., 2014, §4.1.

use super::rank::{Alternative, Method, Sums, Test, midranks};
use super::signed_rank::corrected;

/// More observations than this, of both samples, are tested by the normal approximation.
pub const EXACT: usize = 40;

/// The test of `x` against `y`, whose statistic is `U = #{x > y} + ½ #{x = y}` over all pairs.
///
/// Exact up to [`EXACT`] observations, given the ties. Infinite observations tie with each other, as does what is not a
/// number. Without an observation in both samples p is 1.
pub fn test(x: &[f64], y: &[f64], alternative: Alternative) -> Test {
    if x.len() + y.len() > EXACT {
        return normal(x, y, alternative);
    }
    let all = midranks(&[x, y].concat()).ranks;
    let sum: f64 = all[..x.len()].iter().sum();
    // The smaller sample has the smaller table; its sum has the mirrored tails.
    let p = if x.is_empty() || y.is_empty() {
        1.0
    } else if x.len() <= y.len() {
        Sums::of_subsets(&all, x.len()).p(sum, alternative)
    } else {
        Sums::of_subsets(&all, y.len()).p(all[x.len()..].iter().sum(), mirrored(alternative))
    };
    let statistic = sum - least(x.len());
    let deviation = statistic - (x.len() * y.len()) as f64 / 2.0;
    Test { statistic, deviation, p, n: all.len(), method: Method::Exact }
}

/// The test by the normal approximation: `z = (U − nm/2 ∓ ½) / s`, `s² = nm/12 (N + 1 − Σ(t³ − t)/(N(N − 1)))`, N = n + m.
pub fn normal(x: &[f64], y: &[f64], alternative: Alternative) -> Test {
    let all = midranks(&[x, y].concat());
    let (n, m) = (x.len() as f64, y.len() as f64);
    let total = n + m;
    let statistic = all.ranks[..x.len()].iter().sum::<f64>() - least(x.len());
    let pairs = total * (total - 1.0);
    let ties = if pairs > 0.0 { all.ties / pairs } else { 0.0 };
    let spread = (n * m / 12.0 * (total + 1.0 - ties)).max(0.0).sqrt();
    let deviation = statistic - n * m / 2.0;
    let p = corrected(deviation, spread, alternative);
    Test { statistic, deviation, p, n: all.ranks.len(), method: Method::Normal }
}

/// The smallest sum of n ranks.
fn least(n: usize) -> f64 {
    (n * (n + 1)) as f64 / 2.0
}

fn mirrored(alternative: Alternative) -> Alternative {
    match alternative {
        Alternative::TwoSided => Alternative::TwoSided,
        Alternative::Less => Alternative::Greater,
        Alternative::Greater => Alternative::Less,
    }
}

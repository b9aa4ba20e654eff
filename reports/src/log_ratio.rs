//! Log-ratio profiles of two algorithms: the ratio of their costs on every instance, sorted.
//!
//! Morales, "A numerical study of limited memory BFGS methods", Applied Mathematics Letters, 2002; Shi, Xie, Xuan,
//! Nocedal, "On the numerical performance of finite-difference-based methods for derivative-free optimization",
//! Optimization Methods and Software, 2023: `−log₂(t_a / t_b)` per problem. Shows by how much, which a pair of
//! performance profiles hides; only for pairs.

use crate::profiles::{Costs, solved};
use std::cmp::Ordering;

/// The sorted ratios of a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct LogRatio {
    /// `log₂(t_a / t_b)`, ascending: negative where a is cheaper, −∞ where only a succeeded, +∞ where only b did.
    pub ratios: Vec<f64>,
    /// Instances on which both failed; they have no ratio.
    pub neither: usize,
}

impl LogRatio {
    /// On how many instances a is cheaper, they tie, b is cheaper.
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |wanted| self.ratios.iter().filter(|ratio| ratio.total_cmp(&0.0) == wanted).count();
        (count(Ordering::Less), count(Ordering::Equal), count(Ordering::Greater))
    }
}

/// The profile of columns a and b.
///
/// Failures: infinite, negative or not a number. Ties are 0. Zeros: if any cost of the pair is 0, 1 is added to all, as
/// in a performance profile.
pub fn log_ratio(costs: &Costs, a: usize, b: usize) -> LogRatio {
    let zero = costs.rows.iter().any(|row| row[a] == 0.0 || row[b] == 0.0);
    let shift = if zero { 1.0 } else { 0.0 };
    let mut neither = 0;
    let mut ratios: Vec<f64> = costs
        .rows
        .iter()
        .filter_map(|row| match (solved(row[a]), solved(row[b])) {
            // Adding 0 turns −0 into 0: one tie.
            (true, true) => Some(((row[a] + shift) / (row[b] + shift)).log2() + 0.0),
            (true, false) => Some(f64::NEG_INFINITY),
            (false, true) => Some(f64::INFINITY),
            (false, false) => {
                neither += 1;
                None
            }
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    LogRatio { ratios, neither }
}

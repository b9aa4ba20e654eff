//! The Bayesian signed-rank test with a region of practical equivalence.
//!
//! Benavoli, Mangili, Corani, Zaffalon, Ruggeri, "A Bayesian Wilcoxon signed-rank test based on the Dirichlet process",
//! ICML, 2014; Benavoli, Corani, Demšar, Zaffalon, "Time for a change: a tutorial for comparing multiple classifiers
//! through Bayesian analysis", JMLR, 2017, §4.2. The differences have a Dirichlet process prior of strength s at 0;
//! the posterior weighs `(0, d_1, …, d_n)` by `w ~ Dirichlet(s, 1, …, 1)`.

use super::error::{Error, at_least};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Exp1, Gamma};

/// Strength of the prior, one half of an observation that shows no difference.
pub const PRIOR: f64 = 0.5;

/// Shares of the three regions, or probabilities of them; they sum to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Regions {
    /// Differences below −r.
    pub less: f64,
    /// Differences between −r and r: of no practical importance.
    pub equal: f64,
    /// Differences above r.
    pub greater: f64,
}

/// Posterior probability that each region is the most likely one for the mean of two differences, by `samples` draws.
///
/// `rope` is r, on the scale of the differences: for differences of log costs, ln 1.1 calls 10 % no difference.
/// Infinite differences are as good as large ones; what is not a number is an error.
pub fn test(differences: &[f64], rope: f64, prior: f64, samples: usize, seed: u64) -> Result<Regions, Error> {
    at_least("differences", differences, 1)?;
    let wrong = |name: &str, at, value, expected| Err(Error::Value { name: name.to_owned(), at, value, expected });
    if let Some(at) = differences.iter().position(|d| d.is_nan()) {
        return wrong("differences", at, f64::NAN, "a number");
    }
    if rope.is_nan() || rope < 0.0 {
        return wrong("region of practical equivalence", 0, rope, "at least 0");
    }
    let Ok(gamma) = Gamma::new(prior, 1.0) else { return wrong("prior strength", 0, prior, "a positive number") };
    let sorted = Sorted::of(differences);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut weights = vec![0.0; differences.len() + 1];
    let mut won = Regions::default();
    for _ in 0..samples {
        weights[0] = rng.sample(gamma);
        for weight in &mut weights[1..] {
            *weight = rng.sample(Exp1);
        }
        let sum: f64 = weights.iter().sum();
        for weight in &mut weights {
            *weight /= sum;
        }
        let Regions { less, equal, greater } = sorted.shares(&weights, rope);
        let region = if less >= equal && less >= greater {
            &mut won.less
        } else if equal >= greater {
            &mut won.equal
        } else {
            &mut won.greater
        };
        *region += 1.0 / samples as f64;
    }
    Ok(won)
}

/// The shares `Σ_ij w_i w_j [d_i + d_j > 2r]` (one half where equal), the mirror image, and the rest, for given weights.
///
/// `weights` belong to 0 and then to the differences, and sum to 1.
pub fn shares(differences: &[f64], weights: &[f64], rope: f64) -> Regions {
    Sorted::of(differences).shares(weights, rope)
}

/// 0 and the differences in order, with their positions among the weights.
struct Sorted(Vec<(f64, usize)>);

impl Sorted {
    fn of(differences: &[f64]) -> Self {
        let mut sorted: Vec<(f64, usize)> = [0.0].iter().chain(differences).copied().zip(0..).collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self(sorted)
    }

    fn shares(&self, weights: &[f64], rope: f64) -> Regions {
        let (greater, less) = (self.beyond(weights, 2.0 * rope, 1.0), self.beyond(weights, 2.0 * rope, -1.0));
        Regions { less, equal: (1.0 - less - greater).max(0.0), greater }
    }

    /// Weight of the pairs whose sum times `sign` is above `limit`, half of those at it.
    ///
    /// As one of a pair moves up the order, the partners that suffice move down: one pass.
    fn beyond(&self, weights: &[f64], limit: f64, sign: f64) -> f64 {
        let n = self.0.len();
        // Ascending in sign · d.
        let at = |k: usize| if sign > 0.0 { self.0[k] } else { self.0[n - 1 - k] };
        let sum = |a: f64, b: f64| {
            let sum = sign * (a + b);
            // Opposite infinities are a certain win and a certain loss: even.
            if sum.is_nan() { 0.0 } else { sum }
        };
        let (mut above, mut reached) = (n, n);
        let (mut weight_above, mut weight_reached, mut total) = (0.0, 0.0, 0.0);
        for k in 0..n {
            let (d, i) = at(k);
            while above > 0 && sum(d, at(above - 1).0) > limit {
                above -= 1;
                weight_above += weights[at(above).1];
            }
            while reached > 0 && sum(d, at(reached - 1).0) >= limit {
                reached -= 1;
                weight_reached += weights[at(reached).1];
            }
            total += weights[i] * f64::midpoint(weight_above, weight_reached);
        }
        total
    }
}

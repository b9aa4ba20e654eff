//! Two samples in every stratum: the mean over strata of the difference of means, its test and interval.
//!
//! A stratum is a problem, an observation the log cost of one run: the mean is then the log of the geometric mean
//! over problems of the cost ratio, every problem with the same weight. Strata are fixed, runs are drawn.
//! Good, "Permutation, parametric and bootstrap tests of hypotheses", 3rd ed., Springer, 2005, §7 (blocks);
//! Efron, Tibshirani, "An introduction to the bootstrap", Chapman and Hall, 1993, §12.5 (bootstrap-t), §16.

use super::error::{Error, at_least, finite};
use crate::quantile;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use statrs::distribution::{ContinuousCDF, Normal};

/// The two samples of one stratum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stratum<'a> {
    /// What is compared with, log costs of a baseline.
    pub before: &'a [f64],
    /// What is compared, log costs now.
    pub after: &'a [f64],
}

/// The mean over strata of `mean(after) − mean(before)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// `d = (1/P) Σ_p (mean(after_p) − mean(before_p))`.
    pub mean: f64,
    /// `(1/P) √(Σ_p (s²(after_p)/n_p + s²(before_p)/m_p))`, s² with n − 1; NaN if a sample has one observation.
    pub standard_error: f64,
}

/// A bootstrap-t test and interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BootstrapT {
    /// One-sided p-value of `d > 0`.
    pub p: f64,
    /// Lower end of the two-sided interval of d.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The difference and its standard error.
pub fn difference(strata: &[Stratum<'_>]) -> Result<Difference, Error> {
    checked(strata, 1)?;
    Ok(moments(strata.iter().map(|s| (s.before, s.after)), strata.len()))
}

/// One-sided p-value of `after` being greater, by permutation within strata.
///
/// In every stratum the pooled observations are dealt again into samples of the same sizes;
/// `p = (1 + #{d* ≥ d}) / (1 + samples)`. Exact at every size when both samples come from the same distribution.
/// Phipson, Smyth, "Permutation p-values should never be zero", Stat. Appl. Genet. Mol. Biol., 2010.
pub fn permutation(strata: &[Stratum<'_>], samples: usize, seed: u64) -> Result<f64, Error> {
    let observed = difference(strata)?.mean;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut pools: Vec<Vec<f64>> = strata.iter().map(|s| [s.after, s.before].concat()).collect();
    let sums: Vec<f64> = pools.iter().map(|pool| pool.iter().sum()).collect();
    // Equal deals in another order differ by rounding only, at most n ε Σ|x| in each sum.
    let slack = pools
        .iter()
        .zip(strata)
        .map(|(pool, s)| {
            let size: f64 = pool.iter().map(|x| x.abs()).sum();
            4.0 * pool.len() as f64 * f64::EPSILON * size / s.after.len().min(s.before.len()) as f64
        })
        .sum::<f64>()
        / strata.len() as f64;
    let mut as_large = 0_usize;
    for _ in 0..samples {
        let mut total = 0.0;
        for ((pool, sum), stratum) in pools.iter_mut().zip(&sums).zip(strata) {
            let (n, m) = (stratum.after.len(), stratum.before.len());
            // The first `few` of a partial Fisher-Yates shuffle are a uniform subset; deal the smaller sample.
            let few = n.min(m);
            let mut dealt = 0.0;
            for k in 0..few {
                let drawn = rng.random_range(k..pool.len());
                pool.swap(k, drawn);
                dealt += pool[k];
            }
            let (after, before) = if n <= m { (dealt, sum - dealt) } else { (sum - dealt, dealt) };
            total += after / n as f64 - before / m as f64;
        }
        as_large += usize::from(total / strata.len() as f64 >= observed - slack);
    }
    Ok((1 + as_large) as f64 / (1 + samples) as f64)
}

/// Bootstrap-t: runs drawn again within every sample of every stratum, `t* = (d* − d) / se*`.
///
/// `p = (1 + #{t* ≥ d/se}) / (1 + samples)`, the interval is `[d − t*_(1−α/2) se, d − t*_(α/2) se]`. Does not need
/// the two samples to have the same spread; needs at least two observations a sample, and five to be of use.
pub fn bootstrap_t(strata: &[Stratum<'_>], confidence: f64, samples: usize, seed: u64) -> Result<BootstrapT, Error> {
    checked(strata, 2)?;
    let Difference { mean, standard_error } = difference(strata)?;
    let observed = studentized(mean, standard_error);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut drawn: Vec<(Vec<f64>, Vec<f64>)> = strata.iter().map(|s| (s.before.to_vec(), s.after.to_vec())).collect();
    let mut ts: Vec<f64> = (0..samples)
        .map(|_| {
            for ((before, after), stratum) in drawn.iter_mut().zip(strata) {
                redraw(before, stratum.before, &mut rng);
                redraw(after, stratum.after, &mut rng);
            }
            let again = moments(drawn.iter().map(|(b, a)| (b.as_slice(), a.as_slice())), strata.len());
            studentized(again.mean - mean, again.standard_error)
        })
        .collect();
    quantile::sort(&mut ts);
    let as_large = ts.len() - ts.partition_point(|&t| t < observed);
    let tail = (1.0 - confidence) / 2.0;
    let end = |q| mean - reach(quantile::of_sorted(&ts, q), standard_error);
    Ok(BootstrapT { p: (1 + as_large) as f64 / (1 + samples) as f64, low: end(1.0 - tail), high: end(tail) })
}

/// The smallest difference a one-sided test at level `alpha` finds with probability `power`: `(z_{1−α} + z_power) se`.
///
/// By the normal approximation; `se` is [`Difference::standard_error`], of a pilot or of the data at hand.
pub fn detectable(standard_error: f64, alpha: f64, power: f64) -> f64 {
    let normal = Normal::standard();
    (normal.inverse_cdf(1.0 - alpha) + normal.inverse_cdf(power)) * standard_error
}

fn checked(strata: &[Stratum<'_>], least: usize) -> Result<(), Error> {
    if strata.is_empty() {
        return Err(Error::TooFew { name: "strata".to_owned(), found: 0, wanted: 1 });
    }
    for (at, stratum) in strata.iter().enumerate() {
        for (name, sample) in [("before", stratum.before), ("after", stratum.after)] {
            let name = format!("stratum {at}, {name}");
            finite(&name, at_least(&name, sample, least)?)?;
        }
    }
    Ok(())
}

fn redraw(into: &mut [f64], from: &[f64], rng: &mut ChaCha8Rng) {
    for slot in into {
        *slot = from[rng.random_range(0..from.len())];
    }
}

fn moments<'a>(samples: impl Iterator<Item = (&'a [f64], &'a [f64])>, strata: usize) -> Difference {
    let (mut mean, mut variance) = (0.0, 0.0);
    for (before, after) in samples {
        let ((m, s), (m0, s0)) = (mean_and_squared_error(after), mean_and_squared_error(before));
        mean += m - m0;
        variance += s + s0;
    }
    Difference { mean: mean / strata as f64, standard_error: variance.sqrt() / strata as f64 }
}

/// Mean and `s²/n`.
fn mean_and_squared_error(sample: &[f64]) -> (f64, f64) {
    let n = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / n;
    let squares: f64 = sample.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, squares / (n - 1.0) / n)
}

/// `d / se`, 0 when nothing differs, infinite when there is no spread.
fn studentized(difference: f64, standard_error: f64) -> f64 {
    if difference == 0.0 { 0.0 } else { difference / standard_error }
}

/// `t · se`, 0 without spread even if t is infinite.
fn reach(t: f64, standard_error: f64) -> f64 {
    if standard_error == 0.0 { 0.0 } else { t * standard_error }
}

//! Midranks, and the exact null distribution of sums of them.
//!
//! Streitberg, Röhmel, "Exact distributions for permutation and rank tests", Statistical Software Newsletter, 1986:
//! midranks are multiples of one half, so a sum is a position in a table, also with ties.

/// Ranks from 1 for the smallest, equal values share the mean of their ranks.
#[derive(Clone, Debug, PartialEq)]
pub struct Midranks {
    /// In the order of the values.
    pub ranks: Vec<f64>,
    /// `Σ (t³ − t)` over groups of t equal values.
    pub ties: f64,
}

/// Which alternative a p-value is against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alternative {
    /// Either sample may be smaller.
    TwoSided,
    /// The first sample is smaller, the differences are negative.
    Less,
    /// The first sample is greater, the differences are positive.
    Greater,
}

/// How a p-value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// From the permutation distribution given the ties.
    Exact,
    /// From the normal approximation with corrections for ties and continuity.
    Normal,
}

/// A test's outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Test {
    /// The statistic, see the test.
    pub statistic: f64,
    /// The statistic less its mean without an effect: negative if the first sample, or the differences, are smaller.
    pub deviation: f64,
    /// Its p-value.
    pub p: f64,
    /// Observations, or pairs, that were used.
    pub n: usize,
    /// How the p-value was found.
    pub method: Method,
}

/// The midranks of `values`; infinite values tie with each other, what is not a number ties with +∞.
pub fn midranks(values: &[f64]) -> Midranks {
    let value = |i: usize| if values[i].is_nan() { f64::INFINITY } else { values[i] };
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| value(a).total_cmp(&value(b)));
    let mut ranks = vec![0.0; values.len()];
    let mut ties = 0.0;
    let mut from = 0;
    while from < order.len() {
        // −0 and 0 are one value.
        let equal = |i: &&usize| value(**i) <= value(order[from]);
        let t = order[from..].iter().take_while(equal).count();
        for &i in &order[from..from + t] {
            ranks[i] = from as f64 + (t + 1) as f64 / 2.0;
        }
        ties += (t * t * t - t) as f64;
        from += t;
    }
    Midranks { ranks, ties }
}

/// A distribution on the half integers: entry k is the probability of k/2.
pub(super) struct Sums(Vec<f64>);

impl Sums {
    /// The sum of the ranks whose fair coin shows heads.
    pub(super) fn of_signs(ranks: &[f64]) -> Self {
        let mut p = vec![1.0];
        for step in ranks.iter().map(|&rank| doubled(rank)) {
            let mut next = vec![0.0; p.len() + step];
            for (sum, p) in p.into_iter().enumerate() {
                next[sum] += 0.5 * p;
                next[sum + step] += 0.5 * p;
            }
            p = next;
        }
        Self(p)
    }

    /// The sum of `size` ranks drawn without replacement.
    pub(super) fn of_subsets(ranks: &[f64], size: usize) -> Self {
        let total: usize = ranks.iter().map(|&rank| doubled(rank)).sum();
        let mut ways = vec![vec![0.0; total + 1]; size + 1];
        ways[0][0] = 1.0;
        let mut so_far = 0;
        for step in ranks.iter().map(|&rank| doubled(rank)) {
            for taken in (1..=size).rev() {
                let (fewer, these) = ways.split_at_mut(taken);
                for (with, without) in these[0][step..].iter_mut().zip(&fewer[taken - 1][..=so_far]) {
                    *with += without;
                }
            }
            so_far += step;
        }
        let mut p = ways.swap_remove(size);
        let all: f64 = p.iter().sum();
        for p in &mut p {
            *p /= all;
        }
        Self(p)
    }

    /// The p-value of an observed sum; two-sided is twice the smaller tail.
    pub(super) fn p(&self, sum: f64, alternative: Alternative) -> f64 {
        let at = doubled(sum).min(self.0.len() - 1);
        let (less, greater): (f64, f64) = (self.0[..=at].iter().sum(), self.0[at..].iter().sum());
        match alternative {
            Alternative::Less => less,
            Alternative::Greater => greater,
            Alternative::TwoSided => 2.0 * less.min(greater),
        }
        .min(1.0)
    }
}

fn doubled(rank: f64) -> usize {
    (2.0 * rank).round() as usize
}

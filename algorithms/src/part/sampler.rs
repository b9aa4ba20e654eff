//! Which samples a stochastic step looks at.

use crate::{Misfit, expect};
use problems::Rng;
use problems::class::Stochastic;
use rand::Rng as _;
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};

/// The order in which the N terms of a sum are drawn. A stream has none: its samples are new at every draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sampling {
    /// Independent and uniform.
    #[default]
    WithReplacement,
    /// One random permutation for all epochs.
    ShuffledOnce,
    /// A new random permutation every epoch.
    Reshuffled,
    /// One random permutation, forwards in even and backwards in odd epochs.
    FlipFlop,
}

/// Samples a step: a number, or `"sqrt"`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected \"sqrt\" or a number of samples")]
pub enum Batch {
    /// √N of the N terms of a sum.
    Root(Root),
    /// So many.
    Samples(usize),
}

/// The root of the number of terms, by name.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Root {
    /// √N, rounded up.
    Sqrt,
}

impl Default for Batch {
    fn default() -> Self {
        Self::Samples(1)
    }
}

impl Batch {
    /// Samples of a batch of so many terms, or of a stream.
    fn of(self, samples: Option<u64>) -> Result<usize, Misfit> {
        match (self, samples) {
            (Self::Samples(batch), _) => Ok(batch),
            (Self::Root(Root::Sqrt), Some(n)) => Ok((n as f64).sqrt().ceil() as usize),
            (Self::Root(Root::Sqrt), None) => Err(Misfit::Parameter {
                parameter: "batch",
                value: "sqrt".to_owned(),
                expected: "a number: a stream has no number of terms".to_owned(),
            }),
        }
    }
}

/// Draws batches of sample keys.
///
/// Without replacement the last batch of an epoch is what is left of it.
pub struct Sampler {
    sampling: Sampling,
    /// Number N of terms; `None` for a stream.
    samples: Option<u64>,
    keys: Vec<u64>,
    order: Vec<u64>,
    next: usize,
    drawn: u64,
}

impl Sampler {
    /// Batches of samples of `problem`, of all its terms if they are fewer.
    pub fn new(sampling: Sampling, batch: Batch, problem: &dyn Stochastic) -> Result<Self, Misfit> {
        let samples = problem.samples();
        Self::over(sampling, batch.of(samples)?, samples)
    }

    /// Batches of `batch` of so many terms, of all of them if they are fewer; of a stream where none are given.
    pub fn over(sampling: Sampling, batch: usize, samples: Option<u64>) -> Result<Self, Misfit> {
        expect(batch > 0, "batch", batch, "at least 1")?;
        let batch = samples.map_or(batch, |n| batch.min(n as usize));
        let order = match (samples, sampling) {
            (None, _) | (_, Sampling::WithReplacement) => vec![],
            (Some(n), _) => (0..n).collect(),
        };
        Ok(Self { sampling, samples, keys: vec![0; batch], order, next: 0, drawn: 0 })
    }

    /// Samples of a whole batch.
    pub fn batch(&self) -> usize {
        self.keys.len()
    }

    /// The keys of the next batch.
    pub fn draw(&mut self, rng: &mut Rng) -> &[u64] {
        let &mut Self { sampling, samples, ref mut keys, ref mut order, ref mut next, ref mut drawn } = self;
        match (samples, sampling) {
            (None, _) => {
                for key in keys.iter_mut() {
                    *key = *drawn;
                    *drawn += 1;
                }
                keys
            }
            (Some(n), Sampling::WithReplacement) => {
                keys.fill_with(|| rng.random_range(0..n));
                keys
            }
            _ => {
                if *next == order.len() {
                    *next = 0;
                }
                if *next == 0 {
                    match sampling {
                        _ if *drawn == 0 => order.shuffle(rng),
                        Sampling::Reshuffled => order.shuffle(rng),
                        Sampling::FlipFlop => order.reverse(),
                        Sampling::ShuffledOnce | Sampling::WithReplacement => {}
                    }
                }
                let batch = *next..(*next + keys.len()).min(order.len());
                *next = batch.end;
                *drawn += batch.len() as u64;
                &order[batch]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use problems::class::Space;
    use problems::{Vector, stream};

    struct Sum(Option<u64>);

    impl Space for Sum {
        fn dim(&self) -> usize {
            1
        }

        fn start(&self) -> Vector {
            Vector::zeros(1)
        }
    }

    impl Stochastic for Sum {
        fn samples(&self) -> Option<u64> {
            self.0
        }

        fn sample_value(&self, _x: &Vector, _keys: &[u64]) -> f64 {
            0.0
        }

        fn sample_gradient(&self, _x: &Vector, _keys: &[u64], _g: &mut Vector) {}
    }

    /// The keys of two epochs of 10 terms in batches of 4.
    fn epochs(sampling: Sampling) -> (Vec<u64>, Vec<u64>) {
        let mut rng = stream(1, "sampler");
        let mut sampler = Sampler::new(sampling, Batch::Samples(4), &Sum(Some(10))).unwrap();
        let mut epoch = || [(); 3].iter().flat_map(|()| sampler.draw(&mut rng).to_vec()).collect();
        (epoch(), epoch())
    }

    fn sorted(mut keys: Vec<u64>) -> Vec<u64> {
        keys.sort_unstable();
        keys
    }

    #[test]
    fn an_epoch_without_replacement_sees_every_term_once() {
        for sampling in [Sampling::ShuffledOnce, Sampling::Reshuffled, Sampling::FlipFlop] {
            let (first, second) = epochs(sampling);
            assert_eq!(sorted(first), (0..10).collect::<Vec<_>>());
            assert_eq!(sorted(second), (0..10).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_second_epoch_follows_its_rule() {
        let (first, second) = epochs(Sampling::ShuffledOnce);
        assert_eq!(first, second);
        let (first, second) = epochs(Sampling::Reshuffled);
        assert_ne!(first, second);
        let (first, second) = epochs(Sampling::FlipFlop);
        assert_eq!(first, second.into_iter().rev().collect::<Vec<_>>());
    }

    #[test]
    fn a_root_is_of_the_number_of_terms() {
        let root = Batch::Root(Root::Sqrt);
        assert_eq!(root.of(Some(10)), Ok(4));
        assert!(root.of(None).is_err());
        assert_eq!(serde_json::from_str::<Batch>("\"sqrt\"").unwrap(), root);
        assert_eq!(serde_json::to_string(&Batch::Samples(3)).unwrap(), "3");
    }

    #[test]
    fn a_stream_gives_draw_numbers() {
        let mut sampler = Sampler::new(Sampling::Reshuffled, Batch::Samples(3), &Sum(None)).unwrap();
        let mut rng = stream(1, "sampler");
        assert_eq!(sampler.draw(&mut rng), [0, 1, 2]);
        assert_eq!(sampler.draw(&mut rng), [3, 4, 5]);
    }
}

//! Rows aᵢ with a number bᵢ each: drawn, or read.

use super::rows::{Rows, Sparse};
use super::source::{DATA, Labelled, Source, standardised};
use super::{Data, Key};
use crate::{Error, Matrix, Rng, Vector, expect};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};

/// Rows aᵢ and the number bᵢ of each.
#[derive(Clone, Debug)]
pub(crate) struct Samples {
    pub(crate) rows: Rows,
    pub(crate) targets: Vector,
}

impl Samples {
    /// Number N of samples.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds the samples to what a cached value depends on.
    pub(crate) fn key(&self, key: Key) -> Key {
        self.rows.key(key).numbers(self.targets.as_slice())
    }
}

/// The parameters of a data matrix: a set, or Gaussian rows with covariance D Σ D.
///
/// D has a log-spaced diagonal, Σᵢⱼ = correlation^|i−j|; a density below 1 keeps as many entries of each row, anywhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Design {
    pub(crate) data: Source,
    pub(crate) samples: usize,
    pub(crate) dim: usize,
    pub(crate) condition: f64,
    pub(crate) correlation: f64,
    pub(crate) density: f64,
}

/// What the parameters of a [`Design`] mean.
pub(crate) const DESIGN: [(&str, &str); 6] = [
    ("data", DATA),
    ("samples", "number of rows N of synthetic data"),
    ("dim", "number of variables n of synthetic data and of files, which may have no larger index"),
    ("condition", "largest over smallest variance of the synthetic features, log-spaced between"),
    ("correlation", "correlation of neighbouring synthetic features"),
    ("density", "share of entries of a synthetic row that are drawn; the others are 0 and not stored"),
];

/// The parameters of a design and those a family adds.
pub(crate) const fn documented<const M: usize, const N: usize>(
    own: [(&'static str, &'static str); M],
) -> [(&'static str, &'static str); N] {
    assert!(N == M + DESIGN.len(), "as many as both have");
    let mut all = [("", ""); N];
    let mut i = 0;
    while i < N {
        all[i] = if i < DESIGN.len() { DESIGN[i] } else { own[i - DESIGN.len()] };
        i += 1;
    }
    all
}

/// Largest number of entries that are drawn.
const ENTRIES: f64 = 2e8;

impl Design {
    /// Rows drawn with unit variance, dense.
    pub(crate) fn synthetic(samples: usize, dim: usize) -> Self {
        Self { data: Source::Synthetic, samples, dim, condition: 1.0, correlation: 0.0, density: 1.0 }
    }

    /// The handwritten digits that ship with the project.
    pub(crate) fn optdigits() -> Self {
        Self { data: Source::Optdigits, ..Self::synthetic(1000, 20) }
    }

    /// Number of columns.
    pub(crate) fn columns(&self) -> usize {
        self.data.columns().unwrap_or(self.dim)
    }

    /// Number of rows, unless a file has others.
    pub(crate) fn count(&self) -> usize {
        self.data.count().unwrap_or(self.samples)
    }

    fn check(&self) -> Result<(), Error> {
        let Self { samples, dim, condition, correlation, density, .. } = *self;
        expect((1..=1_000_000).contains(&samples), "samples", samples, "1 to 1000000")?;
        expect((1..=10_000_000).contains(&dim), "dim", dim, "1 to 10000000")?;
        expect(condition >= 1.0 && condition.is_finite(), "condition", condition, "a number of at least 1")?;
        expect((0.0..1.0).contains(&correlation), "correlation", correlation, "at least 0 and less than 1")?;
        expect(density > 0.0 && density <= 1.0, "density", density, "more than 0 and at most 1")?;
        let independent = density >= 1.0 || correlation == 0.0;
        expect(independent, "correlation", correlation, "0 where density is less than 1")?;
        let entries = samples as f64 * (density * dim as f64).max(1.0);
        expect(entries <= ENTRIES, "samples", samples, "at most 2e8 entries, samples times dim times density")
    }

    /// The samples of a set, or `None` where they are drawn.
    pub(crate) fn read(&self, data: &Data) -> Result<Option<Labelled>, Error> {
        self.data.read(data, self.dim)
    }

    /// Draws the rows.
    pub(crate) fn draw(&self, rng: &mut Rng) -> Result<Rows, Error> {
        self.check()?;
        let (n, rho) = (self.dim, self.correlation);
        let scale = |j: usize| if n == 1 { 1.0 } else { self.condition.powf(-0.5 * j as f64 / (n - 1) as f64) };
        let scales: Vec<f64> = (0..n).map(scale).collect();
        if self.density < 1.0 {
            let kept = ((self.density * n as f64).round() as usize).clamp(1, n);
            let mut rows = Sparse { starts: vec![0], dim: n, ..Sparse::default() };
            for _ in 0..self.samples {
                let mut columns = rand::seq::index::sample(rng, n, kept).into_vec();
                columns.sort_unstable();
                for j in columns {
                    let z: f64 = rng.sample(StandardNormal);
                    rows.columns.push(j as u32);
                    rows.values.push(scales[j] * z);
                }
                rows.starts.push(rows.values.len());
            }
            return Ok(Rows::Sparse(rows));
        }
        let mut rows = Matrix::zeros(n, self.samples);
        for mut row in rows.column_iter_mut() {
            let mut z: f64 = rng.sample(StandardNormal);
            for j in 0..n {
                row[j] = scales[j] * z;
                let fresh: f64 = rng.sample(StandardNormal);
                z = rho * z + (1.0 - rho * rho).sqrt() * fresh;
            }
        }
        Ok(Rows::Dense(rows))
    }

    /// A set's rows with its labels as numbers: standardised if shipped, as they are in a file.
    pub(crate) fn read_real(&self, data: &Data) -> Result<Option<Samples>, Error> {
        let Some(Labelled { rows, labels }) = self.read(data)? else { return Ok(None) };
        let shipped = self.data.columns().is_some();
        let labels = Matrix::from_vec(1, labels.len(), labels);
        let labels = if shipped { standardised(labels) } else { labels };
        Ok(Some(Samples { rows, targets: Vector::from_column_slice(labels.as_slice()) }))
    }

    /// A set's rows with ±1 each: even digits, benign masses, the first cultivar, more than the mean, the larger label.
    pub(crate) fn read_binary(&self, data: &Data) -> Result<Option<Samples>, Error> {
        let Some(Labelled { rows, labels }) = self.read(data)? else { return Ok(None) };
        let mean = labels.iter().sum::<f64>() / labels.len() as f64;
        let positive: Box<dyn Fn(f64) -> bool> = match &self.data {
            Source::Synthetic | Source::Optdigits => Box::new(|label| label % 2.0 == 0.0),
            Source::Images(_) => Box::new(|label| label % 2.0 == 0.0),
            Source::BreastCancer => Box::new(|label| label > 0.0),
            Source::Wine => Box::new(|label| label == 0.0),
            Source::Diabetes => Box::new(move |label| label > mean),
            Source::File(name) => {
                let (low, high) = two(&labels).map_err(|reason| Error::Data { path: name.clone(), reason })?;
                Box::new(move |label| label > 0.5 * (low + high))
            }
        };
        let targets = labels.iter().map(|&label| if positive(label) { 1.0 } else { -1.0 });
        Ok(Some(Samples { rows, targets: Vector::from_iterator(labels.len(), targets) }))
    }

    /// A set's rows with a class each, from 0 in the order of the labels, and the number of classes.
    pub(crate) fn read_classes(&self, data: &Data) -> Result<Option<(Rows, Vec<u32>, usize)>, Error> {
        let Some(Labelled { rows, labels }) = self.read(data)? else { return Ok(None) };
        let mut values = labels.clone();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let class = |label: &f64| values.binary_search_by(|value| value.total_cmp(label)).unwrap_or(0) as u32;
        let classes = labels.iter().map(class).collect();
        Ok(Some((rows, classes, values.len())))
    }
}

/// The two values of labels.
fn two(labels: &[f64]) -> Result<(f64, f64), String> {
    let (low, high) = labels.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &x| (l.min(x), h.max(x)));
    match labels.iter().find(|&&label| label > low && label < high) {
        Some(third) => Err(format!("labels {low}, {third} and {high}: expected two classes")),
        None if low >= high => Err(format!("every label is {low}: expected two classes")),
        None => Ok((low, high)),
    }
}

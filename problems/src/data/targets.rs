//! The numbers bᵢ beside drawn rows: signs and signals with noise.

use super::{Data, Design, Rows, Samples};
use crate::risk::sigmoid;
use crate::{Error, Matrix, Rng, Vector, expect};
use rand::Rng as _;
use rand_distr::StandardNormal;

/// How signs beside drawn rows come about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Binary {
    /// The sign of aᵢᵀw itself, not drawn from a logistic model.
    pub(crate) separable: bool,
    /// Probability that a label is turned afterwards.
    pub(crate) flips: f64,
}

/// What the parameters of [`Binary`] mean.
pub(crate) const BINARY: [(&str, &str); 2] = [
    (
        "separable",
        "whether synthetic labels are the signs of aᵢᵀw, so that all can be met; else they are drawn from a logistic model \
         with log-odds of deviation 2 along w",
    ),
    ("flips", "probability that a synthetic label is turned afterwards"),
];

/// Standard deviation of the log-odds aᵢᵀw of synthetic labels.
const LOG_ODDS: f64 = 2.0;

impl Binary {
    /// A set's samples, or drawn ones.
    pub(crate) fn samples(&self, design: &Design, rng: &mut Rng, data: &Data) -> Result<Samples, Error> {
        expect((0.0..=1.0).contains(&self.flips), "flips", self.flips, "a probability")?;
        if let Some(samples) = design.read_binary(data)? {
            return Ok(samples);
        }
        let sign = |positive| if positive { 1.0 } else { -1.0 };
        let rows = design.draw(rng)?;
        let w = Vector::from_fn(rows.dim(), |_, _| rng.sample(StandardNormal));
        let mut odds = rows.times(&w);
        odds *= LOG_ODDS * (rows.len() as f64).sqrt() / odds.norm();
        let mut targets =
            odds.map(|odds| sign(if self.separable { odds > 0.0 } else { rng.random::<f64>() < sigmoid(odds) }));
        if self.flips > 0.0 {
            targets.apply(|target| *target *= sign(rng.random::<f64>() >= self.flips));
        }
        Ok(Samples { rows, targets })
    }
}

/// b = A x♮ + noise, x♮ with entries ±1 on a random support.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signal {
    /// Size of the support.
    pub(crate) nonzeros: usize,
    /// Standard deviation of the noise.
    pub(crate) noise: f64,
    /// Probability that N(0, 10²) is added to a number.
    pub(crate) outliers: f64,
}

/// Standard deviation of outliers.
const FAR: f64 = 10.0;

impl Signal {
    /// A set's samples, or drawn ones.
    pub(crate) fn samples(&self, design: &Design, rng: &mut Rng, data: &Data) -> Result<Samples, Error> {
        if let Some(samples) = design.read_real(data)? {
            return Ok(samples);
        }
        let Self { nonzeros, noise, outliers } = *self;
        expect((1..=design.dim).contains(&nonzeros), "nonzeros", nonzeros, "1 to dim")?;
        expect(noise >= 0.0 && noise.is_finite(), "noise", noise, "a number of at least 0")?;
        expect((0.0..=1.0).contains(&outliers), "outliers", outliers, "a probability")?;
        let rows = design.draw(rng)?;
        let mut signal = Vector::zeros(rows.dim());
        for place in rand::seq::index::sample(rng, rows.dim(), nonzeros) {
            signal[place] = if rng.random() { 1.0 } else { -1.0 };
        }
        let mut targets = rows.times(&signal).map(|exact| {
            let xi: f64 = rng.sample(StandardNormal);
            exact + noise * xi
        });
        for target in targets.as_mut_slice() {
            if outliers > 0.0 && rng.random::<f64>() < outliers {
                let xi: f64 = rng.sample(StandardNormal);
                *target += FAR * xi;
            }
        }
        Ok(Samples { rows, targets })
    }
}

/// Standard deviation of the scores of synthetic classes.
const SCORES: f64 = 2.0;

impl Design {
    /// A set's rows with a class each, or classes drawn from a multinomial logistic model.
    pub(crate) fn classes(&self, wanted: usize, rng: &mut Rng, data: &Data) -> Result<(Rows, Vec<u32>), Error> {
        if let Some((rows, labels, found)) = self.read_classes(data)? {
            let reason =
                || Error::Impossible(format!("the samples have {found} classes: set classes = {found}, not {wanted}"));
            return if found == wanted { Ok((rows, labels)) } else { Err(reason()) };
        }
        let rows = self.draw(rng)?;
        let w = Matrix::from_fn(rows.dim(), wanted, |_, _| rng.sample(StandardNormal));
        let mut scores = Matrix::from_fn(rows.len(), wanted, |i, c| rows.product(i, w.column(c).as_slice()));
        scores *= SCORES * (scores.len() as f64).sqrt() / scores.norm();
        let labels = (0..rows.len()).map(|i| {
            let powers: Vec<f64> = scores.row(i).iter().map(|score| score.exp()).collect();
            let mut left = rng.random::<f64>() * powers.iter().sum::<f64>();
            let drawn = powers.iter().position(|power| {
                left -= power;
                left < 0.0
            });
            drawn.unwrap_or(wanted - 1) as u32
        });
        let labels = labels.collect();
        Ok((rows, labels))
    }
}

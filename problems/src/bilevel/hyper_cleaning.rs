//! Weights for training examples with wrong labels, chosen by the loss on clean ones.

use super::implicit::ImplicitGradient;
use super::softmax::{CLASSES, Examples};
use crate::class::{Batch, Bilevel, Space};
use crate::data::{Rows, Source, optdigits};
use crate::{About, Class, Data, Error, Family, Instance, Known, Matrix, Offer, Prices, Rng, Vector, expect};
use rand::Rng as _;
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// Pixels of an image of optdigits.
const PIXELS: usize = 64;
/// Largest value of a pixel.
const WHITE: f64 = 16.0;
/// Rounding of ‖∇φ(x)‖, whose terms are far below 1: what two lower solves from different starts differ by.
const ATTAINABLE: f64 = 1e-14;

/// Data hyper-cleaning on handwritten digits.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HyperCleaning {
    data: Source,
    pixels: usize,
    training: usize,
    validation: usize,
    corruption: f64,
    ridge: f64,
}

impl Default for HyperCleaning {
    fn default() -> Self {
        Self { data: Source::Optdigits, pixels: 784, training: 1000, validation: 500, corruption: 0.3, ridge: 0.01 }
    }
}

/// The examples of both levels.
pub struct Made {
    training: Examples,
    validation: Examples,
    ridge: f64,
    known: Known,
}

impl HyperCleaning {
    fn pixels(&self) -> usize {
        if self.data == Source::Optdigits { PIXELS } else { self.pixels }
    }

    /// Pixels from 0 to 1, and the digit of each image.
    fn images(&self, data: &Data) -> Result<(Rows, Vec<u8>), Error> {
        let name = String::from(self.data.clone());
        match &self.data {
            Source::Optdigits => {
                let table = optdigits()?;
                Ok((Rows::Dense(table.features / WHITE), table.classes))
            }
            Source::Images(_) => {
                let read = self.data.read(data, self.pixels)?;
                let read = read.ok_or_else(|| Error::Impossible(format!("data = {name}: nothing was read")))?;
                let wrong = read.labels.iter().find(|label| **label >= CLASSES as f64);
                if let Some(label) = wrong {
                    return Err(Error::Data { path: name, reason: format!("label {label}: expected a digit") });
                }
                Ok((read.rows, read.labels.iter().map(|label| *label as u8).collect()))
            }
            _ => Err(Error::Impossible(format!("data = {name}: expected optdigits or idx:NAME"))),
        }
    }
}

impl Family for HyperCleaning {
    const ABOUT: About = About {
        name: "hyper-cleaning",
        title: "data hyper-cleaning on handwritten digits",
        formula: "min over x of F = (1/M) Σⱼ ℓ(y*(x); aⱼ, bⱼ),  y*(x) = argmin of f = (1/N) Σᵢ σ(xᵢ) ℓ(y; aᵢ, b̃ᵢ) + (ridge/2)‖y‖²;  \
                  ℓ the multinomial logistic loss of 10 digits, y in R¹⁰ᵈ, aᵢ the d pixels from 0 to 1, d = 64 for optdigits, without an intercept, \
                  σ(t) = 1/(1 + exp(−t)); M clean and N training examples of one set, drawn per instance; a label b̃ᵢ is \
                  replaced by another digit with probability corruption; from 0",
        optimum: "none known; error ‖∇φ(x)‖, φ(x) = F(y*(x)), of x alone: the judge solves the lower problem by Newton's method \
                  and differentiates it implicitly; f(x, y) − f(x, y*(x)) beside it; L_lower = ½ λmax(AᵀA)/N + ridge, \
                  μ_lower = ridge",
        source: "Franceschi, Donini, Frasconi and Pontil, Forward and reverse gradient-based hyperparameter optimization, ICML \
                 2017, section 5.1; here as in Kwon, Kwon, Wright and Nowak, A fully first-order method for stochastic bilevel \
                 optimization, ICML 2023, on MNIST, where a user has it, or on optdigits (Alpaydin and Kaynak, UCI 1998)",
        parameters: &[
            (
                "data",
                "optdigits, or idx:NAME (MNIST's format: NAME-images-idx3-ubyte and NAME-labels-idx1-ubyte in the data folder)",
            ),
            ("pixels", "pixels of an image of idx:NAME; 64 for optdigits, whatever is given"),
            ("training", "training examples N, each with a weight"),
            ("validation", "clean examples M"),
            ("corruption", "probability that a training label is wrong"),
            ("ridge", "weight of the ridge of the lower level"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Bilevel]
    }

    fn dim(&self) -> usize {
        self.training + CLASSES * self.pixels()
    }

    fn make(&self, rng: &mut Rng, data: &Data) -> Result<Made, Error> {
        let Self { training, validation, corruption, ridge, .. } = *self;
        let (images, classes) = self.images(data)?;
        let count = classes.len();
        expect((1..count).contains(&training), "training", training, "at least 1 and fewer than the set has examples")?;
        let rest = 1..=count - training;
        expect(
            rest.contains(&validation),
            "validation",
            validation,
            "at least 1 and at most what training leaves of the set",
        )?;
        expect((0.0..=1.0).contains(&corruption), "corruption", corruption, "a probability")?;
        expect(ridge > 0.0 && ridge.is_finite(), "ridge", ridge, "a positive number")?;
        let mut order: Vec<_> = (0..count).collect();
        order.shuffle(rng);
        let take = |chosen: &[usize]| {
            let mut rows = Matrix::zeros(self.pixels(), chosen.len());
            for (i, &image) in chosen.iter().enumerate() {
                images.each(image, |pixel, value| rows[(pixel, i)] = value);
            }
            Examples { rows, classes: chosen.iter().map(|&i| classes[i]).collect() }
        };
        let (mut training, validation) = (take(&order[..training]), take(&order[training..][..validation]));
        for class in &mut training.classes {
            if rng.random::<f64>() < corruption {
                *class = (*class + rng.random_range(1..CLASSES as u8)) % CLASSES as u8;
            }
        }
        let known = Known {
            lower_smoothness: Some(training.smoothness() + ridge),
            lower_strong_convexity: Some(ridge),
            upper_smoothness: Some(validation.smoothness()),
            ..Known::default()
        };
        Ok(Made { training, validation, ridge, known })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let levels = Rc::new(Levels { made: Arc::clone(made) });
        let judge = ImplicitGradient::new(Rc::clone(&levels), ATTAINABLE);
        Instance { problem: Offer::of(levels).bilevel().problem(), judge: Box::new(judge), known: made.known }
    }
}

struct Levels {
    made: Arc<Made>,
}

/// 1/(1 + exp(−t)).
fn sigmoid(t: f64) -> f64 {
    1.0 / (1.0 + (-t).exp())
}

/// σ'(t) = σ(t) σ(−t).
fn sigmoid_slope(t: f64) -> f64 {
    sigmoid(t) * sigmoid(-t)
}

/// Calls `each` with every example of the batch and its share of the mean.
fn average(examples: &Examples, batch: Batch<'_>, mut each: impl FnMut(usize, f64)) {
    match batch {
        Batch::Whole => (0..examples.len()).for_each(|i| each(i, 1.0 / examples.len() as f64)),
        Batch::Keys(keys) => keys.iter().for_each(|&key| each(key as usize, 1.0 / keys.len() as f64)),
    }
}

impl Space for Levels {
    fn dim(&self) -> usize {
        self.made.training.len() + self.made.training.coefficients()
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.dim())
    }

    /// A second-derivative product predicts and then goes over the examples once more.
    fn prices(&self) -> Prices {
        let samples = self.made.training.len().max(self.made.validation.len());
        Prices { samples: samples as u64, ..Prices::default() }
    }
}

impl Bilevel for Levels {
    fn split(&self) -> (usize, usize) {
        (self.made.training.len(), self.made.training.coefficients())
    }

    fn samples(&self) -> (u64, u64) {
        (self.made.validation.len() as u64, self.made.training.len() as u64)
    }

    fn upper_value(&self, _x: &Vector, y: &Vector, batch: Batch<'_>) -> f64 {
        let examples = &self.made.validation;
        let mut value = 0.0;
        average(examples, batch, |j, share| value += share * examples.predict(j, y).loss);
        value
    }

    fn upper_gradient_x(&self, _x: &Vector, _y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        g.fill(0.0);
    }

    fn upper_gradient_y(&self, _x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        let examples = &self.made.validation;
        g.fill(0.0);
        average(examples, batch, |j, share| {
            examples.add(j, share, &examples.slopes(j, &examples.predict(j, y)), g);
        });
    }

    fn upper_hessian_product(&self, _x: &Vector, y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        let examples = &self.made.validation;
        p.fill(0.0);
        average(examples, batch, |j, share| examples.add_hessian_product(j, share, y, v, p));
    }

    fn upper_cross_product(&self, _x: &Vector, _y: &Vector, _v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        p.fill(0.0);
    }

    fn lower_value(&self, x: &Vector, y: &Vector, batch: Batch<'_>) -> f64 {
        let examples = &self.made.training;
        let mut value = 0.5 * self.made.ridge * y.norm_squared();
        average(examples, batch, |i, share| value += share * sigmoid(x[i]) * examples.predict(i, y).loss);
        value
    }

    fn lower_gradient_x(&self, x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        let examples = &self.made.training;
        g.fill(0.0);
        average(examples, batch, |i, share| g[i] += share * sigmoid_slope(x[i]) * examples.predict(i, y).loss);
    }

    fn lower_gradient_y(&self, x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        let Made { training: examples, ridge, .. } = &*self.made;
        g.copy_from(y);
        *g *= *ridge;
        average(examples, batch, |i, share| {
            examples.add(i, share * sigmoid(x[i]), &examples.slopes(i, &examples.predict(i, y)), g);
        });
    }

    fn lower_hessian_product(&self, x: &Vector, y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        let Made { training: examples, ridge, .. } = &*self.made;
        p.copy_from(v);
        *p *= *ridge;
        average(examples, batch, |i, share| examples.add_hessian_product(i, share * sigmoid(x[i]), y, v, p));
    }

    fn lower_cross_product(&self, x: &Vector, y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        let examples = &self.made.training;
        p.fill(0.0);
        average(examples, batch, |i, share| {
            let slopes = examples.slopes(i, &examples.predict(i, y));
            let along: f64 = slopes.iter().zip(&examples.scores(i, v)).map(|(slope, score)| slope * score).sum();
            p[i] += share * sigmoid_slope(x[i]) * along;
        });
    }
}

//! A weight of regularisation for each coefficient of a logistic regression, or one for all, chosen by the loss on other samples.

use super::implicit::ImplicitGradient;
use crate::class::{Batch, Bilevel, Space};
use crate::data::{BINARY, Binary, Design, Samples, documented};
use crate::risk::{sigmoid, softplus};
use crate::{About, Class, Data, Error, Family, Instance, Known, Offer, Prices, Rng, Vector, expect};
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// Rounding of ‖∇φ(x)‖, relative to what is lost to the condition of the lower level.
const ATTAINABLE: f64 = 1e-13;

/// Regularisation selection for logistic regression.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegularisationSelection {
    #[serde(flatten)]
    design: Design,
    separable: bool,
    flips: f64,
    validation: f64,
    weights: Weights,
    start: f64,
}

/// How many weights there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Weights {
    /// One for each coefficient.
    Each,
    /// One for all.
    One,
}

impl Default for RegularisationSelection {
    fn default() -> Self {
        let design = Design::synthetic(1000, 20);
        Self { design, separable: false, flips: 0.0, validation: 0.25, weights: Weights::Each, start: 0.0 }
    }
}

/// The samples of both levels, as rows of one set.
pub struct Made {
    samples: Samples,
    training: Vec<usize>,
    validation: Vec<usize>,
    upper_smoothness: f64,
}

impl RegularisationSelection {
    fn uppers(&self) -> usize {
        match self.weights {
            Weights::Each => self.design.columns(),
            Weights::One => 1,
        }
    }
}

impl Family for RegularisationSelection {
    const ABOUT: About = About {
        name: "regularisation-selection",
        title: "regularisation weights of a logistic regression, chosen by the loss on validation samples",
        formula: "min over x of F = (1/M) Σⱼ ℓ(bⱼ aⱼᵀy*(x)),  y*(x) = argmin of f = (1/N) Σᵢ ℓ(bᵢ aᵢᵀy) + ½ Σₖ exp(xₖ) yₖ², or with \
                  one weight ½ exp(x) ‖y‖²;  ℓ(t) = log(1 + exp(−t)), bᵢ = ±1; M validation and N training samples of one set, \
                  split per instance; x = start, y = 0",
        optimum: "none known; error ‖∇φ(x)‖, φ(x) = F(y*(x)), of x alone: the judge solves the lower problem by Newton's method \
                  and differentiates it implicitly; f(x, y) − f(x, y*(x)) beside it. The lower level is exp(min x)-strongly \
                  convex: no constant holds for all x",
        source: "Pedregosa, Hyperparameter optimization with approximate gradient, ICML 2016, section 5; as in Dagréou, Ablin, \
                 Vaiter and Moreau, A framework for bilevel optimization that enables stochastic and global variance reduction \
                 algorithms, NeurIPS 2022, section 4.1, who take ijcnn1 and covtype with their own split",
        parameters: &documented::<5, 11>([
            BINARY[0],
            BINARY[1],
            ("validation", "share of the samples that the upper level has, drawn per instance"),
            ("weights", "each (one weight for each coefficient) or one (one weight for all)"),
            ("start", "every x at the start"),
        ]),
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Bilevel]
    }

    fn dim(&self) -> usize {
        self.uppers() + self.design.columns()
    }

    fn make(&self, rng: &mut Rng, data: &Data) -> Result<Made, Error> {
        let Self { design, separable, flips, validation, start, .. } = self;
        expect(*validation > 0.0 && *validation < 1.0, "validation", *validation, "a number between 0 and 1")?;
        expect(start.abs() <= 50.0, "start", *start, "a number in [-50, 50]")?;
        let samples = Binary { separable: *separable, flips: *flips }.samples(design, rng, data)?;
        expect(samples.len() >= 2, "samples", samples.len(), "at least 2, for both levels")?;
        let mut training: Vec<usize> = (0..samples.len()).collect();
        training.shuffle(rng);
        let above = ((samples.len() as f64 * validation).round() as usize).clamp(1, samples.len() - 1);
        let validation = training.split_off(samples.len() - above);
        // λmax of the validation samples' Gram matrix is at most that of all.
        let upper_smoothness = samples.rows.curvature().1 * samples.len() as f64 / (4.0 * above as f64);
        Ok(Made { samples, training, validation, upper_smoothness })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let levels = Rc::new(Levels { made: Arc::clone(made), uppers: self.uppers(), start: self.start });
        let judge = ImplicitGradient::new(Rc::clone(&levels), ATTAINABLE);
        let known = Known { upper_smoothness: Some(made.upper_smoothness), ..Known::default() };
        Instance { problem: Offer::of(levels).bilevel().problem(), judge: Box::new(judge), known }
    }
}

struct Levels {
    made: Arc<Made>,
    uppers: usize,
    start: f64,
}

impl Levels {
    fn dim_lower(&self) -> usize {
        self.made.samples.rows.dim()
    }

    /// Calls `each` with every sample of the batch, bᵢ, aᵢᵀy and its share of the mean.
    fn average(&self, of: &[usize], y: &Vector, batch: Batch<'_>, mut each: impl FnMut(usize, f64, f64, f64)) {
        let Samples { rows, targets } = &self.made.samples;
        let mut visit = |i: usize, share: f64| each(i, targets[i], rows.product(i, y.as_slice()), share);
        match batch {
            Batch::Whole => of.iter().for_each(|&i| visit(i, 1.0 / of.len() as f64)),
            Batch::Keys(keys) => keys.iter().for_each(|&key| visit(of[key as usize], 1.0 / keys.len() as f64)),
        }
    }

    fn loss(&self, of: &[usize], y: &Vector, batch: Batch<'_>) -> f64 {
        let mut value = 0.0;
        self.average(of, y, batch, |_, b, t, share| value += share * softplus(b * t));
        value
    }

    fn add_gradient(&self, of: &[usize], y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        let rows = &self.made.samples.rows;
        self.average(of, y, batch, |i, b, t, share| rows.add(i, -share * b * sigmoid(-b * t), g.as_mut_slice()));
    }

    fn add_hessian_product(&self, of: &[usize], y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        let rows = &self.made.samples.rows;
        self.average(of, y, batch, |i, _, t, share| {
            let along = rows.product(i, v.as_slice());
            rows.add(i, share * sigmoid(t) * sigmoid(-t) * along, p.as_mut_slice());
        });
    }

    /// exp(xₖ), the weight of yₖ.
    fn weight(&self, x: &Vector, k: usize) -> f64 {
        x[k.min(self.uppers - 1)].exp()
    }

    /// p ← (scale exp(xₖ) yₖ vₖ)ₖ, or its sum.
    fn by_weight(&self, scale: f64, x: &Vector, y: &Vector, v: &Vector, p: &mut Vector) {
        p.fill(0.0);
        if self.uppers == 1 {
            p[0] = scale * x[0].exp() * y.dot(v);
        } else {
            let products = y.as_slice().iter().zip(v.as_slice()).zip(x.as_slice());
            p.as_mut_slice().iter_mut().zip(products).for_each(|(p, ((y, v), x))| *p = scale * x.exp() * y * v);
        }
    }
}

impl Space for Levels {
    fn dim(&self) -> usize {
        self.uppers + self.dim_lower()
    }

    fn start(&self) -> Vector {
        Vector::from_fn(self.dim(), |k, _| if k < self.uppers { self.start } else { 0.0 })
    }

    fn prices(&self) -> Prices {
        let samples = self.made.training.len().max(self.made.validation.len());
        Prices { samples: samples as u64, ..Prices::default() }
    }
}

impl Bilevel for Levels {
    fn split(&self) -> (usize, usize) {
        (self.uppers, self.dim_lower())
    }

    fn samples(&self) -> (u64, u64) {
        (self.made.validation.len() as u64, self.made.training.len() as u64)
    }

    fn upper_value(&self, _x: &Vector, y: &Vector, batch: Batch<'_>) -> f64 {
        self.loss(&self.made.validation, y, batch)
    }

    fn upper_gradient_x(&self, _x: &Vector, _y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        g.fill(0.0);
    }

    fn upper_gradient_y(&self, _x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        g.fill(0.0);
        self.add_gradient(&self.made.validation, y, batch, g);
    }

    fn upper_hessian_product(&self, _x: &Vector, y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        p.fill(0.0);
        self.add_hessian_product(&self.made.validation, y, v, batch, p);
    }

    fn upper_cross_product(&self, _x: &Vector, _y: &Vector, _v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        p.fill(0.0);
    }

    fn lower_value(&self, x: &Vector, y: &Vector, batch: Batch<'_>) -> f64 {
        let squares: f64 = y.as_slice().iter().enumerate().map(|(k, y)| self.weight(x, k) * y * y).sum();
        0.5 * squares + self.loss(&self.made.training, y, batch)
    }

    fn lower_gradient_x(&self, x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        self.by_weight(0.5, x, y, y, g);
    }

    fn lower_gradient_y(&self, x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        g.as_mut_slice().iter_mut().enumerate().for_each(|(k, g)| *g = self.weight(x, k) * y[k]);
        self.add_gradient(&self.made.training, y, batch, g);
    }

    fn lower_hessian_product(&self, x: &Vector, y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        p.as_mut_slice().iter_mut().enumerate().for_each(|(k, p)| *p = self.weight(x, k) * v[k]);
        self.add_hessian_product(&self.made.training, y, v, batch, p);
    }

    fn lower_cross_product(&self, x: &Vector, y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        self.by_weight(1.0, x, y, v, p);
    }
}

//! (1/N) Σᵢ exp(aᵢᵀx) − bᵢ aᵢᵀx + (μ/2)‖x‖².

use crate::data::{Design, Labelled, Samples, documented};
use crate::risk::{Fit, Loss, Nothing, PrimalDual, Regression, minimize};
use crate::{About, Class, Data, Error, Family, Instance, Offer, Rng, Vector, expect};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// Poisson regression with a ridge.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoissonRegression {
    #[serde(flatten)]
    design: Design,
    ridge: f64,
}

impl Default for PoissonRegression {
    fn default() -> Self {
        Self { design: Design::synthetic(1000, 20), ridge: 1e-3 }
    }
}

/// φ(t; b) = exp(t) − bt, b ≥ 0.
pub struct Poisson;

impl Loss for Poisson {
    fn value(&self, t: f64, b: f64) -> f64 {
        t.exp() - b * t
    }

    fn slope(&self, t: f64, b: f64) -> f64 {
        t.exp() - b
    }

    fn value_slope(&self, t: f64, b: f64) -> (f64, f64) {
        let rate = t.exp();
        (rate - b * t, rate - b)
    }

    fn curvature(&self, t: f64, _b: f64) -> f64 {
        t.exp()
    }

    fn steepest(&self) -> Option<f64> {
        None
    }

    /// φ''' = φ''.
    fn self_concordant(&self) -> bool {
        true
    }
}

/// Standard deviation of the synthetic log-rates.
const LOG_RATES: f64 = 1.0;

impl PoissonRegression {
    /// A set's labels as they are, or counts with rates exp(aᵢᵀw).
    fn samples(&self, rng: &mut Rng, data: &Data) -> Result<Samples, Error> {
        if let Some(Labelled { rows, labels }) = self.design.read(data)? {
            if let Some(label) = labels.iter().find(|label| **label < 0.0) {
                return Err(Error::Impossible(format!("label {label}: expected counts, at least 0")));
            }
            return Ok(Samples { rows, targets: Vector::from_vec(labels) });
        }
        let rows = self.design.draw(rng)?;
        let w = Vector::from_fn(rows.dim(), |_, _| rng.sample(StandardNormal));
        let mut rates = rows.times(&w);
        rates *= LOG_RATES * (rows.len() as f64).sqrt() / rates.norm();
        let counts = rates.as_slice().iter().map(|rate| {
            let count = rand_distr::Poisson::new(rate.exp()).map(|poisson| rng.sample::<f64, _>(poisson));
            count.map_err(|error| Error::Impossible(format!("rate exp({rate}): {error}")))
        });
        let targets = Vector::from_vec(counts.collect::<Result<_, _>>()?);
        Ok(Samples { rows, targets })
    }
}

impl Family for PoissonRegression {
    const ABOUT: About = About {
        name: "poisson-regression",
        title: "Poisson regression with a ridge, synthetic, on a shipped data set or on a file",
        formula: "f(x) = (1/N) Σᵢ exp(aᵢᵀx) − bᵢ aᵢᵀx + (ridge/2)‖x‖²,  x⁰ = 0: the Kullback-Leibler divergence of the rates from b, less what \
                  does not depend on x;  b is the label as it is (at least 0); synthetic b ~ Poisson(exp(aᵢᵀw)) with log-rates of \
                  deviation 1",
        optimum: "certified: Newton's method to a gradient g with f − f* ≤ ‖g‖²/(2 ridge) ≤ 1e-13 |f*|; μ = ridge; no L",
        source: "McCullagh and Nelder, Generalized Linear Models, 2nd ed., Chapman and Hall 1989, chapter 6",
        parameters: &documented::<1, 7>([("ridge", "weight of the ridge")]),
    };

    type Made = Fit<Poisson, Nothing>;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved, Class::Stochastic, Class::FiniteSum, Class::Glm]
    }

    fn dim(&self) -> usize {
        self.design.columns()
    }

    fn make(&self, rng: &mut Rng, data: &Data) -> Result<Self::Made, Error> {
        expect(self.ridge > 0.0 && self.ridge.is_finite(), "ridge", self.ridge, "a positive number")?;
        minimize(Self::ABOUT.name, &[], (self.samples(rng, data)?, Poisson, self.ridge), data)
    }

    fn instance(&self, made: &Arc<Self::Made>) -> Instance {
        let problem = Rc::new(Regression { fit: Arc::clone(made) });
        let judge = PrimalDual::new(Rc::clone(&problem));
        Instance { problem: Offer::of(problem).curved().glm().problem(), judge: Box::new(judge), known: made.known }
    }
}

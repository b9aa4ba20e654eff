//! (1/2N) ‖Ax − b‖² + λ (ρ‖x‖₁ + ((1 − ρ)/2)‖x‖²).

use super::lasso::{SIGNAL, sparse_fit, steepest};
use crate::data::{Data, Design, Signal, documented};
use crate::risk::{Fit, L1, PrimalDual, Regression, Square};
use crate::{About, Class, Error, Family, Instance, Offer, Rng, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// The elastic net.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElasticNet {
    #[serde(flatten)]
    design: Design,
    nonzeros: usize,
    noise: f64,
    ratio: f64,
    mixture: f64,
}

impl Default for ElasticNet {
    fn default() -> Self {
        let design = Design { correlation: 0.5, ..Design::synthetic(100, 200) };
        Self { design, nonzeros: 10, noise: 0.1, ratio: 0.1, mixture: 0.5 }
    }
}

impl Family for ElasticNet {
    const ABOUT: About = About {
        name: "elastic-net",
        title: "least squares with an ℓ₁ penalty and a ridge, synthetic, on a shipped data set or on a file",
        formula: "F(x) = (1/2N) ‖Ax − b‖² + λ (ρ‖x‖₁ + ((1 − ρ)/2)‖x‖²),  λρ = ratio · ‖Aᵀb‖∞/N,  ρ = mixture,  x⁰ = 0;  \
                  the ridge is in the smooth part; b is the label, standardised in shipped sets",
        optimum: "certified: coordinate descent and a solve on the support, to a duality gap of at most 1e-13 F*; \
                  L = λmax(AᵀA)/N + λ(1 − ρ), μ = λmin(AᵀA)/N + λ(1 − ρ), L_max = max ‖aᵢ‖² + λ(1 − ρ)",
        source: "Zou and Hastie, Regularization and variable selection via the elastic net, JRSS B 67, 2005; weights as in \
                 Friedman, Hastie and Tibshirani, Regularization paths for generalized linear models via coordinate descent, \
                 Journal of Statistical Software 33, 2010, equation 2",
        parameters: &documented::<4, 10>([
            SIGNAL[0],
            SIGNAL[1],
            ("ratio", "λρ as a fraction of the smallest λρ whose solution is 0"),
            ("mixture", "share ρ of the ℓ₁ penalty, more than 0 and less than 1"),
        ]),
    };

    type Made = Fit<Square, L1>;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Composite, Class::CompositeSum]
    }

    fn dim(&self) -> usize {
        self.design.columns()
    }

    fn make(&self, rng: &mut Rng, data: &Data) -> Result<Self::Made, Error> {
        let Self { ref design, nonzeros, noise, ratio, mixture } = *self;
        expect(ratio > 0.0 && ratio < 1.0, "ratio", ratio, "more than 0 and less than 1")?;
        expect(mixture > 0.0 && mixture < 1.0, "mixture", mixture, "more than 0 and less than 1")?;
        let samples = Signal { nonzeros, noise, outliers: 0.0 }.samples(design, rng, data)?;
        let lambda = ratio * steepest(&samples);
        sparse_fit(Self::ABOUT.name, samples, (lambda, lambda * (1.0 - mixture) / mixture), data)
    }

    fn instance(&self, made: &Arc<Self::Made>) -> Instance {
        let problem = Rc::new(Regression { fit: Arc::clone(made) });
        let judge = PrimalDual::new(Rc::clone(&problem));
        Instance { problem: Offer::of(problem).composite_sum().problem(), judge: Box::new(judge), known: made.known }
    }
}

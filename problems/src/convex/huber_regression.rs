//! (1/N) Σᵢ H(aᵢᵀx − bᵢ) + (μ/2)‖x‖², H quadratic near 0 and linear far out.

use crate::data::{Design, Signal, documented};
use crate::risk::{Fit, Loss, Nothing, PrimalDual, Regression, minimize};
use crate::{About, Class, Data, Error, Family, Instance, Offer, Rng, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// Huber regression with a ridge.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HuberRegression {
    #[serde(flatten)]
    design: Design,
    noise: f64,
    outliers: f64,
    threshold: f64,
    ridge: f64,
}

impl Default for HuberRegression {
    fn default() -> Self {
        Self { design: Design::synthetic(1000, 20), noise: 0.1, outliers: 0.1, threshold: 0.5, ridge: 1e-3 }
    }
}

/// φ(t; b) = r²/2 for |r| ≤ δ, δ|r| − δ²/2 beyond, r = t − b.
pub struct Huber {
    /// The threshold δ.
    pub(crate) threshold: f64,
}

impl Loss for Huber {
    fn value(&self, t: f64, b: f64) -> f64 {
        let r = (t - b).abs();
        let inner = r.min(self.threshold);
        inner * (r - 0.5 * inner)
    }

    fn slope(&self, t: f64, b: f64) -> f64 {
        (t - b).clamp(-self.threshold, self.threshold)
    }

    fn curvature(&self, t: f64, b: f64) -> f64 {
        if (t - b).abs() <= self.threshold { 1.0 } else { 0.0 }
    }

    fn steepest(&self) -> Option<f64> {
        Some(1.0)
    }
}

impl Family for HuberRegression {
    const ABOUT: About = About {
        name: "huber-regression",
        title: "Huber regression with a ridge, synthetic, on a shipped data set or on a file",
        formula: "f(x) = (1/N) Σᵢ H(aᵢᵀx − bᵢ) + (ridge/2)‖x‖²,  H(r) = r²/2 for |r| ≤ δ, δ|r| − δ²/2 beyond,  δ = threshold,  x⁰ = 0;  b is the label, \
                  standardised in shipped sets; synthetic b = A x♮ + noise + outliers, x♮ with entries ±1",
        optimum: "certified: Newton's method to a gradient g with f − f* ≤ ‖g‖²/(2 ridge) ≤ 1e-13 f*; L = λmax(AᵀA)/N + ridge, \
                  L_max = max ‖aᵢ‖² + ridge, μ = ridge",
        source: "Huber, Robust estimation of a location parameter, Annals of Mathematical Statistics 35, 1964; Huber, Robust Statistics, \
                 Wiley 1981, chapter 7",
        parameters: &documented::<4, 10>([
            ("noise", "standard deviation of the noise in synthetic b"),
            ("outliers", "probability that N(0, 10²) is added to a synthetic b"),
            ("threshold", "where the loss becomes linear, δ"),
            ("ridge", "weight of the ridge"),
        ]),
    };

    type Made = Fit<Huber, Nothing>;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Stochastic, Class::FiniteSum]
    }

    fn dim(&self) -> usize {
        self.design.columns()
    }

    fn make(&self, rng: &mut Rng, data: &Data) -> Result<Self::Made, Error> {
        let Self { ref design, noise, outliers, threshold, ridge } = *self;
        expect(threshold > 0.0 && threshold.is_finite(), "threshold", threshold, "a positive number")?;
        expect(ridge > 0.0 && ridge.is_finite(), "ridge", ridge, "a positive number")?;
        let samples = Signal { nonzeros: design.dim, noise, outliers }.samples(design, rng, data)?;
        minimize(Self::ABOUT.name, &[threshold], (samples, Huber { threshold }, ridge), data)
    }

    fn instance(&self, made: &Arc<Self::Made>) -> Instance {
        let problem = Rc::new(Regression { fit: Arc::clone(made) });
        let judge = PrimalDual::new(Rc::clone(&problem));
        Instance { problem: Offer::of(problem).finite_sum().problem(), judge: Box::new(judge), known: made.known }
    }
}

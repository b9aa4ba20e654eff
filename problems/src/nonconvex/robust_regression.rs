//! (1/N) Σᵢ ρ(aᵢᵀx − bᵢ) with a loss that flattens out.

use crate::data::{Design, Signal, documented};
use crate::risk::{Fit, Loss, Nothing, PrimalDual, Regression, known};
use crate::{About, Class, Data, Error, Family, Instance, Known, Offer, Rng, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// Regression with a redescending loss.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RobustRegression {
    #[serde(flatten)]
    design: Design,
    noise: f64,
    outliers: f64,
    loss: Shape,
    scale: f64,
    ridge: f64,
}

impl Default for RobustRegression {
    fn default() -> Self {
        Self {
            design: Design::synthetic(1000, 20),
            noise: 0.1,
            outliers: 0.3,
            loss: Shape::GemanMcclure,
            scale: 1.0,
            ridge: 0.0,
        }
    }
}

/// The losses, with u = r/c.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Shape {
    /// (c²/2) u²/(1 + u²).
    #[default]
    GemanMcclure,
    /// (c²/2) (1 − exp(−u²)).
    Welsch,
    /// (c²/2) log(1 + u²).
    Cauchy,
}

/// A loss of r = t − b with φ''(0) = 1 that grows slower than any line.
pub struct Redescending {
    shape: Shape,
    /// The scale c.
    scale: f64,
}

impl Loss for Redescending {
    fn value(&self, t: f64, b: f64) -> f64 {
        let u2 = ((t - b) / self.scale).powi(2);
        let loss = match self.shape {
            Shape::GemanMcclure => u2 / (1.0 + u2),
            Shape::Welsch => -(-u2).exp_m1(),
            Shape::Cauchy => u2.ln_1p(),
        };
        0.5 * self.scale * self.scale * loss
    }

    fn slope(&self, t: f64, b: f64) -> f64 {
        let u2 = ((t - b) / self.scale).powi(2);
        let weight = match self.shape {
            Shape::GemanMcclure => 1.0 / ((1.0 + u2) * (1.0 + u2)),
            Shape::Welsch => (-u2).exp(),
            Shape::Cauchy => 1.0 / (1.0 + u2),
        };
        (t - b) * weight
    }

    fn curvature(&self, t: f64, b: f64) -> f64 {
        let u2 = ((t - b) / self.scale).powi(2);
        match self.shape {
            Shape::GemanMcclure => (1.0 - 3.0 * u2) / (1.0 + u2).powi(3),
            Shape::Welsch => (1.0 - 2.0 * u2) * (-u2).exp(),
            Shape::Cauchy => (1.0 - u2) / (1.0 + u2).powi(2),
        }
    }

    /// At r = 0; the smallest is −1/4, −2 exp(−3/2) and −1/8.
    fn steepest(&self) -> Option<f64> {
        Some(1.0)
    }
}

impl Family for RobustRegression {
    const ABOUT: About = About {
        name: "robust-regression",
        title: "regression with a redescending loss, synthetic, on a shipped data set or on a file",
        formula: "f(x) = (1/N) Σᵢ ρ(aᵢᵀx − bᵢ) + (ridge/2)‖x‖²,  x⁰ = 0;  with u = r/c, c = scale: geman-mcclure ρ(r) = (c²/2) u²/(1 + u²), welsch \
                  (c²/2)(1 − exp(−u²)), cauchy (c²/2) log(1 + u²);  b is the label, standardised in shipped sets; synthetic \
                  b = A x♮ + noise + outliers, x♮ with entries ±1",
        optimum: "none known; error ‖∇f(x)‖; L = λmax(AᵀA)/N + ridge, L_max = max ‖aᵢ‖² + ridge",
        source: "Zhang, Parameter estimation techniques: a tutorial with application to conic fitting, Image and Vision Computing 15, \
                 1997, table 1; Geman and McClure, Statistical methods for tomographic image reconstruction, Bulletin of the ISI 52, 1987",
        parameters: &documented::<5, 11>([
            ("noise", "standard deviation of the noise in synthetic b"),
            ("outliers", "probability that N(0, 10²) is added to a synthetic b"),
            ("loss", "geman-mcclure, welsch or cauchy"),
            ("scale", "residual c at which the loss flattens out"),
            ("ridge", "weight of the ridge"),
        ]),
    };

    type Made = Fit<Redescending, Nothing>;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved, Class::Stochastic, Class::FiniteSum]
    }

    fn dim(&self) -> usize {
        self.design.columns()
    }

    fn make(&self, rng: &mut Rng, data: &Data) -> Result<Self::Made, Error> {
        let Self { ref design, noise, outliers, loss: shape, scale, ridge } = *self;
        expect(scale > 0.0 && scale.is_finite(), "scale", scale, "a positive number")?;
        expect(ridge >= 0.0 && ridge.is_finite(), "ridge", ridge, "a number of at least 0")?;
        let samples = Signal { nonzeros: design.dim, noise, outliers }.samples(design, rng, data)?;
        let loss = Redescending { shape, scale };
        let known = Known { strong_convexity: None, ..known(&samples, &loss, ridge) };
        Ok(Fit { samples, loss, ridge, penalty: Nothing, known, solution: None, reference: None })
    }

    fn instance(&self, made: &Arc<Self::Made>) -> Instance {
        let problem = Rc::new(Regression { fit: Arc::clone(made) });
        let judge = PrimalDual::new(Rc::clone(&problem));
        Instance {
            problem: Offer::of(problem).curved().finite_sum().problem(),
            judge: Box::new(judge),
            known: made.known,
        }
    }
}

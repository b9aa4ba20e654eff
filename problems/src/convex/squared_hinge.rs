//! (1/N) Σᵢ max(0, 1 − bᵢ aᵢᵀx)² + (μ/2)‖x‖².

use crate::data::{BINARY, Binary, Design, documented};
use crate::risk::{Fit, Loss, Nothing, PrimalDual, Regression, minimize};
use crate::{About, Class, Data, Error, Family, Instance, Offer, Rng, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// Support vector machine with squared hinge loss.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SquaredHingeSvm {
    #[serde(flatten)]
    design: Design,
    separable: bool,
    flips: f64,
    ridge: f64,
}

impl Default for SquaredHingeSvm {
    fn default() -> Self {
        Self { design: Design::synthetic(1000, 20), separable: false, flips: 0.0, ridge: 1e-3 }
    }
}

/// φ(t; b) = max(0, 1 − bt)², b = ±1.
pub struct SquaredHinge;

impl Loss for SquaredHinge {
    fn value(&self, t: f64, b: f64) -> f64 {
        let lack = (1.0 - b * t).max(0.0);
        lack * lack
    }

    fn slope(&self, t: f64, b: f64) -> f64 {
        -2.0 * b * (1.0 - b * t).max(0.0)
    }

    fn curvature(&self, t: f64, b: f64) -> f64 {
        if b * t < 1.0 { 2.0 } else { 0.0 }
    }

    fn steepest(&self) -> Option<f64> {
        Some(2.0)
    }
}

impl Family for SquaredHingeSvm {
    const ABOUT: About = About {
        name: "squared-hinge-svm",
        title: "support vector machine with squared hinge loss, synthetic, on a shipped data set or on a file",
        formula: "f(x) = (1/N) Σᵢ max(0, 1 − bᵢ aᵢᵀx)² + (ridge/2)‖x‖²,  bᵢ = ±1 as in logistic-regression,  x⁰ = 0",
        optimum: "certified: Newton's method to a gradient g with f − f* ≤ ‖g‖²/(2 ridge) ≤ 1e-13 f*; L = 2 λmax(AᵀA)/N + ridge, \
                  L_max = 2 max ‖aᵢ‖² + ridge, μ = ridge",
        source: "Chang, Hsieh and Lin, Coordinate descent method for large-scale L2-loss linear support vector machines, JMLR 9, 2008, \
                 equation 2, over N C",
        parameters: &documented::<3, 9>([BINARY[0], BINARY[1], ("ridge", "weight of the ridge")]),
    };

    type Made = Fit<SquaredHinge, Nothing>;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Stochastic, Class::FiniteSum]
    }

    fn dim(&self) -> usize {
        self.design.columns()
    }

    fn make(&self, rng: &mut Rng, data: &Data) -> Result<Self::Made, Error> {
        let Self { ref design, separable, flips, ridge } = *self;
        expect(ridge > 0.0 && ridge.is_finite(), "ridge", ridge, "a positive number")?;
        let samples = Binary { separable, flips }.samples(design, rng, data)?;
        minimize(Self::ABOUT.name, &[], (samples, SquaredHinge, ridge), data)
    }

    fn instance(&self, made: &Arc<Self::Made>) -> Instance {
        let problem = Rc::new(Regression { fit: Arc::clone(made) });
        let judge = PrimalDual::new(Rc::clone(&problem));
        Instance { problem: Offer::of(problem).finite_sum().problem(), judge: Box::new(judge), known: made.known }
    }
}

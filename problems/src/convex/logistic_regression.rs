//! (1/N) Σᵢ log(1 + exp(−bᵢ aᵢᵀx)) + (μ/2)‖x‖².

use crate::data::{BINARY, Binary, Design, documented};
use crate::risk::{Fit, Loss, Nothing, PrimalDual, Regression, minimize, sigmoid, softplus};
use crate::{About, Class, Data, Error, Family, Instance, Offer, Rng, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// Logistic regression with a ridge.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogisticRegression {
    #[serde(flatten)]
    design: Design,
    separable: bool,
    flips: f64,
    ridge: f64,
}

impl Default for LogisticRegression {
    fn default() -> Self {
        Self { design: Design::synthetic(1000, 20), separable: false, flips: 0.0, ridge: 1e-3 }
    }
}

/// φ(t; b) = log(1 + exp(−bt)), b = ±1.
pub struct Logistic;

impl Loss for Logistic {
    fn value(&self, t: f64, b: f64) -> f64 {
        softplus(b * t)
    }

    fn slope(&self, t: f64, b: f64) -> f64 {
        -b * sigmoid(-b * t)
    }

    /// With e = exp(−|t|): the loss is ln(1 + e), less t where bt < 0, and σ(−bt) is e/(1 + e) or 1/(1 + e).
    fn value_slope(&self, t: f64, b: f64) -> (f64, f64) {
        let margin = b * t;
        let e = (-margin.abs()).exp();
        let share = if margin > 0.0 { e } else { 1.0 } / (1.0 + e);
        ((-margin).max(0.0) + e.ln_1p(), -b * share)
    }

    /// σ(t) σ(−t).
    fn curvature(&self, t: f64, _b: f64) -> f64 {
        let e = (-t.abs()).exp();
        e / ((1.0 + e) * (1.0 + e))
    }

    fn steepest(&self) -> Option<f64> {
        Some(0.25)
    }

    /// φ''' = φ'' (1 − 2σ).
    fn self_concordant(&self) -> bool {
        true
    }
}

impl Family for LogisticRegression {
    const ABOUT: About = About {
        name: "logistic-regression",
        title: "logistic regression with a ridge, synthetic, on a shipped data set or on a file",
        formula: "f(x) = (1/N) Σᵢ log(1 + exp(−bᵢ aᵢᵀx)) + (ridge/2)‖x‖²,  bᵢ = ±1,  x⁰ = 0;  labels +1: even digits of optdigits \
                  and images, benign masses of breast-cancer, the first cultivar of wine, progression above the mean in \
                  diabetes, the larger of a file's two labels",
        optimum: "certified: Newton's method to a gradient g with f − f* ≤ ‖g‖²/(2 ridge) ≤ 1e-13 f*; \
                  L = λmax(AᵀA)/(4N) + ridge, L_max = max ‖aᵢ‖²/4 + ridge, μ = ridge",
        source: "Hosmer and Lemeshow, Applied Logistic Regression, Wiley 1989. optdigits: Alpaydin and Kaynak, UCI 1998; \
                 breast-cancer: Wolberg, Mangasarian, Street and Street, UCI 1995; wine: Aeberhard and Forina, UCI 1992; \
                 diabetes: Efron, Hastie, Johnstone and Tibshirani, Annals of Statistics 32, 2004",
        parameters: &documented::<3, 9>([BINARY[0], BINARY[1], ("ridge", "weight of the ridge")]),
    };

    type Made = Fit<Logistic, Nothing>;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved, Class::Stochastic, Class::FiniteSum, Class::Glm]
    }

    fn dim(&self) -> usize {
        self.design.columns()
    }

    fn make(&self, rng: &mut Rng, data: &Data) -> Result<Self::Made, Error> {
        let Self { design, separable, flips, ridge } = self;
        expect(*ridge > 0.0 && ridge.is_finite(), "ridge", *ridge, "a positive number")?;
        let samples = Binary { separable: *separable, flips: *flips }.samples(design, rng, data)?;
        minimize(Self::ABOUT.name, &[], (samples, Logistic, *ridge), data)
    }

    fn instance(&self, made: &Arc<Self::Made>) -> Instance {
        let problem = Rc::new(Regression { fit: Arc::clone(made) });
        let judge = PrimalDual::new(Rc::clone(&problem));
        Instance { problem: Offer::of(problem).curved().glm().problem(), judge: Box::new(judge), known: made.known }
    }
}

#[cfg(test)]
mod tests {
    use super::{Logistic, Loss, sigmoid};
    use proptest::prelude::{prop_assert, proptest};

    proptest! {
        /// loss(−t) = loss(t) + t, its slope is −σ(−t), its curvature σσ̄: at any size of t, without overflow.
        #[test]
        fn the_loss_is_stable(t in -800.0..800.0_f64, tiny in -1e-3..1e-3_f64) {
            let loss = |t| Logistic.value(t, 1.0);
            for t in [t, tiny] {
                prop_assert!(loss(t) >= 0.0 && loss(t).is_finite());
                prop_assert!((loss(-t) - loss(t) - t).abs() <= 4.0 * f64::EPSILON * (1.0 + t.abs()));
                prop_assert!((sigmoid(t) + sigmoid(-t) - 1.0).abs() <= f64::EPSILON);
                let (c, product) = (Logistic.curvature(t, 1.0), sigmoid(t) * sigmoid(-t));
                prop_assert!((c - product).abs() <= 4.0 * f64::EPSILON * c + f64::MIN_POSITIVE);
                for b in [-1.0, 1.0] {
                    let (value, slope) = Logistic.value_slope(t, b);
                    prop_assert!((value - Logistic.value(t, b)).abs() <= 4.0 * f64::EPSILON * value);
                    prop_assert!((slope - Logistic.slope(t, b)).abs() <= 4.0 * f64::EPSILON * slope.abs() + f64::MIN_POSITIVE);
                }
            }
            // Far out the loss is exp(−t), not 0.
            prop_assert!(!(40.0..700.0).contains(&t) || (loss(t) / (-t).exp() - 1.0).abs() <= 1e-14);
        }
    }
}

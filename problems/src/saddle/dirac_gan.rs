//! f(θψ) − penalty: the smallest generative adversarial network.

use super::planar::{Oracle, Planar, norm};
use super::residual::Residual;
use crate::class::{Operator, Space};
use crate::{About, Class, Data, Error, Family, Instance, Known, Offer, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// What the players are paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Loss {
    /// f(t) = −log(1 + exp(−t)) for both.
    #[default]
    Standard,
    /// The generator has a pay-off of its own, f(−θψ).
    NonSaturating,
    /// f(t) = t.
    Wasserstein,
}

/// One generated point, a linear discriminator.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiracGan {
    loss: Loss,
    penalty: f64,
}

impl Default for DiracGan {
    fn default() -> Self {
        Self { loss: Loss::Standard, penalty: 0.0 }
    }
}

/// 1/(1 + eᵗ), f' of the standard loss.
fn slope(t: f64) -> f64 {
    1.0 / (1.0 + t.exp())
}

/// f(t) = −log(1 + e⁻ᵗ) without overflow.
fn standard(t: f64) -> f64 {
    t.min(0.0) - (-t.abs()).exp().ln_1p()
}

impl Family for DiracGan {
    const ABOUT: About = About {
        name: "dirac-gan",
        title: "Dirac-GAN: one point to learn, a linear discriminator",
        formula: "min over θ, max over ψ of L(θ, ψ) = f(θψ) + f(0) − (γ/2)ψ²;  standard: f(t) = −log(1 + e⁻ᵗ);  wasserstein: \
                  f(t) = t, and f(0) = 0;  non-saturating: F(θ, ψ) = (f'(−θψ)ψ, γψ − f'(θψ)θ) with the standard f, not the operator \
                  of one function. The penalty is that on the discriminator's gradient, at the data or at the generated point. \
                  From (1, 1)",
        optimum: "F = 0 at (0, 0) alone (closed form): without the penalty its eigenvalues are ±i f'(0), and no first-order method \
                  of simultaneous or alternating steps converges; with it they are γ/2 ± √(γ²/4 − f'(0)²). Monotone with L = \
                  ‖[[0, 1], [−1, γ]]‖ in wasserstein only",
        source: "Mescheder, Geiger and Nowozin, Which training methods for GANs do actually converge?, ICML 2018, sections 2 to 4",
        parameters: &[
            ("loss", "standard, non-saturating or wasserstein"),
            ("penalty", "γ ≥ 0, weight of the gradient penalty"),
        ],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        match self.loss {
            Loss::NonSaturating => vec![Class::Operator],
            _ => vec![Class::Operator, Class::Saddle],
        }
    }

    fn dim(&self) -> usize {
        2
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        expect(self.penalty >= 0.0 && self.penalty.is_finite(), "penalty", self.penalty, "a number of at least 0")
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        let gamma = self.penalty;
        let (oracle, constants): (Oracle, Option<f64>) = match self.loss {
            Loss::NonSaturating => {
                let field = Rc::new(NonSaturating { gamma });
                let judge = Residual::on_whole_space(Rc::clone(&field), Some(Vector::zeros(2)), 0.0);
                let known =
                    Known { distance: Some(START.iter().map(|z| z * z).sum::<f64>().sqrt()), ..Known::default() };
                return Instance { problem: Offer::of(field).operator().problem(), judge: Box::new(judge), known };
            }
            Loss::Standard => (
                Box::new(move |theta, psi| {
                    let (t, penalty) = (theta * psi, 0.5 * gamma * psi * psi);
                    let value = standard(t) + standard(0.0) - penalty;
                    (value, [slope(t) * psi, gamma * psi - slope(t) * theta])
                }),
                None,
            ),
            Loss::Wasserstein => (
                Box::new(move |theta, psi| (theta * psi - 0.5 * gamma * psi * psi, [psi, gamma * psi - theta])),
                Some(norm([[0.0, 1.0], [-1.0, gamma]])),
            ),
        };
        let planar = Planar {
            oracle,
            start: START,
            half_width: None,
            solution: Some([0.0, 0.0]),
            smoothness: constants,
            strong_convexity: constants.map(|_| 0.0),
            terms: 0.0,
        };
        planar.instance()
    }
}

/// Where it starts.
const START: [f64; 2] = [1.0, 1.0];

/// The generator's own pay-off f(−θψ).
struct NonSaturating {
    gamma: f64,
}

impl Space for NonSaturating {
    fn dim(&self) -> usize {
        2
    }

    fn start(&self) -> Vector {
        Vector::from_row_slice(&START)
    }
}

impl Operator for NonSaturating {
    fn apply(&self, z: &Vector, f: &mut Vector) {
        let (theta, psi) = (z[0], z[1]);
        f[0] = slope(-theta * psi) * psi;
        f[1] = self.gamma * psi - slope(theta * psi) * theta;
    }
}

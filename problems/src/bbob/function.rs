//! A function of the suites: its transformations, its formula, its penalty, its optimum.

use super::chain::Chain;
use super::draw::Draw;

/// f of the transformed point z, 0 at best; the second argument is the point itself, the third may be written over.
type Formula = Box<dyn Fn(&mut Vec<f64>, &[f64], &mut Vec<f64>) -> f64 + Send + Sync>;

/// f(x) = fᵒᵖᵗ + norm · formula(chain(x)) + penalty · Σᵢ max(0, |xᵢ| − 5)².
pub(super) struct Function {
    chain: Chain,
    formula: Formula,
    norm: f64,
    penalty: f64,
    /// xᵒᵖᵗ.
    pub(super) solution: Vec<f64>,
    /// fᵒᵖᵗ.
    pub(super) optimum: f64,
}

impl Function {
    /// A formula of z alone.
    pub(super) fn new(
        draw: &Draw,
        solution: Vec<f64>,
        chain: Chain,
        formula: impl Fn(&[f64]) -> f64 + Send + Sync + 'static,
    ) -> Self {
        Self::of_point(draw, solution, chain, move |z, _, _| formula(z))
    }

    /// A formula of the point itself beside z, with a scratch.
    pub(super) fn of_point(
        draw: &Draw,
        solution: Vec<f64>,
        chain: Chain,
        formula: impl Fn(&mut Vec<f64>, &[f64], &mut Vec<f64>) -> f64 + Send + Sync + 'static,
    ) -> Self {
        Self { chain, formula: Box::new(formula), norm: 1.0, penalty: 0.0, solution, optimum: draw.optimum() }
    }

    /// Large problems are divided by n/40.
    pub(super) fn normed(self, draw: &Draw) -> Self {
        Self { norm: draw.norm(), ..self }
    }

    /// Adds `penalty` times the squared distance to the box.
    pub(super) fn penalized(self, penalty: f64) -> Self {
        Self { penalty, ..self }
    }

    /// f(x) − fᵒᵖᵗ, summed before fᵒᵖᵗ takes digits away; NaN where a coordinate is.
    pub(super) fn error(&self, x: &[f64], [z, spare]: &mut [Vec<f64>; 2]) -> f64 {
        if x.iter().any(|x| x.is_nan()) {
            return f64::NAN;
        }
        z.copy_from_slice(x);
        self.chain.apply(z, spare);
        let error = self.norm * (self.formula)(z, x, spare);
        if self.penalty > 0.0 { error + self.penalty * outside(x) } else { error }
    }
}

/// Σᵢ max(0, |xᵢ| − 5)².
fn outside(x: &[f64]) -> f64 {
    x.iter().map(|x| (x.abs() - 5.0).max(0.0)).map(|d| d * d).sum()
}

/// Σ zᵢ².
pub(super) fn squares(z: &[f64]) -> f64 {
    z.iter().map(|z| z * z).sum()
}

/// Σ wᵢ zᵢ².
pub(super) fn weighted_squares(w: &[f64], z: &[f64]) -> f64 {
    w.iter().zip(z).map(|(w, z)| w * z * z).sum()
}

/// 10 Σᵢ 1 − cos(2π zᵢ) = 20 Σᵢ sin²(π zᵢ), which keeps its digits near whole numbers.
pub(super) fn waves(z: &[f64]) -> f64 {
    let sine = |z: &f64| (std::f64::consts::PI * z).sin();
    20.0 * z.iter().map(sine).map(|s| s * s).sum::<f64>()
}

//! −(1/T) Σ log rₜᵀx over the probability simplex: the portfolio that grows fastest.

use super::interior::minimize_nonnegative;
use crate::class::{Composite, Objective, Smooth, Space};
use crate::set::simplex;
use crate::{About, Certifying, Class, CompositeGap, Data, Error, Family, Instance, Known, Matrix, Offer, Reference};
use crate::{ReferenceKind, Rng, Vector, expect};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// How returns are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Returns {
    /// 1 + σN(0, 1), at least 0.01.
    #[default]
    Gaussian,
    /// exp(σN(0, 1)).
    LogNormal,
}

/// Log-optimal portfolio.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portfolio {
    assets: usize,
    periods: usize,
    returns: Returns,
    volatility: f64,
}

impl Default for Portfolio {
    fn default() -> Self {
        Self { assets: 50, periods: 200, returns: Returns::Gaussian, volatility: 0.1 }
    }
}

/// The returns, a column rₜ per period, and the optimum.
pub struct Made {
    returns: Matrix,
    solution: Vector,
    optimum: f64,
    /// Largest eigenvalue of the Hessian anywhere on the simplex.
    smoothness: f64,
}

impl Family for Portfolio {
    const ABOUT: About = About {
        name: "portfolio",
        title: "log-optimal portfolio on the simplex, self-concordant",
        formula: "min f(x) = −(1/T) Σₜ log rₜᵀx over x ≥ 0, Σx = 1 (prox: projection; LMO: a vertex; +∞ where rₜᵀx ≤ 0),  \
                  gaussian: rₜᵢ = max(1 + σN(0, 1), 0.01);  log-normal: rₜᵢ = exp(σN(0, 1));  x⁰ = (1/n)(1, …, 1)",
        optimum: "certified: interior-point method and Newton's method on the support; the Frank-Wolfe gap \
                  maxᵢ (1/T) Σₜ rₜᵢ/rₜᵀx − 1, a duality gap, is at most 1e-14; L on the simplex is at most \
                  (1/T) Σₜ ‖rₜ‖²/minᵢ rₜᵢ²",
        source: "Cover, An algorithm for maximizing expected log investment return, IEEE Transactions on Information Theory 30, \
                 1984; Carderera, Besançon and Pokutta, Simple steps are all you need: Frank-Wolfe and generalized \
                 self-concordant functions, NeurIPS 2021, section 4",
        parameters: &[
            ("assets", "number of variables n"),
            ("periods", "number of terms T"),
            ("returns", "gaussian or log-normal"),
            ("volatility", "σ"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Composite]
    }

    fn dim(&self) -> usize {
        self.assets
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let Self { assets, periods, volatility, .. } = *self;
        expect((2..=2000).contains(&assets), "assets", assets, "2 to 2000")?;
        expect((1..=100_000).contains(&periods), "periods", periods, "1 to 100000")?;
        expect(volatility > 0.0 && volatility <= 1.0, "volatility", volatility, "more than 0 and at most 1")?;
        let returns = Matrix::from_fn(assets, periods, |_, _| {
            let xi: f64 = rng.sample(StandardNormal);
            match self.returns {
                Returns::Gaussian => (1.0 + volatility * xi).max(0.01),
                Returns::LogNormal => (volatility * xi).exp(),
            }
        });
        let steepest = returns.column_iter().map(|r| r.norm_squared() / r.min().powi(2));
        let smoothness = steepest.sum::<f64>() / periods as f64;
        let (solution, optimum) = invest(&returns)?;
        Ok(Made { returns, solution, optimum, smoothness })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let (n, periods) = made.returns.shape();
        let wealth = RefCell::new(Vector::zeros(periods));
        let scratch = RefCell::new((vec![0.0; n], Vector::zeros(n)));
        let growth = Rc::new(Growth { made: Arc::clone(made), wealth, scratch });
        let known = Known {
            smoothness: Some(made.smoothness),
            strong_convexity: Some(0.0),
            optimal_value: Some(made.optimum),
            distance: Some(crate::distance(&growth.start(), &made.solution)),
            ..Known::default()
        };
        let reference = Reference { value: made.optimum, kind: ReferenceKind::Certified };
        let judge = CompositeGap::new(Rc::clone(&growth), reference, Some(made.solution.clone()), made.smoothness, 0.1);
        Instance { problem: Offer::of(growth).composite().problem(), judge: Box::new(judge), known }
    }
}

/// Duality gap at which the reference counts as exact.
const CERTIFIED: f64 = 1e-14;
/// Rounding of the gap, per asset of the largest portfolios: the sums over periods are of terms near 1.
const ROUNDING: f64 = 16.0 * f64::EPSILON;

/// x* and f*.
///
/// f(cx) = f(x) − log c: over x ≥ 0 the function f(x) + Σx has its minimum where Σx = 1, and there it is f + 1.
fn invest(returns: &Matrix) -> Result<(Vector, f64), Error> {
    let (n, periods) = returns.shape();
    let start = Vector::from_element(n, 1.0 / n as f64);
    let found = minimize_nonnegative(start, 1e-16, |x, g, h| {
        let wealth = returns.tr_mul(x);
        let mut scaled = returns.clone();
        scaled.column_iter_mut().zip(wealth.as_slice()).for_each(|(mut r, wealth)| r /= *wealth);
        g.fill(1.0);
        g.gemv(-1.0 / periods as f64, &scaled, &Vector::from_element(periods, 1.0), 1.0);
        h.gemm(1.0 / periods as f64, &scaled, &scaled.transpose(), 0.0);
    });
    let mut x = found.unwrap_or_else(|| Vector::from_element(n, 1.0 / n as f64));
    x /= x.sum();
    let wealth = returns.tr_mul(&x);
    let gap = (returns * wealth.map(|wealth| 1.0 / wealth)).max() / periods as f64 - 1.0;
    if gap.is_nan() || gap > CERTIFIED + ROUNDING {
        return Err(Error::Impossible(format!("assets = {n}: the reference portfolio has a duality gap of {gap:e}")));
    }
    let optimum = -wealth.map(f64::ln).sum() / periods as f64;
    Ok((x, optimum))
}

struct Growth {
    made: Arc<Made>,
    wealth: RefCell<Vector>,
    scratch: RefCell<(Vec<f64>, Vector)>,
}

impl Space for Growth {
    fn dim(&self) -> usize {
        self.made.returns.nrows()
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim(), 1.0 / self.dim() as f64)
    }
}

/// −log, +∞ where there is none.
fn loss(wealth: f64) -> f64 {
    if wealth > 0.0 { -wealth.ln() } else { f64::INFINITY }
}

impl Objective for Growth {
    fn value(&self, x: &Vector) -> f64 {
        let wealth = &mut *self.wealth.borrow_mut();
        wealth.gemv_tr(1.0, &self.made.returns, x, 0.0);
        wealth.as_slice().iter().map(|wealth| loss(*wealth)).sum::<f64>() / wealth.len() as f64
    }
}

impl Smooth for Growth {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.value_gradient(x, g);
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        let wealth = &mut *self.wealth.borrow_mut();
        wealth.gemv_tr(1.0, &self.made.returns, x, 0.0);
        let mut losses = 0.0;
        for wealth in wealth.as_mut_slice() {
            losses += loss(*wealth);
            *wealth = 1.0 / *wealth;
        }
        let periods = wealth.len() as f64;
        g.gemv(-1.0 / periods, &self.made.returns, wealth, 0.0);
        losses / periods
    }
}

/// A sum that is off by this much is rounding.
const INSIDE: f64 = 1e-10;

impl Composite for Growth {
    fn penalty(&self, x: &Vector) -> f64 {
        if simplex::violation(x.as_slice(), 1.0) <= INSIDE { 0.0 } else { f64::INFINITY }
    }

    fn prox(&self, v: &Vector, _t: f64, p: &mut Vector) {
        p.copy_from(v);
        simplex::project(p.as_mut_slice(), 1.0, &mut self.scratch.borrow_mut().0);
    }

    fn lmo(&self, g: &Vector, s: &mut Vector) -> Option<()> {
        simplex::lmo(g.as_slice(), 1.0, s.as_mut_slice());
        Some(())
    }
}

impl Certifying for Growth {
    /// gᵀx = −1 whatever x is.
    fn duality_gap(&self, x: &Vector) -> f64 {
        let (_, g) = &mut *self.scratch.borrow_mut();
        self.gradient(x, g);
        -1.0 - g.min()
    }

    fn violation(&self, x: &Vector) -> Option<f64> {
        Some(simplex::violation(x.as_slice(), 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::reference::{agrees, waves};
    use super::invest;

    #[test]
    fn the_optimum_is_that_of_another_solver() {
        let returns = waves(1, 6, 20).map(|w| 1.0 + 0.3 * w);
        agrees("portfolio", "", invest(&returns).unwrap().1);
    }
}

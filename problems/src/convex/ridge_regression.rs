//! (1/2N) ‖Ax − b‖² + (μ/2)‖x‖².

use crate::class::{LeastSquares, Space};
use crate::data::{Data, Design, Signal, documented};
use crate::risk::{Fit, Nothing, PrimalDual, Regression, Square, minimize};
use crate::{About, Class, Error, Family, Instance, Offer, Reference, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// Least squares with a ridge.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RidgeRegression {
    #[serde(flatten)]
    design: Design,
    noise: f64,
    ridge: f64,
}

impl Default for RidgeRegression {
    fn default() -> Self {
        Self { design: Design::synthetic(1000, 20), noise: 0.1, ridge: 1e-3 }
    }
}

impl Family for RidgeRegression {
    const ABOUT: About = About {
        name: "ridge-regression",
        title: "linear least squares with a ridge, synthetic, on a shipped data set or on a file",
        formula: "f(x) = (1/2N) ‖Ax − b‖² + (ridge/2)‖x‖²,  x⁰ = 0;  b is the label, standardised in shipped sets; synthetic \
                  b = A x♮ + noise, x♮ with entries ±1; as least squares r(x) = ((Ax − b)/√N, √ridge x)",
        optimum: "closed form: x* = (AᵀA/N + ridge I)⁻¹Aᵀb/N; L = λmax(AᵀA)/N + ridge, μ = λmin(AᵀA)/N + ridge, \
                  L_max = max ‖aᵢ‖² + ridge",
        source: "Hoerl and Kennard, Ridge regression: biased estimation for nonorthogonal problems, Technometrics 12, 1970",
        parameters: &documented::<2, 8>([
            ("noise", "standard deviation of the noise in synthetic b; 0 with ridge 0: all rows can be met"),
            ("ridge", "weight of the ridge; 0 where the rows determine x"),
        ]),
    };

    type Made = Fit<Square, Nothing>;

    fn classes(&self) -> Vec<Class> {
        let smooth = [Class::Objective, Class::Smooth, Class::Curved];
        let sums = [Class::Stochastic, Class::FiniteSum, Class::LeastSquares, Class::Glm];
        smooth.into_iter().chain(sums).collect()
    }

    fn dim(&self) -> usize {
        self.design.columns()
    }

    fn make(&self, rng: &mut Rng, data: &Data) -> Result<Self::Made, Error> {
        let Self { ref design, noise, ridge } = *self;
        expect(ridge >= 0.0 && ridge.is_finite(), "ridge", ridge, "a number of at least 0")?;
        let samples = Signal { nonzeros: design.dim, noise, outliers: 0.0 }.samples(design, rng, data)?;
        let fit = minimize(Self::ABOUT.name, &[], (samples, Square, ridge), data)?;
        // One step of Newton's method is the formula; the others refine it.
        let reference = fit.reference.map(|reference| Reference::closed_form(reference.value));
        Ok(Fit { reference, ..fit })
    }

    fn instance(&self, made: &Arc<Self::Made>) -> Instance {
        let problem = Rc::new(Regression { fit: Arc::clone(made) });
        let judge = PrimalDual::new(Rc::clone(&problem));
        let offer = Offer::of(problem).curved().glm().least_squares();
        Instance { problem: offer.problem(), judge: Box::new(judge), known: made.known }
    }
}

impl LeastSquares for Regression<Square, Nothing> {
    fn residuals_len(&self) -> usize {
        self.fit.samples.len() + if self.fit.ridge == 0.0 { 0 } else { self.dim() }
    }

    fn residuals(&self, x: &Vector, r: &mut Vector) {
        self.jacobian_product(x, x, r);
        let root = (self.fit.samples.len() as f64).sqrt();
        for (r, b) in r.as_mut_slice().iter_mut().zip(self.fit.samples.targets.as_slice()) {
            *r -= b / root;
        }
    }

    fn jacobian_product(&self, _x: &Vector, v: &Vector, p: &mut Vector) {
        let rows = &self.fit.samples.rows;
        let root = (rows.len() as f64).sqrt();
        let (fitted, ridged) = p.as_mut_slice().split_at_mut(rows.len());
        for (i, p) in fitted.iter_mut().enumerate() {
            *p = rows.product(i, v.as_slice()) / root;
        }
        for (p, v) in ridged.iter_mut().zip(v.as_slice()) {
            *p = self.fit.ridge.sqrt() * v;
        }
    }

    fn jacobian_transpose_product(&self, _x: &Vector, u: &Vector, p: &mut Vector) {
        let rows = &self.fit.samples.rows;
        let root = (rows.len() as f64).sqrt();
        let (fitted, ridged) = u.as_slice().split_at(rows.len());
        p.fill(0.0);
        for (p, u) in p.as_mut_slice().iter_mut().zip(ridged) {
            *p = self.fit.ridge.sqrt() * u;
        }
        for (i, u) in fitted.iter().enumerate() {
            rows.add(i, u / root, p.as_mut_slice());
        }
    }
}

//! ½ xᵀAx + (ρ/3)‖x‖³, A indefinite: an indefinite quadratic held by a cubic.

use super::start::{RADIUS, START, Start};
use crate::class::{Curved, Objective, Smooth, Space};
use crate::lanes;
use crate::{
    About, Class, Data, Error, Family, Instance, Known, Offer, Prices, Reference, Rng, SmoothGap, Vector, expect,
};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// A quadratic saddle, cubic-regularised.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CubicSaddle {
    dim: usize,
    negative: usize,
    gamma: f64,
    rho: f64,
    start: Start,
    radius: f64,
}

impl Default for CubicSaddle {
    fn default() -> Self {
        Self { dim: 50, negative: 1, gamma: 0.1, rho: 0.1, start: Start::Near, radius: 0.01 }
    }
}

impl Family for CubicSaddle {
    const ABOUT: About = About {
        name: "cubic-saddle",
        title: "an indefinite quadratic with a cubic regulariser",
        formula: "f(x) = ½ Σᵢ λᵢ xᵢ² + (ρ/3)‖x‖³;  λᵢ = −γ, −γ(k−1)/k, …, −γ/k for the first k = negative variables, then evenly \
                  up to 1",
        optimum: "x* = ±(γ/ρ, 0, …, 0), f* = −γ³/(6ρ²) (closed form): the only points with (A + ρ‖x‖I)x = 0 and \
                  A + ρ‖x‖I ⪰ 0; the origin is a saddle with k directions of negative curvature; the Hessian is \
                  2ρ-Lipschitz",
        source: "Carmon and Duchi, Gradient descent finds the cubic-regularized nonconvex Newton step, SIAM J. Optim. 29, \
                 2019, with b = 0; the model of Nesterov and Polyak, Math. Program. 108, 2006",
        parameters: &[
            ("dim", "number of variables n"),
            ("negative", "number k of negative eigenvalues of A"),
            ("gamma", "the smallest eigenvalue is −γ"),
            ("rho", "weight ρ of the cubic"),
            START,
            RADIUS,
        ],
    };

    type Made = Vector;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved]
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Vector, Error> {
        expect((1..=10_000_000).contains(&self.dim), "dim", self.dim, "1 to 10000000")?;
        expect((1..=self.dim).contains(&self.negative), "negative", self.negative, "1 to dim")?;
        expect(self.gamma >= 1e-3 && self.gamma <= 1e3, "gamma", self.gamma, "0.001 to 1000")?;
        expect(self.rho >= 1e-3 && self.rho <= 1e3, "rho", self.rho, "0.001 to 1000")?;
        self.start.around(Vector::zeros(self.dim), self.radius, rng)
    }

    fn instance(&self, made: &Arc<Vector>) -> Instance {
        let (n, k) = (self.dim, self.negative);
        let eigenvalues = Vector::from_fn(n, |i, _| {
            if i < k { -self.gamma * (k - i) as f64 / k as f64 } else { (i + 1 - k) as f64 / (n - k) as f64 }
        });
        let problem = Rc::new(Held { eigenvalues, rho: self.rho, start: Arc::clone(made) });
        let minimum = |side: f64| {
            let mut x = Vector::zeros(n);
            x[0] = side * self.gamma / self.rho;
            x
        };
        let side = if made[0] < 0.0 { -1.0 } else { 1.0 };
        let (nearest, other) = (minimum(side), minimum(-side));
        let optimum = -self.gamma.powi(3) / (6.0 * self.rho * self.rho);
        let known =
            Known { optimal_value: Some(optimum), distance: Some(crate::distance(made, &nearest)), ..Known::default() };
        let judge = SmoothGap::new(Rc::clone(&problem), Reference::closed_form(optimum), Some(nearest)).or(other);
        Instance { problem: Offer::of(problem).curved().problem(), judge: Box::new(judge), known }
    }
}

struct Held {
    eigenvalues: Vector,
    rho: f64,
    start: Arc<Vector>,
}

impl Space for Held {
    fn dim(&self) -> usize {
        self.start.len()
    }

    fn start(&self) -> Vector {
        Vector::clone(&self.start)
    }

    /// Diagonal plus rank one.
    fn prices(&self) -> Prices {
        Prices { hessian_product: 1, hessian: Some(2), ..Prices::default() }
    }
}

impl Objective for Held {
    fn value(&self, x: &Vector) -> f64 {
        let quadratic = lanes::sum2(x.as_slice(), self.eigenvalues.as_slice(), |x, lambda| lambda * x * x);
        0.5 * quadratic + self.rho / 3.0 * x.norm().powi(3)
    }
}

impl Smooth for Held {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        let lift = self.rho * x.norm();
        let terms = x.as_slice().iter().zip(self.eigenvalues.as_slice());
        g.as_mut_slice().iter_mut().zip(terms).for_each(|(g, (x, lambda))| *g = (lambda + lift) * x);
    }
}

impl Curved for Held {
    fn hessian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        let norm = x.norm();
        let along = if norm > 0.0 { self.rho * x.dot(v) / norm } else { 0.0 };
        let terms = v.as_slice().iter().zip(self.eigenvalues.as_slice());
        p.as_mut_slice().iter_mut().zip(terms).for_each(|(p, (v, lambda))| *p = (lambda + self.rho * norm) * v);
        p.axpy(along, x, 1.0);
    }
}

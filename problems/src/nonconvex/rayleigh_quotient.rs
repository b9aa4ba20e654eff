//! −½ xᵀAx/‖x‖²: the leading eigenvector, with a saddle at every other.

use crate::class::{Curved, Objective, Smooth, Space};
use crate::random::{gaussian_vector, rotation};
use crate::{
    About, Class, Data, Error, Family, Instance, Known, Matrix, Offer, Reference, Rng, SmoothGap, Vector, expect,
};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// The Rayleigh quotient.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RayleighQuotient {
    dim: usize,
    gap: f64,
    rotated: bool,
}

impl Default for RayleighQuotient {
    fn default() -> Self {
        Self { dim: 100, gap: 0.1, rotated: true }
    }
}

/// A and its leading eigenvector.
pub struct Made {
    /// A, or nothing where it is diagonal.
    pub(super) a: Option<Matrix>,
    pub(super) eigenvalues: Vector,
    pub(super) leading: Vector,
    pub(super) start: Vector,
}

impl Family for RayleighQuotient {
    const ABOUT: About = About {
        name: "rayleigh-quotient",
        title: "the Rayleigh quotient: principal component analysis as minimization",
        formula: "f(x) = −½ xᵀAx/‖x‖²,  A = Q diag(λ) Qᵀ,  λ₁ = 1, λ₂ = 1 − gap, the others evenly down to 0;  x⁰ uniform on the unit \
                  sphere",
        optimum: "x* = t q₁ for every t ≠ 0, f* = −½ (closed form); at the other eigenvectors f = −½λᵢ, a saddle with i − 1 \
                  directions of negative curvature; no value at 0; the measure `distance` is the sine of the angle to \
                  q₁",
        source: "Absil, Mahony and Sepulchre, Optimization Algorithms on Matrix Manifolds, Princeton 2008",
        parameters: &[
            ("dim", "number of variables n"),
            ("gap", "between the two largest eigenvalues"),
            ("rotated", "whether Q is a random rotation (Haar) or the identity"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved]
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let n = self.dim;
        let most = if self.rotated { 3000 } else { 10_000_000 };
        expect((2..=most).contains(&n), "dim", n, "2 to 3000, to 10000000 where A is not rotated")?;
        expect(self.gap > 0.0 && self.gap <= 1.0, "gap", self.gap, "a positive number up to 1")?;
        let even = |i: usize| (1.0 - self.gap) * (n - 1 - i) as f64 / (n - 2).max(1) as f64;
        let eigenvalues = Vector::from_fn(n, |i, _| {
            if i == 0 {
                1.0
            } else if n == 2 {
                1.0 - self.gap
            } else {
                even(i)
            }
        });
        let (a, leading) = if self.rotated {
            let q = rotation(n, rng);
            let scaled = Matrix::from_fn(n, n, |i, j| q[(i, j)] * eigenvalues[j].sqrt());
            (Some(&scaled * scaled.transpose()), q.column(0).into_owned())
        } else {
            (None, Vector::from_fn(n, |i, _| if i == 0 { 1.0 } else { 0.0 }))
        };
        let start = gaussian_vector(n, rng).normalize();
        Ok(Made { a, eigenvalues, leading, start })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let problem = Rc::new(Quotient::new(Arc::clone(made)));
        let known = Known { optimal_value: Some(-0.5), ..Known::default() };
        let shared = Arc::clone(made);
        let judge = SmoothGap::new(Rc::clone(&problem), Reference::closed_form(-0.5), Some(made.leading.clone()))
            .measured_by(move |x| sine(x, &shared.leading))
            .attaining(ULPS * f64::EPSILON * (self.dim as f64).sqrt());
        Instance { problem: Offer::of(problem).curved().problem(), judge: Box::new(judge), known }
    }
}

/// Rounding in a product with A, relative to √n.
const ULPS: f64 = 16.0;

/// The sine of the angle between x and the unit vector q, from the part of x across q.
fn sine(x: &Vector, q: &Vector) -> f64 {
    let along = x.dot(q);
    let across = x.as_slice().iter().zip(q.as_slice()).map(|(x, q)| (x - along * q).powi(2)).sum::<f64>();
    across.sqrt() / x.norm()
}

pub(super) struct Quotient {
    made: Arc<Made>,
    scratch: RefCell<(Vector, Vector)>,
}

impl Quotient {
    pub(super) fn new(made: Arc<Made>) -> Self {
        let zero = Vector::zeros(made.start.len());
        Self { made, scratch: RefCell::new((zero.clone(), zero)) }
    }

    /// p ← A v.
    fn product(&self, v: &Vector, p: &mut Vector) {
        if let Some(a) = &self.made.a {
            p.gemv(1.0, a, v, 0.0);
        } else {
            p.copy_from(v);
            p.component_mul_assign(&self.made.eigenvalues);
        }
    }
}

impl Space for Quotient {
    fn dim(&self) -> usize {
        self.made.start.len()
    }

    fn start(&self) -> Vector {
        self.made.start.clone()
    }
}

impl Objective for Quotient {
    fn value(&self, x: &Vector) -> f64 {
        let (ax, _) = &mut *self.scratch.borrow_mut();
        self.product(x, ax);
        -0.5 * x.dot(ax) / x.norm_squared()
    }
}

impl Smooth for Quotient {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.value_gradient(x, g);
    }

    /// ∇f = −(Ax − qx)/‖x‖² with q = xᵀAx/‖x‖².
    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        self.product(x, g);
        let squared = x.norm_squared();
        let q = x.dot(g) / squared;
        g.axpy(q / squared, x, -1.0 / squared);
        -0.5 * q
    }
}

impl Curved for Quotient {
    /// −(Av − qv − (∂q) x)/‖x‖² − 2 (xᵀv)/‖x‖² ∇f, ∂q = −2 ∇fᵀv.
    fn hessian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        let (g, av) = &mut *self.scratch.borrow_mut();
        self.product(x, g);
        self.product(v, av);
        let squared = x.norm_squared();
        let q = x.dot(g) / squared;
        g.axpy(q / squared, x, -1.0 / squared);
        p.copy_from(v);
        p.axpy(-1.0 / squared, av, q / squared);
        p.axpy(-2.0 * g.dot(v) / squared, x, 1.0);
        p.axpy(-2.0 * x.dot(v) / squared, g, 1.0);
    }
}

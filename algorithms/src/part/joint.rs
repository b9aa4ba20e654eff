//! The joint directions in (y, v, x): all three variables of implicit differentiation move at once.

use super::levels::start;
use problems::Vector;
use problems::class::{Batch, Bilevel};

/// y near y*(x), v near −(∂ᵧᵧf)⁻¹∂ᵧF, x, and what their directions are made of.
pub struct Joint {
    /// Upper variables.
    pub x: Vector,
    /// Lower variables.
    pub y: Vector,
    v: Vector,
    /// ∂ᵧf, ∂ᵧᵧf v and ∂ₓᵧf v.
    pub lower: [Vector; 3],
    /// ∂ᵧF and ∂ₓF.
    pub upper: [Vector; 2],
}

impl Joint {
    /// At the start of the problem, with v = 0.
    pub fn new(problem: &dyn Bilevel) -> Self {
        let (x, y) = start(problem);
        let (like_x, like_y) = (Vector::zeros(x.len()), Vector::zeros(y.len()));
        Self {
            v: like_y.clone(),
            lower: [like_y.clone(), like_y.clone(), like_x.clone()],
            upper: [like_y, like_x],
            x,
            y,
        }
    }

    /// ∂ᵧf, ∂ᵧᵧf v and ∂ₓᵧf v at (x, y, v), on the batch.
    pub fn evaluate_lower(&mut self, problem: &dyn Bilevel, batch: Batch<'_>) {
        let Self { x, y, v, lower: [gradient, product, cross], .. } = self;
        problem.lower_gradient_y(x, y, batch, gradient);
        problem.lower_hessian_product(x, y, v, batch, product);
        problem.lower_cross_product(x, y, v, batch, cross);
    }

    /// ∂ᵧF and ∂ₓF at (x, y), on the batch.
    pub fn evaluate_upper(&mut self, problem: &dyn Bilevel, batch: Batch<'_>) {
        let Self { x, y, upper: [along_y, along_x], .. } = self;
        problem.upper_gradient_y(x, y, batch, along_y);
        problem.upper_gradient_x(x, y, batch, along_x);
    }

    /// y ← y − ρ ∂ᵧf,  v ← v − ρ (∂ᵧᵧf v + ∂ᵧF),  x ← x − γ (∂ₓᵧf v + ∂ₓF), with what was evaluated.
    pub fn advance(&mut self, rho: f64, gamma: f64) {
        let Self { x, y, v, lower: [gradient, product, cross], upper: [along_y, along_x] } = self;
        y.axpy(-rho, gradient, 1.0);
        v.axpy(-rho, product, 1.0);
        v.axpy(-rho, along_y, 1.0);
        x.axpy(-gamma, cross, 1.0);
        x.axpy(-gamma, along_x, 1.0);
    }
}

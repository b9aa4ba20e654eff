//! Implicit differentiation: ∇φ = ∂ₓF − ∂ₓᵧf v with ∂ᵧᵧf v = ∂ᵧF at y near y*(x), each in pieces that may be sampled.

use super::bilevel_sampling::Draws;
use super::conjugate_gradient::ConjugateGradient;
use super::levels::start;
use problems::class::{Batch, Bilevel};
use problems::{Rng, Vector};
use rand::Rng as _;

/// x, y, the solution v of the linear system, its right-hand side q = ∂ᵧF and the hyper-gradient h.
pub struct Implicit {
    /// Upper variables.
    pub x: Vector,
    /// Lower variables.
    pub y: Vector,
    v: Vector,
    q: Vector,
    h: Vector,
    p: Vector,
    product: Vector,
    cross: Vector,
}

impl Implicit {
    /// At the start of the problem, with v = 0.
    pub fn new(problem: &dyn Bilevel) -> Self {
        let (x, y) = start(problem);
        let (upper, lower) = (Vector::zeros(x.len()), Vector::zeros(y.len()));
        Self {
            x,
            y,
            v: lower.clone(),
            q: lower.clone(),
            h: upper.clone(),
            p: lower.clone(),
            product: lower,
            cross: upper,
        }
    }

    /// y ← y − ρ ∂ᵧf(x, y), on the batch.
    pub fn lower_step(&mut self, problem: &dyn Bilevel, rho: f64, batch: Batch<'_>) {
        problem.lower_gradient_y(&self.x, &self.y, batch, &mut self.product);
        self.y.axpy(-rho, &self.product, 1.0);
    }

    /// So many lower steps, each on a new batch.
    pub fn lower_steps(&mut self, problem: &dyn Bilevel, steps: usize, rho: f64, lower: &mut Draws, rng: &mut Rng) {
        for _ in 0..steps {
            self.lower_step(problem, rho, lower.draw(rng));
        }
    }

    /// q ← ∂ᵧF(x, y), h ← ∂ₓF(x, y), on the batch.
    pub fn upper_gradients(&mut self, problem: &dyn Bilevel, batch: Batch<'_>) {
        problem.upper_gradient_y(&self.x, &self.y, batch, &mut self.q);
        problem.upper_gradient_x(&self.x, &self.y, batch, &mut self.h);
    }

    /// p ← (I − a ∂ᵧᵧf) p, on the batch.
    fn contract(&mut self, problem: &dyn Bilevel, a: f64, batch: Batch<'_>) {
        problem.lower_hessian_product(&self.x, &self.y, &self.p, batch, &mut self.product);
        self.p.axpy(-a, &self.product, 1.0);
    }

    /// v ← a Σⱼ (I − a ∂ᵧᵧf)ʲ q, j ≤ `products`, each factor on a new batch.
    pub fn neumann(&mut self, problem: &dyn Bilevel, products: usize, a: f64, lower: &mut Draws, rng: &mut Rng) {
        self.p.copy_from(&self.q);
        self.v.copy_from(&self.q);
        for _ in 0..products {
            self.contract(problem, a, lower.draw(rng));
            self.v += &self.p;
        }
        self.v *= a;
    }

    /// v ← b a (I − a ∂ᵧᵧf)ᵖ q with p uniform in 0, …, b − 1, each factor on a new batch: on average the Neumann series of
    /// b terms.
    pub fn randomised_neumann(&mut self, problem: &dyn Bilevel, b: usize, a: f64, lower: &mut Draws, rng: &mut Rng) {
        self.p.copy_from(&self.q);
        for _ in 0..rng.random_range(0..b) {
            self.contract(problem, a, lower.draw(rng));
        }
        self.v.copy_from(&self.p);
        self.v *= b as f64 * a;
    }

    /// So many times v ← v − a (∂ᵧᵧf v − q), each on a new batch.
    pub fn system_steps(&mut self, problem: &dyn Bilevel, steps: usize, a: f64, lower: &mut Draws, rng: &mut Rng) {
        let Self { x, y, v, q, product, .. } = self;
        for _ in 0..steps {
            problem.lower_hessian_product(x, y, v, lower.draw(rng), product);
            v.axpy(-a, product, 1.0);
            v.axpy(a, q, 1.0);
        }
    }

    /// Improves v by conjugate gradients with so many products, on the whole level.
    pub fn conjugate_gradients(&mut self, problem: &dyn Bilevel, products: usize, cg: &mut ConjugateGradient) {
        let Self { x, y, v, q, .. } = self;
        cg.solve(|d, p| problem.lower_hessian_product(x, y, d, Batch::Whole, p), q, v, 0.0, products);
    }

    /// v ← 0.
    pub fn forget(&mut self) {
        self.v.fill(0.0);
    }

    /// x ← x − η (h − ∂ₓᵧf v), on the batch.
    pub fn upper_step(&mut self, problem: &dyn Bilevel, eta: f64, batch: Batch<'_>) {
        problem.lower_cross_product(&self.x, &self.y, &self.v, batch, &mut self.cross);
        self.h -= &self.cross;
        self.x.axpy(-eta, &self.h, 1.0);
    }
}

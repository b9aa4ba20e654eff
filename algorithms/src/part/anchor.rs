//! Extragradient steps from a point that is pulled to the start.

use super::forward::forward;
use problems::Vector;
use problems::class::Operator;

/// The start z⁰, z, z pulled to z⁰, ẑ and the operator.
pub struct Anchored {
    z0: Vector,
    /// The point.
    pub z: Vector,
    w: Vector,
    zh: Vector,
    f: Vector,
}

impl Anchored {
    /// At the problem's start.
    pub fn new(problem: &dyn Operator) -> Self {
        let z = problem.start();
        let zero = Vector::zeros(z.len());
        Self { z0: z.clone(), z, w: zero.clone(), zh: zero.clone(), f: zero }
    }

    /// w = z + β(z⁰ − z),  ẑ = P(w − a F(z)),  z ← P(w − b F(ẑ)). Cost: 2 operator calls, 2 projections.
    pub fn extragradient(&mut self, problem: &dyn Operator, beta: f64, a: f64, b: f64) {
        let Self { z0, z, w, zh, f } = self;
        pull(z, z0, beta, w);
        problem.apply(z, f);
        forward(problem, w, a, f, zh);
        problem.apply(zh, f);
        forward(problem, w, b, f, z);
    }
}

/// w ← z + β(z⁰ − z).
pub fn pull(z: &Vector, z0: &Vector, beta: f64, w: &mut Vector) {
    w.copy_from(z);
    w.axpy(beta, z0, 1.0 - beta);
}

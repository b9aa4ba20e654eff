//! A point with its value and gradient, and trial points along a direction.

use problems::Vector;
use problems::class::Smooth;

/// The point x with f(x) and ∇f(x), a direction d, and the last trial x + t d with the same.
pub struct Ray {
    /// The point.
    pub x: Vector,
    /// ∇f(x).
    pub g: Vector,
    /// f(x).
    pub f: f64,
    /// The direction.
    pub d: Vector,
    /// The last trial.
    pub x_next: Vector,
    /// The gradient there.
    pub g_next: Vector,
    /// The value there.
    pub f_next: f64,
}

impl Ray {
    /// At the start, no direction yet. Cost: 1 `value_gradient`.
    pub fn new(problem: &dyn Smooth) -> Self {
        let mut ray = Self::at(problem.start());
        ray.f = problem.value_gradient(&ray.x, &mut ray.g);
        ray
    }

    /// At a point where nothing is known yet.
    pub fn at(x: Vector) -> Self {
        let zero = Vector::zeros(x.len());
        Self { x_next: x.clone(), x, g: zero.clone(), f: f64::NAN, d: zero.clone(), g_next: zero, f_next: f64::NAN }
    }

    /// ∇f(x)ᵀd.
    pub fn slope(&self) -> f64 {
        self.g.dot(&self.d)
    }

    /// d ← −∇f(x).
    pub fn steepest(&mut self) {
        self.d.copy_from(&self.g);
        self.d.neg_mut();
    }

    /// Goes to the trial x + t d; φ(t) and φ′(t) there. Cost: 1 `value_gradient`.
    pub fn probe(&mut self, problem: &dyn Smooth, t: f64) -> (f64, f64) {
        self.x_next.copy_from(&self.x);
        self.x_next.axpy(t, &self.d, 1.0);
        self.f_next = problem.value_gradient(&self.x_next, &mut self.g_next);
        (self.f_next, self.g_next.dot(&self.d))
    }

    /// The last trial becomes the point, and the point what the trial was.
    pub fn advance(&mut self) {
        std::mem::swap(&mut self.x, &mut self.x_next);
        std::mem::swap(&mut self.g, &mut self.g_next);
        std::mem::swap(&mut self.f, &mut self.f_next);
    }
}

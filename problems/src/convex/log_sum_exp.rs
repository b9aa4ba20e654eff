//! ρ log Σ exp((aᵢᵀx − bᵢ)/ρ): a smoothed maximum of affine functions.

use crate::class::{Curved, Objective, Smooth, Space};
use crate::{About, Class, Data, Error, Family, Instance, Known, Matrix, Offer, Reference, ReferenceKind};
use crate::{Rng, SmoothGap, Vector, expect};
use nalgebra::Cholesky;
use rand::Rng as _;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Log-sum-exp.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogSumExp {
    dim: usize,
    terms: usize,
    rho: f64,
    centred: bool,
}

impl Default for LogSumExp {
    fn default() -> Self {
        Self { dim: 20, terms: 100, rho: 1.0, centred: true }
    }
}

/// The affine functions, aᵢ the columns of A, and the optimum.
pub struct Made {
    a: Matrix,
    b: Vector,
    rho: f64,
    start: Vector,
    reference: Reference,
    known: Known,
    solution: Vector,
}

impl Family for LogSumExp {
    const ABOUT: About = About {
        name: "log-sum-exp",
        title: "log-sum-exp: a maximum of affine functions, smoothed",
        formula: "f(x) = ρ log Σᵢ exp((aᵢᵀx − bᵢ)/ρ),  aᵢⱼ, bᵢ ~ U[−1, 1];  centred: ∇f(0) is taken off every aᵢ;  \
                  x⁰ = (1, …, 1) if centred, else 0",
        optimum: "centred: x = 0, f* = ρ log Σ exp(−bᵢ/ρ) (closed form); else by Newton's method to a decrement that proves 1e-12; \
                  L = maxᵢ ‖aᵢ‖²/ρ (bound)",
        source: "Nesterov, Smooth minimization of non-smooth functions, Mathematical Programming 103, 2005, section 4; centred as in \
                 Semenov, Jaggi and Doikov, Gradient-normalized smoothness for optimization with approximate Hessians, ICLR 2026",
        parameters: &[
            ("dim", "number of variables n"),
            ("terms", "number m of affine functions; uncentred at least 3n + 2, so that a minimum exists"),
            ("rho", "ρ: smoothing, maxᵢ ≤ f ≤ maxᵢ + ρ log m"),
            ("centred", "whether the solution is moved to 0"),
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
        let Self { dim: n, terms: m, rho, centred } = *self;
        expect((1..=1_000_000).contains(&n), "dim", n, "1 to 1000000")?;
        expect((2..=200_000_000 / n).contains(&m), "terms", m, "2 to 2e8/dim")?;
        expect(rho > 0.0 && rho.is_finite(), "rho", rho, "a positive number")?;
        expect(centred || m >= 3 * n + 2, "terms", m, "at least 3 dim + 2 if not centred")?;
        expect(centred || n <= 2000, "dim", n, "at most 2000 if not centred")?;
        let a = Matrix::from_fn(n, m, |_, _| rng.random_range(-1.0..1.0));
        let b = Vector::from_fn(m, |_, _| rng.random_range(-1.0..1.0));
        let start = if centred { Vector::from_element(n, 1.0) } else { Vector::zeros(n) };
        let (reference, solution) = (Reference::closed_form(f64::NAN), Vector::zeros(n));
        let mut made = Made { a, b, rho, start, reference, known: Known::default(), solution };
        if centred {
            let (value, mean) = made.softened();
            made.a.column_iter_mut().for_each(|mut a| a -= &mean);
            made.reference = Reference::closed_form(value);
        } else {
            made.minimize()?;
        }
        let steepest = made.a.column_iter().map(|a| a.norm_squared()).fold(0.0, f64::max);
        made.known = Known {
            smoothness: Some(steepest / rho),
            strong_convexity: Some(0.0),
            optimal_value: Some(made.reference.value),
            distance: Some((&made.start - &made.solution).norm()),
            ..Known::default()
        };
        Ok(made)
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let soft = Rc::new(SoftMaximum::new(Arc::clone(made)));
        let judge = SmoothGap::new(Rc::clone(&soft), made.reference, Some(made.solution.clone()));
        Instance { problem: Offer::of(soft).curved().problem(), judge: Box::new(judge), known: made.known }
    }
}

/// p ← softmax(p/ρ), returns ρ log Σ exp(p/ρ).
fn soften(p: &mut Vector, rho: f64) -> f64 {
    let top = p.max();
    for p in p.as_mut_slice() {
        *p = ((*p - top) / rho).exp();
    }
    let sum = p.sum();
    p.scale_mut(1.0 / sum);
    top + rho * sum.ln()
}

/// Newton steps before the instance is given up, and halvings of one.
const STEPS: usize = 200;
const HALVINGS: usize = 60;

impl Made {
    /// f(0) and ∇f(0).
    fn softened(&self) -> (f64, Vector) {
        let mut p = -&self.b;
        let value = soften(&mut p, self.rho);
        (value, &self.a * p)
    }

    /// Newton's method with backtracking to a decrement λ of which the square proves the value.
    ///
    /// Along u the third derivative is at most (2/ρ) maxᵢ |(aᵢ − ∇f)ᵀu| times the second, so at most κ‖u‖_H times it with
    /// κ = (2/ρ) maxᵢ ‖aᵢ − ∇f‖ in the norm of H⁻¹. Then f(x + v) − f(x) ≥ −λs + s²(e^−r + r − 1)/r², s = ‖v‖_H, r = κs (Bach,
    /// Self-concordant analysis for logistic regression, Electronic Journal of Statistics 4, 2010, proposition 1). For r ≤ 1
    /// the fraction is at least 1/e: if λκ < 1/e the minimum is where s < 1/κ, and f(x) − f* ≤ (e/4) λ².
    fn minimize(&mut self) -> Result<(), Error> {
        let (n, m) = self.a.shape();
        let value = |x: &Vector| soften(&mut (self.a.tr_mul(x) - &self.b), self.rho);
        let mut x = Vector::zeros(n);
        for _ in 0..STEPS {
            let mut p = self.a.tr_mul(&x) - &self.b;
            let f = soften(&mut p, self.rho);
            let g = &self.a * &p;
            let roots = Matrix::from_fn(n, m, |i, j| (self.a[(i, j)] - g[i]) * (p[j] / self.rho).sqrt());
            let Some(factor) = Cholesky::new(&roots * roots.transpose()) else { break };
            let step = factor.solve(&g);
            let squared = g.dot(&step);
            if squared <= 1e-13 * f.abs().max(f64::EPSILON) {
                let spread = self.a.column_iter().map(|a| a - &g).map(|a| a.dot(&factor.solve(&a))).fold(0.0, f64::max);
                if 2.0 / self.rho * (spread * squared).sqrt() > 1.0 / std::f64::consts::E {
                    break;
                }
                x -= step;
                self.reference = Reference { value: value(&x), kind: ReferenceKind::Certified };
                self.solution = x;
                return Ok(());
            }
            let mut t = 1.0;
            for _ in 0..HALVINGS {
                if value(&(&x - t * &step)) <= f - 0.25 * t * squared {
                    break;
                }
                t *= 0.5;
            }
            x.axpy(-t, &step, 1.0);
        }
        Err(Error::Impossible(format!(
            "rho = {}: Newton's method found no minimum of these {m} affine functions: more terms or a larger rho would do",
            self.rho
        )))
    }
}

struct SoftMaximum {
    made: Arc<Made>,
    scratch: RefCell<(Vector, Vector)>,
}

impl SoftMaximum {
    fn new(made: Arc<Made>) -> Self {
        let terms = made.b.len();
        Self { made, scratch: RefCell::new((Vector::zeros(terms), Vector::zeros(terms))) }
    }

    /// p ← the weights at x, returns f(x).
    fn weights(&self, x: &Vector, p: &mut Vector) -> f64 {
        p.copy_from(&self.made.b);
        p.gemv_tr(1.0, &self.made.a, x, -1.0);
        soften(p, self.made.rho)
    }
}

impl Space for SoftMaximum {
    fn dim(&self) -> usize {
        self.made.a.nrows()
    }

    fn start(&self) -> Vector {
        self.made.start.clone()
    }
}

impl Objective for SoftMaximum {
    fn value(&self, x: &Vector) -> f64 {
        self.weights(x, &mut self.scratch.borrow_mut().0)
    }
}

impl Smooth for SoftMaximum {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.value_gradient(x, g);
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        let (p, _) = &mut *self.scratch.borrow_mut();
        let f = self.weights(x, p);
        g.gemv(1.0, &self.made.a, p, 0.0);
        f
    }
}

impl Curved for SoftMaximum {
    /// ∇²f = (1/ρ) A (diag p − ppᵀ) Aᵀ.
    fn hessian_product(&self, x: &Vector, v: &Vector, out: &mut Vector) {
        let (p, along) = &mut *self.scratch.borrow_mut();
        self.weights(x, p);
        along.gemv_tr(1.0, &self.made.a, v, 0.0);
        let mean = along.dot(p);
        for (along, p) in along.as_mut_slice().iter_mut().zip(p.as_slice()) {
            *along = p / self.made.rho * (*along - mean);
        }
        out.gemv(1.0, &self.made.a, along, 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::reference::{agrees, wave, waves};
    use super::Made;
    use crate::{Known, Reference, Vector};

    #[test]
    fn the_optimum_is_that_of_another_solver() {
        let (a, b, start) = (waves(1, 3, 20), wave(100, 20), Vector::zeros(3));
        let (reference, known, solution) = (Reference::closed_form(f64::NAN), Known::default(), start.clone());
        let mut made = Made { a, b, rho: 0.2, start, reference, known, solution };
        made.minimize().unwrap();
        agrees("log-sum-exp", "", made.reference.value);
    }
}

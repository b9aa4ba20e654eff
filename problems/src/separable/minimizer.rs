//! Newton's method with conjugate gradients and backtracking: reference minimizers of functions without a formula for one.

use super::function::Assembled;
use super::function::Separable;
use crate::Vector;
use crate::class::{Curved, Objective, Smooth, Space};

/// Newton steps at most; a smooth minimum takes ten or twenty.
const STEPS: usize = 300;
/// Conjugate gradient steps inside one.
const INNER: usize = 2000;
/// Share of the predicted decrease that a step must bring.
const SUFFICIENT: f64 = 1e-4;
/// A relative decrease of the value that sums of many terms can show.
const ROUNDING: f64 = 1e-14;
/// A factor by which the gradient falls unless it is at rounding.
const FALLING: f64 = 0.5;
/// Halvings before a step counts as lost in rounding.
const HALVINGS: usize = 40;

/// The minimizer that Newton's method reaches from the start, to rounding.
pub(super) fn minimizer<F: Separable<E>, const E: usize>(function: F) -> Vector {
    let problem = Assembled::new(function);
    let mut x = problem.start();
    let (mut g, mut d, mut moved) = (x.clone(), x.clone(), x.clone());
    let mut f = problem.value_gradient(&x, &mut g);
    for _ in 0..STEPS {
        newton_direction(&problem, &x, &g, &mut d);
        let slope = g.dot(&d);
        let mut t = 1.0;
        let accepted = (0..HALVINGS).any(|_| {
            moved.copy_from(&x);
            moved.axpy(t, &d, 1.0);
            let lower = problem.value(&moved) <= f + SUFFICIENT * t * slope;
            t *= if lower { 1.0 } else { 0.5 };
            lower
        });
        // Where values no longer tell, a full step is right if it shortens the gradient.
        if !accepted {
            moved.copy_from(&x);
            moved += &d;
        }
        let before = g.norm();
        let value = problem.value_gradient(&moved, &mut g);
        // At rounding neither the value nor the gradient falls any more.
        let falls = value < f - ROUNDING * f.abs();
        if !falls && g.norm() >= FALLING * before {
            break;
        }
        x.copy_from(&moved);
        f = value;
        if g.norm() == 0.0 {
            break;
        }
    }
    x
}

/// d ≈ −∇²f(x)⁻¹ g by conjugate gradients, left at the first direction of negative curvature.
fn newton_direction(problem: &impl Curved, x: &Vector, g: &Vector, d: &mut Vector) {
    let mut r = -g;
    let mut p = r.clone();
    let mut hp = r.clone();
    let first = r.norm();
    // Superlinear, and tight near a minimum.
    let wanted = first * first.sqrt().min(1e-2);
    d.fill(0.0);
    for step in 0..INNER.min(2 * x.len() + 10) {
        problem.hessian_product(x, &p, &mut hp);
        let curvature = p.dot(&hp);
        let squared = r.norm_squared();
        if curvature <= 0.0 {
            if step == 0 {
                d.copy_from(&p);
            }
            return;
        }
        d.axpy(squared / curvature, &p, 1.0);
        r.axpy(-squared / curvature, &hp, 1.0);
        if r.norm() <= wanted {
            return;
        }
        p *= r.norm_squared() / squared;
        p += &r;
    }
}

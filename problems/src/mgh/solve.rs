//! Reference minimizers, by damped Newton steps on a dense Hessian, and how exact they can be.

use super::system::System;
use crate::class::{Curved, Objective, Smooth, Space};
use crate::{Matrix, Vector};

/// Steps at most.
const STEPS: usize = 2000;
/// Smallest and first damping, relative to the largest curvature.
const DAMPING: (f64, f64) = (1e-18, 1e-3);
/// Coordinates moved to see what rounding does.
const MOVED: usize = 50;

/// The minimizer near `x`: (∇²f + λI) d = −∇f with λ raised until f falls, lowered when it does.
pub(super) fn polished(system: &System, mut x: Vector) -> Vector {
    let n = system.dim();
    let (mut g, mut h) = (Vector::zeros(n), Matrix::zeros(n, n));
    let mut damping = DAMPING.1;
    for _ in 0..STEPS {
        let f = system.value(&x);
        system.gradient(&x, &mut g);
        system.hessian(&x, &mut h);
        let before = g.norm();
        let scales = Vector::from_fn(n, |i, _| h[(i, i)].abs().sqrt().max(f64::MIN_POSITIVE));
        let scaled = Matrix::from_fn(n, n, |i, j| h[(i, j)] / (scales[i] * scales[j]));
        let step = |damping: f64| {
            let damped = &scaled + Matrix::identity(n, n) * damping;
            let right = -g.component_div(&scales);
            damped.cholesky().map(|factors| factors.solve(&right).component_div(&scales))
        };
        let mut accepted = None;
        while damping < 1e12 {
            let moved = step(damping).map(|d| &x + d);
            // Where values are equal to rounding, the gradient tells.
            accepted = moved.filter(|moved| {
                let value = system.value(moved);
                let mut there = Vector::zeros(n);
                system.gradient(moved, &mut there);
                value < f || (value <= f * (1.0 + 1e-14) && there.norm() < 0.5 * before)
            });
            if accepted.is_some() {
                break;
            }
            damping = (damping * 10.0).max(1e-12);
        }
        let Some(moved) = accepted else { break };
        x = moved;
        damping = (damping * 0.01).max(DAMPING.0);
    }
    x
}

/// What rounding a minimizer to neighbouring numbers does to f: the smallest gap that can be asked for.
pub(super) fn rounding(system: &System, x: &Vector, minimum: f64) -> f64 {
    let mut moved = x.clone();
    let mut largest: f64 = (system.value(x) - minimum).abs();
    // The coordinates of the large problems are alike.
    for i in 0..x.len().min(MOVED) {
        for factor in [1.0 - f64::EPSILON, 1.0 + f64::EPSILON] {
            moved[i] = x[i] * factor;
            largest = largest.max((system.value(&moved) - minimum).abs());
        }
        moved[i] = x[i];
    }
    4.0 * largest
}

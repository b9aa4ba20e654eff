//! A primal-dual interior-point method on x ≥ 0, for reference solutions.

use crate::{Matrix, Vector};
use nalgebra::Cholesky;

/// Steps before it gives up, and halvings of one.
const STEPS: usize = 200;
const HALVINGS: usize = 40;
/// How much the complementarity xᵢzᵢ is to shrink in a step, and the share of the way to the boundary that is gone.
const CENTRING: f64 = 0.1;
const BOUNDARY: f64 = 0.99;
/// Newton steps on the support that the method found.
const REFINEMENTS: usize = 4;

/// argmin F(x) over x ≥ 0 for smooth convex F, from a positive x; `fill` is g ← ∇F(x), h ← ∇²F(x).
///
/// Steps of Boyd and Vandenberghe, Convex Optimization, 2004, algorithm 11.2, down to complementarity `least`, then Newton's
/// method on the coordinates that are larger than their multipliers; the others are exactly 0.
pub(super) fn minimize_nonnegative(
    mut x: Vector,
    least: f64,
    mut fill: impl FnMut(&Vector, &mut Vector, &mut Matrix),
) -> Option<Vector> {
    let n = x.len();
    let (mut g, mut h) = (Vector::zeros(n), Matrix::zeros(n, n));
    let (mut g_next, mut h_next) = (g.clone(), h.clone());
    fill(&x, &mut g, &mut h);
    let mut z = x.map(|x| 1.0 / (n as f64 * x));
    for _ in 0..STEPS {
        let complementarity = x.dot(&z) / n as f64;
        if complementarity <= least && (&g - &z).amax() <= least.sqrt() {
            break;
        }
        let target = CENTRING * complementarity;
        let residual = |x: &Vector, z: &Vector, g: &Vector| {
            let centre = x.zip_map(z, |x, z| x * z - target);
            ((g - z).norm_squared() + centre.norm_squared()).sqrt()
        };
        let mut system = h.clone();
        for i in 0..n {
            system[(i, i)] += z[i] / x[i];
        }
        let rhs = Vector::from_fn(n, |i, _| target / x[i] - g[i]);
        let dx = Cholesky::new(system)?.solve(&rhs);
        let dz = Vector::from_fn(n, |i, _| target / x[i] - z[i] - z[i] / x[i] * dx[i]);
        let room = |v: &Vector, d: &Vector| {
            let steps = v.as_slice().iter().zip(d.as_slice()).filter(|(_, d)| **d < 0.0).map(|(v, d)| -v / d);
            steps.fold(f64::INFINITY, f64::min)
        };
        let mut t = (BOUNDARY * room(&x, &dx).min(room(&z, &dz))).min(1.0);
        let before = residual(&x, &z, &g);
        for _ in 0..HALVINGS {
            let (x_next, z_next) = (&x + t * &dx, &z + t * &dz);
            fill(&x_next, &mut g_next, &mut h_next);
            if residual(&x_next, &z_next, &g_next) <= (1.0 - 0.01 * t) * before {
                break;
            }
            t *= 0.5;
        }
        x.axpy(t, &dx, 1.0);
        z.axpy(t, &dz, 1.0);
        fill(&x, &mut g, &mut h);
    }
    let support: Vec<usize> = (0..n).filter(|&i| x[i] > z[i]).collect();
    let mut refined = x.clone();
    for i in (0..n).filter(|i| !support.contains(i)) {
        refined[i] = 0.0;
    }
    for _ in 0..REFINEMENTS {
        fill(&refined, &mut g, &mut h);
        let inner = h.select_rows(&support).select_columns(&support);
        let Some(factor) = Cholesky::new(inner) else { return Some(x) };
        let step = factor.solve(&Vector::from_iterator(support.len(), support.iter().map(|&i| g[i])));
        for (k, &i) in support.iter().enumerate() {
            refined[i] -= step[k];
        }
    }
    Some(if refined.min() >= 0.0 { refined } else { x })
}

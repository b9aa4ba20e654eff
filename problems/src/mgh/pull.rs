//! Jᵀw in one pass, for the problems of any number of variables.

use super::problems::{Problem, beside, fill, or_zero, total, total_of};
use num_dual::DualNum;

/// Whether [`pull`] knows the problem.
pub(super) fn structured(problem: Problem) -> bool {
    problem as usize >= Problem::Watson as usize
}

/// g ← J(x)ᵀ w. Over dual numbers x + εv with w = 2r it has ∇²f(x) v in its dual part.
#[expect(clippy::too_many_lines, reason = "one table of fifteen formulas")]
pub(super) fn pull<D: DualNum<f64> + Copy>(problem: Problem, x: &[D], w: &[D], g: &mut [D]) {
    let (n, m) = (x.len(), w.len());
    let index = |j: usize| (j + 1) as f64;
    match problem {
        Problem::Watson => {
            fill(g, |j| match j {
                0 => w[29] - x[0] * w[30] * 2.0,
                1 => w[30],
                _ => D::zero(),
            });
            for (i, w) in w.iter().enumerate().take(29) {
                let t = index(i) / 29.0;
                let p = x.iter().rev().fold(D::zero(), |p, x| p * t + *x);
                // tʲ⁻¹ and tʲ, of which the first is not there for j = 0.
                let (mut before, mut power) = (0.0, 1.0);
                for (j, g) in g.iter_mut().enumerate() {
                    *g += (-p * (2.0 * power) + before * j as f64) * *w;
                    (before, power) = (power, power * t);
                }
            }
        }
        Problem::ExtendedRosenbrock => {
            for ((g, x), w) in g.chunks_exact_mut(2).zip(x.chunks_exact(2)).zip(w.chunks_exact(2)) {
                (g[0], g[1]) = (-x[0] * w[0] * 20.0 - w[1], w[0] * 10.0);
            }
        }
        Problem::ExtendedPowell => {
            for ((g, x), w) in g.chunks_exact_mut(4).zip(x.chunks_exact(4)).zip(w.chunks_exact(4)) {
                let fifth = w[1] * 5.0_f64.sqrt();
                let inner = (x[1] - x[2] * 2.0) * w[2] * 2.0;
                let outer = (x[0] - x[3]) * w[3] * (2.0 * 10.0_f64.sqrt());
                (g[0], g[1], g[2], g[3]) = (w[0] + outer, w[0] * 10.0 + inner, fifth - inner * 2.0, -fifth - outer);
            }
        }
        Problem::Penalty1 => fill(g, |j| w[j] * 1e-5_f64.sqrt() + x[j] * w[n] * 2.0),
        Problem::Penalty2 => {
            let a = 1e-5_f64.sqrt();
            fill(g, |j| {
                let own = if j == 0 { D::zero() } else { w[j] + w[n + j - 1] };
                let next = if j + 1 < n { w[j + 1] } else { D::zero() };
                let first = if j == 0 { w[0] } else { D::zero() };
                first + (own + next) * (x[j] * 0.1).exp() * (0.1 * a) + x[j] * w[m - 1] * (2.0 * (n - j) as f64)
            });
        }
        Problem::VariablyDimensioned => {
            let s = total_of(x, |j, x| (x - 1.0) * j);
            let slope = w[n] + s * w[n + 1] * 2.0;
            fill(g, |j| w[j] + slope * index(j));
        }
        Problem::Trigonometric => {
            let all = total(n, |i| w[i]);
            fill(g, |j| x[j].sin() * (all + w[j] * index(j)) - x[j].cos() * w[j]);
        }
        Problem::BrownAlmostLinear => {
            let all = total(n - 1, |i| w[i]);
            // The product without one variable: those before it times those after it.
            let mut before = D::one();
            for (g, x) in g.iter_mut().zip(x) {
                *g = before;
                before *= *x;
            }
            let mut after = w[n - 1];
            for (j, (g, x)) in g.iter_mut().zip(x).enumerate().rev() {
                *g = *g * after + all + if j + 1 < n { w[j] } else { D::zero() };
                after *= *x;
            }
        }
        Problem::DiscreteBoundaryValue => {
            let h = 1.0 / (n + 1) as f64;
            fill(g, |j| {
                let slope = (x[j] + (index(j) * h + 1.0)).powi(2) * (1.5 * h * h) + 2.0;
                slope * w[j] - or_zero(w, j.checked_sub(1)) - or_zero(w, Some(j + 1))
            });
        }
        Problem::DiscreteIntegral => {
            let h = 1.0 / (n + 1) as f64;
            let mut before = D::zero();
            let mut after = total(n, |i| w[i] * (1.0 - index(i) * h));
            for (j, g) in g.iter_mut().enumerate() {
                let t = index(j) * h;
                let slope = (x[j] + (t + 1.0)).powi(2) * (1.5 * h);
                *g = w[j] + slope * (after * t + before * (1.0 - t));
                after -= w[j] * (1.0 - t);
                before += w[j] * t;
            }
        }
        Problem::BroydenTridiagonal => {
            fill(g, |j| (-x[j] * 4.0 + 3.0) * w[j] - or_zero(w, j.checked_sub(1)) * 2.0 - or_zero(w, Some(j + 1)));
        }
        Problem::BroydenBanded => {
            fill(g, |j| (x[j] * x[j] * 15.0 + 2.0) * w[j]);
            for (i, w) in w.iter().enumerate() {
                beside(i, n).for_each(|j| g[j] -= (x[j] * 2.0 + 1.0) * *w);
            }
        }
        Problem::LinearFullRank => {
            let mean = total(m, |i| w[i]) * (2.0 / m as f64);
            fill(g, |j| w[j] - mean);
        }
        Problem::LinearRank1 => {
            let s = total(m, |i| w[i] * index(i));
            fill(g, |j| s * index(j));
        }
        Problem::LinearRank1Zero => {
            let s = total(m - 2, |i| w[i + 1] * index(i));
            fill(g, |j| if j == 0 || j + 1 == n { D::zero() } else { s * index(j) });
        }
        Problem::Chebyquad => {
            for (g, x) in g.iter_mut().zip(x) {
                let z = *x * 2.0 - 1.0;
                // Tᵢ(z) and its slope by x, each from the two before.
                let (mut before, mut polynomial) = (D::one(), z);
                let (mut slope_before, mut slope) = (D::zero(), D::from(2.0));
                *g = D::zero();
                for w in w {
                    *g += slope * *w / n as f64;
                    (slope_before, slope) = (slope, (polynomial * 2.0 + z * slope) * 2.0 - slope_before);
                    (before, polynomial) = (polynomial, z * polynomial * 2.0 - before);
                }
            }
        }
        _ => unreachable!("asked for structured problems alone"),
    }
}

//! Nonnegative least squares, by the active sets of Lawson and Hanson.

use crate::{Matrix, Vector};

/// Singular values below this share of the largest count as 0.
const RANK: f64 = 1e-12;
/// A slope of the residual below this share of the data is rounding.
const SLOPE: f64 = 1e-14;

/// ‖a λ − b‖ at its least over λ ≥ 0 (Lawson and Hanson, Solving Least Squares Problems, 1974, algorithm NNLS).
pub(super) fn nonnegative_residual(mut a: Matrix, b: &Vector) -> f64 {
    let k = a.ncols();
    // A multiplier may be in any unit.
    for mut column in a.column_iter_mut() {
        let norm = column.norm();
        column /= if norm > 0.0 { norm } else { 1.0 };
    }
    let mut lambda = Vector::zeros(k);
    let mut free: Vec<usize> = Vec::new();
    // At a degenerate point a column may enter and leave at once: it waits until another has made progress.
    let mut waiting = vec![false; k];
    let mut r = b.clone();
    for _ in 0..10 * k + 10 {
        let slopes = a.tr_mul(&r);
        let candidates = (0..k).filter(|i| !free.contains(i) && !waiting[*i] && slopes[*i] > SLOPE * b.norm());
        let Some(enters) = candidates.max_by(|&i, &j| slopes[i].total_cmp(&slopes[j])) else { break };
        let before = (free.clone(), lambda.clone());
        free.push(enters);
        while !free.is_empty() {
            let wanted = least_squares(a.select_columns(&free), b);
            // As far towards the least-squares point as all stay nonnegative.
            let blocking = |(place, s): (usize, &f64)| {
                let at = lambda[free[place]];
                (*s <= 0.0).then(|| (place, at / (at - s)))
            };
            let first = wanted.as_slice().iter().enumerate().filter_map(blocking).min_by(|a, b| a.1.total_cmp(&b.1));
            let t = first.map_or(1.0, |(_, t)| t);
            for (&i, s) in free.iter().zip(wanted.as_slice()) {
                lambda[i] += t * (s - lambda[i]);
            }
            let Some((place, _)) = first else { break };
            lambda[free.remove(place)] = 0.0;
        }
        let better = b - &a * &lambda;
        if better.norm() < r.norm() {
            r = better;
            waiting.fill(false);
        } else {
            (free, lambda) = before;
            waiting[enters] = true;
        }
    }
    r.norm()
}

/// b less its part in the span of the columns of `a`, and the same of every column of `others`.
pub(super) fn off_span(a: &Matrix, b: &mut Vector, others: &mut Matrix) {
    if a.ncols() == 0 {
        return;
    }
    let factors = a.clone().svd(true, false);
    let u = factors.u.expect("asked for");
    let largest = factors.singular_values.max();
    for (i, sigma) in factors.singular_values.as_slice().iter().enumerate() {
        if *sigma > RANK * largest {
            let direction = u.column(i);
            b.axpy(-direction.dot(b), &direction, 1.0);
            for j in 0..others.ncols() {
                let along = direction.dot(&others.column(j));
                others.column_mut(j).axpy(-along, &direction, 1.0);
            }
        }
    }
}

fn least_squares(a: Matrix, b: &Vector) -> Vector {
    let factors = a.svd(true, true);
    let threshold = RANK * factors.singular_values.max();
    factors.solve(b, threshold).expect("both factors were asked for")
}

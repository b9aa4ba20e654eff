//! Reference optima of piecewise-linear losses: an interior-point method on the dual, whose variables have bounds.

use crate::data::Rows;
use crate::{Matrix, Vector};
use nalgebra::Cholesky;

/// min over x of P(x) = (μ/2)‖x‖² − vᵀx + Σᵢ hᵢ max(0, dᵢ − zᵢᵀx).
///
/// Its dual is max over 0 ≤ u ≤ h of dᵀu − (μ/2)‖x‖² with μx = Zᵀu + v, also for μ = 0.
pub(crate) struct Hinges<'a> {
    /// The rows zᵢ.
    pub(crate) rows: &'a Rows,
    /// d.
    pub(crate) offsets: &'a Vector,
    /// h.
    pub(crate) heights: &'a Vector,
    /// v.
    pub(crate) linear: &'a Vector,
    /// μ.
    pub(crate) ridge: f64,
}

/// x, u and a bound on P(x) − P*.
pub(crate) struct Solved {
    pub(crate) x: Vector,
    pub(crate) u: Vector,
    pub(crate) gap: f64,
}

/// Steps after which it ends, and without progress.
const STEPS: usize = 100;
const STALLED: usize = 8;
/// Share of the way to the boundary that is gone.
const BOUNDARY: f64 = 0.995;

/// Share of the largest entry that is added to the diagonal of a Gram matrix, and corrections that make up for it.
const LITTLE: f64 = 1e-12;
const CORRECTIONS: usize = 10;

/// A point of the method: s and r are the multipliers of u ≥ 0 and u ≤ h.
struct Point {
    x: Vector,
    u: Vector,
    s: Vector,
    r: Vector,
}

impl Hinges<'_> {
    /// d − Zx.
    fn lacks(&self, x: &Vector) -> Vector {
        self.offsets - self.rows.times(x)
    }

    /// P(x).
    pub(crate) fn value(&self, x: &Vector) -> f64 {
        let lacks = self.lacks(x);
        let losses = lacks.as_slice().iter().zip(self.heights.as_slice()).map(|(e, h)| h * e.max(0.0));
        losses.sum::<f64>() + 0.5 * self.ridge * x.norm_squared() - self.linear.dot(x)
    }

    /// P(x) less the dual value of u, μx = Zᵀu + v up to a residual that counts with twice ‖x‖.
    ///
    /// With e = d − Zx it is Σ hᵢ eᵢ⁺ − uᵢeᵢ, whose terms are not negative.
    fn gap(&self, x: &Vector, u: &Vector) -> f64 {
        let lacks = self.lacks(x);
        let terms = lacks.as_slice().iter().zip(self.heights.as_slice()).zip(u.as_slice());
        let gap: f64 = terms.map(|((e, h), u)| if *e > 0.0 { (h - u) * e } else { -u * e }).sum();
        let residual = self.rows.transposed_times(u) + self.linear - self.ridge * x;
        gap + 2.0 * residual.norm() * x.norm()
    }

    /// The x of a dual point where there is a ridge, else `x`.
    fn primal(&self, u: &Vector, x: &Vector) -> Vector {
        if self.ridge > 0.0 { (self.rows.transposed_times(u) + self.linear) / self.ridge } else { x.clone() }
    }

    /// Mehrotra's predictor and corrector steps until they no longer help, then what they point at: a vertex, or a face with a ridge.
    pub(crate) fn solve(&self) -> Option<Solved> {
        let count = self.rows.len();
        let r = self.offsets.map(|d| d.max(0.0) + 1.0);
        let s = &r - self.offsets;
        let mut at = Point { x: Vector::zeros(self.rows.dim()), u: 0.5 * self.heights, s, r };
        let mut best: Option<Solved> = None;
        let mut ended = None;
        let mut stalled = 0;
        for _ in 0..STEPS {
            let x = self.primal(&at.u, &at.x);
            let gap = self.gap(&x, &at.u);
            if best.as_ref().is_none_or(|best| gap < 0.5 * best.gap) {
                stalled = 0;
            } else {
                stalled += 1;
            }
            if best.as_ref().is_none_or(|best| gap < best.gap) {
                best = Some(Solved { x, u: at.u.clone(), gap });
                ended = Some((at.u.clone(), at.s.clone(), at.r.clone()));
            }
            if stalled > STALLED {
                break;
            }
            let room = self.heights - &at.u;
            let complementarity = (at.u.dot(&at.s) + room.dot(&at.r)) / (2 * count) as f64;
            let weights = Vector::from_fn(count, |i, _| 1.0 / (at.s[i] / at.u[i] + at.r[i] / room[i]));
            let mut system = self.rows.gram(|i| weights[i]);
            (0..system.nrows()).for_each(|j| system[(j, j)] += self.ridge);
            let Some(factor) = factored(&system) else { break };
            let zero = Vector::zeros(count);
            let predictor = self.direction(&at, &room, &weights, &factor, &zero, &zero);
            let reach = predictor.reach(&at, &room, 1.0);
            let after = (0..count).map(|i| {
                let u = at.u[i] + reach * predictor.u[i];
                u * (at.s[i] + reach * predictor.s[i]) + (self.heights[i] - u) * (at.r[i] + reach * predictor.r[i])
            });
            let centring = (after.sum::<f64>() / (2 * count) as f64 / complementarity).powi(3) * complementarity;
            let lower = predictor.u.zip_map(&predictor.s, |u, s| centring - u * s);
            let upper = predictor.u.zip_map(&predictor.r, |u, r| centring + u * r);
            let step = self.direction(&at, &room, &weights, &factor, &lower, &upper);
            let reach = step.reach(&at, &room, BOUNDARY).min(1.0);
            at.x.axpy(reach, &step.x, 1.0);
            at.u.axpy(reach, &step.u, 1.0);
            at.s.axpy(reach, &step.s, 1.0);
            at.r.axpy(reach, &step.r, 1.0);
            if !at.u.iter().chain(at.x.iter()).all(|x| x.is_finite()) {
                break;
            }
        }
        let best = best?;
        let polished =
            if self.ridge > 0.0 { ended.and_then(|(u, s, r)| self.face(u, &s, &r)) } else { self.vertex(&best) };
        Some(polished.filter(|polished| polished.gap < best.gap).unwrap_or(best))
    }

    /// With a ridge: u at the bounds whose multipliers are larger than what is left to them, the others moved to eᵢ = 0.
    fn face(&self, mut u: Vector, s: &Vector, r: &Vector) -> Option<Solved> {
        let mut free = Vec::new();
        for i in 0..u.len() {
            let share = u[i] / self.heights[i];
            if share < s[i] {
                u[i] = 0.0;
            } else if 1.0 - share < r[i] {
                u[i] = self.heights[i];
            } else {
                free.push(i);
            }
        }
        let k = free.len();
        let mut gram = Matrix::zeros(k, k);
        for (b, &j) in free.iter().enumerate() {
            let mut row = Vector::zeros(self.rows.dim());
            self.rows.add(j, 1.0 / self.ridge, row.as_mut_slice());
            for (a, &i) in free.iter().enumerate() {
                gram[(a, b)] = self.rows.product(i, row.as_slice());
            }
        }
        // Rows may repeat: a little on the diagonal, made up for by repeating.
        let little = LITTLE * gram.diagonal().iter().copied().fold(0.0, f64::max);
        (0..k).for_each(|a| gram[(a, a)] += little);
        let factor = Cholesky::new(gram)?;
        let mut best: Option<Solved> = None;
        for _ in 0..CORRECTIONS {
            let x = self.primal(&u, &Vector::zeros(0));
            let gap = self.gap(&x, &u);
            let lacks = Vector::from_iterator(k, free.iter().map(|&i| self.lacks_of(i, &x)));
            if best.as_ref().is_none_or(|best| gap < best.gap) {
                best = Some(Solved { x, u: u.clone(), gap });
            }
            for (&i, step) in free.iter().zip(factor.solve(&lacks).as_slice()) {
                u[i] = (u[i] + step).clamp(0.0, self.heights[i]);
            }
        }
        best
    }

    /// The Newton step to us = `lower`, (h − u)r = `upper`, the equations between x, u, s and r met.
    fn direction(
        &self,
        at: &Point,
        room: &Vector,
        weights: &Vector,
        factor: &Cholesky<f64, nalgebra::Dyn>,
        lower: &Vector,
        upper: &Vector,
    ) -> Point {
        let lacks = self.lacks(&at.x);
        let q = Vector::from_fn(room.len(), |i, _| lacks[i] - upper[i] / room[i] + lower[i] / at.u[i]);
        let residual = self.ridge * &at.x - self.rows.transposed_times(&at.u) - self.linear;
        let rhs = self.rows.transposed_times(&q.component_mul(weights)) - residual;
        let x = factor.solve(&rhs);
        let u = (q - self.rows.times(&x)).component_mul(weights);
        let s = Vector::from_fn(u.len(), |i, _| (lower[i] - at.s[i] * u[i]) / at.u[i] - at.s[i]);
        let r = Vector::from_fn(u.len(), |i, _| (upper[i] + at.r[i] * u[i]) / room[i] - at.r[i]);
        Point { x, u, s, r }
    }

    /// Without a ridge: as many rows as there are variables have eᵢ = 0 and uᵢ between the bounds, the others lie at one.
    fn vertex(&self, near: &Solved) -> Option<Solved> {
        let n = self.rows.dim();
        if self.ridge > 0.0 || self.rows.len() < n {
            return None;
        }
        let inside = |i: usize| (near.u[i] / self.heights[i]).min(1.0 - near.u[i] / self.heights[i]);
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by(|&i, &j| inside(j).total_cmp(&inside(i)));
        let basis = &order[..n];
        let mut z = Matrix::zeros(n, n);
        for (k, &i) in basis.iter().enumerate() {
            self.rows.each(i, |j, value| z[(k, j)] = value);
        }
        let lu = z.clone().lu();
        let mut x = lu.solve(&Vector::from_iterator(n, basis.iter().map(|&i| self.offsets[i])))?;
        x += lu.solve(&Vector::from_iterator(n, basis.iter().map(|&i| self.lacks_of(i, &x))))?;
        let mut u = near.u.clone();
        for &i in &order[n..] {
            u[i] = if self.lacks_of(i, &x) > 0.0 { self.heights[i] } else { 0.0 };
        }
        let transposed = z.transpose().lu();
        for &i in basis {
            u[i] = 0.0;
        }
        for _ in 0..2 {
            let missing = -(self.rows.transposed_times(&u) + self.linear);
            let step = transposed.solve(&missing)?;
            basis.iter().zip(step.as_slice()).for_each(|(&i, step)| u[i] += step);
        }
        for &i in basis {
            u[i] = u[i].clamp(0.0, self.heights[i]);
        }
        let gap = self.gap(&x, &u);
        Some(Solved { x, u, gap })
    }

    fn lacks_of(&self, i: usize, x: &Vector) -> f64 {
        self.offsets[i] - self.rows.product(i, x.as_slice())
    }
}

impl Point {
    /// The longest step from `at` in this direction that stays within the bounds, times `share`.
    fn reach(&self, at: &Point, room: &Vector, share: f64) -> f64 {
        let mut reach = f64::INFINITY;
        for i in 0..room.len() {
            let sides = [(at.u[i], self.u[i]), (room[i], -self.u[i]), (at.s[i], self.s[i]), (at.r[i], self.r[i])];
            for (value, step) in sides {
                if step < 0.0 {
                    reach = reach.min(-value / step);
                }
            }
        }
        (share * reach).min(1.0)
    }
}

/// Factored, with as little added to the diagonal as it takes.
fn factored(system: &Matrix) -> Option<Cholesky<f64, nalgebra::Dyn>> {
    let scale = system.diagonal().max();
    [0.0, 1e-16, 1e-14, 1e-12, 1e-10].into_iter().find_map(|share| {
        let mut system = system.clone();
        (0..system.nrows()).for_each(|j| system[(j, j)] += share * scale);
        Cholesky::new(system)
    })
}

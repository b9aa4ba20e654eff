//! The best multipliers where every constraint is an equality or a bound: weighted least squares, by products with J alone.

use crate::Vector;

/// J as (row, column, entry).
pub(super) type Entries = Vec<(usize, usize, f64)>;

/// Weights of a positive and of a negative slope of the Lagrangian: what a bound on that side leaves of its square.
pub(super) type Weights = (f64, f64);

/// Changes of signs before what is reached counts as least, and steps of conjugate gradients for one set of signs.
const SIGNS: usize = 30;
const STEPS: usize = 2000;
const HALVINGS: usize = 30;
/// Normal equations solved to this share of the residual, a residual at this share of the data is rounding.
const SHARE: f64 = 1e-13;
const ROUNDING: f64 = 1e-17;

/// √ min over y of Σ wᵢ(rᵢ) rᵢ², r = g + Jᵀy: convex and piecewise quadratic, by Newton's method on the signs of r.
///
/// A bound at distance s whose multiplier λ ≥ 0 takes off a slope r > 0 leaves min (r − λ)² + (λs)² = r² s²/(1 + s²).
pub(super) fn weighted_residual(m: usize, mut r: Vector, j: &Entries, weights: &[Weights]) -> f64 {
    let weight = |r: f64, (positive, negative): Weights| if r > 0.0 { positive } else { negative };
    let weighted = |r: &Vector| Vector::from_fn(r.len(), |i, _| weight(r[i], weights[i]));
    let size = |r: &Vector| r.as_slice().iter().zip(weights).map(|(r, w)| weight(*r, *w) * r * r).sum::<f64>();
    for _ in 0..SIGNS {
        let w = weighted(&r);
        let change = least_squares(m, &r, &w, j);
        let before = size(&r);
        let halves = std::iter::successors(Some(1.0), |t| Some(0.5 * t)).take(HALVINGS);
        let Some(moved) = halves.map(|t| &r + t * &change).find(|moved| size(moved) < before) else { break };
        r = moved;
        if weighted(&r) == w {
            break;
        }
    }
    size(&r).sqrt()
}

/// Jᵀd for the d that makes Σ wᵢ (r + Jᵀd)ᵢ² least, by conjugate gradients on the normal equations with rows of unit length.
fn least_squares(m: usize, r: &Vector, w: &Vector, j: &Entries) -> Vector {
    let root = w.map(f64::sqrt);
    let mut lengths = Vector::zeros(m);
    for &(row, column, entry) in j {
        lengths[row] += w[column] * entry * entry;
    }
    let scale = lengths.map(|square| if square > 0.0 { 1.0 / square.sqrt() } else { 0.0 });
    let transposed = |u: &Vector| {
        let mut p = Vector::zeros(r.len());
        for &(row, column, entry) in j {
            p[column] += entry * scale[row] * u[row];
        }
        p
    };
    let product = |s: &Vector| {
        let mut p = Vector::zeros(m);
        for &(row, column, entry) in j {
            p[row] -= entry * scale[row] * root[column] * s[column];
        }
        p
    };
    let mut s = r.component_mul(&root);
    let (mut u, mut z) = (Vector::zeros(m), product(&s));
    let (mut p, mut square) = (z.clone(), z.norm_squared());
    for _ in 0..STEPS {
        if square.sqrt() <= SHARE * s.norm() || s.norm() <= ROUNDING * r.norm() {
            break;
        }
        let q = transposed(&p).component_mul(&root);
        let t = square / q.norm_squared();
        u.axpy(t, &p, 1.0);
        s.axpy(t, &q, 1.0);
        z = product(&s);
        let next = z.norm_squared();
        p *= next / square;
        p += &z;
        square = next;
    }
    transposed(&u)
}

//! The sets that players choose from, and what a variational inequality asks of them.

use crate::Vector;
use crate::class::Geometry;
use crate::set::{ball, simplex};
use std::cell::RefCell;

/// Where one player's variables lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Domain {
    /// Anywhere.
    Whole,
    /// lower ≤ xᵢ ≤ upper.
    Cube(f64, f64),
    /// ‖x‖ ≤ radius.
    Ball(f64),
    /// x ≥ 0, Σx = total.
    Simplex(f64),
}

/// How far inside a ball a projected point may round.
const ON_SPHERE: f64 = 1e-14;
/// How far outside its set, relative to the set's size, a point may be and still count as feasible.
const FEASIBLE: f64 = 1e-9;

impl Domain {
    /// x ← the nearest point; `scratch` is as long as x.
    fn project(self, x: &mut [f64], scratch: &mut [f64]) {
        match self {
            Self::Whole => {}
            Self::Cube(lower, upper) => x.iter_mut().for_each(|x| *x = x.max(lower).min(upper)),
            Self::Ball(radius) => ball::project(x, radius),
            Self::Simplex(total) => simplex::project(x, total, scratch),
        }
    }

    /// How far outside x is, in units of the set's size.
    fn violation(self, x: &[f64]) -> f64 {
        match self {
            Self::Whole => 0.0,
            Self::Cube(lower, upper) => {
                x.iter().map(|x| (lower - x).max(x - upper)).fold(0.0, f64::max) / (upper - lower)
            }
            Self::Ball(radius) => ball::violation(x, radius) / radius,
            Self::Simplex(total) => simplex::violation(x, total) / total,
        }
    }

    /// min over the set of gᵀu; −∞ where there is none.
    pub(crate) fn support(self, g: &[f64]) -> f64 {
        match self {
            Self::Whole => {
                if g.iter().all(|g| *g == 0.0) {
                    0.0
                } else {
                    f64::NEG_INFINITY
                }
            }
            Self::Cube(lower, upper) => g.iter().map(|g| (g * lower).min(g * upper)).sum(),
            Self::Ball(radius) => -radius * g.iter().map(|g| g * g).sum::<f64>().sqrt(),
            Self::Simplex(total) => total * g.iter().copied().fold(f64::INFINITY, f64::min),
        }
    }

    /// min over c in the normal cone at x of ‖g + c‖²: the square of −g projected onto the tangent cone.
    fn tangent(self, x: &[f64], g: &[f64]) -> f64 {
        let pairs = || x.iter().zip(g.iter().map(|g| -g));
        match self {
            Self::Whole => g.iter().map(|g| g * g).sum(),
            Self::Cube(lower, upper) => pairs()
                .map(|(x, v)| match () {
                    () if *x <= lower => v.max(0.0),
                    () if *x >= upper => v.min(0.0),
                    () => v,
                })
                .map(|v| v * v)
                .sum(),
            Self::Ball(radius) => {
                let norm = x.iter().map(|x| x * x).sum::<f64>().sqrt();
                let outward = pairs().map(|(x, v)| x * v).sum::<f64>() / norm;
                let on_sphere = norm >= radius * (1.0 - ON_SPHERE) && outward > 0.0;
                let radial = if on_sphere { outward / norm } else { 0.0 };
                pairs().map(|(x, v)| (v - radial * x).powi(2)).sum()
            }
            Self::Simplex(_) => {
                let tau = drift(x, g);
                pairs().map(|(x, v)| if *x > 0.0 { v - tau } else { (v - tau).max(0.0) }).map(|d| d * d).sum()
            }
        }
    }
}

/// The τ with Σ (v − τ) + Σ₀ max(v − τ, 0) = 0 for v = −g, the first sum over the support of x and the second over its zeros.
///
/// The mean over the support is below τ; a zero of x counts while its v is above the mean of those that count, as in
/// Michelot's projection onto the simplex.
fn drift(x: &[f64], g: &[f64]) -> f64 {
    let (mut tau, mut kept) = (f64::INFINITY, usize::MAX);
    loop {
        let (mut sum, mut count) = (0.0, 0);
        for (x, g) in x.iter().zip(g) {
            if *x > 0.0 || -g > tau {
                sum -= g;
                count += 1;
            }
        }
        tau = sum / count as f64;
        // The first pass sees the support alone, the second adds zeros, the others only drop them.
        if count == kept {
            return tau;
        }
        kept = count;
    }
}

/// The product of the players' sets, one block of variables each.
pub(crate) struct Product {
    blocks: Vec<(usize, Domain)>,
    scratch: RefCell<Vec<f64>>,
}

impl Product {
    /// Blocks in order, each with its length.
    pub(crate) fn new(blocks: Vec<(usize, Domain)>) -> Self {
        let longest = blocks.iter().map(|(len, _)| *len).max().unwrap_or(0);
        Self { blocks, scratch: RefCell::new(vec![0.0; longest]) }
    }

    /// x in X, y in Y.
    pub(crate) fn of_players((m, x): (usize, Domain), (n, y): (usize, Domain)) -> Self {
        Self::new(vec![(m, x), (n, y)])
    }

    /// z ← the nearest point.
    pub(crate) fn project(&self, z: &mut Vector) {
        let scratch = &mut *self.scratch.borrow_mut();
        let mut rest = z.as_mut_slice();
        for &(len, domain) in &self.blocks {
            let (block, after) = rest.split_at_mut(len);
            domain.project(block, &mut scratch[..len]);
            rest = after;
        }
    }

    /// Length and set of each block.
    pub(crate) fn geometry(&self) -> Vec<(usize, Geometry)> {
        let known = |domain: &Domain| match domain {
            Domain::Simplex(total) => Geometry::Simplex(*total),
            Domain::Whole | Domain::Cube(..) | Domain::Ball(_) => Geometry::Euclidean,
        };
        self.blocks.iter().map(|(len, domain)| (*len, known(domain))).collect()
    }

    /// min over the set of gᵀu.
    pub(crate) fn support(&self, g: &Vector) -> f64 {
        self.each(g).map(|(range, domain)| domain.support(&g.as_slice()[range])).sum()
    }

    /// min over c in the normal cone at z of ‖g + c‖; ∞ where z is outside.
    pub(crate) fn tangent(&self, z: &Vector, g: &Vector) -> f64 {
        let mut squared = 0.0;
        for (range, domain) in self.each(z) {
            let x = &z.as_slice()[range.clone()];
            if domain.violation(x) > FEASIBLE {
                return f64::INFINITY;
            }
            squared += domain.tangent(x, &g.as_slice()[range]);
        }
        squared.sqrt()
    }

    fn each(&self, z: &Vector) -> impl Iterator<Item = (std::ops::Range<usize>, Domain)> {
        debug_assert_eq!(z.len(), self.blocks.iter().map(|(len, _)| len).sum::<usize>());
        let mut start = 0;
        self.blocks.iter().map(move |&(len, domain)| {
            start += len;
            (start - len..start, domain)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::gaussian_vector;
    use crate::{distance, stream};

    /// The tangent residual is the limit of ‖z − P(z − tF)‖/t, on faces and inside.
    #[test]
    fn tangent_residual_is_the_limit_of_projected_steps() {
        let mut rng = stream(3, "tangent");
        for domain in [Domain::Whole, Domain::Cube(-0.3, 0.4), Domain::Ball(0.7), Domain::Simplex(1.0)] {
            for n in [1, 2, 9] {
                let product = Product::new(vec![(n, domain), (n, domain)]);
                for round in 0..40 {
                    let mut z = gaussian_vector(2 * n, &mut rng) * if round % 2 == 0 { 0.2 } else { 2.0 };
                    product.project(&mut z);
                    let g = gaussian_vector(2 * n, &mut rng);
                    let tangent = product.tangent(&z, &g);
                    let t = 1e-7;
                    let mut moved = &z - t * &g;
                    product.project(&mut moved);
                    let slope = distance(&z, &moved) / t;
                    assert!((slope - tangent).abs() <= 1e-5, "{domain:?} in {n}: {tangent} but steps of {slope}");
                }
            }
        }
    }

    /// At the minimum of gᵀu the tangent residual is 0.
    #[test]
    fn support_is_attained() {
        let mut rng = stream(4, "support");
        for domain in [Domain::Cube(-0.3, 0.4), Domain::Ball(0.7), Domain::Simplex(2.0)] {
            let product = Product::of_players((5, domain), (3, domain));
            for _ in 0..20 {
                let g = gaussian_vector(8, &mut rng);
                let mut z = -1e6 * &g;
                product.project(&mut z);
                let found = product.support(&g);
                assert!((g.dot(&z) - found).abs() <= 1e-8, "{domain:?}: {found} but {}", g.dot(&z));
                assert!(product.tangent(&z, &g) <= 1e-8, "{domain:?}: {}", product.tangent(&z, &g));
            }
        }
        let outside = Vector::from_element(2, 2.0);
        let product = Product::new(vec![(2, Domain::Ball(1.0))]);
        assert!(product.tangent(&outside, &outside).is_infinite());
    }
}

//! Small constrained problems of the textbooks, written once over dual numbers.

use super::ConstrainedGap;
use crate::class::{Bounds, Composite, Constrained, Objective, Smooth, Space};
use crate::distance;
use crate::{About, Class, Data, Error, Family, Instance, Known, Matrix, Offer, Reference, ReferenceKind, Rng, Vector};
use nalgebra::{Const, U1};
use num_dual::{Dual64, DualNum, DualSVec};
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

/// min f(x) subject to lower ≤ c(x) ≤ upper and bounds: `N` variables, `M` constraints, no parameters.
///
/// f and c are written once, generic over the numbers; the gradient, the Jacobian on its pattern and the Hessian of the
/// Lagrangian follow exactly.
pub trait Textbook<const N: usize, const M: usize>: Send + Sync + 'static {
    /// Name, formula, source.
    const ABOUT: About;
    /// x⁰, which may violate anything.
    const START: [f64; N];
    /// (lower, upper) of every variable.
    const BOUNDS: [(f64, f64); N] = [FREE; N];
    /// (lower, upper) of every constraint: `ZERO`, `AT_LEAST_0`, `AT_MOST_0` or a range.
    const CONSTRAINTS: [(f64, f64); M];
    /// What is known of the solutions.
    const KIND: ReferenceKind = ReferenceKind::ClosedForm;

    /// f(x).
    fn value<D: DualNum<f64> + Copy>(x: [D; N]) -> D;
    /// c(x), constants on the left.
    fn constraints<D: DualNum<f64> + Copy>(x: [D; N]) -> [D; M];
    /// The known minimizers, the first of which gives f*.
    fn solutions() -> Vec<[f64; N]>;
}

/// No bound.
pub(super) const FREE: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);
/// c = 0.
pub(super) const ZERO: (f64, f64) = (0.0, 0.0);
/// c ≥ 0.
pub(super) const AT_LEAST_0: (f64, f64) = (0.0, f64::INFINITY);
/// c ≤ 0.
pub(super) const AT_MOST_0: (f64, f64) = (f64::NEG_INFINITY, 0.0);

/// What `show` says of a problem of the book.
pub(super) const fn about(
    name: &'static str,
    title: &'static str,
    formula: &'static str,
    optimum: &'static str,
) -> About {
    let source = "Hock and Schittkowski, Test Examples for Nonlinear Programming Codes, Springer 1981, the problem of this \
                  number; constants and signs as in CUTEst";
    About { name, title, formula, optimum, source, parameters: &[] }
}

/// The family of a [`Textbook`] problem.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound = "")]
pub struct Page<T, const N: usize, const M: usize> {
    #[serde(skip)]
    textbook: PhantomData<fn() -> T>,
}

impl<T, const N: usize, const M: usize> Default for Page<T, N, M> {
    fn default() -> Self {
        Self { textbook: PhantomData }
    }
}

impl<T: Textbook<N, M>, const N: usize, const M: usize> Family for Page<T, N, M> {
    const ABOUT: About = T::ABOUT;

    type Made = ();

    /// With bounds alone it is a composite problem too, whose penalty is their indicator.
    fn classes(&self) -> Vec<Class> {
        if M == 0 { vec![Class::Composite, Class::Constrained] } else { vec![Class::Constrained] }
    }

    fn dim(&self) -> usize {
        N
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        Ok(())
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        let problem = Rc::new(Program::<T, N, M>::new());
        let solutions = T::solutions();
        let reference = Reference { value: T::value(solutions[0]), kind: T::KIND };
        let solutions: Vec<_> = solutions.iter().map(|x| Vector::from_row_slice(x)).collect();
        let known = Known {
            optimal_value: Some(reference.value),
            distance: Some(distance(&problem.start(), &solutions[0])),
            ..Known::default()
        };
        let judge = ConstrainedGap::new(Rc::clone(&problem), reference, solutions);
        let offer = Offer::of(problem).constrained();
        let offer = if M == 0 { offer.composite() } else { offer };
        Instance { problem: offer.problem(), judge: Box::new(judge), known }
    }
}

/// A problem of the book as oracles.
struct Program<T, const N: usize, const M: usize> {
    bounds: Option<Bounds>,
    /// (row, column) of the entries of J that are not always 0.
    pattern: Vec<(usize, usize)>,
    textbook: PhantomData<T>,
}

/// Distances of the points that show where J is 0: analytic functions do not vanish at all of them unless everywhere.
const PROBES: [f64; 3] = [0.011, 0.029, 0.053];

impl<T: Textbook<N, M>, const N: usize, const M: usize> Program<T, N, M> {
    fn new() -> Self {
        let bounded = T::BOUNDS.iter().any(|bounds| *bounds != FREE);
        let side = |of: fn(&(f64, f64)) -> f64| Vector::from_iterator(N, T::BOUNDS.iter().map(of));
        let bounds = bounded.then(|| Bounds { lower: side(|b| b.0), upper: side(|b| b.1) });
        let mut nonzero = [[false; N]; M];
        for probe in PROBES {
            // Away from the start, and inside the bounds, where f and c are defined.
            let x = std::array::from_fn(|i| {
                let (lower, upper) = T::BOUNDS[i];
                let moved = T::START[i] + probe * (1.0 + T::START[i].abs()) * (1.0 + 0.37 * i as f64).sin();
                moved.max(lower + probe.min(0.1 * (upper - lower))).min(upper - probe.min(0.1 * (upper - lower)))
            });
            for (row, slopes) in nonzero.iter_mut().zip(jacobian::<T, N, M>(x)) {
                row.iter_mut().zip(slopes).for_each(|(seen, slope)| *seen |= slope != 0.0);
            }
        }
        let pattern = (0..M).flat_map(|i| (0..N).map(move |j| (i, j))).filter(|&(i, j)| nonzero[i][j]).collect();
        Self { bounds, pattern, textbook: PhantomData }
    }
}

/// ∂f/∂xⱼ in numbers `V`.
fn slopes<V: DualNum<f64> + Copy, const N: usize>(s: DualSVec<V, f64, N>) -> [V; N] {
    let [slopes] = s.eps.unwrap_generic(Const::<N>, U1).data.0;
    slopes
}

/// x as numbers that carry their derivatives.
fn seeded<V: DualNum<f64> + Copy, const N: usize>(x: [V; N]) -> [DualSVec<V, f64, N>; N] {
    std::array::from_fn(|i| DualSVec::from_re(x[i]).derivative(i))
}

fn jacobian<T: Textbook<N, M>, const N: usize, const M: usize>(x: [f64; N]) -> [[f64; N]; M] {
    T::constraints(seeded(x)).map(slopes)
}

/// ∇²ₓₓL(x, y) v: the derivative along v of the gradient of f + yᵀc.
fn lagrangian<T: Textbook<N, M>, const N: usize, const M: usize>(x: [f64; N], y: &[f64], v: [f64; N]) -> [f64; N] {
    let x = seeded(std::array::from_fn(|i| Dual64::new(x[i], v[i])));
    let f = slopes(T::value(x)).map(|slope| slope.eps);
    T::constraints(x).into_iter().zip(y).fold(f, |sum, (c, y)| {
        let c = slopes(c);
        std::array::from_fn(|i| sum[i] + y * c[i].eps)
    })
}

/// A vector as an array.
fn array<const N: usize>(x: &Vector) -> [f64; N] {
    std::array::from_fn(|i| x.as_slice()[i])
}

impl<T: Textbook<N, M>, const N: usize, const M: usize> Space for Program<T, N, M> {
    fn dim(&self) -> usize {
        N
    }

    fn start(&self) -> Vector {
        Vector::from_row_slice(&T::START)
    }

    fn bounds(&self) -> Option<Bounds> {
        self.bounds.clone()
    }
}

impl<T: Textbook<N, M>, const N: usize, const M: usize> Objective for Program<T, N, M> {
    fn value(&self, x: &Vector) -> f64 {
        T::value(array(x))
    }
}

impl<T: Textbook<N, M>, const N: usize, const M: usize> Smooth for Program<T, N, M> {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.value_gradient(x, g);
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        let f = T::value(seeded(array(x)));
        g.as_mut_slice().copy_from_slice(&slopes(f));
        f.re
    }
}

impl<T: Textbook<N, M>, const N: usize, const M: usize> Composite for Program<T, N, M> {
    fn penalty(&self, x: &Vector) -> f64 {
        let inside = self.bounds.as_ref().is_none_or(|b| x >= &b.lower && x <= &b.upper);
        if inside { 0.0 } else { f64::INFINITY }
    }

    fn prox(&self, v: &Vector, _t: f64, p: &mut Vector) {
        p.copy_from(v);
        if let Some(bounds) = &self.bounds {
            bounds.clamp(p);
        }
    }
}

impl<T: Textbook<N, M>, const N: usize, const M: usize> Constrained for Program<T, N, M> {
    fn constraints_len(&self) -> usize {
        M
    }

    fn constraint_bounds(&self) -> (Vector, Vector) {
        let side = |of: fn(&(f64, f64)) -> f64| Vector::from_iterator(M, T::CONSTRAINTS.iter().map(of));
        (side(|c| c.0), side(|c| c.1))
    }

    fn constraints(&self, x: &Vector, c: &mut Vector) {
        c.as_mut_slice().copy_from_slice(&T::constraints(array(x)));
    }

    fn jacobian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        let (x, v): ([f64; N], [f64; N]) = (array(x), array(v));
        let c = T::constraints(std::array::from_fn(|i| Dual64::new(x[i], v[i])));
        p.as_mut_slice().iter_mut().zip(c).for_each(|(p, c)| *p = c.eps);
    }

    fn jacobian_transpose_product(&self, x: &Vector, u: &Vector, p: &mut Vector) {
        let j = jacobian::<T, N, M>(array(x));
        let (p, u) = (p.as_mut_slice(), u.as_slice());
        p.fill(0.0);
        self.pattern.iter().for_each(|&(row, column)| p[column] += u[row] * j[row][column]);
    }

    fn jacobian_pattern(&self) -> Vec<(usize, usize)> {
        self.pattern.clone()
    }

    fn jacobian_values(&self, x: &Vector, values: &mut [f64]) {
        let j = jacobian::<T, N, M>(array(x));
        values.iter_mut().zip(&self.pattern).for_each(|(value, &(row, column))| *value = j[row][column]);
    }

    fn lagrangian_product(&self, x: &Vector, y: &Vector, v: &Vector, p: &mut Vector) {
        p.as_mut_slice().copy_from_slice(&lagrangian::<T, N, M>(array(x), y.as_slice(), array(v)));
    }

    fn lagrangian_hessian(&self, x: &Vector, y: &Vector, h: &mut Matrix) {
        for (j, column) in h.as_mut_slice().chunks_exact_mut(N).enumerate() {
            let unit = std::array::from_fn(|i| if i == j { 1.0 } else { 0.0 });
            column.copy_from_slice(&lagrangian::<T, N, M>(array(x), y.as_slice(), unit));
        }
    }
}

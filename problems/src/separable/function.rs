//! f(x) = Σₖ γₖ(Σₑ sₑ(x)): groups γₖ of elements sₑ that read a few variables each, written once over dual numbers.

use super::pattern::Pattern;
use crate::class::{Curved, LeastSquares, Objective, Smooth, Space};
use crate::{Instance, Known, Matrix, Offer, Prices, Reference, SmoothGap, Vector};
use nalgebra::{Const, U1};
use num_dual::{Dual, Dual2_64, Dual2SVec64, Dual64, DualNum, DualSVec};
use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;

/// A partially separable function: a sum of groups of elements, each of which reads at most `E` of the n variables.
///
/// Elements and groups are written once, generic over the numbers; values, gradients, Hessian products and sparse
/// Hessians follow exactly, each in one sweep over the elements and without an allocation.
pub trait Separable<const E: usize>: 'static {
    /// Number of variables n.
    fn dim(&self) -> usize;

    /// The start.
    fn start(&self) -> Vector;

    /// Number of elements.
    fn elements(&self) -> usize;

    /// The variables an element reads; one with fewer than `E` repeats any of them.
    fn variables(&self, element: usize) -> [usize; E];

    /// sₑ at its variables.
    fn element<D: DualNum<f64> + Copy>(&self, element: usize, x: [D; E]) -> D;

    /// Number of groups: as many as elements, unless some sum several.
    fn groups(&self) -> usize {
        self.elements()
    }

    /// The elements that a group sums; groups may share elements.
    fn members(&self, group: usize) -> Range<usize> {
        group..group + 1
    }

    /// γₖ(s): ½ s² unless the function says otherwise.
    fn group<D: DualNum<f64> + Copy>(&self, _group: usize, s: D) -> D {
        s * s * 0.5
    }
}

/// A partially separable function whose groups are all ½ s²: their sums are residuals.
pub trait Squares<const E: usize>: Separable<E> {}

/// A partially separable function as a problem.
pub(crate) struct Assembled<F, const E: usize> {
    function: F,
    pattern: OnceCell<Pattern<E>>,
    scratch: RefCell<Vec<f64>>,
}

/// An instance over all that is known of the function.
pub(crate) fn curved<F: Separable<E>, const E: usize>(function: F, optimum: Reference, solution: Vector) -> Instance {
    let problem = Rc::new(Assembled::new(function));
    judged(Offer::of(Rc::clone(&problem)).curved(), problem, optimum, solution)
}

/// The same where the groups are squares.
pub(crate) fn squares<F: Squares<E>, const E: usize>(function: F, optimum: Reference, solution: Vector) -> Instance {
    let problem = Rc::new(Assembled::new(function));
    judged(Offer::of(Rc::clone(&problem)).curved().least_squares(), problem, optimum, solution)
}

/// The instance of a problem that is offered, judged by f(x) − f*.
pub(crate) fn judged<P: Smooth + 'static>(
    offer: Offer<P>,
    problem: Rc<P>,
    optimum: Reference,
    solution: Vector,
) -> Instance {
    let known = Known {
        optimal_value: Some(optimum.value),
        distance: Some(crate::distance(&problem.start(), &solution)),
        ..Known::default()
    };
    let judge = SmoothGap::new(problem, optimum, Some(solution));
    Instance { problem: offer.problem(), judge: Box::new(judge), known }
}

/// An element at a point: its variables, its value and its slopes.
#[derive(Clone, Copy)]
struct Part<N, const E: usize> {
    variables: [usize; E],
    value: N,
    slopes: [N; E],
}

/// A group of at most so many elements is evaluated once, a larger one first for its sum, then for its slopes.
const KEPT: usize = 16;

impl<F: Separable<E>, const E: usize> Assembled<F, E> {
    pub(crate) fn new(function: F) -> Self {
        Self { function, pattern: OnceCell::new(), scratch: RefCell::default() }
    }

    /// sₑ at numbers made from its variables.
    fn inner<N: DualNum<f64> + Copy>(&self, element: usize, number: &impl Fn(usize) -> N) -> N {
        self.function.element(element, self.function.variables(element).map(number))
    }

    /// Σ sₑ over a group.
    fn sum<N: DualNum<f64> + Copy>(&self, group: usize, number: &impl Fn(usize) -> N) -> N {
        self.function.members(group).fold(N::zero(), |s, e| s + self.inner(e, number))
    }

    /// sₑ and its derivatives by each of its variables.
    fn part<N: DualNum<f64> + Copy>(&self, element: usize, number: &impl Fn(usize) -> N) -> Part<N, E> {
        let variables = self.function.variables(element);
        let x = std::array::from_fn(|k| DualSVec::<N, f64, E>::from_re(number(variables[k])).derivative(k));
        let s = self.function.element(element, x);
        let [slopes] = s.eps.unwrap_generic(Const::<E>, U1).data.0;
        Part { variables, value: s.re, slopes }
    }

    /// Σ outer(g, Σ sₑ) in numbers `N`; each outer′ ∂sₑ goes to `add` with its variable.
    ///
    /// Over the real numbers that is a value and a gradient; over x + εv the ε of what is added is a Hessian product.
    fn sweep<N: DualNum<f64> + Copy>(
        &self,
        number: impl Fn(usize) -> N,
        outer: impl Fn(usize, Dual<N, f64>) -> Dual<N, f64>,
        mut add: impl FnMut(usize, N),
    ) -> N {
        let mut f = N::zero();
        let mut kept = [Part { variables: [0; E], value: N::zero(), slopes: [N::zero(); E] }; KEPT];
        for group in 0..self.function.groups() {
            let members = self.function.members(group);
            let mut close = |s: N| {
                let term = outer(group, Dual::new(s, N::one()));
                f += term.re;
                term.eps
            };
            let mut scatter = |weight: N, part: &Part<N, E>| {
                part.variables.iter().zip(part.slopes).for_each(|(i, slope)| add(*i, weight * slope));
            };
            if members.len() == 1 {
                let part = self.part(members.start, &number);
                scatter(close(part.value), &part);
            } else if members.len() <= KEPT {
                let kept = &mut kept[..members.len()];
                let mut s = N::zero();
                for (part, element) in kept.iter_mut().zip(members) {
                    *part = self.part(element, &number);
                    s += part.value;
                }
                let weight = close(s);
                for part in kept {
                    scatter(weight, part);
                }
            } else {
                let weight = close(self.sum(group, &number));
                members.for_each(|element| scatter(weight, &self.part(element, &number)));
            }
        }
        f
    }

    fn pattern(&self) -> &Pattern<E> {
        self.pattern.get_or_init(|| {
            let groups = (0..self.function.groups()).map(|group| self.function.members(group));
            Pattern::of(groups, |element| self.function.variables(element))
        })
    }
}

impl<F: Separable<E>, const E: usize> Space for Assembled<F, E> {
    fn dim(&self) -> usize {
        self.function.dim()
    }

    fn start(&self) -> Vector {
        self.function.start()
    }

    /// One sweep of products per variable of an element gives every element's Hessian.
    fn prices(&self) -> Prices {
        Prices { hessian: Some(2 * E as u64), ..Prices::default() }
    }
}

impl<F: Separable<E>, const E: usize> Objective for Assembled<F, E> {
    fn value(&self, x: &Vector) -> f64 {
        let x = x.as_slice();
        let term = |group| self.function.group(group, self.sum(group, &|i| x[i]));
        (0..self.function.groups()).map(term).sum()
    }
}

impl<F: Separable<E>, const E: usize> Smooth for Assembled<F, E> {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.value_gradient(x, g);
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        let (x, g) = (x.as_slice(), g.as_mut_slice());
        g.fill(0.0);
        self.sweep(|i| x[i], |group, s| self.function.group(group, s), |i, slope| g[i] += slope)
    }
}

impl<F: Separable<E>, const E: usize> Curved for Assembled<F, E> {
    fn hessian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        let (x, v, p) = (x.as_slice(), v.as_slice(), p.as_mut_slice());
        p.fill(0.0);
        let along = |i: usize| Dual64::new(x[i], v[i]);
        self.sweep(along, |group, s| self.function.group(group, s), |i, slope| p[i] += slope.eps);
    }

    fn hessian(&self, x: &Vector, h: &mut Matrix) {
        let pattern = self.pattern();
        let mut values = self.scratch.borrow_mut();
        values.resize(pattern.entries.len(), 0.0);
        self.hessian_values(x, &mut values);
        h.fill(0.0);
        for (&(i, j), value) in pattern.entries.iter().zip(values.iter()) {
            (h[(i, j)], h[(j, i)]) = (*value, *value);
        }
    }

    fn hessian_pattern(&self) -> Vec<(usize, usize)> {
        self.pattern().entries.clone()
    }

    /// γ″ ∇s∇sᵀ + γ′ Σ ∇²sₑ of every group.
    fn hessian_values(&self, x: &Vector, values: &mut [f64]) {
        let x = x.as_slice();
        values.fill(0.0);
        let mut filling = self.pattern().filling(values);
        for group in 0..self.function.groups() {
            let s = Dual2_64::new(self.sum(group, &|i| x[i]), 1.0, 0.0);
            let outer = self.function.group(group, s);
            for element in self.function.members(group) {
                let variables = self.function.variables(element);
                let number = |k: usize| Dual2SVec64::<E>::from_re(x[variables[k]]).derivative(k);
                let s = self.function.element(element, std::array::from_fn(number));
                let [slopes] = s.v1.unwrap_generic(U1, Const::<E>).transpose().data.0;
                filling.add_element(outer.v1, &slopes, &s.v2.unwrap_generic(Const::<E>, Const::<E>).data.0);
            }
            filling.close_group(outer.v2);
        }
    }
}

impl<F: Squares<E>, const E: usize> Assembled<F, E> {
    /// Hands each residual's variables and its slopes by them to `each`, element by element.
    pub(crate) fn slopes(&self, x: &Vector, mut each: impl FnMut(usize, [usize; E], [f64; E])) {
        let x = x.as_slice();
        for group in 0..self.function.groups() {
            for element in self.function.members(group) {
                let part = self.part(element, &|i| x[i]);
                each(group, part.variables, part.slopes);
            }
        }
    }

    /// p ← p + Σₖ yₖ ∇²rₖ(x) v.
    pub(crate) fn add_bend(&self, x: &Vector, y: &Vector, v: &Vector, p: &mut Vector) {
        let (x, y, v, p) = (x.as_slice(), y.as_slice(), v.as_slice(), p.as_mut_slice());
        let along = |i: usize| Dual64::new(x[i], v[i]);
        self.sweep(along, |group, s| s * y[group], |i, slope| p[i] += slope.eps);
    }
}

impl<F: Squares<E>, const E: usize> LeastSquares for Assembled<F, E> {
    fn residuals_len(&self) -> usize {
        self.function.groups()
    }

    fn residuals(&self, x: &Vector, r: &mut Vector) {
        let x = x.as_slice();
        r.as_mut_slice().iter_mut().enumerate().for_each(|(group, r)| *r = self.sum(group, &|i| x[i]));
    }

    fn jacobian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        let (x, v) = (x.as_slice(), v.as_slice());
        let along = |i: usize| Dual64::new(x[i], v[i]);
        p.as_mut_slice().iter_mut().enumerate().for_each(|(group, p)| *p = self.sum(group, &along).eps);
    }

    fn jacobian_transpose_product(&self, x: &Vector, u: &Vector, p: &mut Vector) {
        let (x, u, p) = (x.as_slice(), u.as_slice(), p.as_mut_slice());
        p.fill(0.0);
        self.sweep(|i| x[i], |group, s| s * u[group], |i, slope| p[i] += slope);
    }

    fn jacobian(&self, x: &Vector, j: &mut Matrix) {
        j.fill(0.0);
        self.slopes(x, |group, variables, slopes| {
            variables.iter().zip(slopes).for_each(|(i, slope)| j[(group, *i)] += slope);
        });
    }
}

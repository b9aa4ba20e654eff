//! f(x) = Σₖ γₖ(Σₑ sₑ(x)): groups γₖ of elements sₑ that read a few variables each, written once over dual numbers.

use super::pattern::Pattern;
use super::sum::{Element, Sum};
use super::sweep::{Bends, Line, Point, Slopes, Sweep};
use crate::class::{Curved, LeastSquares, Objective, Smooth, Space};
use crate::{Instance, Known, Matrix, Offer, Prices, Reference, SmoothGap, Vector};
use nalgebra::{Const, U1};
use num_dual::{Dual, Dual2_64, Dual2SVec64, DualNum};
use std::array::from_fn;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

/// A partially separable function: sums of groups of elements, each of which reads at most `E` of the n variables.
///
/// Elements and groups are written once, generic over the numbers; values, gradients, Hessian products and sparse
/// Hessians follow exactly, each in one sweep over the elements and without an allocation. [`Loops`] are for those that
/// the sweep is slow for.
pub trait Separable<const E: usize>: 'static {
    /// How far apart the variables of the first kinds stand: these have loops of their own, which the compiler makes fast.
    const STEPS: &'static [[usize; E]] = &[[1; E]; 2];

    /// Number of variables n.
    fn dim(&self) -> usize;

    /// The start.
    fn start(&self) -> Vector;

    /// The sums of f: their elements by kind, and what each reads.
    fn sums(&self) -> Vec<Sum<E>>;

    /// sₑ of a kind at its variables; `i` is its number among its kind.
    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, i: usize, x: [D; E]) -> D;

    /// sₑ and its derivatives by its variables: by dual numbers, unless the function has faster formulas.
    #[inline]
    fn slopes<D: DualNum<f64> + Copy>(&self, kind: usize, i: usize, x: [D; E]) -> (D, [D; E]) {
        let mut s = D::zero();
        let slopes = from_fn(|k| {
            let along = |j: usize| if j == k { D::one() } else { D::zero() };
            let dual = self.element(kind, i, from_fn(|j| Dual::new(x[j], along(j))));
            s = dual.re;
            dual.eps
        });
        (s, slopes)
    }

    /// γ(s) where the first element is of the kind: ½ s² unless the function says otherwise.
    fn group<D: DualNum<f64> + Copy>(&self, _kind: usize, s: D) -> D {
        s * s * 0.5
    }

    /// The function's own loops for values and gradients, if it has any.
    fn loops(&self) -> Option<&dyn Loops> {
        None
    }
}

/// f and ∇f as loops over the variables, faster than a sweep that visits a variable once for every element.
pub trait Loops {
    /// f(x).
    fn value(&self, x: &[f64]) -> f64;

    /// g ← ∇f(x).
    fn gradient(&self, x: &[f64], g: &mut [f64]);
}

/// A partially separable function whose groups are all ½ s²: their sums are residuals.
pub trait Squares<const E: usize>: Separable<E> {}

/// A partially separable function as a problem.
pub(crate) struct Assembled<F, const E: usize> {
    function: F,
    sums: Vec<Sum<E>>,
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

impl<F: Separable<E>, const E: usize> Assembled<F, E> {
    pub(crate) fn new(function: F) -> Self {
        let sums = function.sums();
        Self { function, sums, pattern: OnceCell::new(), scratch: RefCell::default() }
    }

    /// Each sum with the number of its first group.
    fn numbered(&self) -> impl Iterator<Item = (usize, &Sum<E>)> {
        self.sums.iter().scan(0, |groups, sum| {
            let first = *groups;
            *groups += sum.groups();
            Some((first, sum))
        })
    }

    fn at<P: Point>(&self, point: P) -> Sweep<'_, F, P, E> {
        Sweep { function: &self.function, point }
    }

    fn pattern(&self) -> &Pattern<E> {
        self.pattern.get_or_init(|| {
            let groups = self.sums.iter().flat_map(|sum| (0..sum.groups()).map(|group| sum.members(group)));
            Pattern::of(groups.map(|members| members.map(|element| element.variables)))
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
        if let Some(loops) = self.function.loops() {
            return loops.value(x.as_slice());
        }
        let sweep = self.at(x.as_slice());
        self.sums.iter().map(|sum| sweep.value(sum)).sum()
    }
}

impl<F: Separable<E>, const E: usize> Smooth for Assembled<F, E> {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        match self.function.loops() {
            Some(loops) => loops.gradient(x.as_slice(), g.as_mut_slice()),
            None => _ = self.value_gradient(x, g),
        }
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        if let Some(loops) = self.function.loops() {
            loops.gradient(x.as_slice(), g.as_mut_slice());
            return loops.value(x.as_slice());
        }
        g.as_mut_slice().fill(0.0);
        let (sweep, mut g) = (self.at(x.as_slice()), Slopes(g.as_mut_slice()));
        self.sums.iter().map(|sum| sweep.gradient(sum, &mut g)).sum()
    }
}

impl<F: Separable<E>, const E: usize> Curved for Assembled<F, E> {
    fn hessian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        p.as_mut_slice().fill(0.0);
        let (sweep, mut p) = (self.at(Line { x: x.as_slice(), v: v.as_slice() }), Bends(p.as_mut_slice()));
        self.sums.iter().for_each(|sum| {
            sweep.gradient(sum, &mut p);
        });
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
        for (sum, group) in self.sums.iter().flat_map(|sum| (0..sum.groups()).map(move |group| (sum, group))) {
            let sums = |s, Element { kind, number, variables }| {
                s + self.function.element(kind, number, variables.map(|i| x[i]))
            };
            let s = Dual2_64::new(sum.members(group).fold(0.0, sums), 1.0, 0.0);
            let outer = self.function.group(sum.kind(), s);
            for Element { kind, number, variables } in sum.members(group) {
                let along = |k: usize| Dual2SVec64::<E>::from_re(x[variables[k]]).derivative(k);
                let s = self.function.element(kind, number, std::array::from_fn(along));
                let [slopes] = s.v1.unwrap_generic(U1, Const::<E>).transpose().data.0;
                filling.add_element(outer.v1, &slopes, &s.v2.unwrap_generic(Const::<E>, Const::<E>).data.0);
            }
            filling.close_group(outer.v2);
        }
    }
}

impl<F: Squares<E>, const E: usize> Assembled<F, E> {
    /// Hands each residual's variables and its slopes by them to `visit`, element by element.
    pub(crate) fn slopes(&self, x: &Vector, mut visit: impl FnMut(usize, [usize; E], [f64; E])) {
        let sweep = self.at(x.as_slice());
        for (first, sum) in self.numbered() {
            sweep.elements(sum, |group, variables, slopes| visit(first + group, variables, slopes));
        }
    }

    /// p ← p + Σₖ yₖ ∇²rₖ(x) v.
    pub(crate) fn add_bend(&self, x: &Vector, y: &Vector, v: &Vector, p: &mut Vector) {
        let (sweep, y) = (self.at(Line { x: x.as_slice(), v: v.as_slice() }), y.as_slice());
        let mut p = Bends(p.as_mut_slice());
        for (first, sum) in self.numbered() {
            sweep.slopes(sum, |group, s| s * y[first + group], &mut p);
        }
    }
}

impl<F: Squares<E>, const E: usize> LeastSquares for Assembled<F, E> {
    fn residuals_len(&self) -> usize {
        self.sums.iter().map(Sum::groups).sum()
    }

    fn residuals(&self, x: &Vector, r: &mut Vector) {
        let (sweep, r) = (self.at(x.as_slice()), r.as_mut_slice());
        for (first, sum) in self.numbered() {
            sweep.each(sum, |group, s| r[first + group] = s);
        }
    }

    fn jacobian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        let (sweep, p) = (self.at(Line { x: x.as_slice(), v: v.as_slice() }), p.as_mut_slice());
        for (first, sum) in self.numbered() {
            sweep.each(sum, |group, s| p[first + group] = s.eps);
        }
    }

    fn jacobian_transpose_product(&self, x: &Vector, u: &Vector, p: &mut Vector) {
        p.as_mut_slice().fill(0.0);
        let (sweep, u, mut p) = (self.at(x.as_slice()), u.as_slice(), Slopes(p.as_mut_slice()));
        for (first, sum) in self.numbered() {
            sweep.slopes(sum, |group, s| s * u[first + group], &mut p);
        }
    }

    fn jacobian(&self, x: &Vector, j: &mut Matrix) {
        j.fill(0.0);
        self.slopes(x, |residual, variables, slopes| {
            variables.iter().zip(slopes).for_each(|(i, slope)| j[(residual, *i)] += slope);
        });
    }
}

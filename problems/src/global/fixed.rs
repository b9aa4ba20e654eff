//! What the functions of a fixed number of variables share: derivatives by dual numbers, boxes, judges.

use super::over::golden;
use crate::class::{Bounds, Curved, Objective, Smooth, Space};
use crate::gap::Gap;
use crate::{Instance, Known, Matrix, Offer, Prices, Reference, SmoothGap, Vector, distance};
use nalgebra::{Const, U1};
use num_dual::{Dual2SVec64, DualNum, DualSVec64};
use std::rc::Rc;

/// A smooth function of N variables, written once over dual numbers.
pub(super) trait Formula<const N: usize>: 'static {
    /// f(x).
    fn value<D: DualNum<f64> + Copy>(&self, x: [D; N]) -> D;
}

/// A box, and the minimum in it.
pub(super) struct Place<const N: usize> {
    pub(super) lower: [f64; N],
    pub(super) upper: [f64; N],
    pub(super) optimum: f64,
    pub(super) solutions: &'static [[f64; N]],
    /// Rounding of values near the minimum, where it is more than that of f*.
    pub(super) floor: f64,
}

impl<const N: usize> Place<N> {
    fn bounds(&self) -> Bounds {
        Bounds { lower: Vector::from_column_slice(&self.lower), upper: Vector::from_column_slice(&self.upper) }
    }

    /// The solutions, the nearest to the start first.
    fn solutions(&self, start: &Vector) -> Vec<Vector> {
        let mut solutions: Vec<Vector> = self.solutions.iter().map(|x| Vector::from_column_slice(x)).collect();
        solutions.sort_by(|x, y| distance(start, x).total_cmp(&distance(start, y)));
        solutions
    }

    fn known(&self, start: &Vector, solution: &Vector) -> Known {
        Known { optimal_value: Some(self.optimum), distance: Some(distance(start, solution)), ..Known::default() }
    }
}

struct Smoothly<F, const N: usize> {
    formula: F,
    bounds: Bounds,
    start: Vector,
}

/// The instance of a smooth function.
pub(super) fn curved<F: Formula<N>, const N: usize>(formula: F, place: &Place<N>, spread: f64) -> Instance {
    let bounds = place.bounds();
    let start = golden(&bounds, spread);
    let solutions = place.solutions(&start);
    let known = place.known(&start, &solutions[0]);
    let problem = Rc::new(Smoothly { formula, bounds, start });
    let judge = SmoothGap::new(Rc::clone(&problem), Reference::closed_form(place.optimum), None);
    let judge = solutions.into_iter().fold(judge.attaining(place.floor), SmoothGap::or);
    Instance { problem: Offer::of(problem).curved().problem(), judge: Box::new(judge), known }
}

impl<F: Formula<N>, const N: usize> Space for Smoothly<F, N> {
    fn dim(&self) -> usize {
        N
    }

    fn start(&self) -> Vector {
        self.start.clone()
    }

    fn bounds(&self) -> Option<Bounds> {
        Some(self.bounds.clone())
    }

    /// Second dual numbers give all of it at once.
    fn prices(&self) -> Prices {
        Prices { hessian: Some(N as u64), ..Prices::default() }
    }
}

impl<F: Formula<N>, const N: usize> Objective for Smoothly<F, N> {
    fn value(&self, x: &Vector) -> f64 {
        self.formula.value(std::array::from_fn(|i| x[i]))
    }
}

impl<F: Formula<N>, const N: usize> Smooth for Smoothly<F, N> {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.value_gradient(x, g);
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        let f = self.formula.value(std::array::from_fn(|i| DualSVec64::<N>::from_re(x[i]).derivative(i)));
        g.as_mut_slice().copy_from_slice(f.eps.unwrap_generic(Const::<N>, U1).as_slice());
        f.re
    }
}

impl<F: Formula<N>, const N: usize> Smoothly<F, N> {
    fn second(&self, x: &Vector) -> [[f64; N]; N] {
        let f = self.formula.value(std::array::from_fn(|i| Dual2SVec64::<N>::from_re(x[i]).derivative(i)));
        f.v2.unwrap_generic(Const::<N>, Const::<N>).data.0
    }
}

impl<F: Formula<N>, const N: usize> Curved for Smoothly<F, N> {
    fn hessian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        let columns = self.second(x);
        p.fill(0.0);
        for (column, v) in columns.iter().zip(v.as_slice()) {
            p.as_mut_slice().iter_mut().zip(column).for_each(|(p, h)| *p += h * v);
        }
    }

    fn hessian(&self, x: &Vector, h: &mut Matrix) {
        h.as_mut_slice().copy_from_slice(self.second(x).as_flattened());
    }
}

struct Roughly<F, const N: usize> {
    formula: F,
    bounds: Bounds,
    start: Vector,
}

/// The instance of a function with edges. Outside the box it is what it is at the nearest point of the box, plus the
/// squared distance to it: some have better values outside.
pub(super) fn black_box<F: Fn([f64; N]) -> f64 + 'static, const N: usize>(
    formula: F,
    place: &Place<N>,
    spread: f64,
) -> Instance {
    let bounds = place.bounds();
    let start = golden(&bounds, spread);
    let solutions = place.solutions(&start);
    let known = place.known(&start, &solutions[0]);
    let problem = Rc::new(Roughly { formula, bounds, start });
    let judge = Gap::new(Rc::clone(&problem), Reference::closed_form(place.optimum), solutions.first().cloned());
    let nearest = move |x: &Vector| solutions.iter().map(|solution| distance(x, solution)).fold(f64::NAN, f64::min);
    let judge = judge.attaining(place.floor).measured_by(nearest);
    Instance { problem: Offer::of(problem).objective().problem(), judge: Box::new(judge), known }
}

impl<F: Fn([f64; N]) -> f64, const N: usize> Space for Roughly<F, N> {
    fn dim(&self) -> usize {
        N
    }

    fn start(&self) -> Vector {
        self.start.clone()
    }

    fn bounds(&self) -> Option<Bounds> {
        Some(self.bounds.clone())
    }
}

impl<F: Fn([f64; N]) -> f64, const N: usize> Objective for Roughly<F, N> {
    fn value(&self, x: &Vector) -> f64 {
        let inside: [f64; N] = std::array::from_fn(|i| x[i].max(self.bounds.lower[i]).min(self.bounds.upper[i]));
        let outside: f64 = x.as_slice().iter().zip(inside).map(|(x, inside)| (x - inside) * (x - inside)).sum();
        (self.formula)(inside) + outside
    }
}

/// A family of one function in one box.
macro_rules! function {
    ($family:ident, $of:literal, $classes:expr, $dim:literal, $about:expr, $instance:expr) => {
        #[doc = $of]
        #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $family {
            spread: f64,
        }

        impl Default for $family {
            fn default() -> Self {
                Self { spread: 1.0 }
            }
        }

        impl crate::Family for $family {
            const ABOUT: crate::About = $about;

            type Made = ();

            fn classes(&self) -> Vec<crate::Class> {
                $classes.to_vec()
            }

            fn dim(&self) -> usize {
                $dim
            }

            fn make(&self, _rng: &mut crate::Rng, _data: &crate::Data) -> Result<(), crate::Error> {
                crate::expect((0.0..=1.0).contains(&self.spread), "spread", self.spread, "0 to 1")
            }

            fn instance(&self, _made: &std::sync::Arc<()>) -> crate::Instance {
                ($instance)(self.spread)
            }
        }
    };
}
pub(super) use function;

/// A smooth function of one formula: its family, and its dual-number code.
macro_rules! smooth_function {
    ($family:ident, $of:literal, $dim:literal, $about:expr, $place:expr, |$x:pat_param| $formula:expr) => {
        crate::global::fixed::function!($family, $of, crate::global::over::CURVED, $dim, $about, |spread| {
            crate::global::fixed::curved($family::default(), &$place, spread)
        });

        impl crate::global::fixed::Formula<$dim> for $family {
            fn value<D: num_dual::DualNum<f64> + Copy>(&self, $x: [D; $dim]) -> D {
                $formula
            }
        }
    };
}
pub(super) use smooth_function;

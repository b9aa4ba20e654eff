//! What the functions of any dimension share: their box, start and judge.

use crate::class::{Bounds, Curved, Objective, Smooth, Space, curved::columns_by_products};
use crate::{Instance, Known, Matrix, Offer, Reference, SmoothGap, Vector, distance};
use std::cell::RefCell;
use std::rc::Rc;

/// A function with a gradient, on slices.
pub(super) trait Formula: 'static {
    /// f(x).
    fn value(&self, x: &[f64]) -> f64;

    /// g ← ∇f(x), returns f(x).
    fn value_gradient(&self, x: &[f64], g: &mut [f64]) -> f64;
}

/// One with second derivatives.
pub(super) trait Twice: Formula {
    /// p ← ∇²f(x) v.
    fn hessian_product(&self, x: &[f64], v: &[f64], p: &mut [f64]);

    /// ∂ᵢⱼf = 0 where |i − j| is more.
    fn band(&self) -> usize;
}

/// A function in its box.
pub(super) struct Over<F> {
    formula: F,
    bounds: Bounds,
    start: Vector,
    /// A direction and a product, for banded Hessians.
    scratch: RefCell<[Vector; 2]>,
}

/// What is known of a function's minimum.
pub(super) struct Minimum {
    pub(super) value: Reference,
    pub(super) solution: Vector,
    /// Rounding of values near it.
    pub(super) floor: f64,
}

/// The point of a box, drawn to its centre by `spread`, whose coordinates are the multiples of the golden ratio modulo 1.
pub(super) fn golden(bounds: &Bounds, spread: f64) -> Vector {
    const RATIO: f64 = 0.618_033_988_749_894_9;
    Vector::from_fn(bounds.lower.len(), |i, _| {
        let (l, u) = (bounds.lower[i], bounds.upper[i]);
        0.5 * (l + u) + spread * (u - l) * ((RATIO * (i as f64 + 1.0)).fract() - 0.5)
    })
}

/// What the parameter `spread` means.
pub(super) const SPREAD: (&str, &str) = (
    "spread",
    "how far out the start is, from 0 for the centre c of the box [l, u] to 1: \
     x⁰ᵢ = cᵢ + spread (uᵢ − lᵢ) (frac(0.618… i) − 1/2)",
);
/// What the parameter `dim` means.
pub(super) const DIM: (&str, &str) = ("dim", "number of variables n");

impl<F: Formula> Over<F> {
    fn new(formula: F, [lower, upper]: [f64; 2], spread: f64, minimum: &Minimum) -> (Rc<Self>, Known) {
        let n = minimum.solution.len();
        let bounds = Bounds::cube(n, lower, upper);
        let start = golden(&bounds, spread);
        let known = Known {
            optimal_value: Some(minimum.value.value),
            distance: Some(distance(&start, &minimum.solution)),
            ..Known::default()
        };
        let scratch = RefCell::new([Vector::zeros(n), Vector::zeros(n)]);
        (Rc::new(Self { formula, bounds, start, scratch }), known)
    }
}

/// An instance with gradients.
pub(super) fn smooth<F: Formula>(formula: F, bounds: [f64; 2], spread: f64, minimum: Minimum) -> Instance {
    let (problem, known) = Over::new(formula, bounds, spread, &minimum);
    let judge = SmoothGap::new(Rc::clone(&problem), minimum.value, Some(minimum.solution)).attaining(minimum.floor);
    Instance { problem: Offer::of(problem).smooth().problem(), judge: Box::new(judge), known }
}

/// An instance with second derivatives; `known` adds what is proven of them.
pub(super) fn curved<F: Twice>(
    formula: F,
    bounds: [f64; 2],
    spread: f64,
    minimum: Minimum,
    known: impl FnOnce(Known) -> Known,
) -> Instance {
    let (problem, basic) = Over::new(formula, bounds, spread, &minimum);
    let judge = SmoothGap::new(Rc::clone(&problem), minimum.value, Some(minimum.solution)).attaining(minimum.floor);
    Instance { problem: Offer::of(problem).curved().problem(), judge: Box::new(judge), known: known(basic) }
}

impl<F: Formula> Space for Over<F> {
    fn dim(&self) -> usize {
        self.start.len()
    }

    fn start(&self) -> Vector {
        self.start.clone()
    }

    fn bounds(&self) -> Option<Bounds> {
        Some(self.bounds.clone())
    }
}

impl<F: Formula> Objective for Over<F> {
    fn value(&self, x: &Vector) -> f64 {
        self.formula.value(x.as_slice())
    }
}

impl<F: Formula> Smooth for Over<F> {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.value_gradient(x, g);
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        self.formula.value_gradient(x.as_slice(), g.as_mut_slice())
    }
}

impl<F: Twice> Over<F> {
    /// Columns that no row has two of.
    fn colors(&self) -> usize {
        self.dim().min(2 * self.formula.band() + 1)
    }
}

impl<F: Twice> Curved for Over<F> {
    fn hessian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        self.formula.hessian_product(x.as_slice(), v.as_slice(), p.as_mut_slice());
    }

    fn hessian(&self, x: &Vector, h: &mut Matrix) {
        columns_by_products(self.dim(), h, |v, p| self.hessian_product(x, v, p));
    }

    fn hessian_pattern(&self) -> Vec<(usize, usize)> {
        let band = self.formula.band();
        (0..self.dim()).flat_map(|i| (i.saturating_sub(band)..=i).map(move |j| (i, j))).collect()
    }

    fn hessian_values(&self, x: &Vector, values: &mut [f64]) {
        let [v, p] = &mut *self.scratch.borrow_mut();
        let (n, band, colors) = (self.dim(), self.formula.band(), self.colors());
        for color in 0..colors {
            v.fill(0.0);
            (color..n).step_by(colors).for_each(|j| v[j] = 1.0);
            self.hessian_product(x, v, p);
            // Rows i hold the columns i − band … i, the first ones fewer.
            let mut row = 0;
            for i in 0..n {
                let first = i.saturating_sub(band);
                let j = first + (color + colors - first % colors) % colors;
                if j <= i {
                    values[row + j - first] = p[i];
                }
                row += i - first + 1;
            }
        }
    }
}

/// A family with a dimension and a spread: its name, least dimension, and instance.
macro_rules! family {
    ($family:ident, $of:literal, $classes:expr, $least:literal, $about:expr, |$dim:ident, $spread:ident| $instance:expr) => {
        #[doc = $of]
        #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $family {
            dim: usize,
            spread: f64,
        }

        impl Default for $family {
            fn default() -> Self {
                Self { dim: 10, spread: 1.0 }
            }
        }

        impl crate::Family for $family {
            const ABOUT: crate::About = $about;

            type Made = ();

            fn classes(&self) -> Vec<crate::Class> {
                $classes.to_vec()
            }

            fn dim(&self) -> usize {
                self.dim
            }

            fn make(&self, _rng: &mut crate::Rng, _data: &crate::Data) -> Result<(), crate::Error> {
                const DIMS: &str = concat!($least, " to 10000000");
                crate::expect(($least..=10_000_000).contains(&self.dim), "dim", self.dim, DIMS)?;
                crate::expect((0.0..=1.0).contains(&self.spread), "spread", self.spread, "0 to 1")
            }

            fn instance(&self, _made: &std::sync::Arc<()>) -> crate::Instance {
                let (&$dim, &$spread) = (&self.dim, &self.spread);
                $instance
            }
        }
    };
}
pub(super) use family;

/// The classes of a function with gradients.
pub(super) const SMOOTH: [crate::Class; 2] = [crate::Class::Objective, crate::Class::Smooth];
/// The classes of a function with second derivatives.
pub(super) const CURVED: [crate::Class; 3] = [crate::Class::Objective, crate::Class::Smooth, crate::Class::Curved];

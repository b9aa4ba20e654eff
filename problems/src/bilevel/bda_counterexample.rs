//! ½‖y₁‖² − xᵀy₁ below, ½‖x − y₂‖² + ½‖y₁ − e‖² above: a lower level without a unique solution.

use crate::class::{Batch, Bilevel, Space};
use crate::{About, Class, Data, Error, ErrorKind, Family, Instance, Judge, Known, Measures, Offer, Prices};
use crate::{Reference, Rng, Vector, expect, lanes};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// The counter-example to unrolled gradient descent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BdaCounterexample {
    dim: usize,
    start_upper: f64,
    start_lower: f64,
}

impl Default for BdaCounterexample {
    fn default() -> Self {
        Self { dim: 10, start_upper: 0.0, start_lower: 0.0 }
    }
}

impl Family for BdaCounterexample {
    const ABOUT: About = About {
        name: "bda-counterexample",
        title: "bilevel counter-example: a lower level that leaves half of its variables free",
        formula: "min over x and y in argmin f(x, ·) of F,  F = ½‖x − y₂‖² + ½‖y₁ − e‖²,  f = ½‖y₁‖² − xᵀy₁,  y = (y₁, y₂), \
                  x, y₁, y₂ in Rⁿ, e = (1, …, 1).  f does not see y₂: differentiating K steps of gradient descent on f finds \
                  (e + y₂⁰)/2 as K grows, not e",
        optimum: "x = y₁ = y₂ = e, F* = 0; φ(x) = min of F over the lower solutions (optimistic) = ½‖x − e‖² (closed form); \
                  error φ(x) − φ*, of x alone, ‖x − e‖ beside it",
        source: "Liu, Mu, Yuan, Zeng and Zhang, A generic first-order algorithmic framework for bi-level programming beyond \
                 lower-level singleton, ICML 2020, example 1 and section 5",
        parameters: &[
            ("dim", "n: x has n entries, y has 2n"),
            ("start_upper", "every entry of x at the start"),
            ("start_lower", "every entry of y at the start: 0, 2 or 0.01 in the papers"),
        ],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        vec![Class::Bilevel]
    }

    fn dim(&self) -> usize {
        3 * self.dim
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        expect((1..=1_000_000).contains(&self.dim), "dim", self.dim, "1 to 1000000")?;
        let start = self.start_upper;
        expect(
            start.is_finite() && (start - 1.0).abs() > 0.0,
            "start_upper",
            start,
            "a number other than 1, where x is solved",
        )?;
        expect(self.start_lower.is_finite(), "start_lower", self.start_lower, "a number")
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        let n = self.dim;
        let start = Vector::from_fn(3 * n, |i, _| if i < n { self.start_upper } else { self.start_lower });
        let known = Known {
            smoothness: Some(1.0),
            strong_convexity: Some(1.0),
            optimal_value: Some(0.0),
            distance: Some(from_ones(start.as_slice()).sqrt()),
            lower_smoothness: Some(1.0),
            upper_smoothness: Some(1.0),
            ..Known::default()
        };
        let problem = Offer::of(Rc::new(Levels { n, start })).bilevel().problem();
        Instance { problem, judge: Box::new(Referee { n }), known }
    }
}

struct Levels {
    n: usize,
    start: Vector,
}

impl Space for Levels {
    fn dim(&self) -> usize {
        3 * self.n
    }

    fn start(&self) -> Vector {
        self.start.clone()
    }

    fn prices(&self) -> Prices {
        Prices { hessian_product: 1, ..Prices::default() }
    }
}

impl Bilevel for Levels {
    fn split(&self) -> (usize, usize) {
        (self.n, 2 * self.n)
    }

    fn upper_value(&self, x: &Vector, y: &Vector, _batch: Batch<'_>) -> f64 {
        let (y1, y2) = y.as_slice().split_at(self.n);
        0.5 * apart(x.as_slice(), y2) + 0.5 * from_ones(y1)
    }

    fn upper_gradient_x(&self, x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        x.sub_to(&y.rows(self.n, self.n), g);
    }

    fn upper_gradient_y(&self, x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        let (y1, y2) = y.as_slice().split_at(self.n);
        let (g1, g2) = g.as_mut_slice().split_at_mut(self.n);
        g1.iter_mut().zip(y1).for_each(|(g, y)| *g = y - 1.0);
        g2.iter_mut().zip(y2.iter().zip(x.as_slice())).for_each(|(g, (y, x))| *g = y - x);
    }

    fn upper_hessian_product(&self, _x: &Vector, _y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        p.copy_from(v);
    }

    fn upper_cross_product(&self, _x: &Vector, _y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        p.copy_from(&v.rows(self.n, self.n));
        p.neg_mut();
    }

    fn lower_value(&self, x: &Vector, y: &Vector, _batch: Batch<'_>) -> f64 {
        let y1 = y.rows(0, self.n);
        0.5 * y1.norm_squared() - x.dot(&y1)
    }

    fn lower_gradient_x(&self, _x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        g.copy_from(&y.rows(0, self.n));
        g.neg_mut();
    }

    fn lower_gradient_y(&self, x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        let (g1, g2) = g.as_mut_slice().split_at_mut(self.n);
        g1.iter_mut().zip(y.as_slice().iter().zip(x.as_slice())).for_each(|(g, (y, x))| *g = y - x);
        g2.fill(0.0);
    }

    fn lower_hessian_product(&self, _x: &Vector, _y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        p.fill(0.0);
        p.rows_mut(0, self.n).copy_from(&v.rows(0, self.n));
    }

    fn lower_cross_product(&self, _x: &Vector, _y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        p.copy_from(&v.rows(0, self.n));
        p.neg_mut();
    }
}

struct Referee {
    n: usize,
}

/// ‖u − e‖².
fn from_ones(u: &[f64]) -> f64 {
    lanes::sum(u, |u| (u - 1.0).powi(2))
}

/// ‖u − v‖².
fn apart(u: &[f64], v: &[f64]) -> f64 {
    lanes::sum2(u, v, |u, v| (u - v).powi(2))
}

impl Judge for Referee {
    fn error(&self, answer: &Vector) -> f64 {
        0.5 * from_ones(&answer.as_slice()[..self.n])
    }

    fn measures(&self, answer: &Vector) -> Measures {
        let (x, y) = answer.as_slice().split_at(self.n);
        let (y1, y2) = y.split_at(self.n);
        let distance = from_ones(x).sqrt();
        Measures {
            objective: 0.5 * apart(x, y2) + 0.5 * from_ones(y1),
            stationarity: distance,
            distance,
            lower_gap: 0.5 * apart(y1, x),
            ..Measures::NONE
        }
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::HyperGap
    }

    fn reference(&self) -> Option<Reference> {
        Some(Reference::closed_form(0.0))
    }

    fn solution(&self) -> Option<Vector> {
        Some(Vector::from_element(3 * self.n, 1.0))
    }
}

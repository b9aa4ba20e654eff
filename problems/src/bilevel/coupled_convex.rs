//! ½‖y₁‖² − xᵀy₁ + eᵀy₂ below, on eᵀ(x + y₁ + y₂) = 0: a convex lower level coupled by a constraint.

use crate::class::{Batch, Bilevel, ConstrainedBilevel, Space};
use crate::{About, Class, Data, Error, ErrorKind, Family, Instance, Judge, Known, Matrix, Measures, Offer, Prices};
use crate::{Reference, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// Convex lower level with a coupling constraint.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoupledConvex {
    dim: usize,
    start: f64,
    constraint: Scale,
}

/// How the constraint is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Scale {
    /// The sum.
    Sum,
    /// The sum over √(3n), so that its gradient has length 1.
    Unit,
}

impl Default for CoupledConvex {
    fn default() -> Self {
        Self { dim: 100, start: 10.0, constraint: Scale::Sum }
    }
}

impl Family for CoupledConvex {
    const ABOUT: About = About {
        name: "coupled-convex",
        title: "bilevel problem with a convex lower level under a coupling constraint",
        formula: "min over x and y in argmin f(x, ·) of F = ½‖x − y₂‖² + ½‖y₁ − e‖²,  f = ½‖y₁‖² − xᵀy₁ + eᵀy₂ subject to \
                  eᵀx + eᵀy₁ + eᵀy₂ = 0;  y = (y₁, y₂), x, y₁, y₂ in Rⁿ, e = (1, …, 1); the lower level leaves y₂ free but for its \
                  sum. The projection onto the constraint has a closed form",
        optimum: "x = −0.3 e, y₁ = 0.7 e, y₂ = −0.4 e, F* = 0.05 n; φ(x) = min of F over the lower solutions (optimistic) = \
                  ½ (3 eᵀx + n)²/n + ½‖x‖² (closed form); error φ(x) − φ*, of x alone, ‖∇φ(x)‖, the violated constraint and the \
                  lower gap beside it",
        source: "Yao, Yu, Zeng and Zhang, Constrained bi-level optimization: proximal Lagrangian value function approach and \
                 Hessian-free single-loop algorithm, ICLR 2024, section 4, the convex lower level",
        parameters: &[
            ("dim", "n: x has n entries, y has 2n"),
            ("start", "every entry at the start"),
            ("constraint", "sum (as published) or unit (over √(3n), so that its gradient has length 1)"),
        ],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        vec![Class::ConstrainedBilevel]
    }

    fn dim(&self) -> usize {
        3 * self.dim
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        expect((1..=100_000).contains(&self.dim), "dim", self.dim, "1 to 100000")?;
        let start = self.start;
        expect(
            start.is_finite() && (start + 0.3).abs() > 1e-6,
            "start",
            start,
            "a number other than -0.3, where x is solved",
        )
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        let n = self.dim;
        let slope = match self.constraint {
            Scale::Sum => 1.0,
            Scale::Unit => 1.0 / (3.0 * n as f64).sqrt(),
        };
        // φ has Hessian I + 9 eeᵀ/n.
        let known = Known {
            smoothness: Some(10.0),
            strong_convexity: Some(1.0),
            optimal_value: Some(0.05 * n as f64),
            lower_smoothness: Some(1.0),
            upper_smoothness: Some(1.0),
            ..Known::default()
        };
        let problem = Offer::of(Rc::new(Levels { n, start: self.start, slope })).constrained_bilevel().problem();
        Instance { problem, judge: Box::new(Referee { n }), known }
    }
}

struct Levels {
    n: usize,
    start: f64,
    /// Every entry of the constraint's gradient.
    slope: f64,
}

impl Space for Levels {
    fn dim(&self) -> usize {
        3 * self.n
    }

    fn start(&self) -> Vector {
        Vector::from_element(3 * self.n, self.start)
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
        upper(x.as_slice(), y.as_slice())
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
        lower(x.as_slice(), y.as_slice())
    }

    fn lower_gradient_x(&self, _x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        g.copy_from(&y.rows(0, self.n));
        g.neg_mut();
    }

    fn lower_gradient_y(&self, x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        g.fill(1.0);
        y.rows(0, self.n).sub_to(x, &mut g.rows_mut(0, self.n));
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

impl ConstrainedBilevel for Levels {
    fn constraints_len(&self) -> (usize, usize) {
        (0, 1)
    }

    fn equalities(&self) -> (usize, usize) {
        (0, 1)
    }

    fn upper_constraints(&self, _x: &Vector, _y: &Vector, _c: &mut Vector) {}

    fn lower_constraints(&self, x: &Vector, y: &Vector, c: &mut Vector) {
        c[0] = self.slope * (x.sum() + y.sum());
    }

    fn upper_jacobians(&self, _x: &Vector, _y: &Vector, _jx: &mut Matrix, _jy: &mut Matrix) {}

    fn lower_jacobians(&self, _x: &Vector, _y: &Vector, jx: &mut Matrix, jy: &mut Matrix) {
        jx.fill(self.slope);
        jy.fill(self.slope);
    }

    fn project(&self, x: &mut Vector, y: &mut Vector) -> Option<()> {
        let mean = (x.sum() + y.sum()) / self.dim() as f64;
        x.add_scalar_mut(-mean);
        y.add_scalar_mut(-mean);
        Some(())
    }
}

/// ½‖x − y₂‖² + ½‖y₁ − e‖².
fn upper(x: &[f64], y: &[f64]) -> f64 {
    let (y1, y2) = y.split_at(x.len());
    let apart: f64 = x.iter().zip(y2).map(|(x, y)| (x - y).powi(2)).sum();
    0.5 * apart + 0.5 * y1.iter().map(|y| (y - 1.0).powi(2)).sum::<f64>()
}

/// ½‖y₁‖² − xᵀy₁ + eᵀy₂.
fn lower(x: &[f64], y: &[f64]) -> f64 {
    let (y1, y2) = y.split_at(x.len());
    let first: f64 = x.iter().zip(y1).map(|(x, y)| (0.5 * y - x) * y).sum();
    first + y2.iter().sum::<f64>()
}

struct Referee {
    n: usize,
}

impl Referee {
    /// φ(x) − φ* = ½ dᵀ(I + 9 eeᵀ/n)d and ‖∇φ(x)‖, with d = x + 0.3 e.
    fn around_solution(&self, x: &[f64]) -> (f64, f64) {
        let n = self.n as f64;
        let (sum, squares) = x.iter().map(|x| x + 0.3).fold((0.0, 0.0), |(sum, squares), d| (sum + d, squares + d * d));
        // ‖d + 9 (eᵀd) e/n‖² = ‖d‖² + (18 + 81)(eᵀd)²/n.
        (0.5 * (squares + 9.0 * sum * sum / n), (squares + 99.0 * sum * sum / n).sqrt())
    }
}

impl Judge for Referee {
    fn error(&self, answer: &Vector) -> f64 {
        self.around_solution(&answer.as_slice()[..self.n]).0
    }

    fn measures(&self, answer: &Vector) -> Measures {
        let (x, y) = answer.as_slice().split_at(self.n);
        let sum: f64 = x.iter().sum();
        let squares: f64 = x.iter().map(|x| x * x).sum();
        // min f: the multiplier is −1, y₁ = x + e, and the sum of y₂ closes the constraint.
        let least = -0.5 * squares - 2.0 * sum - 0.5 * self.n as f64;
        Measures {
            objective: upper(x, y),
            stationarity: self.around_solution(x).1,
            infeasibility: (sum + y.iter().sum::<f64>()).abs(),
            distance: x.iter().map(|x| (x + 0.3).powi(2)).sum::<f64>().sqrt(),
            lower_gap: lower(x, y) - least,
            ..Measures::NONE
        }
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::HyperGap
    }

    fn reference(&self) -> Option<Reference> {
        Some(Reference::closed_form(0.05 * self.n as f64))
    }

    fn solution(&self) -> Option<Vector> {
        let n = self.n;
        Some(Vector::from_fn(3 * n, |i, _| [-0.3, 0.7, -0.4][i / n]))
    }
}

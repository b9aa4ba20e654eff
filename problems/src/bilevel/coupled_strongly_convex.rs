//! ½‖x − y‖² below, on Ay + Hx = 0: a strongly convex lower level, and a nonconvex upper one on Bx = 0.

use crate::class::{Batch, Bilevel, ConstrainedBilevel, Space};
use crate::{About, Class, Data, Error, ErrorKind, Family, Instance, Judge, Known, Matrix, Measures, Offer, Prices};
use crate::{Rng, Vector, expect};
use nalgebra::{Cholesky, Dyn};
use rand::Rng as _;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Strongly convex lower level with coupling constraints.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoupledStronglyConvex {
    dim: usize,
    couplings: usize,
    restrictions: usize,
    start: f64,
}

impl Default for CoupledStronglyConvex {
    fn default() -> Self {
        Self { dim: 100, couplings: 90, restrictions: 45, start: 10.0 }
    }
}

/// Data, projections, and y* = Mx.
pub struct Made {
    a: Matrix,
    h: Matrix,
    b: Matrix,
    c: Vector,
    d: Vector,
    response: Matrix,
    /// Of the constraints together, [H A; B 0], and of B.
    all: Projection,
    upper: Projection,
    start: Vector,
}

/// Onto the null space of K.
struct Projection {
    k: Matrix,
    factor: Cholesky<f64, Dyn>,
}

/// Times a projection is repeated, against the rounding of the Gram matrix.
const PASSES: usize = 3;

impl Projection {
    fn new(k: Matrix) -> Option<Self> {
        let factor = (&k * k.transpose()).cholesky()?;
        Some(Self { k, factor })
    }

    fn apply(&self, w: &mut Vector) {
        for _ in 0..PASSES {
            let multipliers = self.factor.solve(&(&self.k * &*w));
            w.gemv_tr(-1.0, &self.k, &multipliers, 1.0);
        }
    }
}

fn uniform(rows: usize, columns: usize, rng: &mut Rng) -> Matrix {
    Matrix::from_fn(rows, columns, |_, _| rng.random())
}

impl Family for CoupledStronglyConvex {
    const ABOUT: About = About {
        name: "coupled-strongly-convex",
        title: "bilevel problem with a strongly convex lower level under coupling constraints",
        formula: "min over x with Bx = 0 of F = sin(cᵀx + dᵀy) + log(‖x + y‖² + 1),  y = argmin of f = ½‖x − y‖² subject to \
                  Ay + Hx = 0;  x, y in Rⁿ, entries of A, H (couplings × n), B (restrictions × n), c and d uniform in [0, 1), drawn \
                  per instance; from start (e, e), projected onto the constraints",
        optimum: "none known, φ is nonconvex; y* = Mx, M = I − A⁺(A + H), so that φ(x) = sin((c + Mᵀd)ᵀx) + log(‖(I + M)x‖² + 1); \
                  error max(‖P∇φ(x)‖, ‖Bx‖), of x alone, P the projection onto Bx = 0; the violated constraints and the lower gap \
                  of the projected problem beside it",
        source: "Yao, Yu, Zeng and Zhang, Constrained bi-level optimization: proximal Lagrangian value function approach and \
                 Hessian-free single-loop algorithm, ICLR 2024, section 4, the strongly convex lower level; sizes of the authors' \
                 code",
        parameters: &[
            ("dim", "n: entries of x and of y"),
            ("couplings", "rows of A and H"),
            ("restrictions", "rows of B"),
            ("start", "every entry before the projection"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::ConstrainedBilevel]
    }

    fn dim(&self) -> usize {
        2 * self.dim
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let Self { dim: n, couplings, restrictions, start } = *self;
        expect((2..=2000).contains(&n), "dim", n, "2 to 2000")?;
        expect((1..n).contains(&couplings), "couplings", couplings, "1 to dim - 1")?;
        expect((1..n).contains(&restrictions), "restrictions", restrictions, "1 to dim - 1")?;
        expect(start.abs() > 0.0 && start.is_finite(), "start", start, "a number other than 0")?;
        let [a, h] = [(); 2].map(|()| uniform(couplings, n, rng));
        let b = uniform(restrictions, n, rng);
        let [c, d] = [(); 2].map(|()| Vector::from_fn(n, |_, _| rng.random()));
        let mut k = Matrix::zeros(couplings + restrictions, 2 * n);
        k.view_mut((0, 0), (couplings, n)).copy_from(&h);
        k.view_mut((0, n), (couplings, n)).copy_from(&a);
        k.view_mut((couplings, 0), (restrictions, n)).copy_from(&b);
        let dependent =
            || Error::Impossible("the constraints drawn depend on each other: another instance would do".into());
        let gram = (&a * a.transpose()).cholesky().ok_or_else(dependent)?;
        let response = Matrix::identity(n, n) - a.tr_mul(&gram.solve(&(&a + &h)));
        let all = Projection::new(k).ok_or_else(dependent)?;
        let upper = Projection::new(b.clone()).ok_or_else(dependent)?;
        let mut start = Vector::from_element(2 * n, start);
        all.apply(&mut start);
        Ok(Made { a, h, b, c, d, response, all, upper, start })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let scratch = RefCell::new(Vector::zeros(2 * self.dim));
        let levels = Rc::new(Levels { made: Arc::clone(made), scratch });
        let known = Known { lower_smoothness: Some(1.0), lower_strong_convexity: Some(1.0), ..Known::default() };
        let judge = Referee { made: Arc::clone(made), levels: Rc::clone(&levels) };
        Instance { problem: Offer::of(levels).constrained_bilevel().problem(), judge: Box::new(judge), known }
    }
}

struct Levels {
    made: Arc<Made>,
    scratch: RefCell<Vector>,
}

impl Levels {
    /// cᵀx + dᵀy, and ‖x + y‖² + 1.
    fn parts(&self, x: &Vector, y: &Vector) -> (f64, f64) {
        let squares: f64 = x.as_slice().iter().zip(y.as_slice()).map(|(x, y)| (x + y).powi(2)).sum();
        (self.made.c.dot(x) + self.made.d.dot(y), squares + 1.0)
    }

    /// cos(·) times `along`, plus 2 (x + y)/(‖x + y‖² + 1).
    fn slope(&self, x: &Vector, y: &Vector, along: &Vector, g: &mut Vector) {
        let (angle, size) = self.parts(x, y);
        g.copy_from(along);
        *g *= angle.cos();
        g.axpy(2.0 / size, x, 1.0);
        g.axpy(2.0 / size, y, 1.0);
    }

    /// −sin(·) (dᵀv) `along`, plus the Hessian of the logarithm.
    fn bend(&self, x: &Vector, y: &Vector, along: &Vector, v: &Vector, p: &mut Vector) {
        let (angle, size) = self.parts(x, y);
        let inner = x.dot(v) + y.dot(v);
        p.copy_from(along);
        *p *= -angle.sin() * self.made.d.dot(v);
        p.axpy(2.0 / size, v, 1.0);
        p.axpy(-4.0 * inner / (size * size), x, 1.0);
        p.axpy(-4.0 * inner / (size * size), y, 1.0);
    }
}

impl Space for Levels {
    fn dim(&self) -> usize {
        self.made.start.len()
    }

    fn start(&self) -> Vector {
        self.made.start.clone()
    }

    fn prices(&self) -> Prices {
        Prices { hessian_product: 1, ..Prices::default() }
    }
}

impl Bilevel for Levels {
    fn split(&self) -> (usize, usize) {
        (self.made.c.len(), self.made.d.len())
    }

    fn upper_value(&self, x: &Vector, y: &Vector, _batch: Batch<'_>) -> f64 {
        let (angle, size) = self.parts(x, y);
        angle.sin() + size.ln()
    }

    fn upper_gradient_x(&self, x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        self.slope(x, y, &self.made.c, g);
    }

    fn upper_gradient_y(&self, x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        self.slope(x, y, &self.made.d, g);
    }

    fn upper_hessian_product(&self, x: &Vector, y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        self.bend(x, y, &self.made.d, v, p);
    }

    fn upper_cross_product(&self, x: &Vector, y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        self.bend(x, y, &self.made.c, v, p);
    }

    fn lower_value(&self, x: &Vector, y: &Vector, _batch: Batch<'_>) -> f64 {
        0.5 * crate::distance(x, y).powi(2)
    }

    fn lower_gradient_x(&self, x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        x.sub_to(y, g);
    }

    fn lower_gradient_y(&self, x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        y.sub_to(x, g);
    }

    fn lower_hessian_product(&self, _x: &Vector, _y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        p.copy_from(v);
    }

    fn lower_cross_product(&self, _x: &Vector, _y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        p.copy_from(v);
        p.neg_mut();
    }
}

impl ConstrainedBilevel for Levels {
    fn constraints_len(&self) -> (usize, usize) {
        (self.made.b.nrows(), self.made.a.nrows())
    }

    fn equalities(&self) -> (usize, usize) {
        self.constraints_len()
    }

    fn upper_constraints(&self, x: &Vector, _y: &Vector, c: &mut Vector) {
        c.gemv(1.0, &self.made.b, x, 0.0);
    }

    fn lower_constraints(&self, x: &Vector, y: &Vector, c: &mut Vector) {
        c.gemv(1.0, &self.made.a, y, 0.0);
        c.gemv(1.0, &self.made.h, x, 1.0);
    }

    fn upper_jacobians(&self, _x: &Vector, _y: &Vector, jx: &mut Matrix, jy: &mut Matrix) {
        jx.copy_from(&self.made.b);
        jy.fill(0.0);
    }

    fn lower_jacobians(&self, _x: &Vector, _y: &Vector, jx: &mut Matrix, jy: &mut Matrix) {
        jx.copy_from(&self.made.h);
        jy.copy_from(&self.made.a);
    }

    fn project(&self, x: &mut Vector, y: &mut Vector) -> Option<()> {
        let w = &mut *self.scratch.borrow_mut();
        let n = x.len();
        w.rows_mut(0, n).copy_from(x);
        w.rows_mut(n, n).copy_from(y);
        self.made.all.apply(w);
        x.copy_from(&w.rows(0, n));
        y.copy_from(&w.rows(n, n));
        Some(())
    }
}

struct Referee {
    made: Arc<Made>,
    levels: Rc<Levels>,
}

impl Referee {
    /// ‖P∇φ(x)‖, ∇φ = ∂ₓF + Mᵀ∂ᵧF at y* = Mx.
    fn stationarity(&self, x: &Vector, y: &Vector) -> f64 {
        let (mut gradient, mut below) = (x.clone(), x.clone());
        self.levels.upper_gradient_x(x, y, Batch::Whole, &mut gradient);
        self.levels.upper_gradient_y(x, y, Batch::Whole, &mut below);
        gradient.gemv_tr(1.0, &self.made.response, &below, 1.0);
        self.made.upper.apply(&mut gradient);
        gradient.norm()
    }
}

impl Judge for Referee {
    fn error(&self, answer: &Vector) -> f64 {
        let x = answer.rows(0, self.made.c.len()).into_owned();
        let outside = (&self.made.b * &x).norm();
        let stationarity = self.stationarity(&x, &(&self.made.response * &x));
        if outside.is_nan() { outside } else { stationarity.max(outside) }
    }

    fn measures(&self, answer: &Vector) -> Measures {
        let n = self.made.c.len();
        let (x, y) = (answer.rows(0, n).into_owned(), answer.rows(n, n).into_owned());
        let best = &self.made.response * &x;
        let infeasibility = (&self.made.a * &y + &self.made.h * &x).amax().max((&self.made.b * &x).amax());
        Measures {
            objective: self.levels.upper_value(&x, &y, Batch::Whole),
            stationarity: self.stationarity(&x, &best),
            infeasibility,
            lower_gap: 0.5 * (crate::distance(&x, &y).powi(2) - crate::distance(&x, &best).powi(2)),
            ..Measures::NONE
        }
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::HyperGradient
    }

    fn cheap(&self) -> bool {
        false
    }

    fn attainable(&self) -> f64 {
        let scale = self.made.response.norm() * (self.made.c.norm() + self.made.d.norm() + 1.0);
        8.0 * f64::EPSILON * scale * self.made.c.len() as f64
    }
}

//! ½ xᵀHx + xᵀAy + bᵀx + cᵀy: games without strong convexity.

use super::residual::{Residual, SaddleResidual};
use crate::class::{Operator, Saddle, Space};
use crate::random::{gaussian_vector, rotation};
use crate::{About, Class, Data, Error, Family, Instance, Known, Matrix, Offer, Rng, Vector, distance, expect};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::f64::consts::PI;
use std::rc::Rc;
use std::sync::Arc;

/// Which member of the family.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    /// xy from (1, 1).
    Scalar,
    /// A = U diag((i/n)³) Vᵀ, shifted by a random saddle point.
    #[default]
    IllConditioned,
    /// The worst case of first-order methods, with H = 2AᵀA.
    OuyangXu,
}

/// Bilinear saddle, with a convex quadratic for one player in the worst case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilinear {
    kind: Kind,
    dim: usize,
}

impl Default for Bilinear {
    fn default() -> Self {
        Self { kind: Kind::IllConditioned, dim: 50 }
    }
}

/// The coefficients, the saddle point (x*, y*) and where to start.
pub struct Made {
    h: Option<Matrix>,
    a: Matrix,
    b: Vector,
    c: Vector,
    solution: Vector,
    start: Vector,
    smoothness: f64,
}

impl Bilinear {
    /// Variables of each player.
    fn players(&self) -> usize {
        if self.kind == Kind::Scalar { 1 } else { self.dim }
    }
}

fn scalar() -> Made {
    Made {
        h: None,
        a: Matrix::identity(1, 1),
        b: Vector::zeros(1),
        c: Vector::zeros(1),
        solution: Vector::zeros(2),
        start: Vector::from_element(2, 1.0),
        smoothness: 1.0,
    }
}

/// b = −Ay* and c = −Aᵀx* make (x*, y*) the saddle point.
fn ill_conditioned(n: usize, rng: &mut Rng) -> Made {
    let (u, v) = (rotation(n, rng), rotation(n, rng));
    let singular = Vector::from_fn(n, |i, _| ((i + 1) as f64 / n as f64).powi(3));
    let a = u * Matrix::from_diagonal(&singular) * v.transpose();
    let (x, y) = (gaussian_vector(n, rng), gaussian_vector(n, rng));
    let solution = Vector::from_iterator(2 * n, x.as_slice().iter().chain(y.as_slice()).copied());
    Made { b: -(&a * y), c: -a.tr_mul(&x), h: None, a, solution, start: Vector::zeros(2 * n), smoothness: 1.0 }
}

/// min over x, max over y of ½ xᵀHx − hᵀx − ⟨Kx − k, y⟩, K symmetric: ¼ where i + j = n + 1 and −¼ where i + j = n
/// (counted from 1), H = 2KᵀK, k = ¼ 1, h = ¼ eₙ.
///
/// Kx = k reads x₁ = 1, xᵢ₊₁ = xᵢ + 1, so x* = (1, …, n). K1 = h, so Hx − h = Kᵀy gives y* = 2Kx* − 1 = 2k − 1 = −½ 1.
/// The singular values of K are s = ½ cos(jπ/(2n + 1)), j odd; F is [[2s², −s], [s, 0]] on each singular pair,
/// whose larger singular value squared is 2s⁴ + s² + √(4s⁸ + 4s⁶), growing with s.
fn ouyang_xu(n: usize) -> Made {
    let k = Matrix::from_fn(n, n, |i, j| match (i + j + 2).cmp(&(n + 1)) {
        std::cmp::Ordering::Equal => 0.25,
        std::cmp::Ordering::Less if i + j + 2 == n => -0.25,
        _ => 0.0,
    });
    let t = (0.5 * (PI / (2 * n + 1) as f64).cos()).powi(2);
    let mut b = Vector::zeros(n);
    b[n - 1] = -0.25;
    Made {
        h: Some(2.0 * k.tr_mul(&k)),
        a: -k.transpose(),
        b,
        c: Vector::from_element(n, 0.25),
        solution: Vector::from_fn(2 * n, |i, _| if i < n { (i + 1) as f64 } else { -0.5 }),
        start: Vector::zeros(2 * n),
        smoothness: (2.0 * t * t + t + 2.0 * t * (t * t + t).sqrt()).sqrt(),
    }
}

impl Family for Bilinear {
    const ABOUT: About = About {
        name: "bilinear",
        title: "bilinear saddle point: scalar, ill-conditioned, and the worst case of Ouyang and Xu",
        formula: "min over x, max over y of φ(x, y) = ½ xᵀHx + xᵀAy + bᵀx + cᵀy,  F(x, y) = (Hx + Ay + b, −Aᵀx − c);  \
                  scalar: xy from (1, 1);  ill-conditioned: H = 0, A = U diag((i/n)³) Vᵀ with U, V random rotations, \
                  b = −Ay*, c = −Aᵀx*, (x*, y*) ~ N(0, I), from 0;  ouyang-xu: ½ xᵀHx − hᵀx − ⟨Kx − k, y⟩ with K = ¼ on the \
                  anti-diagonal and −¼ next to it (i + j = n), H = 2KᵀK, h = ¼ eₙ, k = ¼ 1, from 0",
        optimum: "F = 0 at (0, 0); at (x*, y*); at ((1, …, n), −½ 1): one saddle point each (closed form); \
                  L = 1; 1; 2s⁴ + s² + 2s³√(s² + 1) = L² with s = ½ cos(π/(2n + 1)), 0.8085 for n = 50",
        source: "Ouyang and Xu, Lower complexity bounds of first-order methods for convex-concave bilinear saddle-point \
                 problems, Mathematical Programming 185, 2021; in the form of Yoon and Ryu, Accelerated algorithms for smooth \
                 convex-concave minimax problems with O(1/k²) rate on squared gradient norm, ICML 2021, section 5",
        parameters: &[
            ("kind", "scalar, ill-conditioned or ouyang-xu"),
            ("dim", "variables n of each player; the scalar game has 1 whatever this says"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Operator, Class::Saddle]
    }

    fn dim(&self) -> usize {
        2 * self.players()
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        expect((1..=5000).contains(&self.dim), "dim", self.dim, "1 to 5000")?;
        Ok(match self.kind {
            Kind::Scalar => scalar(),
            Kind::IllConditioned => ill_conditioned(self.dim, rng),
            Kind::OuyangXu => ouyang_xu(self.dim),
        })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let game = Rc::new(Game { made: Arc::clone(made), hx: RefCell::new(Vector::zeros(made.b.len())) });
        let known = Known {
            smoothness: Some(made.smoothness),
            strong_convexity: Some(0.0),
            distance: Some(distance(&made.start, &made.solution)),
            ..Known::default()
        };
        let terms = made.smoothness * made.solution.norm();
        let residual = Residual::on_whole_space(Rc::clone(&game), Some(made.solution.clone()), terms);
        Instance { judge: Box::new(SaddleResidual::new(residual)), problem: Offer::of(game).saddle().problem(), known }
    }
}

struct Game {
    made: Arc<Made>,
    hx: RefCell<Vector>,
}

impl Space for Game {
    fn dim(&self) -> usize {
        self.made.solution.len()
    }

    fn start(&self) -> Vector {
        self.made.start.clone()
    }
}

impl Operator for Game {
    fn apply(&self, z: &Vector, f: &mut Vector) {
        let Made { h, a, b, c, .. } = &*self.made;
        let n = b.len();
        let (x, y) = (z.rows(0, n), z.rows(n, n));
        let mut fx = f.rows_mut(0, n);
        fx.copy_from(b);
        fx.gemv(1.0, a, &y, 1.0);
        if let Some(h) = h {
            fx.gemv(1.0, h, &x, 1.0);
        }
        let mut fy = f.rows_mut(n, n);
        fy.copy_from(c);
        fy.gemv_tr(-1.0, a, &x, -1.0);
    }
}

impl Saddle for Game {
    fn split(&self) -> (usize, usize) {
        (self.made.b.len(), self.made.c.len())
    }

    fn value(&self, z: &Vector) -> f64 {
        let Made { h, a, b, c, .. } = &*self.made;
        let n = b.len();
        let (x, y) = (z.rows(0, n), z.rows(n, n));
        let g = &mut *self.hx.borrow_mut();
        g.copy_from(b);
        g.gemv(1.0, a, &y, 1.0);
        if let Some(h) = h {
            g.gemv(0.5, h, &x, 1.0);
        }
        x.dot(g) + y.dot(c)
    }
}

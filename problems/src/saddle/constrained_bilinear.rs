//! xᵀAy + bᵀx + cᵀy over boxes, balls or simplices, with its saddle point on the boundary.

use super::domain::{Domain, Product};
use super::residual::{Residual, SaddleResidual};
use crate::class::{Bounds, Geometry, Operator, Saddle, Space};
use crate::random::{gaussian_vector, rotation};
use crate::{
    About, Class, Data, Error, Family, Instance, Known, Matrix, Offer, Reference, Rng, Vector, distance, expect,
};
use rand::Rng as _;
use rand::seq::SliceRandom as _;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Where each player's variables lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Set {
    /// |xᵢ| ≤ 1.
    #[default]
    Box,
    /// ‖x‖ ≤ 1.
    Ball,
    /// x ≥ 0, Σx = 1.
    Simplex,
}

/// Bilinear game on simple sets.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConstrainedBilinear {
    set: Set,
    dim: usize,
    active: f64,
    condition: f64,
}

impl Default for ConstrainedBilinear {
    fn default() -> Self {
        Self { set: Set::Box, dim: 20, active: 0.5, condition: 10.0 }
    }
}

/// The coefficients, the sets, the saddle point and its value.
pub struct Made {
    a: Matrix,
    b: Vector,
    c: Vector,
    domain: Domain,
    solution: Vector,
    value: f64,
    start: Vector,
}

impl ConstrainedBilinear {
    fn domain(&self) -> Domain {
        match self.set {
            Set::Box => Domain::Cube(-1.0, 1.0),
            Set::Ball => Domain::Ball(1.0),
            Set::Simplex => Domain::Simplex(1.0),
        }
    }

    /// One player's part of the saddle point and of F there, −F in the normal cone and strictly so.
    fn plant(&self, rng: &mut Rng) -> (Vector, Vector) {
        let n = self.dim;
        let bound = (self.active * n as f64).round() as usize;
        let mut order: Vec<_> = (0..n).collect();
        order.shuffle(rng);
        let (mut x, mut f) = (Vector::zeros(n), Vector::zeros(n));
        let force = |rng: &mut Rng| rng.random_range(0.1..1.0);
        match self.set {
            Set::Box => {
                for (rank, &i) in order.iter().enumerate() {
                    if rank < bound {
                        x[i] = if rng.random() { 1.0 } else { -1.0 };
                        f[i] = -x[i] * force(rng);
                    } else {
                        x[i] = rng.random_range(-0.9..0.9);
                    }
                }
            }
            Set::Ball => {
                x = gaussian_vector(n, rng).normalize();
                if bound > 0 {
                    f = -force(rng) * &x;
                } else {
                    x *= 0.5;
                }
            }
            Set::Simplex => {
                for (rank, &i) in order.iter().enumerate() {
                    if rank < bound.min(n - 1) {
                        f[i] = force(rng);
                    } else {
                        x[i] = rng.random_range(0.1..1.0);
                    }
                }
                x /= x.sum();
            }
        }
        (x, f)
    }

    /// Singular values from 1 down to 1/condition, evenly in the logarithm.
    fn singular(&self) -> Vector {
        let last = (self.dim - 1).max(1) as f64;
        Vector::from_fn(self.dim, |i, _| self.condition.powf(-(i as f64) / last))
    }
}

impl Family for ConstrainedBilinear {
    const ABOUT: About = About {
        name: "constrained-bilinear",
        title: "bilinear saddle point over boxes, balls or simplices",
        formula: "min over x in C, max over y in C of φ(x, y) = xᵀAy + bᵀx + cᵀy,  F(x, y) = (Ay + b, −Aᵀx − c),  C the box |xᵢ| ≤ 1, \
                  the ball ‖x‖ ≤ 1 or the probability simplex;  A = U diag(κ^(−i/(n−1))) Vᵀ with U, V random rotations; b and c \
                  make a random (x*, y*) on the boundary the saddle point: a share of the coordinates of each player is at its \
                  bound (0 in the simplex), where F pushes outwards with a random strength in [0.1, 1]. From 0, in the simplex from \
                  the uniform strategies",
        optimum: "natural residual 0 at (x*, y*), the only saddle point (closed form, by construction); beside it the tangent \
                  residual and the duality gap bᵀx − cᵀy − min over (x', y') of F(x, y)ᵀ(x', y'); L = 1",
        source: "Nemirovski, Prox-method with rate of convergence O(1/t) for variational inequalities with Lipschitz continuous \
                 monotone operators and smooth convex-concave saddle point problems, SIAM Journal on Optimization 15, 2004, \
                 section 3; the saddle point is planted",
        parameters: &[
            ("set", "box, ball or simplex"),
            ("dim", "variables n of each player"),
            (
                "active",
                "share of the coordinates at a bound, in [0, 1]; in a ball, 0 is inside and the rest on the sphere",
            ),
            ("condition", "largest over smallest singular value κ of A"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Operator, Class::Saddle]
    }

    fn dim(&self) -> usize {
        2 * self.dim
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let Self { dim: n, active, condition, .. } = *self;
        expect((1..=2000).contains(&n), "dim", n, "1 to 2000")?;
        expect((0.0..=1.0).contains(&active), "active", active, "a share in [0, 1]")?;
        expect(condition >= 1.0 && condition.is_finite(), "condition", condition, "a number of at least 1")?;
        let a = rotation(n, rng) * Matrix::from_diagonal(&self.singular()) * rotation(n, rng).transpose();
        let ((x, fx), (y, fy)) = (self.plant(rng), self.plant(rng));
        let (b, c) = (fx - &a * &y, -fy - a.tr_mul(&x));
        let value = x.dot(&(&a * &y)) + b.dot(&x) + c.dot(&y);
        let start = if self.set == Set::Simplex { 1.0 / n as f64 } else { 0.0 };
        let solution = Vector::from_iterator(2 * n, x.as_slice().iter().chain(y.as_slice()).copied());
        Ok(Made { a, b, c, domain: self.domain(), solution, value, start: Vector::from_element(2 * n, start) })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let n = made.b.len();
        let game = Rc::new(Game {
            made: Arc::clone(made),
            set: Rc::new(Product::of_players((n, made.domain), (n, made.domain))),
            f: RefCell::new(Vector::zeros(2 * n)),
            g: RefCell::new(Vector::zeros(n)),
        });
        let known = Known {
            smoothness: Some(1.0),
            strong_convexity: Some(0.0),
            distance: Some(distance(&made.start, &made.solution)),
            ..Known::default()
        };
        let terms = made.solution.norm() + made.b.norm() + made.c.norm();
        let solution = Some(made.solution.clone());
        let residual = Residual::natural(Rc::clone(&game), Rc::clone(&game.set), solution, terms);
        let judge = SaddleResidual::new(residual).gap(Game::gap).value(Some(Reference::closed_form(made.value)));
        Instance { problem: Offer::of(game).saddle().problem(), judge: Box::new(judge), known }
    }
}

struct Game {
    made: Arc<Made>,
    set: Rc<Product>,
    f: RefCell<Vector>,
    g: RefCell<Vector>,
}

impl Game {
    /// max over y' of φ(x, y') − min over x' of φ(x', y).
    fn gap(&self, z: &Vector) -> f64 {
        let f = &mut *self.f.borrow_mut();
        self.apply(z, f);
        let (m, n) = self.split();
        self.made.b.dot(&z.rows(0, m)) - self.made.c.dot(&z.rows(m, n)) - self.set.support(f)
    }
}

impl Space for Game {
    fn dim(&self) -> usize {
        self.made.start.len()
    }

    fn start(&self) -> Vector {
        self.made.start.clone()
    }

    fn bounds(&self) -> Option<Bounds> {
        match self.made.domain {
            Domain::Cube(lower, upper) => Some(Bounds::cube(self.dim(), lower, upper)),
            _ => None,
        }
    }
}

impl Operator for Game {
    fn apply(&self, z: &Vector, f: &mut Vector) {
        let Made { a, b, c, .. } = &*self.made;
        let n = b.len();
        let mut fx = f.rows_mut(0, n);
        fx.copy_from(b);
        fx.gemv(1.0, a, &z.rows(n, n), 1.0);
        let mut fy = f.rows_mut(n, n);
        fy.copy_from(c);
        fy.gemv_tr(-1.0, a, &z.rows(0, n), -1.0);
    }

    fn project(&self, z: &mut Vector) {
        self.set.project(z);
    }

    fn geometry(&self) -> Vec<(usize, Geometry)> {
        self.set.geometry()
    }
}

impl Saddle for Game {
    fn split(&self) -> (usize, usize) {
        (self.made.b.len(), self.made.c.len())
    }

    fn value(&self, z: &Vector) -> f64 {
        let Made { a, b, c, .. } = &*self.made;
        let n = b.len();
        let (x, y) = (z.rows(0, n), z.rows(n, n));
        let g = &mut *self.g.borrow_mut();
        g.copy_from(b);
        g.gemv(1.0, a, &y, 1.0);
        x.dot(g) + y.dot(c)
    }
}

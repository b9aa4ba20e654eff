//! What zero-sum matrix games share: oracles, the equilibrium by linear programming, the judge.

use super::domain::{Domain, Product};
use super::lp;
use super::residual::{Residual, SaddleResidual};
use crate::class::{FiniteSumOperator, Geometry, Operator, Saddle, Space};
use crate::{Class, Instance, Known, Matrix, Offer, Prices, Reference, ReferenceKind, Vector, distance};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// The pay-offs, their norm, the start, and the value and equilibrium where they are known.
pub struct Payoffs {
    a: Matrix,
    norm: f64,
    start: Vector,
    value: Option<Reference>,
    /// The equilibrium, where there is one alone.
    solution: Option<Vector>,
}

/// Games with more pay-offs than this are not solved: their gap has a closed form all the same.
const SOLVED: usize = 250_000;
/// Gap, relative to the largest pay-off, that certifies a computed equilibrium.
const CERTIFIED: f64 = 1e-12;

/// Both players at the uniform strategy.
pub(super) fn uniform(rows: usize, columns: usize) -> Vector {
    Vector::from_fn(rows + columns, |i, _| 1.0 / if i < rows { rows } else { columns } as f64)
}

/// x proportional to (1, …, m), y to (n, …, 1).
pub(super) fn slanted(rows: usize, columns: usize) -> Vector {
    let whole = |n: usize| (n * (n + 1)) as f64 / 2.0;
    Vector::from_fn(rows + columns, |i, _| match i.checked_sub(rows) {
        None => (i + 1) as f64 / whole(rows),
        Some(j) => (columns - j) as f64 / whole(columns),
    })
}

/// The classes of a game of this size: the finite sum takes one row and one column at a time, so it wants as many of both.
pub(super) fn classes(rows: usize, columns: usize) -> Vec<Class> {
    let mut classes = vec![Class::Operator, Class::Saddle];
    if rows == columns {
        classes.push(Class::FiniteSumOperator);
    }
    classes
}

impl Payoffs {
    /// A game whose only equilibrium and value are given by a formula.
    pub(super) fn closed_form(a: Matrix, start: Vector, solution: Vector, value: f64) -> Self {
        Self { norm: norm(&a), a, start, value: Some(Reference::closed_form(value)), solution: Some(solution) }
    }

    /// A game solved by linear programming, if it is not too large.
    pub(super) fn solved(a: Matrix, start: Vector) -> Self {
        let equilibrium = if a.len() <= SOLVED { equilibrium(&a) } else { None };
        let (value, solution) = equilibrium.unzip();
        Self { norm: norm(&a), a, start, value, solution: solution.flatten() }
    }

    /// A fresh instance of the game.
    pub(super) fn instance(made: &Arc<Self>) -> Instance {
        let (m, n) = made.a.shape();
        let game = Rc::new(Game {
            made: Arc::clone(made),
            set: Rc::new(Product::of_players((m, Domain::Simplex(1.0)), (n, Domain::Simplex(1.0)))),
            ay: RefCell::new(Vector::zeros(m)),
            f: RefCell::new(Vector::zeros(m + n)),
        });
        let known = Known {
            smoothness: Some(made.norm),
            strong_convexity: Some(0.0),
            distance: made.solution.as_ref().map(|solution| distance(&made.start, solution)),
            sample_smoothness: (m == n).then(|| game.sample_smoothness()),
            ..Known::default()
        };
        let residual =
            Residual::natural(Rc::clone(&game), Rc::clone(&game.set), made.solution.clone(), made.norm.max(1.0));
        let judge = SaddleResidual::new(residual).gap(Game::gap).value(made.value);
        let offer = Offer::of(game).saddle();
        let problem = if m == n { offer.finite_sum_operator() } else { offer }.problem();
        Instance { problem, judge: Box::new(judge), known }
    }
}

/// ‖A‖₂.
fn norm(a: &Matrix) -> f64 {
    a.singular_values().max()
}

/// max over j of (Aᵀx)ⱼ and min over i of (Ay)ᵢ: upper and lower bound of the value.
fn bounds(a: &Matrix, x: &Vector, y: &Vector) -> (f64, f64) {
    (a.tr_mul(x).max(), (a * y).min())
}

/// Value and equilibrium, certified by the gap; the equilibrium only where it is the only one.
///
/// With B = A shifted so that its value is positive, max Σu subject to Bᵀu ≤ 1, u ≥ 0 is 1/value: x = u/Σu, and the multipliers
/// are y/value.
fn equilibrium(a: &Matrix) -> Option<(Reference, Option<Vector>)> {
    let (m, n) = a.shape();
    let shift = 1.0 - a.min();
    let program = Matrix::from_fn(n, m + n, |j, i| if i < m { a[(i, j)] + shift } else { f64::from(i - m == j) });
    let costs = Vector::from_fn(m + n, |i, _| if i < m { -1.0 } else { 0.0 });
    let vertex = lp::minimize(&costs, &program, &Vector::from_element(n, 1.0))?;
    let (x, y) = (vertex.x.rows(0, m).into_owned(), vertex.y.map(|y| (-y).max(0.0)));
    let (x, y) = (&x / x.sum(), &y / y.sum());
    let (above, below) = bounds(a, &x, &y);
    let certified = above - below <= CERTIFIED * a.amax();
    let value = Reference { value: 0.5 * (above + below), kind: ReferenceKind::Certified };
    let stacked = || Vector::from_iterator(m + n, x.as_slice().iter().chain(y.as_slice()).copied());
    certified.then(|| (value, vertex.unique.then(stacked)))
}

pub(super) struct Game {
    made: Arc<Payoffs>,
    set: Rc<Product>,
    ay: RefCell<Vector>,
    f: RefCell<Vector>,
}

impl Game {
    /// max over y' of φ(x, y') − min over x' of φ(x', y), both at a vertex.
    fn gap(&self, z: &Vector) -> f64 {
        let f = &mut *self.f.borrow_mut();
        self.apply(z, f);
        -self.set.support(f)
    }

    /// n times the longest row or column: a component maps xᵢ and yᵢ apart.
    fn sample_smoothness(&self) -> f64 {
        let a = &self.made.a;
        let rows = a.row_iter().map(|row| row.norm()).fold(0.0, f64::max);
        let columns = a.column_iter().map(|column| column.norm()).fold(0.0, f64::max);
        a.ncols() as f64 * rows.max(columns)
    }
}

impl Space for Game {
    fn dim(&self) -> usize {
        self.made.start.len()
    }

    fn start(&self) -> Vector {
        self.made.start.clone()
    }

    fn prices(&self) -> Prices {
        let (m, n) = self.made.a.shape();
        Prices { samples: if m == n { n as u64 } else { 1 }, ..Prices::default() }
    }
}

impl Operator for Game {
    fn apply(&self, z: &Vector, f: &mut Vector) {
        let a = &self.made.a;
        let (m, n) = a.shape();
        f.rows_mut(0, m).gemv(1.0, a, &z.rows(m, n), 0.0);
        f.rows_mut(m, n).gemv_tr(-1.0, a, &z.rows(0, m), 0.0);
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
        self.made.a.shape()
    }

    fn value(&self, z: &Vector) -> f64 {
        let (m, n) = self.made.a.shape();
        let ay = &mut *self.ay.borrow_mut();
        ay.gemv(1.0, &self.made.a, &z.rows(m, n), 0.0);
        ay.dot(&z.rows(0, m))
    }
}

/// Fᵢ(z) = n (yᵢ A∙ᵢ, −xᵢ Aᵢ∙), of a square game.
impl FiniteSumOperator for Game {
    fn components(&self) -> u64 {
        self.made.a.ncols() as u64
    }

    fn sample_apply(&self, z: &Vector, keys: &[u64], f: &mut Vector) {
        let a = &self.made.a;
        let n = a.ncols();
        f.fill(0.0);
        let scale = n as f64 / keys.len() as f64;
        for i in keys.iter().map(|&key| key as usize) {
            f.rows_mut(0, n).axpy(scale * z[n + i], &a.column(i), 1.0);
            let x = scale * z[i];
            for (f, a) in f.as_mut_slice()[n..].iter_mut().zip(a.row(i).iter()) {
                *f -= x * a;
            }
        }
    }
}

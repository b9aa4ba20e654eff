//! xᵀAy over two probability simplices.

use super::residual::Residual;
use crate::class::{Operator, Saddle, Space};
use crate::random::gaussian_matrix;
use crate::set::simplex;
use crate::{About, Class, Data, Error, ErrorKind, Family, Instance, Judge, Known, Matrix, Measures, Offer, Rng};
use crate::{Vector, distance, expect};
use rand::Rng as _;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::cmp::Ordering;
use std::rc::Rc;
use std::sync::Arc;

/// How the pay-offs are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    /// Independent, uniform on [−1, 1].
    #[default]
    Uniform,
    /// Independent, N(0, 1).
    Gaussian,
    /// Each of an odd number of moves beats the (n − 1)/2 before it and loses to the others.
    RockPaperScissors,
}

/// Two-player zero-sum matrix game.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixGame {
    kind: Kind,
    rows: usize,
    columns: usize,
}

impl Default for MatrixGame {
    fn default() -> Self {
        Self { kind: Kind::Uniform, rows: 20, columns: 20 }
    }
}

/// The pay-offs, their norm, the start, and the equilibrium where it is known.
pub struct Made {
    a: Matrix,
    norm: f64,
    start: Vector,
    solution: Option<Vector>,
}

/// Cyclic: move i loses 1 to the (n − 1)/2 moves after it and wins 1 from the others.
fn rock_paper_scissors(n: usize) -> Matrix {
    Matrix::from_fn(n, n, |i, j| match (2 * ((j + n - i) % n)).cmp(&n) {
        _ if i == j => 0.0,
        Ordering::Less => 1.0,
        _ => -1.0,
    })
}

/// Both players at the uniform strategy.
fn uniform(rows: usize, columns: usize) -> Vector {
    Vector::from_fn(rows + columns, |i, _| 1.0 / if i < rows { rows } else { columns } as f64)
}

/// x proportional to (1, …, n), y to (n, …, 1).
fn slanted(n: usize) -> Vector {
    let whole = (n * (n + 1)) as f64 / 2.0;
    Vector::from_fn(2 * n, |i, _| if i < n { i + 1 } else { 2 * n - i } as f64 / whole)
}

impl Family for MatrixGame {
    const ABOUT: About = About {
        name: "matrix-game",
        title: "zero-sum matrix game on two probability simplices",
        formula: "min over x in Δₘ, max over y in Δₙ of φ(x, y) = xᵀAy,  F(x, y) = (Ay, −Aᵀx);  uniform: Aᵢⱼ ~ U[−1, 1];  \
                  gaussian: Aᵢⱼ ~ N(0, 1);  rock-paper-scissors: Aᵢⱼ = 1 where (j − i) mod n is 1 to (n − 1)/2, 0 on the \
                  diagonal, else −1.  Starts at the uniform strategies, or at x ∝ (1, …, n), y ∝ (n, …, 1) in \
                  rock-paper-scissors, whose equilibrium is uniform",
        optimum: "natural residual ‖z − P(z − F(z))‖ = 0; duality gap maxⱼ (Aᵀx)ⱼ − minᵢ (Ay)ᵢ = 0 beside it; the equilibrium \
                  of rock-paper-scissors is uniform, with value 0 (closed form); L = ‖A‖₂",
        source: "von Neumann, Zur Theorie der Gesellschaftsspiele, Mathematische Annalen 100, 1928; random games as in \
                 Nemirovski, Juditsky, Lan and Shapiro, Robust stochastic approximation approach to stochastic programming, \
                 SIAM Journal on Optimization 19, 2009, section 4.4",
        parameters: &[
            ("kind", "uniform, gaussian or rock-paper-scissors"),
            ("rows", "moves m of the minimizing player"),
            ("columns", "moves n of the maximizing player; equal to rows and odd in rock-paper-scissors"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Operator, Class::Saddle]
    }

    fn dim(&self) -> usize {
        self.rows + self.columns
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let (m, n) = (self.rows, self.columns);
        expect((2..=5000).contains(&m), "rows", m, "2 to 5000")?;
        expect((2..=5000).contains(&n), "columns", n, "2 to 5000")?;
        let (a, start, solution) = match self.kind {
            Kind::Uniform => (Matrix::from_fn(m, n, |_, _| rng.random_range(-1.0..1.0)), uniform(m, n), None),
            Kind::Gaussian => (gaussian_matrix(m, n, rng), uniform(m, n), None),
            Kind::RockPaperScissors => {
                expect(n == m && n % 2 == 1, "columns", n, "the same odd number as rows in rock-paper-scissors")?;
                (rock_paper_scissors(n), slanted(n), Some(uniform(n, n)))
            }
        };
        Ok(Made { norm: a.singular_values().max(), a, start, solution })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let longest = made.a.nrows().max(made.a.ncols());
        let game = Rc::new(Game {
            made: Arc::clone(made),
            ay: RefCell::new(Vector::zeros(made.a.nrows())),
            sorted: RefCell::new(vec![0.0; longest]),
        });
        let known = Known {
            smoothness: Some(made.norm),
            strong_convexity: Some(0.0),
            distance: made.solution.as_ref().map(|solution| distance(&made.start, solution)),
            ..Known::default()
        };
        let residual = Residual::natural(Rc::clone(&game), made.solution.clone(), made.norm.max(1.0));
        let scratch = RefCell::new(Vector::zeros(made.start.len()));
        let judge = Referee { game: Rc::clone(&game), residual, scratch };
        Instance { problem: Offer::of(game).saddle().problem(), judge: Box::new(judge), known }
    }
}

struct Game {
    made: Arc<Made>,
    ay: RefCell<Vector>,
    sorted: RefCell<Vec<f64>>,
}

impl Space for Game {
    fn dim(&self) -> usize {
        self.made.start.len()
    }

    fn start(&self) -> Vector {
        self.made.start.clone()
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
        let sorted = &mut *self.sorted.borrow_mut();
        let (x, y) = z.as_mut_slice().split_at_mut(self.made.a.nrows());
        simplex::project(x, 1.0, &mut sorted[..x.len()]);
        simplex::project(y, 1.0, &mut sorted[..y.len()]);
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

struct Referee {
    game: Rc<Game>,
    residual: Residual<Game>,
    scratch: RefCell<Vector>,
}

impl Referee {
    /// max over y' of φ(x, y') − min over x' of φ(x', y), both at a vertex.
    fn gap(&self, z: &Vector) -> f64 {
        let f = &mut *self.scratch.borrow_mut();
        self.game.apply(z, f);
        let (ay, minus_ax) = f.as_slice().split_at(self.game.made.a.nrows());
        let least = |of: &[f64]| of.iter().copied().fold(f64::INFINITY, f64::min);
        -least(minus_ax) - least(ay)
    }
}

impl Judge for Referee {
    fn error(&self, z: &Vector) -> f64 {
        self.residual.error(z)
    }

    fn measures(&self, z: &Vector) -> Measures {
        Measures { objective: self.game.value(z), gap: self.gap(z), ..self.residual.measures(z) }
    }

    fn kind(&self) -> ErrorKind {
        self.residual.kind()
    }

    fn attainable(&self) -> f64 {
        self.residual.attainable()
    }

    fn solution(&self) -> Option<Vector> {
        self.residual.solution()
    }
}

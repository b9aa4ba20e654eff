//! (1/N) Σᵢ ½ xᵀAᵢx + xᵀBᵢy − ½ yᵀCᵢy + aᵢᵀx + cᵢᵀy.

use super::residual::{Residual, SaddleResidual};
use crate::class::{FiniteSumOperator, Operator, Saddle, Space};
use crate::random::{gaussian_matrix, gaussian_vector, rotation};
use crate::{
    About, Class, Data, Error, Family, Instance, Known, Matrix, Offer, Prices, Reference, Rng, Vector, expect,
};
use rand::Rng as _;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Finite sum of quadratic games.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuadraticSaddleSum {
    samples: usize,
    dim: usize,
    mu: f64,
    l: f64,
    coupling: f64,
}

impl Default for QuadraticSaddleSum {
    fn default() -> Self {
        Self { samples: 100, dim: 10, mu: 0.1, l: 1.0, coupling: 1.0 }
    }
}

/// One game: F(z) = Mz + q.
struct Term {
    m: Matrix,
    q: Vector,
}

/// The terms, their mean, the saddle point and the constants.
pub struct Made {
    terms: Vec<Term>,
    mean: Term,
    solution: Vector,
    known: Known,
}

/// Largest number of stored entries.
const ENTRIES: usize = 50_000_000;

impl QuadraticSaddleSum {
    /// A matrix with eigenvalues uniform on [μ, L] on random axes.
    fn definite(&self, rng: &mut Rng) -> Matrix {
        let q = rotation(self.dim, rng);
        let eigenvalues = Vector::from_fn(self.dim, |_, _| rng.random_range(self.mu..=self.l));
        &q * Matrix::from_diagonal(&eigenvalues) * q.transpose()
    }

    /// M = [[A, B], [−Bᵀ, C]], q = (a, −c).
    fn term(&self, rng: &mut Rng) -> Term {
        let n = self.dim;
        let mut m = Matrix::zeros(2 * n, 2 * n);
        let b = self.coupling / (n as f64).sqrt() * gaussian_matrix(n, n, rng);
        m.view_mut((0, 0), (n, n)).copy_from(&self.definite(rng));
        m.view_mut((n, n), (n, n)).copy_from(&self.definite(rng));
        m.view_mut((0, n), (n, n)).copy_from(&b);
        m.view_mut((n, 0), (n, n)).copy_from(&-b.transpose());
        Term { m, q: gaussian_vector(2 * n, rng) }
    }
}

impl Family for QuadraticSaddleSum {
    const ABOUT: About = About {
        name: "quadratic-saddle-sum",
        title: "finite sum of strongly convex-concave quadratic games",
        formula: "min over x, max over y of (1/N) Σᵢ ½ xᵀAᵢx + xᵀBᵢy − ½ yᵀCᵢy + aᵢᵀx + cᵢᵀy,  Fᵢ(x, y) = (Aᵢx + Bᵢy + aᵢ, \
                  Cᵢy − Bᵢᵀx − cᵢ);  Aᵢ, Cᵢ with eigenvalues uniform on [μ, L] and random axes, entries of Bᵢ N(0, coupling²/n), \
                  aᵢ, cᵢ ~ N(0, I); from 0",
        optimum: "F = 0 at the solution of one linear system (closed form); μ the smallest eigenvalue of the mean's symmetric part, L the \
                  norm of the mean, L_max that of the worst term",
        source: "Loizou, Berard, Gidel, Mitliagkas and Lacoste-Julien, Stochastic gradient descent-ascent and consensus optimization for \
                 smooth games: convergence analysis under expected co-coercivity, NeurIPS 2021, section 6",
        parameters: &[
            ("samples", "terms N"),
            ("dim", "variables n of each player"),
            ("mu", "smallest eigenvalue of Aᵢ and Cᵢ"),
            ("l", "largest eigenvalue of Aᵢ and Cᵢ"),
            ("coupling", "scale of Bᵢ"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Operator, Class::Saddle, Class::FiniteSumOperator]
    }

    fn dim(&self) -> usize {
        2 * self.dim
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let Self { samples, dim: n, mu, l, coupling } = *self;
        expect((1..=1000).contains(&n), "dim", n, "1 to 1000")?;
        let few = samples >= 1 && samples.saturating_mul(4 * n * n) <= ENTRIES;
        expect(few, "samples", samples, "at least 1, and samples · (2 dim)² at most 5e7")?;
        expect(mu > 0.0, "mu", mu, "a positive number")?;
        expect(l >= mu && l.is_finite(), "l", l, "a number of at least mu")?;
        expect(coupling >= 0.0 && coupling.is_finite(), "coupling", coupling, "a number of at least 0")?;
        let terms: Vec<_> = (0..samples).map(|_| self.term(rng)).collect();
        let mut mean = Term { m: Matrix::zeros(2 * n, 2 * n), q: Vector::zeros(2 * n) };
        for term in &terms {
            mean.m += &term.m;
            mean.q += &term.q;
        }
        mean.m /= samples as f64;
        mean.q /= samples as f64;
        let lu = mean.m.clone().lu();
        let solve = |b: &Vector| lu.solve(b).ok_or_else(|| Error::Impossible("the mean game is singular".to_owned()));
        let mut solution = solve(&-&mean.q)?;
        solution -= solve(&(&mean.m * &solution + &mean.q))?;
        let norm = |m: &Matrix| m.singular_values().max();
        let known = Known {
            smoothness: Some(norm(&mean.m)),
            strong_convexity: Some((0.5 * (&mean.m + mean.m.transpose())).symmetric_eigenvalues().min()),
            sample_smoothness: Some(terms.iter().map(|term| norm(&term.m)).fold(0.0, f64::max)),
            distance: Some(solution.norm()),
            ..Known::default()
        };
        Ok(Made { terms, mean, solution, known })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let n = made.solution.len();
        let game = Rc::new(Game { made: Arc::clone(made), f: RefCell::new(Vector::zeros(n)) });
        let terms = made.known.smoothness.unwrap_or(0.0) * made.solution.norm() + made.mean.q.norm();
        let value = Reference::closed_form(game.value(&made.solution));
        let residual = Residual::on_whole_space(Rc::clone(&game), Some(made.solution.clone()), terms);
        let judge = Box::new(SaddleResidual::new(residual).value(Some(value)));
        Instance { problem: Offer::of(game).saddle().finite_sum_operator().problem(), judge, known: made.known }
    }
}

struct Game {
    made: Arc<Made>,
    f: RefCell<Vector>,
}

impl Space for Game {
    fn dim(&self) -> usize {
        self.made.solution.len()
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.dim())
    }

    fn prices(&self) -> Prices {
        Prices { samples: self.made.terms.len() as u64, ..Prices::default() }
    }
}

impl Operator for Game {
    fn apply(&self, z: &Vector, f: &mut Vector) {
        let Term { m, q } = &self.made.mean;
        f.copy_from(q);
        f.gemv(1.0, m, z, 1.0);
    }
}

impl Saddle for Game {
    fn split(&self) -> (usize, usize) {
        (self.dim() / 2, self.dim() / 2)
    }

    /// F is affine, so φ = ½ (x, −y)ᵀ(F(z) + F(0)).
    fn value(&self, z: &Vector) -> f64 {
        let f = &mut *self.f.borrow_mut();
        self.apply(z, f);
        *f += &self.made.mean.q;
        let n = self.split().0;
        0.5 * (f.rows(0, n).dot(&z.rows(0, n)) - f.rows(n, n).dot(&z.rows(n, n)))
    }
}

impl FiniteSumOperator for Game {
    fn components(&self) -> u64 {
        self.made.terms.len() as u64
    }

    fn sample_apply(&self, z: &Vector, keys: &[u64], f: &mut Vector) {
        f.fill(0.0);
        let weight = 1.0 / keys.len() as f64;
        for &key in keys {
            let Term { m, q } = &self.made.terms[key as usize];
            f.axpy(weight, q, 1.0);
            f.gemv(weight, m, z, 1.0);
        }
    }
}

//! xᵀAy over two probability simplices.

use super::zero_sum::{Payoffs, classes, slanted, uniform};
use crate::random::gaussian_matrix;
use crate::{About, Class, Data, Error, Family, Instance, Matrix, Rng, expect};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::sync::Arc;

/// How the pay-offs are made.
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
    /// The maximizing player wins where the moves agree.
    MatchingPennies,
    /// The core of Sylvester's Hadamard matrix.
    Hadamard,
    /// 1 with probability 1/5, else 0.
    HideAndSeek,
    /// ((i + j − 1)/(2n − 1))^α.
    Ramp,
    /// ((|i − j| + 1)/(2n − 1))^α.
    Ridge,
    /// wᵢ(1 − exp(−0.8 |i − j|)), wᵢ = |N(0, 1)|.
    PolicemanAndBurglar,
}

/// Two-player zero-sum matrix game.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixGame {
    kind: Kind,
    rows: usize,
    columns: usize,
    exponent: f64,
}

impl Default for MatrixGame {
    fn default() -> Self {
        Self { kind: Kind::Uniform, rows: 20, columns: 20, exponent: 1.0 }
    }
}

/// How fast a burglar who is far away gets away.
const ESCAPE: f64 = 0.8;
/// Share of the places that are hiding places.
const HIDING: f64 = 0.2;

/// Cyclic: move i loses 1 to the (n − 1)/2 moves after it and wins 1 from the others.
fn rock_paper_scissors(n: usize) -> Matrix {
    Matrix::from_fn(n, n, |i, j| match (2 * ((j + n - i) % n)).cmp(&n) {
        _ if i == j => 0.0,
        Ordering::Less => 1.0,
        _ => -1.0,
    })
}

/// Sylvester's matrix of order n + 1 without its row and column of ones: entry (i, j) is −1 to the number of bits that i and j
/// share. Rows add up to −1 and `CCᵀ` = (n + 1)I − 11ᵀ, so that uniform strategies, and no others, make all moves equal.
fn hadamard_core(n: usize) -> Matrix {
    Matrix::from_fn(n, n, |i, j| if ((i + 1) & (j + 1)).count_ones() % 2 == 0 { 1.0 } else { -1.0 })
}

impl Family for MatrixGame {
    const ABOUT: About = About {
        name: "matrix-game",
        title: "zero-sum matrix game on two probability simplices",
        formula: "min over x in Δₘ, max over y in Δₙ of φ(x, y) = xᵀAy,  F(x, y) = (Ay, −Aᵀx);  uniform: Aᵢⱼ ~ U[−1, 1];  \
                  gaussian: Aᵢⱼ ~ N(0, 1);  rock-paper-scissors: Aᵢⱼ = 1 where (j − i) mod n is 1 to (n − 1)/2, 0 on the \
                  diagonal, else −1;  matching-pennies: 1 on the diagonal, else −1;  hadamard: Sylvester's matrix of order n + 1 \
                  without its row and column of ones;  hide-and-seek: Aᵢⱼ = 1 with probability 1/5, else 0;  ramp: \
                  ((i + j − 1)/(2n − 1))^α;  ridge: ((|i − j| + 1)/(2n − 1))^α;  policeman-and-burglar: wᵢ(1 − exp(−0.8 |i − j|)), \
                  wᵢ = |N(0, 1)|.  Starts at the uniform strategies, or at x ∝ (1, …, m), y ∝ (n, …, 1) where those are the \
                  equilibrium.  A square game is the finite sum of Fᵢ = n(yᵢ A∙ᵢ, −xᵢ Aᵢ∙)",
        optimum: "natural residual ‖z − P(z − F(z))‖ = 0; beside it the tangent residual and the duality gap \
                  maxⱼ (Aᵀx)ⱼ − minᵢ (Ay)ᵢ. Uniform equilibrium and value 0 (rock-paper-scissors), 2/n − 1 \
                  (matching-pennies), −1/n (hadamard) in closed form; else value and, where it is the only one, equilibrium by \
                  the simplex method, certified by a gap of 1e-12 max |A|, up to 250000 pay-offs; L = ‖A‖₂",
        source: "von Neumann, Zur Theorie der Gesellschaftsspiele, Mathematische Annalen 100, 1928; ramp and ridge: Nemirovski, \
                 Juditsky, Lan and Shapiro, Robust stochastic approximation approach to stochastic programming, SIAM Journal on \
                 Optimization 19, 2009, section 4.4; policeman and burglar: Juditsky and Nemirovski, First-order methods for \
                 nonsmooth convex large-scale optimization, in Optimization for Machine Learning, MIT Press 2011, as in Alacaoglu \
                 and Malitsky, Stochastic variance reduction for variational inequality methods, COLT 2022, section 6",
        parameters: &[
            (
                "kind",
                "uniform, gaussian, rock-paper-scissors, matching-pennies, hadamard, hide-and-seek, ramp, ridge or \
                 policeman-and-burglar",
            ),
            ("rows", "moves m of the minimizing player"),
            ("columns", "moves n of the maximizing player; equal to rows but in uniform, gaussian and hide-and-seek"),
            ("exponent", "α of ramp and ridge"),
        ],
    };

    type Made = Payoffs;

    fn classes(&self) -> Vec<Class> {
        classes(self.rows, self.columns)
    }

    fn dim(&self) -> usize {
        self.rows + self.columns
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Payoffs, Error> {
        let (m, n, alpha) = (self.rows, self.columns, self.exponent);
        expect((2..=5000).contains(&m), "rows", m, "2 to 5000")?;
        expect((2..=5000).contains(&n), "columns", n, "2 to 5000")?;
        expect(alpha > 0.0 && alpha.is_finite(), "exponent", alpha, "a positive number")?;
        let closed_form = |a, value| Payoffs::closed_form(a, slanted(n, n), uniform(n, n), value);
        if !matches!(self.kind, Kind::Uniform | Kind::Gaussian | Kind::HideAndSeek) {
            let wanted = match self.kind {
                Kind::RockPaperScissors => "the same odd number as rows in rock-paper-scissors",
                Kind::Hadamard => "the same as rows, and one less than a power of two",
                _ => "the same as rows in a square game",
            };
            let fits = match self.kind {
                Kind::RockPaperScissors => n % 2 == 1,
                Kind::Hadamard => (n + 1).is_power_of_two(),
                _ => true,
            };
            expect(n == m && fits, "columns", n, wanted)?;
        }
        let ratio = |over: usize| (over as f64 / (2 * n - 1) as f64).powf(alpha);
        let a = match self.kind {
            Kind::RockPaperScissors => return Ok(closed_form(rock_paper_scissors(n), 0.0)),
            Kind::MatchingPennies => {
                let a = Matrix::from_fn(n, n, |i, j| if i == j { 1.0 } else { -1.0 });
                return Ok(closed_form(a, 2.0 / n as f64 - 1.0));
            }
            Kind::Hadamard => return Ok(closed_form(hadamard_core(n), -1.0 / n as f64)),
            Kind::Uniform => Matrix::from_fn(m, n, |_, _| rng.random_range(-1.0..1.0)),
            Kind::Gaussian => gaussian_matrix(m, n, rng),
            Kind::HideAndSeek => Matrix::from_fn(m, n, |_, _| f64::from(rng.random_bool(HIDING))),
            Kind::Ramp => Matrix::from_fn(n, n, |i, j| ratio(i + j + 1)),
            Kind::Ridge => Matrix::from_fn(n, n, |i, j| ratio(i.abs_diff(j) + 1)),
            Kind::PolicemanAndBurglar => {
                let wealth: Vec<f64> = (0..n).map(|_| rng.sample::<f64, _>(StandardNormal).abs()).collect();
                Matrix::from_fn(n, n, |i, j| wealth[i] * (1.0 - (-ESCAPE * i.abs_diff(j) as f64).exp()))
            }
        };
        Ok(Payoffs::solved(a, uniform(m, n)))
    }

    fn instance(&self, made: &Arc<Payoffs>) -> Instance {
        Payoffs::instance(made)
    }
}

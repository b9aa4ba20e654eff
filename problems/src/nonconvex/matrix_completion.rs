//! ½ Σ over seen (i, j) of (xᵢᵀyⱼ − Mᵢⱼ)²: a low-rank matrix from some of its entries.

use super::completion::{Completion, Seen, dot, row};
use super::polish::{VARIABLES, polished};
use crate::class::Objective;
use crate::random::gaussian_vector;
use crate::{
    About, Class, Data, Error, Family, Instance, Known, Matrix, Offer, Reference, ReferenceKind, Rng, SmoothGap,
    Vector, expect,
};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// Matrix completion through factors.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixCompletion {
    pub(super) rows: usize,
    pub(super) cols: usize,
    pub(super) rank: usize,
    entries: usize,
    noise: f64,
    pub(super) balance: f64,
    pub(super) incoherence: f64,
    pub(super) cap: f64,
}

impl Default for MatrixCompletion {
    fn default() -> Self {
        Self { rows: 100, cols: 100, rank: 3, entries: 3000, noise: 0.0, balance: 0.125, incoherence: 0.0, cap: 4.0 }
    }
}

/// What cells share.
pub struct Made {
    seen: Arc<Seen>,
    start: Vector,
    solution: Vector,
    optimum: Reference,
}

impl Family for MatrixCompletion {
    const ABOUT: About = About {
        name: "matrix-completion",
        title: "low-rank matrix completion through its factors, at the cost of the entries seen",
        formula: "f(X, Y) = (1/2p) Σ over (i, j) in Ω of (xᵢᵀyⱼ − Mᵢⱼ)² + balance ‖XᵀX − YᵀY‖² \
                  + incoherence Σ over all factor rows of max(‖x‖ − c, 0)⁴,  p = |Ω|/(rows cols), Ω uniform without repetition,  \
                  Mᵢⱼ = uᵢᵀvⱼ + noise ξᵢⱼ with uᵢ, vⱼ of N(0, I/√rank), ξ of N(0, 1);  \
                  c = cap √rank, start of N(0, I/√rank) too; as a finite sum over Ω with the regularizers in each term",
        optimum: "f* = 0 (closed form) at the balanced factors of UVᵀ without noise, and their rotations, where no row exceeds c; \
                  with noise the minimizer beside them by Newton's method (local); the measure `distance` is \
                  ‖XYᵀ − X*Y*ᵀ‖ in the Frobenius norm",
        source: "Ge, Lee and Ma, Matrix completion has no spurious local minimum, NeurIPS 2016 (the regularizer of rows); \
                 Ge, Jin and Zheng, No spurious local minima in nonconvex low rank problems, ICML 2017 (asymmetric, with \
                 the balance)",
        parameters: &[
            ("rows", "rows of M"),
            ("cols", "columns of M"),
            ("rank", "rank of M and columns of X and Y; a point holds Xᵀ, then Yᵀ"),
            ("entries", "number |Ω| of entries seen"),
            ("noise", "standard deviation of the noise on an entry"),
            ("balance", "weight of ‖XᵀX − YᵀY‖²"),
            ("incoherence", "weight of the penalty on long rows; 0 for none"),
            ("cap", "length, over √rank, from which a row is long"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        let mut classes = vec![Class::Objective, Class::Smooth, Class::Curved, Class::Stochastic, Class::FiniteSum];
        if self.balance == 0.0 && self.incoherence == 0.0 {
            classes.push(Class::LeastSquares);
        }
        classes
    }

    fn dim(&self) -> usize {
        (self.rows + self.cols) * self.rank
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let Self { rows, cols, rank, entries, noise, balance, incoherence, cap } = *self;
        expect((1..=1_000_000).contains(&rows), "rows", rows, "1 to 1000000")?;
        expect((1..=1_000_000).contains(&cols), "cols", cols, "1 to 1000000")?;
        expect((1..=rows.min(cols).min(100)).contains(&rank), "rank", rank, "1 to 100 and to the smaller side of M")?;
        let most = (rows * cols).min(50_000_000);
        expect((1..=most).contains(&entries), "entries", entries, "1 to 50000000 and to all of M")?;
        let known = noise == 0.0 || self.dim() <= VARIABLES;
        expect(noise >= 0.0 && known, "noise", noise, "0, or a positive number for at most 500 variables")?;
        expect(balance >= 0.0 && balance.is_finite(), "balance", balance, "a number of at least 0")?;
        expect(incoherence >= 0.0 && incoherence.is_finite(), "incoherence", incoherence, "a number of at least 0")?;
        expect(cap > 0.0 && cap.is_finite(), "cap", cap, "a positive number")?;

        let scale = (rank as f64).powf(-0.25);
        let factors = balanced(&(gaussian_vector(self.dim(), rng) * scale), rows, rank);
        let longest = factors.as_slice().chunks_exact(rank).map(|row| dot(row, row)).fold(0.0, f64::max).sqrt();
        if noise == 0.0 && incoherence > 0.0 && longest > cap * (rank as f64).sqrt() {
            return Err(Error::Impossible(format!(
                "cap = {cap}: expected at least {}, so that the planted factors are not penalized",
                longest / (rank as f64).sqrt()
            )));
        }
        let places = places(rows, cols, entries, rng);
        let (x, y) = factors.as_slice().split_at(rows * rank);
        let entry = |&(i, j): &(u32, u32)| {
            let exact = dot(row(x, i, rank), row(y, j, rank));
            if noise > 0.0 { exact + noise * rng.sample::<f64, _>(StandardNormal) } else { exact }
        };
        let entries = places.iter().map(entry).collect();
        let seen = Arc::new(Seen { places, entries });
        let start = gaussian_vector(self.dim(), rng) * scale;
        let (solution, optimum) = if noise > 0.0 {
            let problem = Completion::new(self.clone(), Arc::clone(&seen), factors.clone());
            let solution = polished(&problem, factors);
            let value = problem.value(&solution);
            (solution, Reference { value, kind: ReferenceKind::Local })
        } else {
            (factors, Reference::closed_form(0.0))
        };
        Ok(Made { seen, start, solution, optimum })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let problem = Rc::new(Completion::new(self.clone(), Arc::clone(&made.seen), made.start.clone()));
        let known = Known { optimal_value: Some(made.optimum.value), ..Known::default() };
        let (shared, rows, rank) = (Arc::clone(made), self.rows, self.rank);
        let judge = SmoothGap::new(Rc::clone(&problem), made.optimum, Some(made.solution.clone()))
            .measured_by(move |z| product_distance(z, &shared.solution, rows, rank));
        let squares = self.balance == 0.0 && self.incoherence == 0.0;
        let offer = Offer::of(problem).curved().finite_sum();
        let offer = if squares { offer.least_squares() } else { offer };
        Instance { problem: offer.problem(), judge: Box::new(judge), known }
    }
}

/// Factors with the same product and `XᵀX = YᵀY`: from the singular values of the product, through two QR.
fn balanced(factors: &Vector, rows: usize, rank: usize) -> Vector {
    let (x, y) = factors.as_slice().split_at(rows * rank);
    let tall = |z: &[f64]| Matrix::from_row_slice(z.len() / rank, rank, z);
    let ((q, r), (p, s)) = (tall(x).qr().unpack(), tall(y).qr().unpack());
    let svd = (r * s.transpose()).svd(true, true);
    let (u, v) = (svd.u.expect("asked for"), svd.v_t.expect("asked for").transpose());
    let root = Matrix::from_diagonal(&svd.singular_values.map(f64::sqrt));
    let (x, y) = ((q * u * &root).transpose(), (p * v * root).transpose());
    Vector::from_iterator(factors.len(), x.as_slice().iter().chain(y.as_slice()).copied())
}

/// Places in a matrix without repetition, by rows.
fn places(rows: usize, cols: usize, entries: usize, rng: &mut Rng) -> Vec<(u32, u32)> {
    let mut drawn = rand::seq::index::sample(rng, rows * cols, entries).into_vec();
    drawn.sort_unstable();
    drawn.into_iter().map(|place| ((place / cols) as u32, (place % cols) as u32)).collect()
}

/// `‖XYᵀ − ABᵀ‖ = ‖R Sᵀ‖` with the R of (X, −A) and the S of (Y, B): at the cost of factors, without cancellation.
fn product_distance(z: &Vector, solution: &Vector, rows: usize, rank: usize) -> f64 {
    let part = |side: std::ops::Range<usize>, sign: f64| {
        let tall = |z: &Vector| Matrix::from_row_slice(side.len() / rank, rank, &z.as_slice()[side.clone()]);
        let mut both = tall(z).resize_horizontally(2 * rank, 0.0);
        both.columns_mut(rank, rank).copy_from(&(tall(solution) * sign));
        both.qr().r()
    };
    (part(0..rows * rank, -1.0) * part(rows * rank..z.len(), 1.0).transpose()).norm()
}

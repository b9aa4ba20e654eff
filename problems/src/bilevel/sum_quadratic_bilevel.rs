//! Sums of quadratics of rank one on both levels: the synthetic problem of the community's bilevel benchmark.

use super::closed_form::{ClosedForm, Parabola};
use crate::class::{Batch, Bilevel, Space};
use crate::random::{gaussian_matrix, rotation};
use crate::{About, Class, Data, Error, Family, Instance, Known, Matrix, Offer, Prices, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// Sums of quadratics on both levels.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SumQuadraticBilevel {
    dim_upper: usize,
    dim_lower: usize,
    samples_upper: usize,
    samples_lower: usize,
    smallest: f64,
    largest: f64,
    cross: f64,
    start: f64,
}

impl Default for SumQuadraticBilevel {
    fn default() -> Self {
        Self {
            dim_upper: 100,
            dim_lower: 100,
            samples_upper: 1024,
            samples_lower: 1024,
            smallest: 0.1,
            largest: 1.0,
            cross: 0.1,
            start: -2.0,
        }
    }
}

/// Draws after which a convex value function is given up.
const DRAWS: usize = 20;
/// Numbers that the samples of both levels may take: 1.6 GB.
const NUMBERS: usize = 200_000_000;

/// One level, ½ yᵀAy + ½ xᵀBx + xᵀCy + aᵀy + bᵀx, of terms and on average; A, B and C of a term have rank one.
struct Level {
    /// wᵢ, vᵢ, lᵢ, rᵢ, aᵢ, bᵢ, one a column: Aᵢ = wᵢwᵢᵀ, Bᵢ = vᵢvᵢᵀ, Cᵢ = lᵢrᵢᵀ.
    terms: [Matrix; 6],
    a: Matrix,
    b: Matrix,
    c: Matrix,
    linear_y: Vector,
    linear_x: Vector,
}

/// Log-spaced from `low` to `high`.
fn spaced(low: f64, high: f64, n: usize) -> Vector {
    Vector::from_fn(n, |i, _| low * (high / low).powf(i as f64 / (n.max(2) - 1) as f64))
}

impl SumQuadraticBilevel {
    /// Gaussian columns with covariance of these eigenvalues in a random basis.
    fn gaussian(eigenvalues: &Vector, samples: usize, rng: &mut Rng) -> Matrix {
        let n = eigenvalues.len();
        let basis = rotation(n, rng);
        let root = &basis * Matrix::from_diagonal(&eigenvalues.map(f64::sqrt)) * basis.transpose();
        root * gaussian_matrix(n, samples, rng)
    }

    fn level(&self, samples: usize, rng: &mut Rng) -> Level {
        let (m, n) = (self.dim_upper, self.dim_lower);
        let w = Self::gaussian(&spaced(self.smallest, self.largest, n), samples, rng);
        // One direction of x without curvature.
        let mut flat = Vector::zeros(m);
        flat.rows_mut(1, m - 1).copy_from(&spaced(self.smallest, self.largest, m - 1));
        let v = Self::gaussian(&flat, samples, rng);
        // E lᵢrᵢᵀ = U D Vᵀ with lᵢ = U D ξᵢ, rᵢ = V ξᵢ.
        let (u, d, right) = (rotation(m, rng), spaced(self.smallest, self.cross, m.min(n)), rotation(n, rng));
        let xi = gaussian_matrix(n, samples, rng);
        let mut scaled = Matrix::zeros(m, samples);
        for (k, d) in d.as_slice().iter().enumerate() {
            scaled.row_mut(k).copy_from(&(xi.row(k) * *d));
        }
        let (l, r) = (u * scaled, right * xi);
        let (linear_y, linear_x) = (gaussian_matrix(n, samples, rng), gaussian_matrix(m, samples, rng));
        let count = samples as f64;
        Level {
            a: &w * w.transpose() / count,
            b: &v * v.transpose() / count,
            c: &l * r.transpose() / count,
            linear_y: linear_y.column_mean(),
            linear_x: linear_x.column_mean(),
            terms: [w, v, l, r, linear_y, linear_x],
        }
    }
}

impl Level {
    fn len(&self) -> usize {
        self.terms[0].ncols()
    }

    fn value(&self, x: &Vector, y: &Vector, batch: Batch<'_>) -> f64 {
        let [w, v, l, r, a, b] = &self.terms;
        match batch {
            Batch::Whole => {
                let form = |m: &Matrix, u: &Vector, v: &Vector| -> f64 {
                    m.column_iter().zip(v.as_slice()).map(|(column, v)| column.dot(u) * v).sum()
                };
                0.5 * form(&self.a, y, y)
                    + 0.5 * form(&self.b, x, x)
                    + form(&self.c, x, y)
                    + self.linear_y.dot(y)
                    + self.linear_x.dot(x)
            }
            Batch::Keys(keys) => {
                let term = |i: usize| {
                    0.5 * w.column(i).dot(y).powi(2)
                        + 0.5 * v.column(i).dot(x).powi(2)
                        + l.column(i).dot(x) * r.column(i).dot(y)
                        + a.column(i).dot(y)
                        + b.column(i).dot(x)
                };
                keys.iter().map(|&key| term(key as usize)).sum::<f64>() / keys.len() as f64
            }
        }
    }

    fn gradient_y(&self, x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        let [w, _, l, r, a, _] = &self.terms;
        match batch {
            Batch::Whole => {
                g.copy_from(&self.linear_y);
                g.gemv(1.0, &self.a, y, 1.0);
                g.gemv_tr(1.0, &self.c, x, 1.0);
            }
            Batch::Keys(keys) => average(keys, g, |i, share, g| {
                g.axpy(share * w.column(i).dot(y), &w.column(i), 1.0);
                g.axpy(share * l.column(i).dot(x), &r.column(i), 1.0);
                g.axpy(share, &a.column(i), 1.0);
            }),
        }
    }

    fn gradient_x(&self, x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        let [_, v, l, r, _, b] = &self.terms;
        match batch {
            Batch::Whole => {
                g.copy_from(&self.linear_x);
                g.gemv(1.0, &self.b, x, 1.0);
                g.gemv(1.0, &self.c, y, 1.0);
            }
            Batch::Keys(keys) => average(keys, g, |i, share, g| {
                g.axpy(share * v.column(i).dot(x), &v.column(i), 1.0);
                g.axpy(share * r.column(i).dot(y), &l.column(i), 1.0);
                g.axpy(share, &b.column(i), 1.0);
            }),
        }
    }

    fn hessian_product(&self, direction: &Vector, batch: Batch<'_>, p: &mut Vector) {
        let w = &self.terms[0];
        match batch {
            Batch::Whole => p.gemv(1.0, &self.a, direction, 0.0),
            Batch::Keys(keys) => average(keys, p, |i, share, p| {
                p.axpy(share * w.column(i).dot(direction), &w.column(i), 1.0);
            }),
        }
    }

    fn cross_product(&self, direction: &Vector, batch: Batch<'_>, p: &mut Vector) {
        let [_, _, l, r, ..] = &self.terms;
        match batch {
            Batch::Whole => p.gemv(1.0, &self.c, direction, 0.0),
            Batch::Keys(keys) => average(keys, p, |i, share, p| {
                p.axpy(share * r.column(i).dot(direction), &l.column(i), 1.0);
            }),
        }
    }
}

/// out ← Σ over the keys of what `add` adds for each, with its share.
fn average(keys: &[u64], out: &mut Vector, add: impl Fn(usize, f64, &mut Vector)) {
    out.fill(0.0);
    for &key in keys {
        add(key as usize, 1.0 / keys.len() as f64, out);
    }
}

/// Both levels and the value function.
pub struct Made {
    upper: Level,
    lower: Level,
    /// y*(x) = Sx + s.
    response: Matrix,
    shift: Vector,
    parabola: Parabola,
}

impl Made {
    /// `None` where φ is not strongly convex.
    fn new(upper: Level, lower: Level) -> Option<Self> {
        let factor = lower.a.clone().cholesky()?;
        let (response, shift) = (-factor.solve(&lower.c.transpose()), -factor.solve(&lower.linear_y));
        // φ(x) = F(x, Sx + s), with P and K the upper A and C.
        let (p, k) = (&upper.a, &upper.c);
        let bend = k * &response;
        let curvature = response.tr_mul(&(p * &response)) + &upper.b + &bend + bend.transpose();
        let slope = response.tr_mul(&(p * &shift + &upper.linear_y)) + k * &shift + &upper.linear_x;
        let constant = 0.5 * shift.dot(&(p * &shift)) + upper.linear_y.dot(&shift);
        let parabola = Parabola::new(curvature, &slope, constant, |x| &response * x + &shift)?;
        Some(Self { upper, lower, response, shift, parabola })
    }
}

impl Family for SumQuadraticBilevel {
    const ABOUT: About = About {
        name: "sum-quadratic-bilevel",
        title: "sums of quadratics on both levels, the community benchmark's synthetic problem",
        formula: "F and f = averages of ½ yᵀAᵢy + ½ xᵀBᵢx + xᵀCᵢy + aᵢᵀy + bᵢᵀx, each with its own samples:  Aᵢ = wᵢwᵢᵀ, Bᵢ = vᵢvᵢᵀ \
                  of Gaussian w and v, eigenvalues of their covariances log-spaced in [smallest, largest] in random bases, one of \
                  B's 0;  Cᵢ = (UDξᵢ)(Vξᵢ)ᵀ, ξᵢ ~ N(0, I), D log-spaced from smallest to cross, U and V random bases;  \
                  a, b ~ N(0, I);  drawn again, up to 20 times, until φ is convex;  x = start, y = 0",
        optimum: "φ(x) = F(x, y*(x)) with y*(x) = −A⁻¹(Cᵀx + a) is a quadratic: x* by one linear solve, φ* = φ(x*) (closed form); \
                  error φ(x) − φ*, of x alone, ‖∇φ(x)‖ beside it; L and μ are those of φ, the lower ones those of A",
        source: "the dataset simulated of benchmark_bilevel (Dagréou, Moreau, Vaiter and Ablin, 2023), after Dagréou, Ablin, \
                 Vaiter and Moreau, A framework for bilevel optimization that enables stochastic and global variance reduction \
                 algorithms, NeurIPS 2022; its random numbers are another generator's",
        parameters: &[
            ("dim_upper", "entries of x"),
            ("dim_lower", "entries of y; 10 and 100 in the benchmark"),
            ("samples_upper", "terms of F"),
            ("samples_lower", "terms of f; 1024 or 32768 in the benchmark, which take 5 and 157 MB at 100 × 100"),
            ("smallest", "least eigenvalue of the covariances, and least singular value of E Cᵢ"),
            ("largest", "largest eigenvalue of the covariances"),
            ("cross", "largest singular value of E Cᵢ"),
            ("start", "every x at the start"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Bilevel]
    }

    fn dim(&self) -> usize {
        self.dim_upper + self.dim_lower
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let Self { dim_upper, dim_lower, samples_upper, samples_lower, smallest, largest, cross, start } = *self;
        expect((2..=2000).contains(&dim_upper), "dim_upper", dim_upper, "2 to 2000")?;
        expect((1..=2000).contains(&dim_lower), "dim_lower", dim_lower, "1 to 2000")?;
        expect((1..=1_000_000).contains(&samples_upper), "samples_upper", samples_upper, "1 to 1000000")?;
        let enough = (dim_lower..=1_000_000).contains(&samples_lower);
        expect(enough, "samples_lower", samples_lower, "at least dim_lower, or A is singular, and at most 1000000")?;
        let numbers = 3 * (dim_upper + dim_lower) * (samples_upper + samples_lower);
        expect(numbers <= NUMBERS, "samples_lower", samples_lower, "samples that take at most 2e8 numbers")?;
        expect(smallest > 0.0 && smallest.is_finite(), "smallest", smallest, "a positive number")?;
        expect(largest >= smallest && largest.is_finite(), "largest", largest, "at least smallest")?;
        expect(cross > 0.0 && cross.is_finite(), "cross", cross, "a positive number")?;
        expect(start.is_finite(), "start", start, "a number")?;
        (0..DRAWS).find_map(|_| Made::new(self.level(samples_upper, rng), self.level(samples_lower, rng))).ok_or_else(
            || Error::Impossible(format!("no convex value function in {DRAWS} draws: smaller cross, or more samples")),
        )
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let levels = Rc::new(Levels { made: Arc::clone(made), start: self.start });
        let range = |a: &Matrix| {
            let eigenvalues = a.clone().symmetric_eigenvalues();
            (eigenvalues.min(), eigenvalues.max())
        };
        let ((lower_mu, lower_l), (_, upper_l)) = (range(&made.lower.a), range(&made.upper.a));
        let Parabola { range, solution, value, .. } = &made.parabola;
        let known = Known {
            smoothness: Some(range.1),
            strong_convexity: Some(range.0),
            optimal_value: Some(*value),
            distance: Some((levels.start() - solution).norm()),
            lower_smoothness: Some(lower_l),
            lower_strong_convexity: Some(lower_mu),
            upper_smoothness: Some(upper_l),
            ..Known::default()
        };
        let judge = ClosedForm::new(Rc::clone(&levels), |levels| &levels.made.parabola, Levels::lower_gap);
        Instance { problem: Offer::of(levels).bilevel().problem(), judge: Box::new(judge), known }
    }
}

struct Levels {
    made: Arc<Made>,
    start: f64,
}

impl Levels {
    /// ½ (y − y*)ᵀA(y − y*).
    fn lower_gap(&self, x: &Vector, y: &Vector) -> f64 {
        let Made { lower, response, shift, .. } = &*self.made;
        let d = y - response * x - shift;
        0.5 * d.dot(&(&lower.a * &d))
    }
}

impl Space for Levels {
    fn dim(&self) -> usize {
        self.made.parabola.solution.len()
    }

    fn start(&self) -> Vector {
        let m = self.made.upper.b.nrows();
        Vector::from_fn(self.dim(), |i, _| if i < m { self.start } else { 0.0 })
    }

    fn prices(&self) -> Prices {
        let samples = self.made.upper.len().max(self.made.lower.len());
        Prices { hessian_product: 1, samples: samples as u64, ..Prices::default() }
    }
}

impl Bilevel for Levels {
    fn split(&self) -> (usize, usize) {
        (self.made.upper.b.nrows(), self.made.upper.a.nrows())
    }

    fn samples(&self) -> (u64, u64) {
        (self.made.upper.len() as u64, self.made.lower.len() as u64)
    }

    fn upper_value(&self, x: &Vector, y: &Vector, batch: Batch<'_>) -> f64 {
        self.made.upper.value(x, y, batch)
    }

    fn upper_gradient_x(&self, x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        self.made.upper.gradient_x(x, y, batch, g);
    }

    fn upper_gradient_y(&self, x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        self.made.upper.gradient_y(x, y, batch, g);
    }

    fn upper_hessian_product(&self, _x: &Vector, _y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        self.made.upper.hessian_product(v, batch, p);
    }

    fn upper_cross_product(&self, _x: &Vector, _y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        self.made.upper.cross_product(v, batch, p);
    }

    fn lower_value(&self, x: &Vector, y: &Vector, batch: Batch<'_>) -> f64 {
        self.made.lower.value(x, y, batch)
    }

    fn lower_gradient_x(&self, x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        self.made.lower.gradient_x(x, y, batch, g);
    }

    fn lower_gradient_y(&self, x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        self.made.lower.gradient_y(x, y, batch, g);
    }

    fn lower_hessian_product(&self, _x: &Vector, _y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        self.made.lower.hessian_product(v, batch, p);
    }

    fn lower_cross_product(&self, _x: &Vector, _y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        self.made.lower.cross_product(v, batch, p);
    }
}

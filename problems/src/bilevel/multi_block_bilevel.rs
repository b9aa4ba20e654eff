//! Many quadratic lower problems under one upper problem.

use super::closed_form::{ClosedForm, Parabola};
use crate::class::{Batch, Bilevel, Space};
use crate::random::{gaussian_matrix, gaussian_vector, rotation};
use crate::{About, Class, Data, Error, Family, Instance, Known, Matrix, Offer, Prices, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// Quadratic bilevel problem with many lower blocks.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MultiBlockBilevel {
    blocks: usize,
    dim: usize,
    condition: f64,
    ridge: f64,
}

impl Default for MultiBlockBilevel {
    fn default() -> Self {
        Self { blocks: 100, dim: 20, condition: 10.0, ridge: 0.1 }
    }
}

/// ½ yᵀAy − yᵀBx below, ½‖y − b‖² above; S = A⁻¹B.
struct Block {
    a: Matrix,
    b: Matrix,
    target: Vector,
    response: Matrix,
}

/// The blocks and the value function.
pub struct Made {
    blocks: Vec<Block>,
    parabola: Parabola,
}

impl Family for MultiBlockBilevel {
    const ABOUT: About = About {
        name: "multi-block-bilevel",
        title: "one upper problem over many quadratic lower ones",
        formula: "min over x of (1/m) Σᵢ ½‖yᵢ*(x) − bᵢ‖² + (ridge/2)‖x‖²,  yᵢ*(x) = argmin of ½ yᵀAᵢy − yᵀBᵢx;  y stacks the m blocks \
                  and f is the average of theirs; x, yᵢ in Rⁿ, eigenvalues of Aᵢ log-spaced in [1/condition, 1] in a random basis, \
                  Bᵢ Gaussian/√n, bᵢ ~ N(0, I), from 0. A sample of either level is a block, which touches its own yᵢ alone",
        optimum: "φ(x) = (1/m) Σᵢ ½‖Sᵢx − bᵢ‖² + (ridge/2)‖x‖² with Sᵢ = Aᵢ⁻¹Bᵢ; x* by one linear solve (closed form); error \
                  φ(x) − φ*, of x alone, ‖∇φ(x)‖ beside it; L and μ are those of φ, L_lower = 1/m, μ_lower = 1/(m condition)",
        source: "the problem class of Hu, Qiu, Guo, Zhang and Yang, Blockwise stochastic variance-reduced methods with parallel \
                 speedup for multi-block bilevel optimization, ICML 2023, with blocks as in quadratic-bilevel",
        parameters: &[
            ("blocks", "lower problems m"),
            ("dim", "variables n of x and of each block"),
            ("condition", "largest over smallest eigenvalue of each Aᵢ"),
            ("ridge", "strong convexity that the upper level has in x"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Bilevel]
    }

    fn dim(&self) -> usize {
        (self.blocks + 1) * self.dim
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let Self { blocks, dim: n, condition, ridge } = *self;
        expect((1..=1_000_000).contains(&blocks), "blocks", blocks, "1 to 1000000")?;
        expect((1..=1000).contains(&n), "dim", n, "1 to 1000")?;
        expect(3 * blocks * n * n <= 100_000_000, "blocks", blocks, "blocks of at most 1e8 numbers, 3 dim² each")?;
        expect(condition >= 1.0 && condition.is_finite(), "condition", condition, "a number of at least 1")?;
        expect(ridge > 0.0 && ridge.is_finite(), "ridge", ridge, "a positive number")?;
        let power = |i: usize| condition.powf(-(i as f64) / (n.max(2) - 1) as f64);
        let eigenvalues = Vector::from_fn(n, |i, _| power(i));
        let block = |rng: &mut Rng| {
            let basis = rotation(n, rng);
            let a = &basis * Matrix::from_diagonal(&eigenvalues) * basis.transpose();
            let a = 0.5 * (&a + a.transpose());
            let b = gaussian_matrix(n, n, rng) / (n as f64).sqrt();
            let response = a.clone().cholesky().expect("eigenvalues at least 1/condition").solve(&b);
            Block { a, b, target: gaussian_vector(n, rng), response }
        };
        let blocks: Vec<Block> = (0..blocks).map(|_| block(rng)).collect();
        let share = 1.0 / blocks.len() as f64;
        let (mut curvature, mut slope, mut constant) = (Matrix::identity(n, n) * ridge, Vector::zeros(n), 0.0);
        for Block { target, response, .. } in &blocks {
            curvature.gemm_tr(share, response, response, 1.0);
            slope.gemv_tr(-share, response, target, 1.0);
            constant += 0.5 * share * target.norm_squared();
        }
        let stacked = |x: &Vector| {
            let parts: Vec<f64> = blocks.iter().flat_map(|block| (&block.response * x).as_slice().to_vec()).collect();
            Vector::from_vec(parts)
        };
        let parabola = Parabola::new(curvature, &slope, constant, stacked).expect("at least ridge");
        Ok(Made { blocks, parabola })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let levels = Rc::new(Levels { made: Arc::clone(made), ridge: self.ridge });
        let Parabola { range, solution, value, .. } = &made.parabola;
        let blocks = made.blocks.len() as f64;
        let known = Known {
            smoothness: Some(range.1),
            strong_convexity: Some(range.0),
            optimal_value: Some(*value),
            distance: Some(solution.norm()),
            lower_smoothness: Some(1.0 / blocks),
            lower_strong_convexity: Some(1.0 / (blocks * self.condition)),
            upper_smoothness: Some(1.0 / blocks),
            ..Known::default()
        };
        let judge = ClosedForm::new(Rc::clone(&levels), |levels| &levels.made.parabola, Levels::lower_gap);
        Instance { problem: Offer::of(levels).bilevel().problem(), judge: Box::new(judge), known }
    }
}

struct Levels {
    made: Arc<Made>,
    ridge: f64,
}

impl Levels {
    fn n(&self) -> usize {
        self.made.blocks[0].a.nrows()
    }

    /// Calls `each` with every block of the batch, where it begins in y, and its share of the mean.
    fn average(&self, batch: Batch<'_>, mut each: impl FnMut(&Block, usize, f64)) {
        let (blocks, n) = (&self.made.blocks, self.n());
        match batch {
            Batch::Whole => {
                blocks.iter().enumerate().for_each(|(i, block)| each(block, i * n, 1.0 / blocks.len() as f64));
            }
            Batch::Keys(keys) => keys.iter().for_each(|&key| {
                let i = key as usize;
                each(&blocks[i], i * n, 1.0 / keys.len() as f64);
            }),
        }
    }

    /// (1/m) Σ ½ (yᵢ − Sᵢx)ᵀAᵢ(yᵢ − Sᵢx).
    fn lower_gap(&self, x: &Vector, y: &Vector) -> f64 {
        let mut gap = 0.0;
        self.average(Batch::Whole, |block, at, share| {
            let d = y.rows(at, self.n()) - &block.response * x;
            gap += 0.5 * share * d.dot(&(&block.a * &d));
        });
        gap
    }
}

/// uᵀMv.
fn form(m: &Matrix, u: &[f64], v: &[f64]) -> f64 {
    let dot = |column: &[f64]| -> f64 { column.iter().zip(u).map(|(m, u)| m * u).sum() };
    m.as_slice().chunks_exact(m.nrows()).zip(v).map(|(column, v)| dot(column) * v).sum()
}

impl Space for Levels {
    fn dim(&self) -> usize {
        self.made.parabola.solution.len()
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.dim())
    }

    fn prices(&self) -> Prices {
        Prices { hessian_product: 1, samples: self.made.blocks.len() as u64, ..Prices::default() }
    }
}

impl Bilevel for Levels {
    fn split(&self) -> (usize, usize) {
        (self.n(), self.n() * self.made.blocks.len())
    }

    fn samples(&self) -> (u64, u64) {
        let blocks = self.made.blocks.len() as u64;
        (blocks, blocks)
    }

    fn upper_value(&self, x: &Vector, y: &Vector, batch: Batch<'_>) -> f64 {
        let mut value = 0.5 * self.ridge * x.norm_squared();
        self.average(batch, |block, at, share| {
            let apart = y.as_slice()[at..].iter().zip(block.target.as_slice()).map(|(y, b)| (y - b).powi(2));
            value += 0.5 * share * apart.sum::<f64>();
        });
        value
    }

    fn upper_gradient_x(&self, x: &Vector, _y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
        g.copy_from(x);
        *g *= self.ridge;
    }

    fn upper_gradient_y(&self, _x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        g.fill(0.0);
        self.average(batch, |block, at, share| {
            let mut g = g.rows_mut(at, self.n());
            g.axpy(share, &y.rows(at, self.n()), 1.0);
            g.axpy(-share, &block.target, 1.0);
        });
    }

    fn upper_hessian_product(&self, _x: &Vector, _y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        p.fill(0.0);
        self.average(batch, |_, at, share| p.rows_mut(at, self.n()).axpy(share, &v.rows(at, self.n()), 1.0));
    }

    fn upper_cross_product(&self, _x: &Vector, _y: &Vector, _v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
        p.fill(0.0);
    }

    fn lower_value(&self, x: &Vector, y: &Vector, batch: Batch<'_>) -> f64 {
        let mut value = 0.0;
        self.average(batch, |block, at, share| {
            let y = &y.as_slice()[at..][..self.n()];
            value += share * (0.5 * form(&block.a, y, y) - form(&block.b, y, x.as_slice()));
        });
        value
    }

    fn lower_gradient_x(&self, _x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        g.fill(0.0);
        self.average(batch, |block, at, share| g.gemv_tr(-share, &block.b, &y.rows(at, self.n()), 1.0));
    }

    fn lower_gradient_y(&self, x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        g.fill(0.0);
        self.average(batch, |block, at, share| {
            let mut g = g.rows_mut(at, self.n());
            g.gemv(share, &block.a, &y.rows(at, self.n()), 1.0);
            g.gemv(-share, &block.b, x, 1.0);
        });
    }

    fn lower_hessian_product(&self, _x: &Vector, _y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        p.fill(0.0);
        self.average(batch, |block, at, share| {
            p.rows_mut(at, self.n()).gemv(share, &block.a, &v.rows(at, self.n()), 1.0);
        });
    }

    fn lower_cross_product(&self, _x: &Vector, _y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        p.fill(0.0);
        self.average(batch, |block, at, share| p.gemv_tr(-share, &block.b, &v.rows(at, self.n()), 1.0));
    }
}

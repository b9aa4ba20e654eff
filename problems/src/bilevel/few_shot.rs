//! Linear features shared by tasks, with a ridge regression on top of them for each task.

use super::implicit::ImplicitGradient;
use crate::class::{Batch, Bilevel, Space};
use crate::random::{gaussian_matrix, gaussian_vector};
use crate::{About, Class, Data, Error, Family, Instance, Known, Matrix, Offer, Prices, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Rounding of ‖∇φ(x)‖.
const ATTAINABLE: f64 = 1e-13;

/// Few-shot regression.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FewShot {
    tasks: usize,
    shots: usize,
    queries: usize,
    dim: usize,
    features: usize,
    ridge: f64,
    noise: f64,
}

impl Default for FewShot {
    fn default() -> Self {
        Self { tasks: 50, shots: 10, queries: 15, dim: 20, features: 5, ridge: 0.1, noise: 0.1 }
    }
}

/// Rows, one a column, and their targets.
struct Regression {
    rows: Matrix,
    targets: Vector,
}

/// The tasks and the start.
pub struct Made {
    support: Vec<Regression>,
    query: Vec<Regression>,
    start: Vector,
}

impl Family for FewShot {
    const ABOUT: About = About {
        name: "few-shot",
        title: "few-shot regression: linear features shared by tasks, a ridge regression on them for each",
        formula: "min over W in Rᵏˣᵈ of F = (1/T) Σₜ (1/2q) Σⱼ (yₜᵀWaⱼ − bⱼ)² over the queries of task t,  yₜ = argmin of \
                  fₜ = (1/2s) Σᵢ (yᵀWaᵢ − bᵢ)² + (ridge/2)‖y‖² over its shots; f is their average, y stacks the heads.  \
                  aᵢ ~ N(0, I), bᵢ = θₜᵀW♮aᵢ + noise z, θₜ and z standard Gaussian, W♮ Gaussian/√d, drawn per instance; W Gaussian/√d \
                  at the start, y = 0. A sample of either level is a task",
        optimum: "none known, nonconvex in W; error ‖∇φ(x)‖, φ(x) = F(x, y*(x)), of x alone: the heads solve linear systems and \
                  are differentiated implicitly; f(x, y) − f(x, y*(x)) beside it; μ_lower = ridge/T",
        source: "Bertinetto, Henriques, Torr and Vedaldi, Meta-learning with differentiable closed-form solvers, ICLR 2019 (ridge \
                 heads); Raghu, Raghu, Bengio and Vinyals, Rapid learning or feature reuse?, ICLR 2020 (heads alone adapt); as a \
                 linear toy",
        parameters: &[
            ("tasks", "tasks T"),
            ("shots", "examples s of a task below"),
            ("queries", "examples q of a task above"),
            ("dim", "entries d of an example"),
            ("features", "features k; the tasks have as many"),
            ("ridge", "weight of the ridge of each head"),
            ("noise", "standard deviation of the noise in the targets"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Bilevel]
    }

    fn dim(&self) -> usize {
        self.features * (self.dim + self.tasks)
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let Self { tasks, shots, queries, dim, features, ridge, noise } = *self;
        expect((1..=100_000).contains(&tasks), "tasks", tasks, "1 to 100000")?;
        expect((1..=10_000).contains(&shots), "shots", shots, "1 to 10000")?;
        expect((1..=10_000).contains(&queries), "queries", queries, "1 to 10000")?;
        expect((1..=10_000).contains(&dim), "dim", dim, "1 to 10000")?;
        expect((1..=dim).contains(&features), "features", features, "1 to dim")?;
        let numbers = tasks * (shots + queries) * (dim + 1);
        expect(numbers <= 200_000_000, "tasks", tasks, "examples of at most 2e8 numbers")?;
        expect(ridge > 0.0 && ridge.is_finite(), "ridge", ridge, "a positive number")?;
        expect(noise >= 0.0 && noise.is_finite(), "noise", noise, "a number of at least 0")?;
        let root = (dim as f64).sqrt();
        let truth = gaussian_matrix(features, dim, rng) / root;
        let (mut support, mut query) = (Vec::with_capacity(tasks), Vec::with_capacity(tasks));
        for _ in 0..tasks {
            let direction = truth.tr_mul(&gaussian_vector(features, rng));
            let mut examples = |n: usize| {
                let rows = gaussian_matrix(dim, n, rng);
                let targets = rows.tr_mul(&direction) + noise * gaussian_vector(n, rng);
                Regression { rows, targets }
            };
            support.push(examples(shots));
            query.push(examples(queries));
        }
        let start = gaussian_vector(features * dim, rng) / root;
        Ok(Made { support, query, start })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let [r, u] = [(); 2].map(|()| Vector::zeros(self.dim));
        let Self { features, ridge, .. } = *self;
        let levels = Rc::new(Levels { made: Arc::clone(made), features, ridge, scratch: RefCell::new((r, u)) });
        let known = Known { lower_strong_convexity: Some(ridge / self.tasks as f64), ..Known::default() };
        let judge = ImplicitGradient::new(Rc::clone(&levels), ATTAINABLE);
        Instance { problem: Offer::of(levels).bilevel().problem(), judge: Box::new(judge), known }
    }
}

struct Levels {
    made: Arc<Made>,
    features: usize,
    ridge: f64,
    /// Wᵀy, and (1/s) Σᵢ eᵢaᵢ.
    scratch: RefCell<(Vector, Vector)>,
}

impl Regression {
    /// u ← (1/s) Σᵢ (aᵢᵀr − scale bᵢ) aᵢ, returns (1/2s) Σᵢ (aᵢᵀr − scale bᵢ)².
    fn residual(&self, r: &Vector, scale: f64, u: &mut Vector) -> f64 {
        let share = 1.0 / self.targets.len() as f64;
        let mut value = 0.0;
        u.fill(0.0);
        for (a, b) in self.rows.column_iter().zip(self.targets.as_slice()) {
            let e = a.dot(r) - scale * b;
            value += 0.5 * share * e * e;
            u.axpy(share * e, &a, 1.0);
        }
        value
    }
}

impl Levels {
    /// Calls `each` with every task of the batch, where its head begins in y, and its share of the mean.
    fn average(&self, of: &[Regression], batch: Batch<'_>, mut each: impl FnMut(&Regression, usize, f64)) {
        let k = self.features;
        match batch {
            Batch::Whole => of.iter().enumerate().for_each(|(t, task)| each(task, t * k, 1.0 / of.len() as f64)),
            Batch::Keys(keys) => {
                for &key in keys {
                    each(&of[key as usize], key as usize * k, 1.0 / keys.len() as f64);
                }
            }
        }
    }

    /// r ← Wᵀh, W being the columns of k entries that x stacks.
    fn pull(&self, x: &Vector, h: &[f64], r: &mut Vector) {
        let columns = x.as_slice().chunks_exact(self.features);
        r.as_mut_slice().iter_mut().zip(columns).for_each(|(r, w)| *r = w.iter().zip(h).map(|(w, h)| w * h).sum());
    }

    /// h ← h + share W u.
    fn push(&self, x: &Vector, share: f64, u: &Vector, h: &mut [f64]) {
        for (w, u) in x.as_slice().chunks_exact(self.features).zip(u.as_slice()) {
            h.iter_mut().zip(w).for_each(|(h, w)| *h += share * u * w);
        }
    }

    /// g ← g + share h uᵀ, as W is stacked.
    fn outer(&self, share: f64, h: &[f64], u: &Vector, g: &mut Vector) {
        for (g, u) in g.as_mut_slice().chunks_exact_mut(self.features).zip(u.as_slice()) {
            g.iter_mut().zip(h).for_each(|(g, h)| *g += share * u * h);
        }
    }

    fn value(&self, of: &[Regression], ridge: f64, x: &Vector, y: &Vector, batch: Batch<'_>) -> f64 {
        let (r, u) = &mut *self.scratch.borrow_mut();
        let mut value = 0.0;
        self.average(of, batch, |task, at, share| {
            let h = &y.as_slice()[at..][..self.features];
            self.pull(x, h, r);
            let squares: f64 = h.iter().map(|h| h * h).sum();
            value += share * (task.residual(r, 1.0, u) + 0.5 * ridge * squares);
        });
        value
    }

    fn gradient_x(&self, of: &[Regression], x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        let (r, u) = &mut *self.scratch.borrow_mut();
        g.fill(0.0);
        self.average(of, batch, |task, at, share| {
            let h = &y.as_slice()[at..][..self.features];
            self.pull(x, h, r);
            task.residual(r, 1.0, u);
            self.outer(share, h, u, g);
        });
    }

    /// The gradient in y with `scale` 1, the product of the Hessian with y with `scale` 0.
    fn slope(
        &self,
        (of, ridge): (&[Regression], f64),
        scale: f64,
        x: &Vector,
        y: &Vector,
        batch: Batch<'_>,
        g: &mut Vector,
    ) {
        let (r, u) = &mut *self.scratch.borrow_mut();
        g.fill(0.0);
        self.average(of, batch, |task, at, share| {
            let h = &y.as_slice()[at..][..self.features];
            self.pull(x, h, r);
            task.residual(r, scale, u);
            let g = &mut g.as_mut_slice()[at..][..self.features];
            self.push(x, share, u, g);
            g.iter_mut().zip(h).for_each(|(g, h)| *g += share * ridge * h);
        });
    }

    /// ∂/∂W of vᵀ∂ᵧ: v uᵀ + y times the row A Aᵀ Wᵀv/s, A having the examples as columns.
    fn cross(&self, of: &[Regression], x: &Vector, y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        let (r, u) = &mut *self.scratch.borrow_mut();
        p.fill(0.0);
        self.average(of, batch, |task, at, share| {
            let (h, v) = (&y.as_slice()[at..][..self.features], &v.as_slice()[at..][..self.features]);
            self.pull(x, h, r);
            task.residual(r, 1.0, u);
            self.outer(share, v, u, p);
            self.pull(x, v, r);
            task.residual(r, 0.0, u);
            self.outer(share, h, u, p);
        });
    }
}

impl Space for Levels {
    fn dim(&self) -> usize {
        self.made.start.len() + self.features * self.made.support.len()
    }

    fn start(&self) -> Vector {
        let mut start = Vector::zeros(self.dim());
        start.rows_mut(0, self.made.start.len()).copy_from(&self.made.start);
        start
    }

    fn prices(&self) -> Prices {
        Prices { hessian_product: 1, samples: self.made.support.len() as u64, ..Prices::default() }
    }
}

impl Bilevel for Levels {
    fn split(&self) -> (usize, usize) {
        (self.made.start.len(), self.features * self.made.support.len())
    }

    fn samples(&self) -> (u64, u64) {
        let tasks = self.made.support.len() as u64;
        (tasks, tasks)
    }

    fn upper_value(&self, x: &Vector, y: &Vector, batch: Batch<'_>) -> f64 {
        self.value(&self.made.query, 0.0, x, y, batch)
    }

    fn upper_gradient_x(&self, x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        self.gradient_x(&self.made.query, x, y, batch, g);
    }

    fn upper_gradient_y(&self, x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        self.slope((&self.made.query, 0.0), 1.0, x, y, batch, g);
    }

    fn upper_hessian_product(&self, x: &Vector, _y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        self.slope((&self.made.query, 0.0), 0.0, x, v, batch, p);
    }

    fn upper_cross_product(&self, x: &Vector, y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        self.cross(&self.made.query, x, y, v, batch, p);
    }

    fn lower_value(&self, x: &Vector, y: &Vector, batch: Batch<'_>) -> f64 {
        self.value(&self.made.support, self.ridge, x, y, batch)
    }

    fn lower_gradient_x(&self, x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        self.gradient_x(&self.made.support, x, y, batch, g);
    }

    fn lower_gradient_y(&self, x: &Vector, y: &Vector, batch: Batch<'_>, g: &mut Vector) {
        self.slope((&self.made.support, self.ridge), 1.0, x, y, batch, g);
    }

    fn lower_hessian_product(&self, x: &Vector, _y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        self.slope((&self.made.support, self.ridge), 0.0, x, v, batch, p);
    }

    fn lower_cross_product(&self, x: &Vector, y: &Vector, v: &Vector, batch: Batch<'_>, p: &mut Vector) {
        self.cross(&self.made.support, x, y, v, batch, p);
    }
}

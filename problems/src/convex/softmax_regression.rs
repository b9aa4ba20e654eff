//! Multinomial logistic regression: the scores of the classes are Xᵀaᵢ, X an n × K matrix.

use crate::class::{Curved, FiniteSum, Objective, Smooth, Space, Stochastic};
use crate::data::{Data, Design, Key, Rows, cached, documented};
use crate::{About, Class, Error, Family, Instance, Known, Offer, Prices, Reference, ReferenceKind, Rng};
use crate::{SmoothGap, Vector, expect};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Multinomial logistic regression with a ridge.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SoftmaxRegression {
    #[serde(flatten)]
    design: Design,
    classes: usize,
    ridge: f64,
}

impl Default for SoftmaxRegression {
    fn default() -> Self {
        Self { design: Design::synthetic(1000, 20), classes: 5, ridge: 1e-3 }
    }
}

/// What cells share: the samples, constants and the optimum.
pub struct Made {
    rows: Rows,
    labels: Vec<u32>,
    classes: usize,
    ridge: f64,
    known: Known,
    solution: Vector,
    optimum: f64,
}

impl Family for SoftmaxRegression {
    const ABOUT: About = About {
        name: "softmax-regression",
        title: "multinomial logistic regression with a ridge, synthetic, on a shipped data set or on a file",
        formula: "f(X) = (1/N) Σᵢ log Σ_c exp(x_cᵀaᵢ) − x_{bᵢ}ᵀaᵢ + (ridge/2)‖X‖²,  X = (x₁, …, x_K), n × K, bᵢ the class,  X⁰ = 0",
        optimum: "certified: Newton's method with conjugate gradients to a gradient g with f − f* ≤ ‖g‖²/(2 ridge) ≤ 1e-13 f*; \
                  L = λmax(AᵀA)/(2N) + ridge, L_max = max ‖aᵢ‖²/2 + ridge, μ = ridge",
        source: "Hosmer and Lemeshow, Applied Logistic Regression, Wiley 1989, section 8.1; Böhning, Multinomial logistic \
                 regression algorithm, Annals of the Institute of Statistical Mathematics 44, 1992 (the bound ½)",
        parameters: &documented::<2, 8>([
            ("classes", "number of classes K; what the set has: 10 of optdigits, 2 of breast-cancer, 3 of wine"),
            ("ridge", "weight of the ridge"),
        ]),
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved, Class::Stochastic, Class::FiniteSum]
    }

    fn dim(&self) -> usize {
        self.design.columns() * self.classes
    }

    fn make(&self, rng: &mut Rng, data: &Data) -> Result<Made, Error> {
        let Self { classes, ridge, .. } = *self;
        expect((2..=1000).contains(&classes), "classes", classes, "2 to 1000")?;
        expect(ridge > 0.0 && ridge.is_finite(), "ridge", ridge, "a positive number")?;
        let (rows, labels) = self.design.classes(classes, rng, data)?;
        let known = Known {
            smoothness: Some(0.5 * rows.curvature().1 + ridge),
            strong_convexity: Some(ridge),
            sample_smoothness: Some(0.5 * rows.longest() + ridge),
            ..Known::default()
        };
        let unsolved = Made { rows, labels, classes, ridge, known, solution: Vector::zeros(0), optimum: f64::NAN };
        let unsolved = Arc::new(unsolved);
        let key = || {
            let labels: Vec<f64> = unsolved.labels.iter().map(|&label| f64::from(label)).collect();
            let key = Key::new(Self::ABOUT.name, VERSION).numbers(&labels).numbers(&[classes as f64, ridge]);
            unsolved.rows.key(key)
        };
        let compute = || newton(&unsolved).map(|(x, f)| (x.as_slice().to_vec(), f));
        let long = unsolved.rows.entries() * classes >= LONG;
        let (x, optimum) = if long { cached(data.cache.as_deref(), &key(), compute)? } else { compute()? };
        let mut made = Arc::into_inner(unsolved).expect("nobody else keeps it");
        made.solution = Vector::from_vec(x);
        made.optimum = optimum;
        made.known.optimal_value = Some(optimum);
        made.known.distance = Some(made.solution.norm());
        Ok(made)
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let problem = Rc::new(Softmax::new(Arc::clone(made)));
        let reference = Reference { value: made.optimum, kind: ReferenceKind::Certified };
        let judge = SmoothGap::new(Rc::clone(&problem), reference, Some(made.solution.clone()));
        let offer = Offer::of(problem).curved().finite_sum();
        Instance { problem: offer.problem(), judge: Box::new(judge), known: made.known }
    }
}

/// Data with more entries, times classes, take long: the optimum is kept.
const LONG: usize = 500_000;
/// Of the method, for kept results.
const VERSION: u32 = 1;
/// Gap at which the reference counts as exact, relative to the optimal value.
const CERTIFIED: f64 = 1e-13;
/// Newton steps after which it is given up, and conjugate gradient steps inside one.
const STEPS: usize = 100;
const INNER: usize = 5000;
/// Relative residual of the Newton equation.
const SOLVED: f64 = 1e-6;
/// Rounding of a value, for the line search.
const ULPS: f64 = 16.0;

/// Newton's method on the oracles' formulas; x and f(x) with ‖∇f(x)‖² ≤ 2 μ · 1e-13 f(x).
fn newton(made: &Arc<Made>) -> Result<(Vector, f64), Error> {
    let problem = Softmax::new(Arc::clone(made));
    let ridge = made.ridge;
    let mut x = Vector::zeros(problem.dim());
    let (mut g, mut product) = (x.clone(), x.clone());
    let mut best = (f64::INFINITY, x.clone(), f64::INFINITY);
    for _ in 0..STEPS {
        let f = problem.value_gradient(&x, &mut g);
        let helped = g.norm() < 0.5 * best.0;
        if g.norm() < best.0 {
            best = (g.norm(), x.clone(), f);
        }
        if !helped && best.0 * best.0 <= 2.0 * ridge * CERTIFIED * best.2 {
            return Ok((best.1, best.2));
        }
        let mut d = Vector::zeros(x.len());
        let (mut r, mut direction) = (g.clone(), g.clone());
        let mut square = r.norm_squared();
        let stop = SOLVED * SOLVED * square;
        for _ in 0..INNER {
            if square <= stop {
                break;
            }
            problem.hessian_product(&x, &direction, &mut product);
            let step = square / direction.dot(&product);
            d.axpy(step, &direction, 1.0);
            r.axpy(-step, &product, 1.0);
            let next = r.norm_squared();
            direction = &r + next / square * direction;
            square = next;
        }
        let (decrease, mut step) = (g.dot(&d), 1.0);
        let enough = |step: f64| f - 0.25 * step * decrease + ULPS * f64::EPSILON * f.abs();
        while step > f64::EPSILON && problem.value(&(&x - step * &d)) > enough(step) {
            step *= 0.5;
        }
        x -= step * d;
    }
    Err(Error::Impossible(format!(
        "ridge = {ridge}: the reference optimum could not be computed to a relative gap of {CERTIFIED}: a larger ridge \
         would do"
    )))
}

struct Softmax {
    made: Arc<Made>,
    /// Two numbers a class.
    scratch: RefCell<(Vec<f64>, Vec<f64>)>,
}

impl Softmax {
    fn new(made: Arc<Made>) -> Self {
        let scratch = RefCell::new((vec![0.0; made.classes], vec![0.0; made.classes]));
        Self { made, scratch }
    }

    /// scores ← Xᵀaᵢ.
    fn scores(&self, i: usize, x: &Vector, scores: &mut [f64]) {
        let rows = &self.made.rows;
        for (score, x) in scores.iter_mut().zip(x.as_slice().chunks_exact(rows.dim())) {
            *score = rows.product(i, x);
        }
    }

    /// The loss of row i; p ← the classes' probabilities.
    fn predict(&self, i: usize, x: &Vector, p: &mut [f64]) -> f64 {
        self.scores(i, x, p);
        let own = p[self.made.labels[i] as usize];
        // Shifted by the largest, so that nothing overflows.
        let largest = p.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut total = 0.0;
        for p in &mut *p {
            *p = (*p - largest).exp();
            total += *p;
        }
        for p in p {
            *p /= total;
        }
        total.ln() + (largest - own)
    }

    /// g ← g + w · aᵢ times each class's slope.
    fn add(&self, i: usize, w: f64, slopes: &[f64], g: &mut Vector) {
        let n = self.made.rows.dim();
        for (slope, g) in slopes.iter().zip(g.as_mut_slice().chunks_exact_mut(n)) {
            self.made.rows.add(i, w * slope, g);
        }
    }

    /// Adds w times the gradient of row i's loss, and returns the loss.
    fn add_gradient(&self, i: usize, x: &Vector, w: f64, g: &mut Vector) -> f64 {
        let (p, _) = &mut *self.scratch.borrow_mut();
        let loss = self.predict(i, x, p);
        p[self.made.labels[i] as usize] -= 1.0;
        self.add(i, w, p, g);
        loss
    }

    fn half_ridge(&self, x: &Vector) -> f64 {
        0.5 * self.made.ridge * x.norm_squared()
    }

    fn mean(&self, x: &Vector, keys: impl ExactSizeIterator<Item = usize>) -> f64 {
        let (p, _) = &mut *self.scratch.borrow_mut();
        let count = keys.len() as f64;
        keys.map(|i| self.predict(i, x, p)).sum::<f64>() / count + self.half_ridge(x)
    }

    fn mean_gradient(&self, x: &Vector, keys: impl ExactSizeIterator<Item = usize>, g: &mut Vector) -> f64 {
        let count = keys.len() as f64;
        g.copy_from(x);
        *g *= self.made.ridge;
        keys.map(|i| self.add_gradient(i, x, 1.0 / count, g)).sum::<f64>() / count + self.half_ridge(x)
    }
}

impl Space for Softmax {
    fn dim(&self) -> usize {
        self.made.rows.dim() * self.made.classes
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.dim())
    }

    fn blocks(&self) -> Vec<(usize, usize)> {
        vec![(self.made.rows.dim(), self.made.classes)]
    }

    /// A product predicts and then goes over the rows once more.
    fn prices(&self) -> Prices {
        Prices { samples: self.made.rows.len() as u64, ..Prices::default() }
    }
}

impl Objective for Softmax {
    fn value(&self, x: &Vector) -> f64 {
        self.mean(x, 0..self.made.rows.len())
    }
}

impl Smooth for Softmax {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.value_gradient(x, g);
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        self.mean_gradient(x, 0..self.made.rows.len(), g)
    }
}

impl Curved for Softmax {
    /// In the scores u of v the Hessian of a row is p∘u − (pᵀu) p.
    fn hessian_product(&self, x: &Vector, v: &Vector, out: &mut Vector) {
        let count = self.made.rows.len();
        out.copy_from(v);
        *out *= self.made.ridge;
        for i in 0..count {
            let (p, u) = &mut *self.scratch.borrow_mut();
            self.predict(i, x, p);
            self.scores(i, v, u);
            let mean: f64 = p.iter().zip(&*u).map(|(p, u)| p * u).sum();
            p.iter_mut().zip(&*u).for_each(|(p, u)| *p *= u - mean);
            self.add(i, 1.0 / count as f64, p, out);
        }
    }
}

impl Stochastic for Softmax {
    fn samples(&self) -> Option<u64> {
        Some(self.made.rows.len() as u64)
    }

    fn sample_value(&self, x: &Vector, keys: &[u64]) -> f64 {
        self.mean(x, keys.iter().map(|&key| key as usize))
    }

    fn sample_gradient(&self, x: &Vector, keys: &[u64], g: &mut Vector) {
        self.mean_gradient(x, keys.iter().map(|&key| key as usize), g);
    }
}

impl FiniteSum for Softmax {}

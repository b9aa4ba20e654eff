//! The reference optimum of a smooth empirical risk with a ridge: Newton's method, apart from the oracles.

use super::{Fit, Loss, Nothing, judge::CERTIFIED};
use crate::data::{Data, Key, Samples, cached};
use crate::{Error, Known, Reference, ReferenceKind, Vector};
use nalgebra::Cholesky;

/// Newton steps after which it is given up.
const STEPS: usize = 200;
/// Rounding of a value, for the line search.
const ULPS: f64 = 16.0;
/// Side of the largest Hessian that is factored; products with larger ones are iterated.
const FACTORED: usize = 1000;
/// A Hessian with more entries of data than this takes long: its optimum is kept.
const LONG: usize = 200_000;
/// Of the method, for kept results.
const VERSION: u32 = 1;

/// Below this fraction of the largest eigenvalue another one is rounding.
const RANK: f64 = 1e-12;
/// Where the optimal value is a smaller fraction of the value at 0, the certificate is relative to this.
const FLOOR: f64 = 1e-6;

/// The constants of a risk, what depends on the optimum aside.
pub(crate) fn known(samples: &Samples, loss: &impl Loss, ridge: f64) -> Known {
    let (least, most) = samples.rows.curvature();
    let bound = |eigenvalue: f64| loss.steepest().map(|steepest| steepest * eigenvalue + ridge);
    let least = if least > RANK * most { least } else { 0.0 };
    Known {
        smoothness: bound(most),
        strong_convexity: Some(loss.flattest() * least + ridge).filter(|&mu| mu > 0.0),
        sample_smoothness: bound(samples.rows.longest()),
        ..Known::default()
    }
}

/// The fit of a strongly convex risk without a penalty, with its minimizer: f − f* ≤ ‖∇f‖²/(2μ) ≤ 1e-13 f*.
///
/// `method` names the loss in a kept result, `parameters` are its own.
pub(crate) fn minimize<L: Loss>(
    method: &'static str,
    parameters: &[f64],
    (samples, loss, ridge): (Samples, L, f64),
    data: &Data,
) -> Result<Fit<L, Nothing>, Error> {
    let mut known = known(&samples, &loss, ridge);
    let mu = known.strong_convexity;
    if mu.is_none() && !loss.self_concordant() {
        let expected = "a positive number, for the rows do not determine x";
        return Err(Error::Parameter { parameter: "ridge", value: ridge.to_string(), expected });
    }
    let risk = Risk { samples: &samples, loss: &loss, ridge, mu };
    let compute = || risk.newton().map(|(x, f)| (x.as_slice().to_vec(), f));
    let (x, value) = if samples.rows.entries() < LONG {
        compute()?
    } else {
        let key = samples.key(Key::new(method, VERSION)).numbers(&[ridge]).numbers(parameters);
        cached(data.cache.as_deref(), &key, compute)?
    };
    let solution = Vector::from_vec(x);
    known.optimal_value = Some(value);
    known.distance = Some(solution.norm());
    let reference = Some(Reference { value, kind: ReferenceKind::Certified });
    Ok(Fit { samples, loss, ridge, penalty: Nothing, known, solution: Some(solution), reference })
}

/// What is minimized.
struct Risk<'a, L> {
    samples: &'a Samples,
    loss: &'a L,
    ridge: f64,
    /// Strong convexity, that the certificate rests on; without it that of the neighbourhood does.
    mu: Option<f64>,
}

impl<L: Loss> Risk<'_, L> {
    fn mean(&self, term: impl Fn(f64, f64) -> f64, t: &Vector) -> f64 {
        let terms = t.as_slice().iter().zip(self.samples.targets.as_slice()).map(|(&t, &b)| term(t, b));
        terms.sum::<f64>() / t.len() as f64
    }

    /// The value at x with predictions t.
    fn value(&self, x: &Vector, t: &Vector) -> f64 {
        self.mean(|t, b| self.loss.value(t, b), t) + 0.5 * self.ridge * x.norm_squared()
    }

    /// Damped Newton steps until the certificate holds and they no longer help.
    fn newton(&self) -> Result<(Vector, f64), Error> {
        let Self { samples: Samples { rows, targets }, loss, ridge, mu } = *self;
        let count = rows.len() as f64;
        let mut x = Vector::zeros(rows.dim());
        let mut t = rows.times(&x);
        let floor = FLOOR * self.value(&x, &t).abs();
        let mut best = (f64::INFINITY, x.clone(), f64::INFINITY);
        for _ in 0..STEPS {
            let f = self.value(&x, &t);
            let slopes = t.zip_map(targets, |t, b| loss.slope(t, b) / count);
            let g = rows.transposed_times(&slopes) + ridge * &x;
            let (norm, helped) = (g.norm(), g.norm() < 0.5 * best.0);
            if norm < best.0 {
                best = (norm, x.clone(), f);
            }
            let mu = mu.unwrap_or_else(|| if helped { 0.0 } else { self.nearby(&best.1, best.0) });
            if !helped && best.0 * best.0 <= 2.0 * mu * CERTIFIED * best.2.abs().max(floor) {
                return Ok((best.1, best.2));
            }
            let weights = t.zip_map(targets, |t, b| loss.curvature(t, b) / count);
            let d = self.direction(&g, &weights)?;
            let (td, decrease) = (rows.times(&d), g.dot(&d));
            let mut step = 1.0;
            while step > f64::EPSILON {
                let (next, predictions) = (&x - step * &d, &t - step * &td);
                if self.value(&next, &predictions) <= f - 0.25 * step * decrease + ULPS * f64::EPSILON * f.abs() {
                    break;
                }
                step *= 0.5;
            }
            x -= step * d;
            t = rows.times(&x);
        }
        Err(self.failed())
    }

    /// A μ with f − f* ≤ ‖g‖²/(2μ) at x, for |φ'''| ≤ φ''; 0 where none follows.
    ///
    /// With R = max ‖aᵢ‖ and S = R‖d‖, f(x + d) ≥ f(x) + gᵀd + dᵀHd (exp(−S) + S − 1)/S² (Bach, Electronic Journal of
    /// Statistics 4, 2010, proposition 1). For S ≤ 1 the last factor is at least 1/e, so that with m = λmin(H) the bound
    /// is positive where S = 1 as soon as ‖g‖ < m/(eR): x* lies inside, and f − f* ≤ max over u of ‖g‖u − mu²/e.
    fn nearby(&self, x: &Vector, norm: f64) -> f64 {
        let Self { samples: Samples { rows, targets }, loss, ridge, .. } = *self;
        if rows.dim() > FACTORED {
            return 0.0;
        }
        let t = rows.times(x);
        let weights = t.zip_map(targets, |t, b| loss.curvature(t, b) / rows.len() as f64);
        let least = rows.gram(|i| weights[i]).symmetric_eigenvalues().min() + ridge;
        let e = std::f64::consts::E;
        if norm < least / (e * rows.longest().sqrt()) { 2.0 * least / e } else { 0.0 }
    }

    /// (Aᵀ diag(w) A + μI)⁻¹ g.
    fn direction(&self, g: &Vector, weights: &Vector) -> Result<Vector, Error> {
        let rows = &self.samples.rows;
        let n = rows.dim();
        if n <= FACTORED {
            let mut hessian = rows.gram(|i| weights[i]);
            (0..n).for_each(|j| hessian[(j, j)] += self.ridge);
            return Ok(Cholesky::new(hessian).ok_or_else(|| self.failed())?.solve(g));
        }
        let product = |v: &Vector| rows.transposed_times(&rows.times(v).component_mul(weights)) + self.ridge * v;
        Ok(conjugate_gradients(product, g))
    }

    fn failed(&self) -> Error {
        Error::Impossible(format!(
            "ridge = {}: the reference optimum could not be computed to a relative gap of {CERTIFIED}: a larger ridge \
             would do",
            self.ridge
        ))
    }
}

/// Residual, relative to the right-hand side, at which conjugate gradients stop, and steps per variable.
const SOLVED: f64 = 1e-10;
const PER_VARIABLE: usize = 4;

/// Solves with a positive definite operator.
fn conjugate_gradients(product: impl Fn(&Vector) -> Vector, b: &Vector) -> Vector {
    let mut x = Vector::zeros(b.len());
    let (mut r, mut d) = (b.clone(), b.clone());
    let mut square = r.norm_squared();
    let stop = SOLVED * SOLVED * square;
    for _ in 0..PER_VARIABLE * b.len() {
        if square <= stop {
            break;
        }
        let ad = product(&d);
        let step = square / d.dot(&ad);
        x.axpy(step, &d, 1.0);
        r.axpy(-step, &ad, 1.0);
        let next = r.norm_squared();
        d = &r + next / square * d;
        square = next;
    }
    x
}

//! (1/2N) ‖Ax − b‖² over a simple set: the simplex, the ℓ₁ ball, x ≥ 0, or a box.

use crate::class::{Bounds, Composite, Objective, Smooth, Space};
use crate::random::{gaussian_matrix, gaussian_vector};
use crate::set::{cube, l1_ball, simplex};
use crate::{About, Certifying, Class, CompositeGap, Data, Error, Family, Instance, Known, Matrix, Offer, Reference};
use crate::{ReferenceKind, Rng, Vector, expect};
use nalgebra::Cholesky;
use rand::Rng as _;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Where x may lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Set {
    /// x ≥ 0, Σx = radius.
    Simplex,
    /// ‖x‖₁ ≤ radius.
    #[default]
    L1Ball,
    /// x ≥ 0.
    Nonnegative,
    /// 0 ≤ x ≤ 1.
    Box,
}

/// Least squares over a set.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeastSquaresOnSet {
    set: Set,
    samples: usize,
    dim: usize,
    nonzeros: usize,
    noise: f64,
    radius: f64,
}

impl Default for LeastSquaresOnSet {
    fn default() -> Self {
        Self { set: Set::L1Ball, samples: 200, dim: 100, nonzeros: 10, noise: 0.1, radius: 1.0 }
    }
}

/// The data and the optimum.
pub struct Made {
    a: Matrix,
    b: Vector,
    set: Set,
    radius: f64,
    /// Extreme eigenvalues of AᵀA/N, the smaller 0 where it is rounding.
    curvature: (f64, f64),
    lower: Vec<f64>,
    upper: Vec<f64>,
    solution: Vector,
    optimum: f64,
}

impl Family for LeastSquaresOnSet {
    const ABOUT: About = About {
        name: "least-squares-on-set",
        title: "least squares over the ℓ₁ ball, the simplex, the nonnegative orthant or a box",
        formula: "min f(x) = (1/2N) ‖Ax − b‖² over a set (prox: projection; LMO where it is compact),  Aᵢⱼ ~ N(0, 1),  \
                  b = Ax♮ + noise N(0, I);  l1-ball: ‖x‖₁ ≤ radius, simplex: x ≥ 0, Σx = radius; ‖x♮‖₁ = 1 with `nonzeros` \
                  entries there, |N(0, 1)| in proportion, of random sign in the ball;  nonnegative: x♮ has `nonzeros` entries \
                  |N(0, 1)|;  box: [0, 1]ⁿ, x♮ ~ U[−1, 2]ⁿ cut to it.  x⁰ = 0, in the simplex (radius/n)(1, …, 1)",
        optimum: "certified: accelerated projected gradient steps and a solve on the face they end on; the duality gap is at most \
                  1e-12 f*: max over the set of ∇f(x)ᵀ(x − u), over bounds that of f's lower model of curvature μ; \
                  L = λmax(AᵀA)/N, μ = λmin(AᵀA)/N",
        source: "l1-ball: Tibshirani, Regression shrinkage and selection via the lasso, JRSS B 58, 1996; simplex: Jaggi, \
                 Revisiting Frank-Wolfe, ICML 2013; nonnegative and box: Lawson and Hanson, Solving Least Squares Problems, \
                 1974, chapter 23",
        parameters: &[
            ("set", "l1-ball, simplex, nonnegative or box"),
            ("samples", "number of rows N; at least dim for nonnegative"),
            ("dim", "number of variables n"),
            ("nonzeros", "size of the support of x♮, but for the box"),
            ("noise", "standard deviation of the noise in b"),
            ("radius", "of the ball or simplex; at less than 1 the ball excludes x♮"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Composite]
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let Self { set, samples, dim: n, nonzeros, noise, radius } = *self;
        expect((2..=20_000).contains(&n), "dim", n, "2 to 20000")?;
        let enough = if set == Set::Nonnegative { n } else { 1 };
        expect((enough..=100_000_000 / n).contains(&samples), "samples", samples, "1 (nonnegative: dim) to 1e8/dim")?;
        expect((1..=n).contains(&nonzeros), "nonzeros", nonzeros, "1 to dim")?;
        expect(noise > 0.0 && noise.is_finite(), "noise", noise, "a positive number")?;
        expect(radius > 0.0 && radius.is_finite(), "radius", radius, "a positive number")?;
        let a = gaussian_matrix(samples, n, rng);
        let mut signal = Vector::zeros(n);
        if set == Set::Box {
            signal.apply(|x| *x = rng.random_range(-1.0..2.0f64).clamp(0.0, 1.0));
        } else {
            let sizes = gaussian_vector(nonzeros, rng).abs();
            for (place, size) in rand::seq::index::sample(rng, n, nonzeros).into_iter().zip(sizes.as_slice()) {
                signal[place] = if set == Set::L1Ball && rng.random() { -size } else { *size };
            }
            if set != Set::Nonnegative {
                signal /= sizes.sum();
            }
        }
        let b = &a * signal + noise * gaussian_vector(samples, rng);
        let gram = if samples < n { &a * a.transpose() } else { a.tr_mul(&a) } / samples as f64;
        let eigenvalues = gram.symmetric_eigenvalues();
        let most = eigenvalues.max();
        let least = if samples < n || eigenvalues.min() < RANK * most { 0.0 } else { eigenvalues.min() };
        let top = if set == Set::Box { 1.0 } else { f64::INFINITY };
        let (lower, upper) = (vec![0.0; n], vec![top; n]);
        let (solution, optimum) = (Vector::zeros(n), f64::NAN);
        let mut made = Made { a, b, set, radius, curvature: (least, most), lower, upper, solution, optimum };
        made.minimize()?;
        Ok(made)
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let problem = Rc::new(Fit::new(Arc::clone(made)));
        let known = Known {
            smoothness: Some(made.curvature.1),
            strong_convexity: Some(made.curvature.0),
            optimal_value: Some(made.optimum),
            distance: Some(crate::distance(&made.start(), &made.solution)),
            ..Known::default()
        };
        let reference = Reference { value: made.optimum, kind: ReferenceKind::Certified };
        let solution = Some(made.solution.clone());
        let judge = CompositeGap::new(Rc::clone(&problem), reference, solution, made.curvature.1, made.optimum);
        Instance { problem: Offer::of(problem).composite().problem(), judge: Box::new(judge), known }
    }
}

/// Below this fraction of the largest eigenvalue another one is rounding.
const RANK: f64 = 1e-12;
/// Duality gap at which the reference counts as exact, relative to f*.
const CERTIFIED: f64 = 1e-12;
/// Accelerated steps between solves on the face, and the number of times that is tried.
const STEPS: usize = 50;
const ROUNDS: usize = 4000;
/// Solves on the face: the normal equations square its condition, refinement makes up for it.
const REFINEMENTS: usize = 3;

impl Made {
    fn start(&self) -> Vector {
        let n = self.a.ncols();
        Vector::from_element(n, if self.set == Set::Simplex { self.radius / n as f64 } else { 0.0 })
    }

    fn project(&self, x: &mut [f64], scratch: &mut [f64]) {
        match self.set {
            Set::Simplex => simplex::project(x, self.radius, scratch),
            Set::L1Ball => l1_ball::project(x, self.radius, scratch),
            Set::Nonnegative | Set::Box => cube::project(x, &self.lower, &self.upper),
        }
    }

    fn violation(&self, x: &[f64]) -> f64 {
        match self.set {
            Set::Simplex => simplex::violation(x, self.radius),
            Set::L1Ball => l1_ball::violation(x, self.radius),
            Set::Nonnegative | Set::Box => cube::violation(x, &self.lower, &self.upper),
        }
    }

    fn lmo(&self, g: &[f64], s: &mut [f64]) -> Option<()> {
        match self.set {
            Set::Simplex => simplex::lmo(g, self.radius, s),
            Set::L1Ball => l1_ball::lmo(g, self.radius, s),
            Set::Box => cube::lmo(g, &self.lower, &self.upper, s),
            Set::Nonnegative => return None,
        }
        Some(())
    }

    /// r ← Ax − b, g ← Aᵀr/N, returns f(x).
    fn fit(&self, x: &Vector, r: &mut Vector, g: &mut Vector) -> f64 {
        let count = self.b.len() as f64;
        r.copy_from(&self.b);
        r.gemv(1.0, &self.a, x, -1.0);
        g.gemv_tr(1.0 / count, &self.a, r, 0.0);
        0.5 * r.norm_squared() / count
    }

    /// f(x) less a lower bound of f over the set, g = ∇f(x); `s` is scratch.
    ///
    /// f(u) ≥ f(x) + gᵀ(u − x) + (μ/2)‖u − x‖². Over bounds the least of the right side is taken coordinate by coordinate; over
    /// the other sets without its last term at a vertex, or on the whole space, whichever says more.
    fn gap(&self, x: &Vector, g: &Vector, s: &mut Vector) -> f64 {
        let (mu, pairs) = (self.curvature.0, x.as_slice().iter().zip(g.as_slice()));
        if mu > 0.0 && matches!(self.set, Set::Nonnegative | Set::Box) {
            let bounds = self.lower.iter().zip(&self.upper);
            let fall = pairs.zip(bounds).map(|((x, g), (l, u))| {
                let d = (x - g / mu).max(*l).min(*u) - x;
                -d * (g + 0.5 * mu * d)
            });
            return fall.sum();
        }
        if self.lmo(g.as_slice(), s.as_mut_slice()).is_none() {
            return f64::INFINITY;
        }
        let linear: f64 = pairs.zip(s.as_slice()).map(|((x, g), s)| g * (x - s)).sum();
        if mu > 0.0 { linear.min(0.5 / mu * g.norm_squared()) } else { linear }
    }

    /// Accelerated projected gradient, restarted when f rises, until a solve on the face of its point has no duality gap.
    fn minimize(&mut self) -> Result<(), Error> {
        let (count, n) = self.a.shape();
        let (mut r, mut g, mut scratch) = (Vector::zeros(count), Vector::zeros(n), vec![0.0; n]);
        let mut x = self.start();
        let (mut y, mut theta) = (x.clone(), 1.0f64);
        for _ in 0..ROUNDS {
            for _ in 0..STEPS {
                self.fit(&y, &mut r, &mut g);
                let mut next = &y - &g / self.curvature.1;
                self.project(next.as_mut_slice(), &mut scratch);
                if (&y - &next).dot(&(&next - &x)) > 0.0 {
                    theta = 1.0;
                }
                let larger = 0.5 * (1.0 + (1.0 + 4.0 * theta * theta).sqrt());
                y = &next + (theta - 1.0) / larger * (&next - &x);
                (x, theta) = (next, larger);
            }
            let Some(mut exact) = self.on_face(&x) else { continue };
            self.project(exact.as_mut_slice(), &mut scratch);
            let f = self.fit(&exact, &mut r, &mut g);
            if self.gap(&exact, &g, &mut x.clone()) <= CERTIFIED * f {
                (self.solution, self.optimum) = (exact, f);
                return Ok(());
            }
        }
        Err(Error::Impossible(format!(
            "samples = {count}: the reference optimum could not be computed to a relative duality gap of {CERTIFIED}: more \
             samples or noise would do"
        )))
    }

    /// Minimizer over the affine hull of the face that x lies on; `None` if it has other signs.
    fn on_face(&self, x: &Vector) -> Option<Vector> {
        let free: Vec<usize> = (0..x.len()).filter(|&j| x[j] != 0.0 && x[j] < self.upper[j]).collect();
        let inside = self.set == Set::L1Ball && l1_ball::norm(x.as_slice()) < self.radius * (1.0 - RANK);
        let flat = matches!(self.set, Set::Simplex | Set::L1Ball) && !inside;
        let a = self.a.select_columns(&free);
        let sign = Vector::from_iterator(free.len(), free.iter().map(|&j| x[j].signum()));
        let factor = Cholesky::new(a.tr_mul(&a))?;
        let across = factor.solve(&sign);
        let mut exact = x.clone();
        let mut inner = Vector::from_iterator(free.len(), free.iter().map(|&j| x[j]));
        for _ in 0..REFINEMENTS {
            inner += factor.solve(&a.tr_mul(&(&self.b - &self.a * &exact)));
            if flat {
                inner.axpy((self.radius - sign.dot(&inner)) / sign.dot(&across), &across, 1.0);
            }
            free.iter().zip(inner.as_slice()).for_each(|(&j, inner)| exact[j] = *inner);
        }
        inner.as_slice().iter().zip(sign.as_slice()).all(|(x, sign)| x * sign > 0.0).then_some(exact)
    }
}

struct Fit {
    made: Arc<Made>,
    residuals: RefCell<Vector>,
    scratch: RefCell<(Vector, Vector)>,
}

impl Fit {
    fn new(made: Arc<Made>) -> Self {
        let (count, n) = made.a.shape();
        let scratch = RefCell::new((Vector::zeros(n), Vector::zeros(n)));
        Self { made, residuals: RefCell::new(Vector::zeros(count)), scratch }
    }
}

impl Space for Fit {
    fn dim(&self) -> usize {
        self.made.a.ncols()
    }

    fn start(&self) -> Vector {
        self.made.start()
    }

    fn bounds(&self) -> Option<Bounds> {
        let top = match self.made.set {
            Set::Nonnegative => f64::INFINITY,
            Set::Box => 1.0,
            Set::Simplex | Set::L1Ball => return None,
        };
        Some(Bounds::cube(self.dim(), 0.0, top))
    }
}

impl Objective for Fit {
    fn value(&self, x: &Vector) -> f64 {
        let r = &mut *self.residuals.borrow_mut();
        r.copy_from(&self.made.b);
        r.gemv(1.0, &self.made.a, x, -1.0);
        0.5 * r.norm_squared() / r.len() as f64
    }
}

impl Smooth for Fit {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.value_gradient(x, g);
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        self.made.fit(x, &mut self.residuals.borrow_mut(), g)
    }
}

/// So far outside, relative to the radius, is rounding.
const INSIDE: f64 = 1e-10;

impl Composite for Fit {
    fn penalty(&self, x: &Vector) -> f64 {
        if self.made.violation(x.as_slice()) <= INSIDE * self.made.radius.max(1.0) { 0.0 } else { f64::INFINITY }
    }

    fn prox(&self, v: &Vector, _t: f64, p: &mut Vector) {
        p.copy_from(v);
        self.made.project(p.as_mut_slice(), self.scratch.borrow_mut().0.as_mut_slice());
    }

    fn lmo(&self, g: &Vector, s: &mut Vector) -> Option<()> {
        self.made.lmo(g.as_slice(), s.as_mut_slice())
    }
}

impl Certifying for Fit {
    fn duality_gap(&self, x: &Vector) -> f64 {
        let (g, s) = &mut *self.scratch.borrow_mut();
        self.made.fit(x, &mut self.residuals.borrow_mut(), g);
        self.made.gap(x, g, s)
    }

    fn violation(&self, x: &Vector) -> Option<f64> {
        Some(self.made.violation(x.as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::reference::{agrees, wave, waves};
    use super::{Made, Set};
    use crate::Vector;

    #[test]
    fn optima_are_those_of_other_solvers() {
        for (set, name, radius, scale) in [
            (Set::Simplex, "simplex", 1.0, 1.0),
            (Set::L1Ball, "l1-ball", 0.3, 1.0),
            (Set::Nonnegative, "nonnegative", 1.0, 1.0),
            (Set::Box, "box", 1.0, 4.0),
        ] {
            let (a, b) = (waves(1, 15, 6), scale * wave(200, 15));
            let eigenvalues = (a.tr_mul(&a) / 15.0).symmetric_eigenvalues();
            let curvature = (eigenvalues.min(), eigenvalues.max());
            let top = if set == Set::Box { 1.0 } else { f64::INFINITY };
            let (lower, upper, solution) = (vec![0.0; 6], vec![top; 6], Vector::zeros(6));
            let mut made = Made { a, b, set, radius, curvature, lower, upper, solution, optimum: f64::NAN };
            made.minimize().unwrap();
            agrees("least-squares-on-set", name, made.optimum);
        }
    }
}

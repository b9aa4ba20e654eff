//! ½‖x − y‖² + λ Σ |xᵢ₊₁ − xᵢ|: total variation denoising of a signal, or its dual over a box.

use super::total_variation::Prox;
use crate::class::{Bounds, Composite, Objective, Smooth, Space};
use crate::lanes::{sum, sum2};
use crate::random::gaussian_vector;
use crate::{About, Certifying, Class, CompositeGap, Data, Error, Family, Instance, Known, Offer, Reference};
use crate::{ReferenceKind, Rng, Vector, expect};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::f64::consts::PI;
use std::rc::Rc;
use std::sync::Arc;

/// Which of the two problems.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Form {
    /// In the signal, with the proximal operator of total variation.
    Primal,
    /// In the multipliers of the differences, over a box.
    #[default]
    Dual,
}

/// Total variation denoising in one dimension.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TvDenoising1d {
    form: Form,
    samples: usize,
    pieces: usize,
    noise: f64,
    lambda: f64,
}

impl Default for TvDenoising1d {
    fn default() -> Self {
        Self { form: Form::Dual, samples: 200, pieces: 8, noise: 0.3, lambda: 1.0 }
    }
}

/// The noisy signal and both solutions.
pub struct Made {
    y: Vector,
    x: Vector,
    u: Vector,
    gap: f64,
}

impl Family for TvDenoising1d {
    const ABOUT: About = About {
        name: "tv-denoising-1d",
        title: "total variation denoising of a signal, primal with an exact prox or dual over a box",
        formula: "primal: min ½‖x − y‖² + λ Σᵢ |xᵢ₊₁ − xᵢ|, x⁰ = y;  dual: min ½‖Dᵀu − y‖² over |uᵢ| ≤ λ, (Dx)ᵢ = xᵢ₊₁ − xᵢ, \
                  u⁰ = 0, with x = y − Dᵀu;  y piecewise constant, levels N(0, 1), plus noise N(0, I)",
        optimum: "certified: Johnson's exact algorithm, its multipliers give a duality gap of at most 1e-12 f*; \
                  dual: L = 4 sin²(π(n − 1)/2n), μ = 4 sin²(π/2n); primal: L = μ = 1",
        source: "Rudin, Osher and Fatemi, Nonlinear total variation based noise removal algorithms, Physica D 60, 1992; Condat, A direct \
                 algorithm for 1-D total variation denoising, IEEE Signal Processing Letters 20, 2013",
        parameters: &[
            ("form", "primal (n variables; one proximal step with t = 1 solves it) or dual (n − 1 variables)"),
            ("samples", "length n of the signal"),
            ("pieces", "number of constant pieces of the clean signal"),
            ("noise", "standard deviation of the noise"),
            ("lambda", "λ"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Composite]
    }

    fn dim(&self) -> usize {
        match self.form {
            Form::Primal => self.samples,
            Form::Dual => self.samples - 1,
        }
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let Self { samples: n, pieces, noise, lambda, .. } = *self;
        expect((2..=10_000_000).contains(&n), "samples", n, "2 to 10000000")?;
        expect((1..=n).contains(&pieces), "pieces", pieces, "1 to samples")?;
        expect(noise > 0.0 && noise.is_finite(), "noise", noise, "a positive number")?;
        expect(lambda > 0.0 && lambda.is_finite(), "lambda", lambda, "a positive number")?;
        let mut starts: Vec<usize> = rand::seq::index::sample(rng, n - 1, pieces - 1).into_vec();
        starts.sort_unstable();
        let mut level: f64 = rng.sample(StandardNormal);
        let mut next = starts.into_iter().peekable();
        let mut y = noise * gaussian_vector(n, rng);
        for (i, y) in y.as_mut_slice().iter_mut().enumerate() {
            if i > 0 && next.next_if(|start| start + 1 == i).is_some() {
                level = rng.sample(StandardNormal);
            }
            *y += level;
        }
        let made = Made::new(y, lambda);
        let least = made.primal(lambda).min(made.dual());
        if made.gap > CERTIFIED * least {
            return Err(Error::Impossible(format!(
                "lambda = {lambda}: the solution has a duality gap of {:e}",
                made.gap
            )));
        }
        Ok(made)
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let (n, lambda) = (self.samples, self.lambda);
        let angle = PI / (2 * n) as f64;
        let (least, most) = match self.form {
            Form::Primal => (1.0, 1.0),
            Form::Dual => (4.0 * angle.sin().powi(2), 4.0 * angle.cos().powi(2)),
        };
        let (optimum, solution) = match self.form {
            Form::Primal => (made.primal(lambda), made.x.clone()),
            Form::Dual => (made.dual(), made.u.clone()),
        };
        let reference = Reference { value: optimum, kind: ReferenceKind::Certified };
        let signal = Rc::new(Signal::new(Arc::clone(made), self.form, lambda));
        let known = Known {
            smoothness: Some(most),
            strong_convexity: Some(least),
            optimal_value: Some(optimum),
            distance: Some(crate::distance(&signal.start(), &solution)),
            ..Known::default()
        };
        let judge = CompositeGap::new(Rc::clone(&signal), reference, Some(solution), most, optimum);
        Instance { problem: Offer::of(signal).composite().problem(), judge: Box::new(judge), known }
    }
}

/// Duality gap at which the reference counts as exact, relative to f*.
const CERTIFIED: f64 = 1e-12;

/// Σ |xᵢ₊₁ − xᵢ|.
fn variation(x: &[f64]) -> f64 {
    sum2(&x[1..], &x[..x.len() - 1], |b, a| (b - a).abs())
}

/// x ← y − Dᵀu.
fn signal(y: &[f64], u: &[f64], x: &mut [f64]) {
    let n = y.len();
    x[0] = y[0] + u[0];
    x[n - 1] = y[n - 1] - u[n - 2];
    for ((x, y), u) in x[1..].iter_mut().zip(&y[1..]).zip(u.windows(2)) {
        *x = y - u[0] + u[1];
    }
}

impl Made {
    /// Denoises y.
    fn new(y: Vector, lambda: f64) -> Self {
        let n = y.len();
        let (mut x, mut u) = (Vector::zeros(n), Vector::zeros(n - 1));
        Prox::new(n).apply(y.as_slice(), lambda, x.as_mut_slice());
        let mut sum = 0.0;
        for i in 0..n - 1 {
            sum += x[i] - y[i];
            u[i] = sum.clamp(-lambda, lambda);
        }
        let mut made = Self { y, x, u, gap: 0.0 };
        made.gap = made.gap_of(made.x.as_slice(), made.u.as_slice(), lambda);
        made
    }

    fn primal(&self, lambda: f64) -> f64 {
        let fit = sum2(self.x.as_slice(), self.y.as_slice(), |x, y| (x - y) * (x - y));
        0.5 * fit + lambda * variation(self.x.as_slice())
    }

    fn dual(&self) -> f64 {
        let mut x = self.y.clone();
        signal(self.y.as_slice(), self.u.as_slice(), x.as_mut_slice());
        0.5 * x.norm_squared()
    }

    /// Primal value at x less dual value at u: ½‖y − x − Dᵀu‖² + Σ (λ|Dx|ᵢ − uᵢ(Dx)ᵢ).
    fn gap_of(&self, x: &[f64], u: &[f64], lambda: f64) -> f64 {
        let n = x.len();
        let mut gap = 0.0;
        for i in 0..n {
            let (before, after) = (if i > 0 { u[i - 1] } else { 0.0 }, if i + 1 < n { u[i] } else { 0.0 });
            let off = self.y[i] - x[i] - (before - after);
            let slope = if i + 1 < n { x[i + 1] - x[i] } else { 0.0 };
            gap += 0.5 * off * off + lambda * slope.abs() - after * slope;
        }
        gap
    }
}

struct Signal {
    made: Arc<Made>,
    form: Form,
    lambda: f64,
    scratch: RefCell<(Vector, Vector, Prox)>,
}

impl Signal {
    fn new(made: Arc<Made>, form: Form, lambda: f64) -> Self {
        let n = made.y.len();
        let scratch = RefCell::new((Vector::zeros(n), Vector::zeros(n - 1), Prox::new(n)));
        Self { made, form, lambda, scratch }
    }
}

impl Space for Signal {
    fn dim(&self) -> usize {
        match self.form {
            Form::Primal => self.made.y.len(),
            Form::Dual => self.made.u.len(),
        }
    }

    fn start(&self) -> Vector {
        match self.form {
            Form::Primal => self.made.y.clone(),
            Form::Dual => Vector::zeros(self.made.u.len()),
        }
    }

    fn bounds(&self) -> Option<Bounds> {
        (self.form == Form::Dual).then(|| Bounds::cube(self.dim(), -self.lambda, self.lambda))
    }
}

impl Objective for Signal {
    fn value(&self, v: &Vector) -> f64 {
        let (v, y) = (v.as_slice(), self.made.y.as_slice());
        match self.form {
            Form::Primal => 0.5 * sum2(v, y, |x, y| (x - y) * (x - y)),
            Form::Dual => {
                let (x, ..) = &mut *self.scratch.borrow_mut();
                signal(y, v, x.as_mut_slice());
                0.5 * sum(x.as_slice(), |x| x * x)
            }
        }
    }
}

impl Smooth for Signal {
    fn gradient(&self, v: &Vector, g: &mut Vector) {
        match self.form {
            Form::Primal => v.sub_to(&self.made.y, g),
            Form::Dual => {
                let (x, ..) = &mut *self.scratch.borrow_mut();
                signal(self.made.y.as_slice(), v.as_slice(), x.as_mut_slice());
                for (g, x) in g.as_mut_slice().iter_mut().zip(x.as_slice().windows(2)) {
                    *g = x[0] - x[1];
                }
            }
        }
    }
}

/// So far outside the box, relative to λ, is rounding.
const INSIDE: f64 = 1e-10;

impl Composite for Signal {
    fn penalty(&self, v: &Vector) -> f64 {
        match self.violation(v) {
            None => self.lambda * variation(v.as_slice()),
            Some(violation) if violation <= INSIDE * self.lambda => 0.0,
            Some(_) => f64::INFINITY,
        }
    }

    fn prox(&self, v: &Vector, t: f64, p: &mut Vector) {
        match self.form {
            Form::Primal => {
                let (_, _, prox) = &mut *self.scratch.borrow_mut();
                prox.apply(v.as_slice(), t * self.lambda, p.as_mut_slice());
            }
            Form::Dual => {
                for (p, v) in p.as_mut_slice().iter_mut().zip(v.as_slice()) {
                    *p = v.max(-self.lambda).min(self.lambda);
                }
            }
        }
    }

    fn lmo(&self, g: &Vector, s: &mut Vector) -> Option<()> {
        if self.form == Form::Primal {
            return None;
        }
        for (s, g) in s.as_mut_slice().iter_mut().zip(g.as_slice()) {
            *s = -self.lambda.copysign(*g);
        }
        Some(())
    }
}

impl Certifying for Signal {
    /// At x with the multipliers of r = y − x less its mean, scaled into the box; at u with x = y − Dᵀu.
    fn duality_gap(&self, v: &Vector) -> f64 {
        let (x, u, _) = &mut *self.scratch.borrow_mut();
        if self.form == Form::Dual {
            signal(self.made.y.as_slice(), v.as_slice(), x.as_mut_slice());
            return self.made.gap_of(x.as_slice(), v.as_slice(), self.lambda);
        }
        let mean = sum2(self.made.y.as_slice(), v.as_slice(), |y, x| y - x) / v.len() as f64;
        let mut total = 0.0;
        for i in 0..u.len() {
            total -= self.made.y[i] - v[i] - mean;
            u[i] = total;
        }
        let scale = (self.lambda / u.amax()).min(1.0);
        u.scale_mut(scale);
        self.made.gap_of(v.as_slice(), u.as_slice(), self.lambda)
    }

    fn violation(&self, v: &Vector) -> Option<f64> {
        (self.form == Form::Dual).then(|| (v.amax() - self.lambda).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::reference::{agrees, wave};
    use super::Made;

    #[test]
    fn the_optimum_is_that_of_another_solver() {
        let made = Made::new(wave(1, 30), 0.5);
        agrees("tv-denoising-1d", "primal", made.primal(0.5));
        agrees("tv-denoising-1d", "dual", made.dual());
    }
}

//! Noise on values and gradients.

use super::Disturbance;
use crate::{Error, Rng, Vector, expect};
use rand::Rng as _;
use rand_distr::{Cauchy, Distribution as _, StandardNormal, StudentT};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;

/// f + σᵥ s ξ and g + σ₉ t ζ, with ξ and the entries of ζ independent and fresh at every call.
///
/// The scales: absolute s = 1, t = 1; relative s = |f|, t = ‖g‖/√n; mixed, the larger of the two.
/// The deterministic noise is that of Moré and Wild (Benchmarking derivative-free optimization algorithms, SIAM J.
/// Optim. 20, 2009, Section 4.2): ξ = T₃(φ(x)), φ(x) = 0.9 sin(100‖x‖₁) cos(100‖x‖∞) + 0.1 cos(‖x‖₂), T₃ Chebyshev's cubic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Noise {
    /// Size σᵥ of the noise of a value: its standard deviation where the distribution has one.
    pub value: f64,
    /// Size σ₉ of the noise of each entry of a gradient or operator.
    pub gradient: f64,
    /// Distribution of ξ and ζ.
    pub distribution: Distribution,
    /// What the sizes are relative to.
    pub size: Size,
    /// Degrees of freedom of Student's t.
    pub freedom: f64,
}

/// The distributions of noise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Distribution {
    /// N(0, 1).
    #[default]
    Gaussian,
    /// Uniform on [−√3, √3]: mean 0, variance 1.
    Uniform,
    /// Student's t, as it is (variance ν/(ν − 2) for ν > 2, infinite below).
    Student,
    /// Standard Cauchy: no mean.
    Cauchy,
    /// A function of the point: the same at every call.
    Deterministic,
}

/// What noise is measured against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    /// 1.
    #[default]
    Absolute,
    /// The value, or the gradient's root mean square entry.
    Relative,
    /// The larger of the two.
    Mixed,
}

impl Default for Noise {
    fn default() -> Self {
        Self { value: 0.0, gradient: 0.0, distribution: Distribution::Gaussian, size: Size::Absolute, freedom: 3.0 }
    }
}

impl Noise {
    pub(super) fn check(&self) -> Result<(), Error> {
        let fits = |size: f64| size >= 0.0 && size.is_finite();
        expect(fits(self.value), "value", self.value, "a size of at least 0")?;
        expect(fits(self.gradient), "gradient", self.gradient, "a size of at least 0")?;
        expect(self.freedom > 0.0 && self.freedom.is_finite(), "freedom", self.freedom, "a positive number")?;
        let exact = self.distribution != Distribution::Deterministic || self.gradient == 0.0;
        expect(exact, "gradient", self.gradient, "0: deterministic noise is on values (see finite-differences)")
    }

    pub(super) fn random(&self) -> bool {
        self.distribution != Distribution::Deterministic
    }

    pub(super) fn draws(&self, rng: Rng) -> Rc<dyn Disturbance> {
        Rc::new(Draws { noise: self.clone(), rng: RefCell::new(rng) })
    }
}

struct Draws {
    noise: Noise,
    rng: RefCell<Rng>,
}

impl Draws {
    fn draw(&self) -> f64 {
        let rng = &mut *self.rng.borrow_mut();
        match self.noise.distribution {
            Distribution::Gaussian => rng.sample(StandardNormal),
            Distribution::Uniform => rng.random_range(-1.0..=1.0) * 3.0_f64.sqrt(),
            Distribution::Student => StudentT::new(self.noise.freedom).expect("checked to be positive").sample(rng),
            Distribution::Cauchy => Cauchy::new(0.0, 1.0).expect("a positive scale").sample(rng),
            Distribution::Deterministic => 0.0,
        }
    }

    fn scale(&self, magnitude: f64) -> f64 {
        match self.noise.size {
            Size::Absolute => 1.0,
            Size::Relative => magnitude,
            Size::Mixed => magnitude.max(1.0),
        }
    }
}

/// Moré and Wild's oscillating function of a point, within [−1, 1].
fn oscillation(x: &Vector) -> f64 {
    let x = x.as_slice();
    let (mut sum, mut largest, mut square) = (0.0, 0.0_f64, 0.0);
    for x in x {
        sum += x.abs();
        largest = largest.max(x.abs());
        square += x * x;
    }
    let phi = 0.9 * (100.0 * sum).sin() * (100.0 * largest).cos() + 0.1 * square.sqrt().cos();
    phi * (4.0 * phi * phi - 3.0)
}

impl Disturbance for Draws {
    fn value(&self, f: f64, x: &Vector) -> f64 {
        if self.noise.value == 0.0 {
            return f;
        }
        let xi = if self.noise.random() { self.draw() } else { oscillation(x) };
        f + self.noise.value * self.scale(f.abs()) * xi
    }

    fn gradient(&self, g: &mut Vector) {
        if self.noise.gradient == 0.0 {
            return;
        }
        let scale = self.noise.gradient * self.scale(g.norm() / (g.len() as f64).sqrt());
        g.as_mut_slice().iter_mut().for_each(|g| *g += scale * self.draw());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream;

    #[test]
    fn sizes_and_distributions_are_as_documented() {
        let moments = |noise: Noise, f: f64| {
            let draws = noise.draws(stream(1, "noise"));
            let x = Vector::zeros(1);
            let n = 20_000;
            let errors: Vec<f64> = (0..n).map(|_| draws.value(f, &x) - f).collect();
            let mean = errors.iter().sum::<f64>() / f64::from(n);
            (mean, (errors.iter().map(|e| e * e).sum::<f64>() / f64::from(n)).sqrt())
        };
        let close = |(mean, sd): (f64, f64), size: f64| {
            // Five standard errors of a mean and of a standard deviation, for a kurtosis below 9.
            assert!(
                mean.abs() < 5.0 * size / 141.0 && (sd / size - 1.0).abs() < 5.0 * 2.0 / 141.0,
                "{mean} {sd} {size}"
            );
        };
        close(moments(Noise { value: 0.3, ..Noise::default() }, 7.0), 0.3);
        close(moments(Noise { value: 0.3, distribution: Distribution::Uniform, ..Noise::default() }, 7.0), 0.3);
        close(moments(Noise { value: 0.3, size: Size::Relative, ..Noise::default() }, -7.0), 2.1);
        close(moments(Noise { value: 0.3, size: Size::Mixed, ..Noise::default() }, 0.1), 0.3);
        let student = Noise { value: 0.3, distribution: Distribution::Student, freedom: 10.0, ..Noise::default() };
        close(moments(student, 0.0), 0.3 * 1.25_f64.sqrt());
    }

    #[test]
    fn heavy_tails_reach_far() {
        let cauchy = Noise { value: 1.0, distribution: Distribution::Cauchy, ..Noise::default() };
        let draws = cauchy.draws(stream(1, "noise"));
        let x = Vector::zeros(1);
        // P(|ξ| > 10) = 1 − (2/π) atan 10 = 0.0635.
        let far = (0..10_000).filter(|_| draws.value(0.0, &x).abs() > 10.0).count();
        assert!((500..780).contains(&far), "{far}");
    }

    #[test]
    fn deterministic_noise_is_a_function_of_the_point() {
        let noise = Noise { value: 1.0, distribution: Distribution::Deterministic, ..Noise::default() };
        let (a, b) = (noise.draws(stream(1, "a")), noise.draws(stream(2, "b")));
        let x = Vector::from_vec(vec![0.3, -0.7]);
        assert_eq!(a.value(2.0, &x).to_bits(), b.value(2.0, &x).to_bits());
        // φ = .9 sin(100) cos(70) + .1 cos(√.58) and T₃(φ) = 4φ³ − 3φ.
        let phi = 0.9 * 100.0_f64.sin() * 70.0_f64.cos() + 0.1 * 0.58_f64.sqrt().cos();
        assert!((a.value(2.0, &x) - 2.0 - (4.0 * phi.powi(3) - 3.0 * phi)).abs() < 1e-12);
    }
}

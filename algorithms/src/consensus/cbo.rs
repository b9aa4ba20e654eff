//! Consensus-based optimization: xᵢ ← xᵢ − λ Δt (xᵢ − c) + σ √Δt |xᵢ − c| ξᵢ.

use crate::part::search_box::search_box;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::Objective;
use problems::{Known, Rng, Vector};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};

/// How noise scales with the distance to the consensus.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Noise {
    /// By its length, the same in every coordinate.
    Isotropic,
    /// Coordinate by coordinate.
    Anisotropic,
}

/// The factor kᵢ on the drift of a particle.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Correction {
    /// 1.
    None,
    /// 1 if f(xᵢ) > f(c), else 0.
    Heaviside,
    /// (1 + tanh((f(xᵢ) − f(c))/10⁻³))/2.
    Tanh,
}

/// Where particles start.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Spread {
    /// Uniform in the bounds, start ± radius in coordinates without.
    Bounds,
    /// Uniform in start ± radius.
    Uniform,
    /// N(start, radius² I).
    Gaussian,
}

/// Consensus-based optimization.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cbo {
    particles: usize,
    noise: Noise,
    time_step: f64,
    lambda: f64,
    sigma: f64,
    alpha: f64,
    alpha_growth: f64,
    alpha_max: f64,
    correction: Correction,
    spread: Spread,
    radius: f64,
}

impl Default for Cbo {
    fn default() -> Self {
        Self {
            particles: 20,
            noise: Noise::Anisotropic,
            time_step: 0.01,
            lambda: 1.0,
            sigma: 5.1,
            alpha: 1.0,
            alpha_growth: 1.05,
            alpha_max: 1e5,
            correction: Correction::None,
            spread: Spread::Bounds,
            radius: 3.0,
        }
    }
}

/// Particles with their values and weights, the consensus and α.
pub struct State {
    x: Vec<Vector>,
    f: Vec<f64>,
    c: Vector,
    drift: Vector,
    alpha: f64,
}

/// Width of the smoothed Heaviside function (`CBXpy`).
const WIDTH: f64 = 1e-3;
/// Coordinates are clipped here, so that a swarm that diverges stays finite (`CBXpy`).
const CLIP: f64 = 1e8;

impl Algorithm for Cbo {
    const ABOUT: About = About {
        name: "cbo",
        title: "consensus-based optimization",
        formula: "c = Σ wᵢ xᵢ/Σ wᵢ, wᵢ = exp(−α f(xᵢ));  xᵢ ← xᵢ − λ Δt kᵢ (xᵢ − c) + σ √Δt Dᵢ ξᵢ, ξᵢ ~ N(0, I);  \
                  isotropic Dᵢ = ‖xᵢ − c‖, anisotropic Dᵢ = diag(xᵢ − c);  α ← min(growth · α, α_max)",
        cost: "N values, one for each particle; 1 more with a correction",
        source: "Pinnau, Totzeck, Tse, Martin, A consensus-based model for global optimization, M3AS 27, 2017; \
                 anisotropic: Carrillo, Jin, Li, Zhu, A consensus-based global optimization method for high \
                 dimensional machine learning problems, ESAIM: COCV 27, 2021. Defaults are those of CBXpy, but for \
                 its isotropic noise and its box of radius 1. Those of ConsensusBasedX.jl: time_step 0.1, alpha 10, \
                 alpha_growth 1, sigma √2 (its noise is √(2Δt)), isotropic, heaviside, gaussian with radius 1. The \
                 answer is c of the last step",
        evidence: &[Evidence::published(
            "success on Rastrigin in CBXpy's documentation: anisotropic always, isotropic never",
            "rates::consensus_needs_anisotropic_noise",
        )],
        parameters: &[
            ("particles", "N"),
            ("noise", "isotropic or anisotropic"),
            ("time_step", "Δt"),
            ("lambda", "λ, strength of the drift"),
            ("sigma", "σ, strength of the noise"),
            ("alpha", "α at the start"),
            ("alpha_growth", "factor on α after a step"),
            ("alpha_max", "largest α"),
            ("correction", "kᵢ: none (1), heaviside (f(xᵢ) > f(c)), or tanh (the same, smoothed over 10⁻³)"),
            ("spread", "particles start in the bounds, uniform in start ± radius, or gaussian around the start"),
            ("radius", "half the width of the box, or the standard deviation, where the bounds do not say it"),
        ],
    };

    type Class = dyn Objective;
    type State = State;

    fn random(&self) -> bool {
        true
    }

    fn init(&self, problem: &dyn Objective, _known: &Known, rng: &mut Rng) -> Result<State, Misfit> {
        let positive = |name, value: f64| expect(value > 0.0 && value.is_finite(), name, value, "a positive number");
        expect(self.particles > 1, "particles", self.particles, "at least 2")?;
        positive("time_step", self.time_step)?;
        positive("alpha", self.alpha)?;
        positive("alpha_growth", self.alpha_growth)?;
        positive("radius", self.radius)?;
        expect(self.lambda >= 0.0, "lambda", self.lambda, "a number of at least 0")?;
        expect(self.sigma >= 0.0, "sigma", self.sigma, "a number of at least 0")?;
        let start = problem.start();
        let (lower, upper) = match self.spread {
            Spread::Bounds => {
                let bounds = search_box(problem, self.radius);
                (bounds.lower, bounds.upper)
            }
            Spread::Uniform | Spread::Gaussian => (start.add_scalar(-self.radius), start.add_scalar(self.radius)),
        };
        let mut particle = |_| {
            Vector::from_fn(start.len(), |j, _| match self.spread {
                Spread::Gaussian => start[j] + self.radius * rng.sample::<f64, _>(StandardNormal),
                _ => lower[j] + (upper[j] - lower[j]) * rng.random::<f64>(),
            })
        };
        Ok(State {
            x: (0..self.particles).map(&mut particle).collect(),
            f: vec![0.0; self.particles],
            drift: start.clone(),
            c: start,
            alpha: self.alpha,
        })
    }

    fn step(&self, problem: &dyn Objective, state: &mut State, rng: &mut Rng) {
        let State { x, f, c, drift, alpha } = state;
        let &Self { time_step, lambda, sigma, .. } = self;
        for (f, x) in f.iter_mut().zip(x.iter()) {
            *f = problem.value(x);
        }
        consensus(x, f, *alpha, c);
        let f_c = if self.correction == Correction::None { 0.0 } else { problem.value(c) };
        for (x, f) in x.iter_mut().zip(f.iter()) {
            x.sub_to(c, drift);
            let k = match self.correction {
                Correction::None => 1.0,
                Correction::Heaviside => f64::from(u8::from(*f > f_c)),
                Correction::Tanh => f64::midpoint(1.0, ((f - f_c) / WIDTH).tanh()),
            };
            x.axpy(-lambda * time_step * k, drift, 1.0);
            let spread = sigma * time_step.sqrt();
            let distance = drift.norm();
            x.zip_apply(drift, |x, drift| {
                let xi: f64 = rng.sample(StandardNormal);
                let d = if self.noise == Noise::Isotropic { distance } else { drift };
                *x = (*x + spread * d * xi).clamp(-CLIP, CLIP);
            });
        }
        *alpha = (*alpha * self.alpha_growth).min(self.alpha_max);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.c);
    }
}

/// c ← Σ wᵢ xᵢ/Σ wᵢ with wᵢ = exp(−α (f(xᵢ) − min f)), the same as without the minimum and safe from underflow.
fn consensus(x: &[Vector], f: &[f64], alpha: f64, c: &mut Vector) {
    let lowest = f.iter().copied().fold(f64::INFINITY, f64::min);
    let weight = |f: f64| {
        let w = (-alpha * (f - lowest)).exp();
        if w.is_nan() { 0.0 } else { w }
    };
    let total: f64 = f.iter().map(|f| weight(*f)).sum();
    if total > 0.0 {
        c.fill(0.0);
        for (x, f) in x.iter().zip(f) {
            c.axpy(weight(*f) / total, x, 1.0);
        }
    }
}

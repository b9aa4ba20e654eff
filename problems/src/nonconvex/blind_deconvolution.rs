//! Σᵢ |(bᵢᵀh)(cᵢᵀx)* − yᵢ|²: two signals in known subspaces from their convolution.

use super::bilinear::{self, Bilinear, Lens, Shared, measure};
use super::field::{Field, norm_squared, read_all};
use super::phase_retrieval::Start;
use super::polish::{VARIABLES, polished};
use crate::class::Objective;
use crate::random::gaussian_matrix;
use crate::{About, Class, Data, Error, Family, Instance, Reference, ReferenceKind, Rng, Vector, expect};
use nalgebra::Complex;
use serde::{Deserialize, Serialize};
use std::f64::consts::TAU;
use std::sync::Arc;

/// The numbers h and x are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Numbers {
    /// Real: b from a random orthonormal basis, c Gaussian.
    Real,
    /// Complex: b from the discrete Fourier transform, c complex Gaussian; variables are real and imaginary parts.
    #[default]
    Complex,
}

/// Blind deconvolution.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlindDeconvolution {
    numbers: Numbers,
    filter: usize,
    signal: usize,
    measurements: usize,
    noise: f64,
    start: Start,
}

impl Default for BlindDeconvolution {
    fn default() -> Self {
        let (filter, signal, measurements) = (50, 50, 400);
        Self { numbers: Numbers::Complex, filter, signal, measurements, noise: 0.0, start: Start::Random }
    }
}

/// What cells share.
pub enum Made {
    /// Real numbers.
    Real(Arc<Shared<f64>>),
    /// Complex numbers.
    Complex(Arc<Shared<Complex<f64>>>),
}

impl Family for BlindDeconvolution {
    const ABOUT: About = About {
        name: "blind-deconvolution",
        title: "blind deconvolution in known subspaces: bilinear measurements",
        formula: "f(h, x) = Σ_l |(Bh)_l conj(Cx)_l − y_l|²,  l = 1, …, m,  y = (Bh₀) conj(Cx₀) + e;  B the first columns of the unitary \
                  discrete Fourier transform (real: of a random rotation), C with independent entries of E|c|² = 1, h₀ and x₀ \
                  uniform on the unit spheres, e with E‖e‖² = noise²;  a point holds (re, im) of h, then of x; start \
                  (h, x) uniform on the spheres, or the leading singular vectors of Σ_l y_l b̄_l cᵀ_l scaled by the root of \
                  the singular value;  f = (1/m) Σ m|r_l|² as a finite sum, ½‖√2 (re r, im r)‖² as least squares",
        optimum: "(αh₀, x₀/ᾱ) for every α ≠ 0, f* = 0 (closed form); with noise the minimizer beside (h₀, x₀) by Newton's \
                  method (local); the measure `distance` is ‖hx* − h*x**‖ in the Frobenius norm, blind to α",
        source: "Li, Ling, Strohmer and Wei, Rapid, robust, and reliable blind deconvolution via nonconvex optimization, \
                 Appl. Comput. Harmon. Anal. 47, 2019 (F, without the regularizer G)",
        parameters: &[
            ("numbers", "complex or real"),
            ("filter", "length of h"),
            ("signal", "length of x"),
            ("measurements", "number m of measurements"),
            ("noise", "root of E‖e‖²"),
            ("start", "random or spectral"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved, Class::Stochastic, Class::FiniteSum, Class::LeastSquares]
    }

    fn dim(&self) -> usize {
        let parts = if self.numbers == Numbers::Real { 1 } else { 2 };
        parts * (self.filter + self.signal)
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let Self { filter, signal, measurements, noise, .. } = *self;
        expect((1..=50_000).contains(&filter), "filter", filter, "1 to 50000")?;
        expect((1..=50_000).contains(&signal), "signal", signal, "1 to 50000")?;
        let fits = measurements >= filter && measurements.saturating_mul(filter + signal) <= 50_000_000;
        expect(
            fits,
            "measurements",
            measurements,
            "at least the filter's length, with at most 50000000 numbers in B and C",
        )?;
        let known = noise == 0.0 || self.dim() <= VARIABLES;
        expect(noise >= 0.0 && known, "noise", noise, "0, or a positive number for at most 500 variables")?;
        Ok(match self.numbers {
            Numbers::Real => {
                let q = gaussian_matrix(measurements, filter, rng).qr().q();
                let b = (0..measurements).flat_map(|l| (0..filter).map(move |k| (l, k))).map(|at| q[at]).collect();
                Made::Real(Arc::new(self.shared(b, rng)))
            }
            Numbers::Complex => {
                let scale = (measurements as f64).sqrt().recip();
                let wave = |l: usize, k: usize| {
                    let angle = TAU * (l * k % measurements) as f64 / measurements as f64;
                    Complex::new(scale * angle.cos(), -scale * angle.sin())
                };
                let b = (0..measurements).flat_map(|l| (0..filter).map(move |k| wave(l, k))).collect();
                Made::Complex(Arc::new(self.shared(b, rng)))
            }
        })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        match &**made {
            Made::Real(shared) => bilinear::instance(shared),
            Made::Complex(shared) => bilinear::instance(shared),
        }
    }
}

impl BlindDeconvolution {
    /// Measurements through B.
    fn shared<T: Field>(&self, b: Vec<T>, rng: &mut Rng) -> Shared<T> {
        let Self { filter, signal, measurements, noise, .. } = *self;
        let split = filter * T::PARTS;
        let truth = unit_factors::<T>(split, self.dim(), rng);
        let c = (0..measurements * signal).map(|_| T::gaussian(rng)).collect();
        let lens = Lens { filter, signal, b, c };
        let (mut h, mut x) = (vec![T::zero(); filter], vec![T::zero(); signal]);
        read_all(&truth.as_slice()[..split], &mut h);
        read_all(&truth.as_slice()[split..], &mut x);
        let mut measured: Vec<T> = lens.rows().map(|row| measure(row, &h, &x).2).collect();
        if noise > 0.0 {
            let scale = T::from_real(noise / (measurements as f64).sqrt());
            for y in &mut measured {
                *y += scale * T::gaussian(rng);
            }
        }
        let random = unit_factors::<T>(split, self.dim(), rng);
        let start = match self.start {
            Start::Random => random,
            Start::Spectral => lens.spectral(&measured, &random),
        };
        let mut shared = Shared { lens, measured, start, solution: truth, optimum: Reference::closed_form(0.0) };
        if noise > 0.0 {
            let problem = Bilinear::new(Arc::new(shared.clone()));
            shared.solution = polished(&problem, shared.solution);
            shared.optimum = Reference { value: problem.value(&shared.solution), kind: ReferenceKind::Local };
        }
        shared
    }
}

/// h and x uniform on their unit spheres, as variables.
fn unit_factors<T: Field>(split: usize, dim: usize, rng: &mut Rng) -> Vector {
    let mut z = Vector::zeros(dim);
    let (h, x) = z.as_mut_slice().split_at_mut(split);
    for part in [h, x] {
        let numbers: Vec<T> = (0..part.len() / T::PARTS).map(|_| T::gaussian(rng)).collect();
        let scale = T::from_real(norm_squared(&numbers).sqrt().recip());
        part.chunks_exact_mut(T::PARTS).zip(numbers).for_each(|(part, number)| (number * scale).write(part));
    }
    z
}

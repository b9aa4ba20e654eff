//! Real and complex numbers in real points: one part or two.

use crate::Rng;
use nalgebra::{Complex, ComplexField};
use rand::Rng as _;
use rand_distr::StandardNormal;
use std::f64::consts::FRAC_1_SQRT_2;

/// A number that real variables hold: itself, or its real and imaginary parts one after the other.
pub(super) trait Field: ComplexField<RealField = f64> + Copy {
    /// Variables a number takes.
    const PARTS: usize;

    /// From that many variables.
    fn read(parts: &[f64]) -> Self;

    /// Into that many variables.
    fn write(self, parts: &mut [f64]);

    /// Standard Gaussian, E|z|² = 1.
    fn gaussian(rng: &mut Rng) -> Self;
}

impl Field for f64 {
    const PARTS: usize = 1;

    fn read(parts: &[f64]) -> Self {
        parts[0]
    }

    fn write(self, parts: &mut [f64]) {
        parts[0] = self;
    }

    fn gaussian(rng: &mut Rng) -> Self {
        rng.sample(StandardNormal)
    }
}

impl Field for Complex<f64> {
    const PARTS: usize = 2;

    fn read(parts: &[f64]) -> Self {
        Self::new(parts[0], parts[1])
    }

    fn write(self, parts: &mut [f64]) {
        (parts[0], parts[1]) = (self.re, self.im);
    }

    fn gaussian(rng: &mut Rng) -> Self {
        let mut part = || rng.sample::<f64, _>(StandardNormal) * FRAC_1_SQRT_2;
        Self::new(part(), part())
    }
}

/// Numbers from variables.
pub(super) fn read_all<T: Field>(parts: &[f64], numbers: &mut [T]) {
    numbers.iter_mut().zip(parts.chunks_exact(T::PARTS)).for_each(|(number, parts)| *number = T::read(parts));
}

/// Σ aₖ xₖ, nothing conjugated.
pub(super) fn product<T: Field>(a: &[T], x: &[T]) -> T {
    a.iter().zip(x).fold(T::zero(), |sum, (a, x)| sum + *a * *x)
}

/// g ← g + t ā.
pub(super) fn add_conjugate<T: Field>(t: T, a: &[T], g: &mut [T]) {
    g.iter_mut().zip(a).for_each(|(g, a)| *g += t * a.conjugate());
}

/// ‖x‖².
pub(super) fn norm_squared<T: Field>(x: &[T]) -> f64 {
    x.iter().map(|x| x.modulus_squared()).sum()
}

//! Turned coordinates: z = Q x with Q orthogonal.

use super::Map;
use crate::random::gaussian_vector;
use crate::{Error, Rng, Vector, expect};
use rand::Rng as _;
use serde::{Deserialize, Serialize};

/// z = Q x with Q = S H₁ H₂ … Hₖ, drawn for the instance: Hⱼ the Householder reflection of a Gaussian vector in the last
/// n − j + 1 coordinates, S a diagonal of signs.
///
/// With k = n − 1 (the default) Q is uniform in the Haar measure (Stewart, The efficient generation of random orthogonal
/// matrices, SIAM J. Numer. Anal. 17, 1980). A product costs about 4kn flops, and no matrix is formed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rotation {
    /// Number k of reflections; n − 1 if not given.
    pub reflections: Option<usize>,
}

/// Numbers kept for one rotation, at most: 800 MB.
const NUMBERS: usize = 100_000_000;

impl Rotation {
    pub(super) fn check(&self) -> Result<(), Error> {
        match self.reflections {
            Some(0) => expect(false, "reflections", 0, "at least 1"),
            _ => Ok(()),
        }
    }

    pub(super) fn draw(&self, n: usize, rng: &mut Rng) -> Result<Box<dyn Map>, Error> {
        let k = self.reflections.unwrap_or(n).min(n.saturating_sub(1));
        if k * n > NUMBERS {
            let message =
                format!("rotation: {k} reflections of {n} variables: expected reflections of at most {}", NUMBERS / n);
            return Err(Error::Impossible(message));
        }
        let mut signs = Vector::from_element(n, 1.0);
        let mut reflectors = Vec::with_capacity(k);
        for j in 0..k {
            let mut u = gaussian_vector(n - j, rng);
            let (norm, sign) = (u.norm(), 1.0_f64.copysign(u[0]));
            signs[j] = -sign;
            u[0] += sign * norm;
            reflectors.push(u.normalize());
        }
        for sign in &mut signs.as_mut_slice()[k..] {
            *sign = if rng.random() { 1.0 } else { -1.0 };
        }
        Ok(Box::new(Rotated { signs, reflectors }))
    }
}

struct Rotated {
    signs: Vector,
    /// Unit vectors uⱼ of the last n − j coordinates, H = I − 2uuᵀ.
    reflectors: Vec<Vector>,
}

fn reflect(u: &Vector, x: &mut [f64]) {
    let u = u.as_slice();
    let tail = x.len() - u.len();
    let x = &mut x[tail..];
    let twice = 2.0 * u.iter().zip(&*x).map(|(u, x)| u * x).sum::<f64>();
    x.iter_mut().zip(u).for_each(|(x, u)| *x -= twice * u);
}

impl Map for Rotated {
    fn point(&self, x: &[f64], z: &mut [f64]) {
        z.copy_from_slice(x);
        self.reflectors.iter().rev().for_each(|u| reflect(u, z));
        z.iter_mut().zip(self.signs.as_slice()).for_each(|(z, sign)| *z *= sign);
    }

    fn back(&self, z: &[f64], x: &mut [f64]) {
        x.iter_mut().zip(z.iter().zip(self.signs.as_slice())).for_each(|(x, (z, sign))| *x = z * sign);
        self.reflectors.iter().for_each(|u| reflect(u, x));
    }

    fn push(&self, v: &[f64], w: &mut [f64]) {
        self.point(v, w);
    }

    fn pull(&self, w: &[f64], v: &mut [f64]) {
        self.back(w, v);
    }

    fn axis(&self, _i: usize) -> Option<(usize, f64)> {
        None
    }
}

//! (1/m) Σᵢ |(aᵢᵀx)² − yᵢ|: a real signal from intensities, some of them wrong.

use super::links::{ENTRIES, add, dot};
use crate::class::{Objective, Space, Stochastic};
use crate::random::{gaussian_matrix, gaussian_vector};
use crate::{
    About, Class, Data, Error, Family, Gap, Instance, Known, Matrix, Offer, Prices, Reference, Rng, Vector, expect,
};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// Robust phase retrieval.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RobustPhaseRetrieval {
    dim: usize,
    measurements: usize,
}

impl Default for RobustPhaseRetrieval {
    fn default() -> Self {
        Self { dim: 10, measurements: 30 }
    }
}

/// What cells share.
pub struct Made {
    /// Column i is aᵢ.
    directions: Matrix,
    measured: Vector,
    truth: Vector,
    start: Vector,
}

impl Family for RobustPhaseRetrieval {
    const ABOUT: About = About {
        name: "robust-phase-retrieval",
        title: "real phase retrieval with absolute values: weakly convex and nonsmooth",
        formula: "f(x) = (1/m) Σᵢ |(aᵢᵀx)² − yᵢ|,  yᵢ = (aᵢᵀz)²,  aᵢ ~ N(0, I),  z uniform on the unit sphere, x⁰ ~ N(0, I/n); \
                  subgradients 2 sign((aᵢᵀx)² − yᵢ) (aᵢᵀx) aᵢ, with sign 0 = 0",
        optimum: "x* = ±z, f* = 0 (closed form); the measure `distance` is up to the sign",
        source: "Duchi and Ruan, Solving (most) of a set of quadratic equalities, Inf. Inference 8, 2019; sizes (10, 30), (50, \
                 150), (100, 300) of Davis and Drusvyatskiy, Stochastic model-based minimization of weakly convex functions, \
                 SIAM J. Optim. 29, 2019",
        parameters: &[("dim", "number of variables n"), ("measurements", "number m of intensities")],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Stochastic]
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let (n, m) = (self.dim, self.measurements);
        expect((1..=100_000).contains(&n), "dim", n, "1 to 100000")?;
        let fits = m >= 1 && m.saturating_mul(n) <= ENTRIES;
        expect(fits, "measurements", m, "at least 1, with at most 125000000 numbers in all directions")?;
        let truth = gaussian_vector(n, rng).normalize();
        let directions = gaussian_matrix(n, m, rng);
        let measured = directions.tr_mul(&truth).map(|t| t * t);
        let scale = (n as f64).sqrt().recip();
        let start = Vector::from_fn(n, |_, _| scale * rng.sample::<f64, _>(StandardNormal));
        Ok(Made { directions, measured, truth, start })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let problem = Rc::new(Misfits { made: Arc::clone(made) });
        let (sum, difference) = ((&made.start + &made.truth).norm(), crate::distance(&made.start, &made.truth));
        let nearest = if sum < difference { -&made.truth } else { made.truth.clone() };
        let known = Known { optimal_value: Some(0.0), distance: Some(sum.min(difference)), ..Known::default() };
        let truth = nearest.clone();
        let judge = Gap::new(Rc::clone(&problem), Reference::closed_form(0.0), Some(nearest)).measured_by(move |x| {
            let to = |sign: f64| {
                let pairs = x.as_slice().iter().zip(truth.as_slice());
                pairs.map(|(x, z)| (x - sign * z) * (x - sign * z)).sum::<f64>().sqrt()
            };
            to(1.0).min(to(-1.0))
        });
        Instance { problem: Offer::of(problem).objective().stochastic().problem(), judge: Box::new(judge), known }
    }
}

struct Misfits {
    made: Arc<Made>,
}

impl Misfits {
    /// aᵢ, and aᵢᵀx with (aᵢᵀx)² − yᵢ.
    fn row(&self, i: usize, x: &Vector) -> (&[f64], f64, f64) {
        let n = self.made.truth.len();
        let a = &self.made.directions.as_slice()[i * n..(i + 1) * n];
        let t = dot(a, x.as_slice());
        (a, t, t * t - self.made.measured[i])
    }
}

impl Space for Misfits {
    fn dim(&self) -> usize {
        self.made.truth.len()
    }

    fn start(&self) -> Vector {
        self.made.start.clone()
    }

    fn prices(&self) -> Prices {
        Prices { samples: self.made.measured.len() as u64, ..Prices::default() }
    }
}

impl Objective for Misfits {
    fn value(&self, x: &Vector) -> f64 {
        let m = self.made.measured.len();
        (0..m).map(|i| self.row(i, x).2.abs()).sum::<f64>() / m as f64
    }
}

impl Stochastic for Misfits {
    fn samples(&self) -> Option<u64> {
        Some(self.made.measured.len() as u64)
    }

    fn sample_value(&self, x: &Vector, keys: &[u64]) -> f64 {
        keys.iter().map(|key| self.row(*key as usize, x).2.abs()).sum::<f64>() / keys.len() as f64
    }

    fn sample_gradient(&self, x: &Vector, keys: &[u64], g: &mut Vector) {
        g.fill(0.0);
        for key in keys {
            let (a, t, misfit) = self.row(*key as usize, x);
            let sign = if misfit == 0.0 { 0.0 } else { misfit.signum() };
            add(2.0 * sign * t / keys.len() as f64, a, g.as_mut_slice());
        }
    }
}

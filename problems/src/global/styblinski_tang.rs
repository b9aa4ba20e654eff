//! Styblinski and Tang's function: 2ⁿ valleys of a quartic.

use super::over::{CURVED, DIM, Formula, Minimum, SPREAD, Twice, curved, family};
use crate::lanes;
use crate::{About, Reference, Vector};

family!(
    StyblinskiTang,
    "Styblinski and Tang's function.",
    CURVED,
    1,
    About {
        name: "styblinski-tang",
        title: "Styblinski and Tang's function, a valley at every corner",
        formula: "f(x) = ½ Σᵢ xᵢ⁴ − 16 xᵢ² + 5 xᵢ,  −5 ≤ x ≤ 5",
        optimum: "x* = (−2.903534027771177, …), the least root of 4x³ − 32x + 5, f* = −39.166165703771415 n (closed form)",
        source: "Styblinski and Tang, Experiments in nonconvex optimization: stochastic approximation with function \
                 smoothing and simulated annealing, Neural Networks 3, 1990",
        parameters: &[DIM, SPREAD],
    },
    |dim, spread| {
        let solution = Vector::from_element(dim, -2.903_534_027_771_177);
        let value = Reference::closed_form(-39.166_165_703_771_41 * dim as f64);
        curved(Quartics, [-5.0, 5.0], spread, Minimum { value, solution, floor: 0.0 }, |known| known)
    }
);

struct Quartics;

impl Formula for Quartics {
    fn value(&self, x: &[f64]) -> f64 {
        0.5 * lanes::sum(x, |x| x * (5.0 + x * (x * x - 16.0)))
    }

    fn value_gradient(&self, x: &[f64], g: &mut [f64]) -> f64 {
        g.iter_mut().zip(x).for_each(|(g, x)| *g = x * (2.0 * x * x - 16.0) + 2.5);
        self.value(x)
    }
}

impl Twice for Quartics {
    fn hessian_product(&self, x: &[f64], v: &[f64], p: &mut [f64]) {
        p.iter_mut().zip(v).zip(x).for_each(|((p, v), x)| *p = (6.0 * x * x - 16.0) * v);
    }

    fn band(&self) -> usize {
        0
    }
}

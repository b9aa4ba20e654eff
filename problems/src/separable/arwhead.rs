//! Σᵢ (xᵢ² + xₙ²)² − 4 xᵢ + 3: a quartic whose Hessian is an arrow-head.

use super::function::{Loops, Separable, curved};
use super::sum::{Sum, each, same};
use crate::{About, Class, Data, Error, Family, Instance, Reference, Rng, Vector, expect, lanes};
use num_dual::DualNum;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// CUTEst's ARWHEAD.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arwhead {
    dim: usize,
}

impl Default for Arwhead {
    fn default() -> Self {
        Self { dim: 100 }
    }
}

impl Family for Arwhead {
    const ABOUT: About = About {
        name: "arwhead",
        title: "CUTEst's ARWHEAD: a quartic with an arrow-head Hessian",
        formula: "f(x) = Σᵢ₌₁ⁿ⁻¹ (xᵢ² + xₙ²)² − 4 xᵢ + 3,  x⁰ = (1, …, 1)",
        optimum: "x* = (1, …, 1, 0), f* = 0 (closed form)",
        source: "Conn, Gould, Lescrenier and Toint, Performance of a multifrontal scheme for partially separable \
                 optimization, Report 88/4, FUNDP Namur 1988, problem 55",
        parameters: &[("dim", "number of variables n, CUTEst's N")],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved]
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        expect((2..=10_000_000).contains(&self.dim), "dim", self.dim, "2 to 10000000")
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        let mut solution = Vector::from_element(self.dim, 1.0);
        solution[self.dim - 1] = 0.0;
        curved(self.clone(), Reference::closed_form(0.0), solution)
    }
}

impl Separable<2> for Arwhead {
    const STEPS: &'static [[usize; 2]] = &[[1, 0]];

    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim, 1.0)
    }

    fn sums(&self) -> Vec<Sum<2>> {
        vec![Sum::of(0, self.dim - 1, [each(0), same(self.dim - 1)])]
    }

    fn element<D: DualNum<f64> + Copy>(&self, _kind: usize, _i: usize, [x, last]: [D; 2]) -> D {
        let s = x * x + last * last;
        s * s - x * 4.0 + 3.0
    }

    fn group<D: DualNum<f64> + Copy>(&self, _kind: usize, s: D) -> D {
        s
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Arwhead {
    fn value(&self, x: &[f64]) -> f64 {
        let (last, others) = (x[self.dim - 1], &x[..self.dim - 1]);
        lanes::sum(others, |x| (x * x + last * last).powi(2) - 4.0 * x + 3.0)
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        let (last, others) = (x[self.dim - 1], &x[..self.dim - 1]);
        g.iter_mut().zip(others).for_each(|(g, x)| *g = 4.0 * (x * x + last * last) * x - 4.0);
        g[self.dim - 1] = 4.0 * last * lanes::sum(others, |x| x * x + last * last);
    }
}

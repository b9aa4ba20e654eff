//! Wood's function of four variables on overlapping sets, plus 1.

use super::function::{Loops, Separable, Squares, squares};
use super::sum::{Sum, same};
use super::woods::{residual, residuals, wood, wood_slopes};
use crate::{About, Class, Data, Error, Family, Instance, Reference, Rng, Vector, expect};
use num_dual::DualNum;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// CUTEst's CHAINWOO.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chainwoo {
    dim: usize,
}

impl Default for Chainwoo {
    fn default() -> Self {
        Self { dim: 100 }
    }
}

impl Family for Chainwoo {
    const ABOUT: About = About {
        name: "chainwoo",
        title: "CUTEst's CHAINWOO: the chained Wood function, multimodal",
        formula: "f(x) = 1 + Σ over (a, b, c, d) = x₂ᵢ₊₁, …, x₂ᵢ₊₄ of 100 (b − a²)² + (1 − a)² + 90 (d − c²)² + (1 − c)² \
                  + 10 (b + d − 2)² + 0.1 (b − d)²,  x⁰ = (−3, −1, −3, −1, −2, …, −2); residuals carry √2",
        optimum: "x* = (1, …, 1), f* = 1 (closed form: a sum of squares plus 1; the collection's header says 0); \
                  there are worse local minima",
        source: "Conn, Gould and Toint, Testing a class of methods for solving minimization problems with simple bounds \
                 on their variables, Mathematics of Computation 50, 1988, problem 8",
        parameters: &[("dim", "number of variables n, even; CUTEst's NS is (n − 2)/2")],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved, Class::LeastSquares]
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        let fits = (4..=10_000_000).contains(&self.dim) && self.dim.is_multiple_of(2);
        expect(fits, "dim", self.dim, "an even number from 4 to 10000000")
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        squares(self.clone(), Reference::closed_form(1.0), Vector::from_element(self.dim, 1.0))
    }
}

impl Separable<2> for Chainwoo {
    const STEPS: &'static [[usize; 2]] = &[[2; 2]; 6];

    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_fn(self.dim, |i, _| match i {
            0 | 2 => -3.0,
            1 | 3 => -1.0,
            _ => -2.0,
        })
    }

    /// Six to a set, and the constant.
    fn sums(&self) -> Vec<Sum<2>> {
        let mut sums = residuals(2, self.dim / 2 - 1);
        sums.push(Sum::of(6, 1, [same(0); 2]));
        sums
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, x: [D; 2]) -> D {
        if kind == 6 { D::from(2.0_f64.sqrt()) } else { residual(kind, x) }
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Chainwoo {
    fn value(&self, x: &[f64]) -> f64 {
        let pairs: &[[f64; 2]] = x.as_chunks().0;
        1.0 + pairs.windows(2).map(|set| wood([set[0][0], set[0][1], set[1][0], set[1][1]])).sum::<f64>()
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        let (pairs, slopes): (&[[f64; 2]], &mut [[f64; 2]]) = (x.as_chunks().0, g.as_chunks_mut().0);
        let last = pairs.len() - 1;
        // What the set before adds to the pair that it shares.
        let mut shared = [0.0; 2];
        for (slopes, set) in slopes.iter_mut().zip(pairs.windows(2)) {
            let [a, b, c, d] = wood_slopes([set[0][0], set[0][1], set[1][0], set[1][1]]);
            *slopes = [shared[0] + a, shared[1] + b];
            shared = [c, d];
        }
        slopes[last] = shared;
    }
}

impl Squares<2> for Chainwoo {}

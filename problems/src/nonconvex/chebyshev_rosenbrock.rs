//! ¼ (1 − x₁)² + Σᵢ (xᵢ₊₁ − 2xᵢ² + 1)²: the Rosenbrock function whose valley is a Chebyshev polynomial.

use crate::separable::function::{Separable, Squares, squares};
use crate::separable::sum::{Sum, each, same};
use crate::{About, Class, Data, Error, Family, Instance, Reference, Rng, Vector, expect};
use num_dual::DualNum;
use serde::{Deserialize, Serialize};
use std::f64::consts::{FRAC_1_SQRT_2, SQRT_2};
use std::sync::Arc;

/// Nesterov's smooth Chebyshev-Rosenbrock function.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChebyshevRosenbrock {
    dim: usize,
}

impl Default for ChebyshevRosenbrock {
    fn default() -> Self {
        Self { dim: 5 }
    }
}

impl Family for ChebyshevRosenbrock {
    const ABOUT: About = About {
        name: "chebyshev-rosenbrock",
        title: "Nesterov's Chebyshev-Rosenbrock function: a valley that turns 2ⁿ⁻¹ − 1 times",
        formula: "f(x) = ¼ (1 − x₁)² + Σᵢ₌₁ⁿ⁻¹ (xᵢ₊₁ − 2xᵢ² + 1)²,  x⁰ = (−1, 1, …, 1); \
                  as least squares r = √2 (½(1 − x₁), xᵢ₊₁ − 2xᵢ² + 1), so that f = ½‖r‖²",
        optimum: "x* = (1, …, 1), f* = 0 (closed form), the only stationary point; the way there from the start, where f = 1, \
                  follows xₙ = T(x₁) with T the Chebyshev polynomial of degree 2ⁿ⁻¹",
        source: "Gürbüzbalaban and Overton, On Nesterov's nonsmooth Chebyshev-Rosenbrock functions, Nonlinear Analysis: Theory, \
                 Methods and Applications 75, 2012, its smooth function",
        parameters: &[("dim", "number of variables n")],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved, Class::LeastSquares]
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        expect((2..=10_000_000).contains(&self.dim), "dim", self.dim, "2 to 10000000")
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        squares(self.clone(), Reference::closed_form(0.0), Vector::from_element(self.dim, 1.0))
    }
}

impl Separable<2> for ChebyshevRosenbrock {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_fn(self.dim, |i, _| if i == 0 { -1.0 } else { 1.0 })
    }

    fn sums(&self) -> Vec<Sum<2>> {
        vec![Sum::of(0, 1, [same(0); 2]), Sum::of(1, self.dim - 1, [each(0), each(1)])]
    }

    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, _i: usize, [x, y]: [D; 2]) -> D {
        if kind == 0 { (-x + 1.0) * FRAC_1_SQRT_2 } else { (y - x * x * 2.0 + 1.0) * SQRT_2 }
    }
}

impl Squares<2> for ChebyshevRosenbrock {}

//! The functions of Dixon and Maany: four sums of products, sixteen tables of weights.

use super::classic::{LARGEST, Offered};
use super::function::Separable;
use crate::{About, Class, Data, Error, Family, Instance, Reference, Rng, Vector, expect};
use num_dual::DualNum;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// CUTEst's DIXMAANA to DIXMAANP.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dixmaan {
    variant: char,
    dim: usize,
}

impl Default for Dixmaan {
    fn default() -> Self {
        Self { variant: 'a', dim: 90 }
    }
}

impl Family for Dixmaan {
    const ABOUT: About = About {
        name: "dixmaan",
        title: "CUTEst's DIXMAANA to DIXMAANP: the functions of Dixon and Maany",
        formula: "f(x) = 1 + Σᵢ₌₁ⁿ α xᵢ² wᵢ^k₁ + Σᵢ₌₁ⁿ⁻¹ β xᵢ² (xᵢ₊₁ + xᵢ₊₁²)² wᵢ^k₂ + Σᵢ₌₁²ᵐ γ xᵢ² xᵢ₊ₘ⁴ wᵢ^k₃ + Σᵢ₌₁ᵐ δ xᵢ xᵢ₊₂ₘ wᵢ^k₄ \
                  with wᵢ = i/n, m = n/3, α = 1; (β, γ = δ) is (0, 1/8), (1/16, 1/16), (1/8, 1/8), (0.26, 0.26) in turn for a to d, \
                  e to h, i to l, m to p; (k₁, k₂, k₃, k₄) is (0, 0, 0, 0), (1, 0, 0, 1), (2, 0, 0, 2), (2, 1, 1, 2); x⁰ = (2, …, 2)",
        optimum: "x* = 0, f* = 1 (closed form)",
        source: "Dixon and Maany, A family of test problems with sparse Hessians for unconstrained optimization, TR 206, \
                 Numerical Optimisation Centre, Hatfield Polytechnic 1988",
        parameters: &[
            ("variant", "a to p; CUTEst's DIXMAANA1 is a"),
            ("dim", "number of variables n, a multiple of 3; CUTEst's M is n/3"),
        ],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved]
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        expect(('a'..='p').contains(&self.variant), "variant", self.variant, "a letter from a to p")?;
        let fits = (3..=LARGEST).contains(&self.dim) && self.dim.is_multiple_of(3);
        expect(fits, "dim", self.dim, "a multiple of 3 from 3 to 10000000")
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        let optimum = Reference::closed_form(1.0);
        (Offered::CURVED.instance)(Weighted::of(self), optimum, Vector::zeros(self.dim))
    }
}

/// (β, γ = δ), and the powers of the weights.
const FACTORS: [(f64, f64); 4] = [(0.0, 0.125), (0.0625, 0.0625), (0.125, 0.125), (0.26, 0.26)];
const POWERS: [[i32; 4]; 4] = [[0, 0, 0, 0], [1, 0, 0, 1], [2, 0, 0, 2], [2, 1, 1, 2]];

struct Weighted {
    dim: usize,
    factors: [f64; 4],
    powers: [i32; 4],
}

impl Weighted {
    fn of(family: &Dixmaan) -> Self {
        let row = family.variant as usize - 'a' as usize;
        let (beta, gamma) = FACTORS[row % 4];
        Self { dim: family.dim, factors: [1.0, beta, gamma, gamma], powers: POWERS[row / 4] }
    }

    /// The sum an element belongs to, and its i from 0: n squares, n − 1 and 2m and m products, then the constant.
    fn place(&self, e: usize) -> (usize, usize) {
        let n = self.dim;
        let ends = [n, 2 * n - 1, 2 * n - 1 + 2 * n / 3, 3 * n - 1];
        let sum = ends.iter().take_while(|end| e >= **end).count();
        (sum, if sum == 0 { e } else { e - ends[sum - 1] })
    }
}

impl Separable<2> for Weighted {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim, 2.0)
    }

    fn elements(&self) -> usize {
        3 * self.dim
    }

    fn variables(&self, e: usize) -> [usize; 2] {
        let m = self.dim / 3;
        let (sum, i) = self.place(e);
        [i, i + [0, 1, m, 2 * m, 0][sum]]
    }

    fn element<D: DualNum<f64> + Copy>(&self, e: usize, [x, y]: [D; 2]) -> D {
        let (sum, i) = self.place(e);
        let s = match sum {
            0 => x * x,
            1 => (x * (y + y * y)).powi(2),
            2 => (x * y * y).powi(2),
            3 => x * y,
            _ => return D::one(),
        };
        s * (self.factors[sum] * ((i + 1) as f64 / self.dim as f64).powi(self.powers[sum]))
    }

    fn group<D: DualNum<f64> + Copy>(&self, _group: usize, s: D) -> D {
        s
    }
}

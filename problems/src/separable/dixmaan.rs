//! The functions of Dixon and Maany: four sums of products, sixteen tables of weights.

use super::classic::{LARGEST, Offered};
use super::function::{Loops, Separable};
use super::sum::{Sum, each};
use crate::{About, Class, Data, Error, Family, Instance, Reference, Rng, Vector, expect, lanes};
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
const POWERS: [[usize; 4]; 4] = [[0, 0, 0, 0], [1, 0, 0, 1], [2, 0, 0, 2], [2, 1, 1, 2]];

/// What is added to the kinds whose weights vary.
const VARYING: usize = 5;

struct Weighted {
    dim: usize,
    /// The coefficients of 1, i and i² in the weights of each sum, of which one is not 0.
    weights: [[f64; 3]; 4],
}

impl Weighted {
    fn of(family: &Dixmaan) -> Self {
        let row = family.variant as usize - 'a' as usize;
        let (beta, gamma) = FACTORS[row % 4];
        let n = family.dim as f64;
        let mut weights = [[0.0; 3]; 4];
        for (weight, (factor, power)) in
            weights.iter_mut().zip([1.0, beta, gamma, gamma].into_iter().zip(POWERS[row / 4]))
        {
            weight[power] = factor / [1.0, n, n * n][power];
        }
        Self { dim: family.dim, weights }
    }

    /// The weight of the i-th term of a sum, from 0.
    #[inline]
    fn weight(&self, kind: usize, i: usize) -> f64 {
        if kind < VARYING {
            return self.weights[kind][0];
        }
        let ([_, linear, square], i) = (self.weights[kind - VARYING], (i + 1) as f64);
        i * (linear + i * square)
    }

    /// Whether the weights of a sum are not all the same.
    fn varies(&self, sum: usize) -> bool {
        let [_, linear, square] = self.weights[sum];
        linear != 0.0 || square != 0.0
    }

    /// Whether any weight of a sum is other than 0.
    fn counts(&self, sum: usize) -> bool {
        self.weights[sum].iter().any(|weight| *weight != 0.0)
    }

    /// The kind of the terms of a sum.
    fn kind(&self, sum: usize) -> usize {
        if self.varies(sum) { VARYING + sum } else { sum }
    }

    /// Σᵢ wᵢ t(aᵢ, bᵢ) with the weights of a sum.
    #[inline]
    fn total(&self, sum: usize, a: &[f64], b: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
        if self.varies(sum) {
            let [_, linear, square] = self.weights[sum];
            lanes::sum2_at(a, b, |i, a, b| (i + 1.0) * (linear + (i + 1.0) * square) * term(a, b))
        } else {
            self.weights[sum][0] * lanes::sum2(a, b, term)
        }
    }

    /// gᵢ ← gᵢ + wᵢ t(aᵢ, bᵢ).
    #[inline]
    fn add(&self, sum: usize, g: &mut [f64], a: &[f64], b: &[f64], term: impl Fn(f64, f64) -> f64) {
        let kind = self.kind(sum);
        for (i, (g, (a, b))) in g.iter_mut().zip(a.iter().zip(b)).enumerate() {
            *g += self.weight(kind, i) * term(*a, *b);
        }
    }
}

impl Separable<2> for Weighted {
    const STEPS: &'static [[usize; 2]] = &[[1; 2]; 4];

    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim, 2.0)
    }

    /// n squares, n − 1 and 2m and m products, then the constant; kinds from 4 on have weights that vary.
    fn sums(&self) -> Vec<Sum<2>> {
        let (n, m) = (self.dim, self.dim / 3);
        let counts = [(n, 0), (n - 1, 1), (2 * m, m), (m, 2 * m), (1, 0)];
        let kind = |sum| if sum < 4 { self.kind(sum) } else { sum };
        let sum = |(sum, (count, apart))| Sum::of(kind(sum), count, [each(0), each(apart)]);
        counts.into_iter().enumerate().map(sum).collect()
    }

    #[inline]
    fn element<D: DualNum<f64> + Copy>(&self, kind: usize, i: usize, [x, y]: [D; 2]) -> D {
        let s = match kind % VARYING {
            0 => x * x,
            1 => {
                let s = x * (y + y * y);
                s * s
            }
            2 => {
                let s = x * y * y;
                s * s
            }
            3 => x * y,
            _ => return D::one(),
        };
        s * self.weight(kind, i)
    }

    #[inline]
    fn slopes<D: DualNum<f64> + Copy>(&self, kind: usize, i: usize, [x, y]: [D; 2]) -> (D, [D; 2]) {
        if kind == 4 {
            return (D::one(), [D::zero(); 2]);
        }
        let weight = self.weight(kind, i);
        let w = x * weight;
        match kind % VARYING {
            0 => (w * x, [w * 2.0, D::zero()]),
            1 => {
                let t = y * y + y;
                let p = w * t;
                let q = p * x;
                (q * t, [p * t * 2.0, q * (y * 4.0 + 2.0)])
            }
            2 => {
                let square = y * y;
                let p = w * square;
                let q = p * x;
                (q * square, [p * square * 2.0, q * y * 4.0])
            }
            _ => (w * y, [y * weight, w]),
        }
    }

    fn group<D: DualNum<f64> + Copy>(&self, _kind: usize, s: D) -> D {
        s
    }

    fn loops(&self) -> Option<&dyn Loops> {
        Some(self)
    }
}

impl Loops for Weighted {
    fn value(&self, x: &[f64]) -> f64 {
        let m = self.dim / 3;
        let mut f = 1.0 + self.total(0, x, x, |x, _| x * x);
        if self.counts(1) {
            f += self.total(1, &x[..self.dim - 1], &x[1..], |x, y| (x * (y + y * y)).powi(2));
        }
        f += self.total(2, &x[..2 * m], &x[m..], |x, y| (x * y * y).powi(2));
        f + self.total(3, &x[..m], &x[2 * m..], |x, y| x * y)
    }

    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        let (n, m) = (self.dim, self.dim / 3);
        g.fill(0.0);
        self.add(0, g, x, x, |x, _| 2.0 * x);
        if self.counts(1) {
            self.add(1, g, &x[..n - 1], &x[1..], |x, y| 2.0 * x * (y + y * y).powi(2));
            self.add(1, &mut g[1..], &x[..n - 1], &x[1..], |x, y| 2.0 * x * x * (y + y * y) * (1.0 + 2.0 * y));
        }
        self.add(2, g, &x[..2 * m], &x[m..], |x, y| 2.0 * x * (y * y).powi(2));
        self.add(2, &mut g[m..], &x[..2 * m], &x[m..], |x, y| 4.0 * x * x * y.powi(3));
        self.add(3, g, &x[..m], &x[2 * m..], |_, y| y);
        self.add(3, &mut g[2 * m..], &x[..m], &x[2 * m..], |x, _| x);
    }
}

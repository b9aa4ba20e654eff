//! A convex quadratic program whose terms and equations read three variables each, far apart.

use super::interior::{EqualityProgram, minimize};
use super::sparse::SparseProgram;
use crate::class::Bounds;
use crate::separable::function::{Separable, Squares};
use crate::separable::sum::{Elements, Sum, every};
use crate::{About, Class, Data, Error, Family, Instance, Reference, Rng, Vector, expect};
use num_dual::DualNum;
use serde::{Deserialize, Serialize};
use std::array::from_fn;
use std::sync::Arc;

/// CUTEst's CVXQP1.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cvxqp1 {
    dim: usize,
}

impl Default for Cvxqp1 {
    fn default() -> Self {
        Self { dim: 100 }
    }
}

/// Bounds of every variable.
const LOWER: f64 = 0.1;
const UPPER: f64 = 10.0;
/// Number of variables up to which the optimum is computed: the factors of its systems fill up.
const SOLVED: usize = 2000;

impl Family for Cvxqp1 {
    const ABOUT: About = About {
        name: "cvxqp1",
        title: "CUTEst's CVXQP1: a convex quadratic program, sparse without structure",
        formula: "min ½ Σᵢ₌₁ⁿ i (xᵢ + x_{p(2i)} + x_{p(3i)})² subject to xᵢ + 2x_{p(4i)} + 3x_{p(5i)} − 6 = 0 for i = 1 to ⌊n/2⌋, \
                  0.1 ≤ x ≤ 10, p(j) = ((j − 1) mod n) + 1, x⁰ = (½, …, ½)",
        optimum: "up to n = 2000 by an interior-point method and a step on the bounds it ends at, certified by the dual bound of \
                  its multipliers to 1e-12 f*; 3550.35995 for n = 50, 1.08751157e6 for n = 1000: error max((f − f*)⁺, \
                  violation). For larger n none is known: error max(KKT residual, violation), with the best multipliers",
        source: "Gould, CUTEst's CVXQP1, 1995; CVXQP1 in Maros and Mészáros, A repository of convex quadratic programming \
                 problems, Optimization Methods and Software 11, 1999",
        parameters: &[("dim", "number of variables n, CUTEst's N: ⌊n/2⌋ equations")],
    };

    /// The optimum, if the problem is small enough.
    type Made = Option<(Reference, Vector)>;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Constrained]
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<Self::Made, Error> {
        expect((4..=10_000_000).contains(&self.dim), "dim", self.dim, "4 to 10000000")?;
        Ok((self.dim <= SOLVED).then(|| self.optimum()))
    }

    fn instance(&self, made: &Arc<Self::Made>) -> Instance {
        let dim = self.dim;
        let bounds = Bounds::cube(dim, LOWER, UPPER);
        SparseProgram::new(Terms { dim }, Equations { dim }, Some(bounds)).instance((**made).clone())
    }
}

impl Cvxqp1 {
    /// From x = (1, …, 1), which satisfies every equation.
    fn optimum(&self) -> (Reference, Vector) {
        let dim = self.dim;
        let program = EqualityProgram {
            terms: (0..dim).map(|e| (weight(e), variables(TERM, e, dim).map(|j| (j, 1.0)))).collect(),
            equations: (0..dim / 2)
                .map(|e| {
                    let variables = variables(EQUATION, e, dim);
                    from_fn(|k| (variables[k], COEFFICIENTS[k]))
                })
                .collect(),
            right: RIGHT,
            lower: LOWER,
            upper: UPPER,
        };
        minimize(&program, Vector::from_element(dim, 1.0))
    }
}

/// Coefficients of an equation's variables, and its right-hand side.
const COEFFICIENTS: [f64; 3] = [1.0, 2.0, 3.0];
const RIGHT: f64 = 6.0;

/// The weight of a term.
fn weight(e: usize) -> f64 {
    (e + 1) as f64
}

/// Variable p(kj) is read by term or equation j for each k of these.
const TERM: [usize; 3] = [1, 2, 3];
const EQUATION: [usize; 3] = [1, 4, 5];

/// The variables that number e reads, all from 0.
fn variables(multiples: [usize; 3], e: usize, dim: usize) -> [usize; 3] {
    multiples.map(|k| (k * (e + 1) - 1) % dim)
}

/// So many terms or equations in stretches, each up to where one of its variables starts over.
fn stretches(multiples: [usize; 3], count: usize, dim: usize) -> Vec<Sum<3>> {
    let mut sums = Vec::new();
    let mut first = 0;
    while first < count {
        let variables = variables(multiples, first, dim);
        let left = |k: usize| (dim - 1 - variables[k]) / multiples[k] + 1;
        let length = (0..3).map(left).fold(count - first, usize::min);
        let steps = from_fn(|k| every(multiples[k], variables[k]));
        sums.push(Sum::rows(vec![Elements::new(0, length, steps).from(first)]));
        first += length;
    }
    sums
}

/// The terms of the objective.
struct Terms {
    dim: usize,
}

impl Separable<3> for Terms {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim, 0.5)
    }

    fn sums(&self) -> Vec<Sum<3>> {
        stretches(TERM, self.dim, self.dim)
    }

    fn element<D: DualNum<f64> + Copy>(&self, _kind: usize, e: usize, [x, y, z]: [D; 3]) -> D {
        let s = x + y + z;
        s * s * (0.5 * weight(e))
    }

    fn group<D: DualNum<f64> + Copy>(&self, _kind: usize, s: D) -> D {
        s
    }
}

/// The equations.
struct Equations {
    dim: usize,
}

impl Separable<3> for Equations {
    fn dim(&self) -> usize {
        self.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim, 0.5)
    }

    fn sums(&self) -> Vec<Sum<3>> {
        stretches(EQUATION, self.dim / 2, self.dim)
    }

    fn element<D: DualNum<f64> + Copy>(&self, _kind: usize, _e: usize, [x, y, z]: [D; 3]) -> D {
        let [a, b, c] = COEFFICIENTS;
        x * a + y * b + z * c - RIGHT
    }
}

impl Squares<3> for Equations {}

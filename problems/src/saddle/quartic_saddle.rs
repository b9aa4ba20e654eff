//! 2ε₁θᵀA₁θ + ε₂(θᵀA₂θ)² + 4θᵀCφ − 2ε₁φᵀB₁φ − ε₂(φᵀB₂φ)².

use super::residual::{Residual, SaddleResidual};
use crate::class::{Operator, Saddle, Space};
use crate::random::{gaussian_vector, rotation};
use crate::{About, Class, Data, Error, Family, Instance, Known, Matrix, Offer, Reference, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// The saddle of single-call extragradient methods.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuarticSaddle {
    dim: usize,
    quadratic: f64,
    quartic: f64,
    condition: f64,
}

impl Default for QuarticSaddle {
    fn default() -> Self {
        Self { dim: 20, quadratic: 1.0, quartic: 0.0, condition: 10.0 }
    }
}

/// A₁, B₁, A₂, B₂, C and the start.
pub struct Made {
    first: [Matrix; 2],
    second: [Matrix; 2],
    c: Matrix,
    weights: [f64; 2],
    start: Vector,
}

impl Family for QuarticSaddle {
    const ABOUT: About = About {
        name: "quartic-saddle",
        title: "saddle with quadratic and quartic terms: strongly monotone, monotone or neither",
        formula: "min over θ, max over φ of 2ε₁θᵀA₁θ + ε₂(θᵀA₂θ)² − 2ε₁φᵀB₁φ − ε₂(φᵀB₂φ)² + 4θᵀCφ;  A, B = Q diag(λ) Qᵀ with λ evenly \
                  from 1/κ to 1, C = Q diag(λ) Q'ᵀ, rotations Q drawn for each; from a random point of norm 1",
        optimum: "F = 0 at (0, 0) with value 0 (closed form), the only saddle point where ε₁ > 0 and ε₂ ≥ 0, or ε₁ = 0 < ε₂; monotone \
                  where both are at least 0, μ = 4ε₁/κ; L ≤ 4ε₁ + 4 where ε₂ = 0, else there is none. (ε₁, ε₂) = (1, 0), (0, 1) and \
                  (1, −1) are the panels of the paper, of dimension 1000",
        source: "Hsieh, Iutzeler, Malick and Mertikopoulos, On the convergence of single-call stochastic extra-gradient methods, NeurIPS \
                 2019, section 6; the spectra are ours",
        parameters: &[
            ("dim", "variables of each player"),
            ("quadratic", "ε₁ ≥ 0"),
            ("quartic", "ε₂, of either sign"),
            ("condition", "κ ≥ 1, largest over smallest eigenvalue of A and B and singular value of C"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Operator, Class::Saddle]
    }

    fn dim(&self) -> usize {
        2 * self.dim
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let Self { dim: n, quadratic, quartic, condition } = *self;
        expect((1..=2000).contains(&n), "dim", n, "1 to 2000")?;
        expect(quadratic >= 0.0 && quadratic.is_finite(), "quadratic", quadratic, "a number of at least 0")?;
        expect(quartic.is_finite(), "quartic", quartic, "a number")?;
        expect(condition >= 1.0 && condition.is_finite(), "condition", condition, "a number of at least 1")?;
        let last = (n - 1).max(1) as f64;
        let least = 1.0 / condition;
        let spectrum = Vector::from_fn(n, |i, _| 1.0 - (1.0 - least) * i as f64 / last);
        let between = |left: Matrix, right: &Matrix| left * Matrix::from_diagonal(&spectrum) * right.transpose();
        let definite = |weight: f64, rng: &mut Rng| {
            let q = rotation(n, rng);
            // A matrix without weight is never looked at.
            if weight == 0.0 { Matrix::zeros(0, 0) } else { between(q.clone(), &q) }
        };
        let first = [definite(quadratic, rng), definite(quadratic, rng)];
        let second = [definite(quartic, rng), definite(quartic, rng)];
        let c = between(rotation(n, rng), &rotation(n, rng));
        let start = gaussian_vector(2 * n, rng).normalize();
        Ok(Made { first, second, c, weights: [quadratic, quartic], start })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let [quadratic, quartic] = made.weights;
        let known = Known {
            smoothness: (quartic == 0.0).then_some(4.0 * quadratic + 4.0),
            strong_convexity: (quartic >= 0.0).then_some(4.0 * quadratic / self.condition),
            distance: Some(made.start.norm()),
            ..Known::default()
        };
        let n = made.c.ncols();
        let scratch = || RefCell::new(Vector::zeros(n));
        let game = Rc::new(Game { made: Arc::clone(made), first: scratch(), second: scratch() });
        let residual = Residual::on_whole_space(Rc::clone(&game), Some(Vector::zeros(2 * n)), 0.0);
        let judge = Box::new(SaddleResidual::new(residual).value(Some(Reference::closed_form(0.0))));
        Instance { problem: Offer::of(game).saddle().problem(), judge, known }
    }
}

struct Game {
    made: Arc<Made>,
    first: RefCell<Vector>,
    second: RefCell<Vector>,
}

impl Game {
    /// Writes 4ε₁A₁x and (with the value) 4ε₂(xᵀA₂x)A₂x of a player into f, and returns 2ε₁xᵀA₁x + ε₂(xᵀA₂x)².
    fn own(&self, player: usize, x: &[f64], f: &mut [f64]) -> f64 {
        let Made { first, second, weights: [quadratic, quartic], .. } = &*self.made;
        let n = x.len();
        let x = nalgebra::DVectorView::from_slice(x, n);
        let mut f = nalgebra::DVectorViewMut::from_slice(f, n);
        let mut value = 0.0;
        f.fill(0.0);
        if *quadratic != 0.0 {
            f.gemv(4.0 * quadratic, &first[player], &x, 0.0);
            value += 0.5 * f.dot(&x);
        }
        if *quartic != 0.0 {
            let ax = &mut *self.first.borrow_mut();
            ax.gemv(1.0, &second[player], &x, 0.0);
            let form = ax.dot(&x);
            f.axpy(4.0 * quartic * form, ax, 1.0);
            value += quartic * form * form;
        }
        value
    }
}

impl Space for Game {
    fn dim(&self) -> usize {
        self.made.start.len()
    }

    fn start(&self) -> Vector {
        self.made.start.clone()
    }
}

impl Operator for Game {
    fn apply(&self, z: &Vector, f: &mut Vector) {
        let c = &self.made.c;
        let n = c.ncols();
        let ((x, y), (fx, fy)) = (z.as_slice().split_at(n), f.as_mut_slice().split_at_mut(n));
        self.own(0, x, fx);
        self.own(1, y, fy);
        f.rows_mut(0, n).gemv(4.0, c, &z.rows(n, n), 1.0);
        f.rows_mut(n, n).gemv_tr(-4.0, c, &z.rows(0, n), 1.0);
    }
}

impl Saddle for Game {
    fn split(&self) -> (usize, usize) {
        (self.made.c.nrows(), self.made.c.ncols())
    }

    fn value(&self, z: &Vector) -> f64 {
        let c = &self.made.c;
        let n = c.ncols();
        let (x, y) = z.as_slice().split_at(n);
        let scratch = &mut *self.second.borrow_mut();
        let own = self.own(0, x, scratch.as_mut_slice()) - self.own(1, y, scratch.as_mut_slice());
        scratch.gemv(4.0, c, &z.rows(n, n), 0.0);
        own + scratch.dot(&z.rows(0, n))
    }
}

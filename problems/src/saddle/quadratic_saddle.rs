//! ½ xᵀHx + xᵀAy − ½ yᵀGy + bᵀx + cᵀy, strongly convex in x and strongly concave in y.

use super::planar::norm;
use super::residual::{Residual, SaddleResidual};
use crate::class::{Operator, Saddle, Space};
use crate::random::{gaussian_vector, rotation};
use crate::{About, Class, Data, Error, Family, Instance, Known, Matrix, Offer, Reference, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Quadratic saddle by the spectra of its blocks.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuadraticSaddle {
    dim: usize,
    mu_x: f64,
    mu_y: f64,
    l_x: f64,
    l_y: f64,
    coupling: f64,
    rotated: bool,
}

impl Default for QuadraticSaddle {
    fn default() -> Self {
        Self { dim: 50, mu_x: 0.01, mu_y: 0.01, l_x: 1.0, l_y: 1.0, coupling: 1.0, rotated: true }
    }
}

/// The blocks, the saddle point and the constants.
pub struct Made {
    blocks: Blocks,
    spectra: Spectra,
    b: Vector,
    c: Vector,
    solution: Vector,
    value: f64,
    known: Known,
}

/// Eigenvalues of H and G and singular values of A, on common axes.
struct Spectra {
    h: Vec<f64>,
    g: Vec<f64>,
    a: Vec<f64>,
}

enum Blocks {
    /// Those of the spectra.
    Diagonal,
    /// H = U h Uᵀ, G = V g Vᵀ, A = U a Vᵀ.
    Rotated { u: Matrix, v: Matrix, h: Matrix, g: Matrix, a: Matrix },
}

impl QuadraticSaddle {
    fn spectra(&self) -> Spectra {
        let n = self.dim;
        let last = (n - 1).max(1) as f64;
        let log = |mu: f64, l: f64| (0..n).map(|i| mu * (l / mu).powf(i as f64 / last)).collect();
        let a = (1..=n).map(|i| self.coupling * i as f64 / n as f64).collect();
        Spectra { h: log(self.mu_x, self.l_x), g: log(self.mu_y, self.l_y), a }
    }
}

impl Family for QuadraticSaddle {
    const ABOUT: About = About {
        name: "quadratic-saddle",
        title: "strongly convex-concave quadratic by the spectra of its blocks",
        formula: "min over x, max over y of φ(x, y) = ½ xᵀHx + xᵀAy − ½ yᵀGy + bᵀx + cᵀy,  F(x, y) = (Hx + Ay + b, Gy − Aᵀx − c);  \
                  H = U diag(h) Uᵀ, G = V diag(g) Vᵀ, A = U diag(a) Vᵀ with h from μₓ to Lₓ and g from μᵧ to Lᵧ evenly in the \
                  logarithm, aᵢ = a i/n, and U, V random rotations or the identity; b and c make (x*, y*) ~ N(0, I) the saddle \
                  point; from 0",
        optimum: "F = 0 at (x*, y*) (closed form); μ = min(μₓ, μᵧ); L = max ‖[[hᵢ, aᵢ], [−aᵢ, gᵢ]]‖₂; beside it the gap max over y' of \
                  φ(x, y') − min over x' of φ(x', y) = ½ Σ (hᵢ + aᵢ²/gᵢ)uᵢ² + (gᵢ + aᵢ²/hᵢ)vᵢ², u = Uᵀ(x − x*), v = Vᵀ(y − y*)",
        source: "Zhang, Hong and Zhang, On lower iteration complexity bounds for the convex concave saddle point problems, \
                 Mathematical Programming 194, 2022 (the class and its constants); spectra are ours",
        parameters: &[
            ("dim", "variables n of each player"),
            ("mu_x", "strong convexity in x"),
            ("mu_y", "strong concavity in y"),
            ("l_x", "largest eigenvalue of H"),
            ("l_y", "largest eigenvalue of G"),
            ("coupling", "largest singular value of A"),
            ("rotated", "whether the blocks are dense (up to dim = 2000) or diagonal (up to 1000000)"),
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
        let Self { dim: n, mu_x, mu_y, l_x, l_y, coupling, rotated } = *self;
        if rotated {
            expect((1..=2000).contains(&n), "dim", n, "1 to 2000 where rotated")?;
        }
        expect((1..=1_000_000).contains(&n), "dim", n, "1 to 1000000")?;
        expect(mu_x > 0.0, "mu_x", mu_x, "a positive number")?;
        expect(mu_y > 0.0, "mu_y", mu_y, "a positive number")?;
        expect(l_x >= mu_x && l_x.is_finite(), "l_x", l_x, "a number of at least mu_x")?;
        expect(l_y >= mu_y && l_y.is_finite(), "l_y", l_y, "a number of at least mu_y")?;
        expect(coupling >= 0.0 && coupling.is_finite(), "coupling", coupling, "a number of at least 0")?;
        let spectra = self.spectra();
        let Spectra { h, g, a } = &spectra;
        let smoothness = h.iter().zip(g).zip(a).map(|((h, g), a)| norm([[*h, *a], [-*a, *g]])).fold(0.0, f64::max);
        let blocks = if rotated {
            let (u, v) = (rotation(n, rng), rotation(n, rng));
            let scaled = |by: &[f64], left: &Matrix, right: &Matrix| {
                let mut left = left.clone();
                for (mut column, by) in left.column_iter_mut().zip(by) {
                    column *= *by;
                }
                left * right.transpose()
            };
            Blocks::Rotated { h: scaled(h, &u, &u), g: scaled(g, &v, &v), a: scaled(a, &u, &v), u, v }
        } else {
            Blocks::Diagonal
        };
        let solution = gaussian_vector(2 * n, rng);
        let known = Known {
            smoothness: Some(smoothness),
            strong_convexity: Some(mu_x.min(mu_y)),
            distance: Some(solution.norm()),
            ..Known::default()
        };
        let zero = || Vector::zeros(n);
        let mut made = Made { blocks, spectra, b: zero(), c: zero(), solution, value: 0.0, known };
        let mut f = Vector::zeros(2 * n);
        made.apply(&made.solution, &mut f);
        (made.b, made.c) = (-f.rows(0, n), f.rows(n, n).into_owned());
        let (x, y) = (made.solution.rows(0, n), made.solution.rows(n, n));
        made.value = 0.5 * (made.b.dot(&x) + made.c.dot(&y));
        Ok(made)
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let game = Rc::new(Game { made: Arc::clone(made), f: RefCell::new(Vector::zeros(made.solution.len())) });
        let terms = made.known.smoothness.unwrap_or(0.0) * made.solution.norm();
        let residual = Residual::on_whole_space(Rc::clone(&game), Some(made.solution.clone()), terms);
        let judge = SaddleResidual::new(residual).gap(Game::gap).value(Some(Reference::closed_form(made.value)));
        Instance { problem: Offer::of(game).saddle().problem(), judge: Box::new(judge), known: made.known }
    }
}

impl Made {
    fn apply(&self, z: &Vector, f: &mut Vector) {
        let n = self.b.len();
        match &self.blocks {
            Blocks::Diagonal => {
                let Spectra { h, g, a } = &self.spectra;
                let ((x, y), (b, c)) = (z.as_slice().split_at(n), (self.b.as_slice(), self.c.as_slice()));
                let (fx, fy) = f.as_mut_slice().split_at_mut(n);
                for i in 0..n {
                    fx[i] = h[i] * x[i] + a[i] * y[i] + b[i];
                    fy[i] = g[i] * y[i] - a[i] * x[i] - c[i];
                }
            }
            Blocks::Rotated { h, g, a, .. } => {
                let (x, y) = (z.rows(0, n), z.rows(n, n));
                let mut fx = f.rows_mut(0, n);
                fx.copy_from(&self.b);
                fx.gemv(1.0, h, &x, 1.0);
                fx.gemv(1.0, a, &y, 1.0);
                let mut fy = f.rows_mut(n, n);
                fy.copy_from(&self.c);
                fy.gemv(1.0, g, &y, -1.0);
                fy.gemv_tr(-1.0, a, &x, 1.0);
            }
        }
    }
}

struct Game {
    made: Arc<Made>,
    f: RefCell<Vector>,
}

impl Game {
    fn gap(&self, z: &Vector) -> f64 {
        let Made { blocks, spectra: Spectra { h, g, a }, solution, .. } = &*self.made;
        let n = h.len();
        let moved = z - solution;
        let (u, v) = match blocks {
            Blocks::Diagonal => (moved.rows(0, n).into_owned(), moved.rows(n, n).into_owned()),
            Blocks::Rotated { u, v, .. } => (u.tr_mul(&moved.rows(0, n)), v.tr_mul(&moved.rows(n, n))),
        };
        let term = |i: usize| {
            let square = a[i] * a[i];
            (h[i] + square / g[i]) * u[i] * u[i] + (g[i] + square / h[i]) * v[i] * v[i]
        };
        0.5 * (0..n).map(term).sum::<f64>()
    }
}

impl Space for Game {
    fn dim(&self) -> usize {
        self.made.solution.len()
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.dim())
    }
}

impl Operator for Game {
    fn apply(&self, z: &Vector, f: &mut Vector) {
        self.made.apply(z, f);
    }
}

impl Saddle for Game {
    fn split(&self) -> (usize, usize) {
        (self.made.b.len(), self.made.c.len())
    }

    /// F is affine with F(0) = (b, −c), so φ = ½ (x, −y)ᵀ(F(z) + F(0)).
    fn value(&self, z: &Vector) -> f64 {
        let Made { b, c, .. } = &*self.made;
        let n = b.len();
        let f = &mut *self.f.borrow_mut();
        self.made.apply(z, f);
        let ((x, y), (fx, fy)) = (z.as_slice().split_at(n), f.as_slice().split_at(n));
        let of_x: f64 = x.iter().zip(fx).zip(b.as_slice()).map(|((x, f), b)| x * (f + b)).sum();
        let of_y: f64 = y.iter().zip(fy).zip(c.as_slice()).map(|((y, f), c)| y * (f - c)).sum();
        0.5 * (of_x - of_y)
    }
}

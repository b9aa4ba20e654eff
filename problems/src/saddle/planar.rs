//! What saddle functions of two numbers share.

use super::domain::{Domain, Product};
use super::residual::{Residual, SaddleResidual};
use crate::class::{Bounds, Operator, Saddle, Space};
use crate::{Instance, Known, Offer, Vector, distance};
use std::rc::Rc;

/// φ(x, y) and F = (∂ₓφ, −∂ᵧφ).
pub(super) type Oracle = Box<dyn Fn(f64, f64) -> (f64, [f64; 2])>;

/// A game of one variable a player.
pub(super) struct Planar {
    pub(super) oracle: Oracle,
    pub(super) start: [f64; 2],
    /// Half the width of the box |x|, |y| ≤ w, if there is one.
    pub(super) half_width: Option<f64>,
    /// The point that is sought, where it is the only one with a residual of 0.
    pub(super) solution: Option<[f64; 2]>,
    pub(super) smoothness: Option<f64>,
    pub(super) strong_convexity: Option<f64>,
    /// Size of the terms that cancel in F at the solution.
    pub(super) terms: f64,
}

impl Planar {
    /// A fresh instance of the game.
    pub(super) fn instance(self) -> Instance {
        let domain = self.half_width.map_or(Domain::Whole, |width| Domain::Cube(-width, width));
        let set = Rc::new(Product::of_players((1, domain), (1, domain)));
        let solution = self.solution.map(|solution| Vector::from_row_slice(&solution));
        let start = Vector::from_row_slice(&self.start);
        let known = Known {
            smoothness: self.smoothness,
            strong_convexity: self.strong_convexity,
            distance: solution.as_ref().map(|solution| distance(&start, solution)),
            ..Known::default()
        };
        let terms = self.terms;
        let constrained = self.half_width.is_some();
        let game = Rc::new(Game { planar: self, set: Rc::clone(&set) });
        let residual = if constrained {
            Residual::natural(Rc::clone(&game), set, solution, terms)
        } else {
            Residual::on_whole_space(Rc::clone(&game), solution, terms)
        };
        let judge = Box::new(SaddleResidual::new(residual));
        Instance { problem: Offer::of(game).saddle().problem(), judge, known }
    }
}

/// ‖[[a, b], [c, d]]‖₂.
pub(super) fn norm([[a, b], [c, d]]: [[f64; 2]; 2]) -> f64 {
    let (squares, determinant) = (a * a + b * b + c * c + d * d, a * d - b * c);
    (0.5 * (squares + (squares * squares - 4.0 * determinant * determinant).max(0.0).sqrt())).sqrt()
}

struct Game {
    planar: Planar,
    set: Rc<Product>,
}

impl Space for Game {
    fn dim(&self) -> usize {
        2
    }

    fn start(&self) -> Vector {
        Vector::from_row_slice(&self.planar.start)
    }

    fn bounds(&self) -> Option<Bounds> {
        self.planar.half_width.map(|width| Bounds::cube(2, -width, width))
    }
}

impl Operator for Game {
    fn apply(&self, z: &Vector, f: &mut Vector) {
        f.as_mut_slice().copy_from_slice(&(self.planar.oracle)(z[0], z[1]).1);
    }

    fn project(&self, z: &mut Vector) {
        self.set.project(z);
    }
}

impl Saddle for Game {
    fn split(&self) -> (usize, usize) {
        (1, 1)
    }

    fn value(&self, z: &Vector) -> f64 {
        (self.planar.oracle)(z[0], z[1]).0
    }
}

//! The oracles of an example: its four functions at hyper-dual numbers.

use super::formulas::{D, Function, Functions, Row};
use crate::class::{Batch, Bilevel, ConstrainedBilevel, Space};
use crate::{Matrix, Vector};
use std::cell::RefCell;

/// An example.
pub(super) struct Levels {
    pub(super) row: &'static Row,
    scratch: RefCell<Scratch>,
}

struct Scratch {
    x: Vec<D>,
    y: Vec<D>,
    c: Vec<D>,
}

/// The variables that a derivative is in.
#[derive(Clone, Copy)]
enum Side {
    X,
    Y,
}

impl Scratch {
    fn at(&mut self, x: &Vector, y: &Vector) -> &mut Self {
        self.x.iter_mut().zip(x.as_slice()).for_each(|(d, x)| *d = D::from(*x));
        self.y.iter_mut().zip(y.as_slice()).for_each(|(d, y)| *d = D::from(*y));
        self
    }

    fn side(&mut self, side: Side) -> &mut [D] {
        match side {
            Side::X => &mut self.x,
            Side::Y => &mut self.y,
        }
    }

    /// Two directional derivatives a call: coordinates i along ε₁ and i + 1 along ε₂.
    fn pairs(&mut self, side: Side, mut each: impl FnMut(&mut Self, usize)) {
        let n = self.side(side).len();
        for i in (0..n).step_by(2) {
            self.side(side)[i].eps1 = 1.0;
            if i + 1 < n {
                self.side(side)[i + 1].eps2 = 1.0;
            }
            each(self, i);
            self.side(side)[i].eps1 = 0.0;
            if i + 1 < n {
                self.side(side)[i + 1].eps2 = 0.0;
            }
        }
    }

    fn gradient(&mut self, of: Function, side: Side, g: &mut Vector) {
        self.pairs(side, |at, i| {
            let value = of(&at.x, &at.y);
            g[i] = value.eps1;
            if i + 1 < g.len() {
                g[i + 1] = value.eps2;
            }
        });
    }

    fn jacobian(&mut self, of: Functions, len: usize, side: Side, j: &mut Matrix) {
        self.pairs(side, |at, i| {
            of(&at.x, &at.y, &mut at.c[..len]);
            for (row, value) in at.c[..len].iter().enumerate() {
                j[(row, i)] = value.eps1;
                if i + 1 < j.ncols() {
                    j[(row, i + 1)] = value.eps2;
                }
            }
        });
    }

    /// ∂ᵧ(·)ᵀv differentiated in the variables of `side`.
    fn product(&mut self, of: Function, side: Side, v: &Vector, p: &mut Vector) {
        self.y.iter_mut().zip(v.as_slice()).for_each(|(y, v)| y.eps2 = *v);
        for (i, p) in p.as_mut_slice().iter_mut().enumerate() {
            self.side(side)[i].eps1 = 1.0;
            *p = of(&self.x, &self.y).eps1eps2;
            self.side(side)[i].eps1 = 0.0;
        }
    }

    fn values(&mut self, of: Functions, c: &mut Vector) {
        let len = c.len();
        of(&self.x, &self.y, &mut self.c[..len]);
        c.as_mut_slice().iter_mut().zip(&self.c).for_each(|(c, value)| *c = value.re);
    }
}

impl Levels {
    pub(super) fn new(row: &'static Row) -> Self {
        let zeros = |n| vec![D::from(0.0); n];
        let ((m, n), (above, below)) = (row.split, row.constraints);
        Self { row, scratch: RefCell::new(Scratch { x: zeros(m), y: zeros(n), c: zeros(above.max(below)) }) }
    }

    /// ∂ᵧᵧf and ∂ᵧᵧF of an example with one lower variable and quadratic functions.
    pub(super) fn curvatures(&self) -> (f64, f64) {
        let [x, y, v] = [self.row.split.0, 1, 1].map(|n| Vector::from_element(n, 1.0));
        let (mut lower, mut upper) = (y.clone(), y.clone());
        self.lower_hessian_product(&x, &y, &v, Batch::Whole, &mut lower);
        self.upper_hessian_product(&x, &y, &v, Batch::Whole, &mut upper);
        (lower[0], upper[0])
    }
}

impl Space for Levels {
    fn dim(&self) -> usize {
        self.row.start.len()
    }

    fn start(&self) -> Vector {
        Vector::from_column_slice(self.row.start)
    }
}

/// The oracles of a level that are one derivative of one function.
macro_rules! level {
    ($function:ident: $value:ident, $gradient_x:ident, $gradient_y:ident, $hessian:ident, $cross:ident) => {
        fn $value(&self, x: &Vector, y: &Vector, _batch: Batch<'_>) -> f64 {
            let at = &mut *self.scratch.borrow_mut();
            at.at(x, y);
            (self.row.$function)(&at.x, &at.y).re
        }

        fn $gradient_x(&self, x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
            self.scratch.borrow_mut().at(x, y).gradient(self.row.$function, Side::X, g);
        }

        fn $gradient_y(&self, x: &Vector, y: &Vector, _batch: Batch<'_>, g: &mut Vector) {
            self.scratch.borrow_mut().at(x, y).gradient(self.row.$function, Side::Y, g);
        }

        fn $hessian(&self, x: &Vector, y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
            self.scratch.borrow_mut().at(x, y).product(self.row.$function, Side::Y, v, p);
        }

        fn $cross(&self, x: &Vector, y: &Vector, v: &Vector, _batch: Batch<'_>, p: &mut Vector) {
            self.scratch.borrow_mut().at(x, y).product(self.row.$function, Side::X, v, p);
        }
    };
}

impl Bilevel for Levels {
    fn split(&self) -> (usize, usize) {
        self.row.split
    }

    level!(upper: upper_value, upper_gradient_x, upper_gradient_y, upper_hessian_product, upper_cross_product);
    level!(lower: lower_value, lower_gradient_x, lower_gradient_y, lower_hessian_product, lower_cross_product);
}

impl ConstrainedBilevel for Levels {
    fn constraints_len(&self) -> (usize, usize) {
        self.row.constraints
    }

    fn upper_constraints(&self, x: &Vector, y: &Vector, c: &mut Vector) {
        self.scratch.borrow_mut().at(x, y).values(self.row.upper_constraints, c);
    }

    fn lower_constraints(&self, x: &Vector, y: &Vector, c: &mut Vector) {
        self.scratch.borrow_mut().at(x, y).values(self.row.lower_constraints, c);
    }

    fn upper_jacobians(&self, x: &Vector, y: &Vector, jx: &mut Matrix, jy: &mut Matrix) {
        let at = &mut *self.scratch.borrow_mut();
        at.at(x, y);
        at.jacobian(self.row.upper_constraints, self.row.constraints.0, Side::X, jx);
        at.jacobian(self.row.upper_constraints, self.row.constraints.0, Side::Y, jy);
    }

    fn lower_jacobians(&self, x: &Vector, y: &Vector, jx: &mut Matrix, jy: &mut Matrix) {
        let at = &mut *self.scratch.borrow_mut();
        at.at(x, y);
        at.jacobian(self.row.lower_constraints, self.row.constraints.1, Side::X, jx);
        at.jacobian(self.row.lower_constraints, self.row.constraints.1, Side::Y, jy);
    }
}

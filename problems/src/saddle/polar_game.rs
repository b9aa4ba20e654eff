//! A game whose gradient flow has limit cycles around its solution.

use super::domain::{Domain, Product};
use super::residual::Residual;
use crate::class::{Bounds, Operator, Space};
use crate::{About, Class, Data, Error, Family, Instance, Known, Offer, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// Half the width of the box.
const BOX: f64 = 1.1;

/// Two variables, not monotone, a weak Minty solution.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolarGame {
    a: f64,
    start: [f64; 2],
}

impl Default for PolarGame {
    fn default() -> Self {
        Self { a: 1.0, start: [0.9, 0.0] }
    }
}

impl Family for PolarGame {
    const ABOUT: About = About {
        name: "polar-game",
        title: "polar game: a weak Minty solution inside two limit cycles",
        formula: "F(x, y) = (−y + xψ(r²), x + yψ(r²)),  ψ(s) = (a/16)(s − 1)(16s − 9),  r² = x² + y²,  |x|, |y| ≤ 11/10; not the \
                  operator of a saddle function. The flow −F turns around 0, is repelled by the cycle r = 3/4 and attracted by \
                  0 and by the cycle r = 1; it starts between the cycles",
        optimum: "z* = 0 (closed form); weak Minty with ρ = −0.0477422 (a = 1), −0.0358425 (a = 3/4), −0.0159465 (a = 1/3); \
                  L = 18.548, 13.938, 6.306, taken at the corners of the box",
        source: "Pethick, Latafat, Patrinos, Fercoq and Cevher, Escaping limit cycles: global convergence for constrained \
                 nonconvex-nonconcave minimax problems, ICLR 2022",
        parameters: &[
            ("a", "strength of the cycles, in (0, 1]: 1, 3/4 and 1/3 in the paper"),
            ("start", "where to start, within the box"),
        ],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        vec![Class::Operator]
    }

    fn dim(&self) -> usize {
        2
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        expect(self.a > 0.0 && self.a <= 1.0, "a", self.a, "a number in (0, 1]")?;
        let [x, y] = self.start;
        let inside = x.abs() <= BOX && y.abs() <= BOX && x.hypot(y) > 0.0;
        expect(inside, "start", format!("[{x}, {y}]").as_str(), "a point of the box |x|, |y| ≤ 1.1 other than 0")
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        let set = Rc::new(Product::new(vec![(2, Domain::Cube(-BOX, BOX))]));
        let field = Rc::new(Field { a: self.a, start: self.start, set: Rc::clone(&set) });
        let smoothness = field.smoothness();
        let known = Known {
            smoothness: Some(smoothness),
            distance: Some(self.start[0].hypot(self.start[1])),
            ..Known::default()
        };
        // F is 0 at 0 and rounds relative to |z| there.
        let judge = Residual::natural(Rc::clone(&field), set, Some(Vector::zeros(2)), 0.0);
        Instance { problem: Offer::of(field).operator().problem(), judge: Box::new(judge), known }
    }
}

struct Field {
    a: f64,
    start: [f64; 2],
    set: Rc<Product>,
}

impl Field {
    fn psi(&self, s: f64) -> f64 {
        self.a / 16.0 * (s - 1.0) * (16.0 * s - 9.0)
    }

    /// The Jacobian at z is (ψ + ψ'r²) I + ψ'r² R + [[0, −1], [1, 0]], R a reflection, with singular values
    /// |√((ψ + ψ'r²)² + 1) ± ψ'r²|; ψ and ψ' are largest at a corner of the box.
    fn smoothness(&self) -> f64 {
        let s = 2.0 * BOX * BOX;
        let slope = self.a / 16.0 * (32.0 * s - 25.0) * s;
        (self.psi(s) + slope).hypot(1.0) + slope
    }
}

impl Space for Field {
    fn dim(&self) -> usize {
        2
    }

    fn start(&self) -> Vector {
        Vector::from_row_slice(&self.start)
    }

    fn bounds(&self) -> Option<Bounds> {
        Some(Bounds::cube(2, -BOX, BOX))
    }
}

impl Operator for Field {
    fn apply(&self, z: &Vector, f: &mut Vector) {
        let (x, y) = (z[0], z[1]);
        let psi = self.psi(x * x + y * y);
        f[0] = -y + x * psi;
        f[1] = x + y * psi;
    }

    fn project(&self, z: &mut Vector) {
        self.set.project(z);
    }
}

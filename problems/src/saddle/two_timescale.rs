//! −x²/2 + xy − by²/2: a minimax point that needs two time scales.

use super::planar::{Planar, norm};
use crate::{About, Class, Data, Error, Family, Instance, Rng, expect};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Two variables, concave in both.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwoTimescale {
    b: f64,
}

impl Default for TwoTimescale {
    fn default() -> Self {
        Self { b: 0.5 }
    }
}

impl Family for TwoTimescale {
    const ABOUT: About = About {
        name: "two-timescale",
        title: "quadratic that is concave in both players and has a local minimax point",
        formula: "min over x, max over y of f(x, y) = −x²/2 + xy − by²/2,  F(x, y) = (y − x, by − x), from (1, 1/2)",
        optimum: "F = 0 at (0, 0) alone where b ≠ 1 (closed form): a local minimax point where b < 1, as max over y of f is \
                  (1/b − 1)x²/2; with b = 0 the maximizing player's Hessian is singular. L = ‖∂F‖. Not monotone",
        source: "Chae, Kim and Kim, Two-timescale extragradient for finding local minimax points, ICLR 2024",
        parameters: &[("b", "curvature of the maximizing player, in [0, 1): 1/2 and 0 tell the methods apart")],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        vec![Class::Operator, Class::Saddle]
    }

    fn dim(&self) -> usize {
        2
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        expect((0.0..1.0).contains(&self.b), "b", self.b, "at least 0 and less than 1")
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        let b = self.b;
        let planar = Planar {
            oracle: Box::new(move |x, y| (x * (y - 0.5 * x) - 0.5 * b * y * y, [y - x, b * y - x])),
            // Away from the line y = x on which ∂ₓf is 0.
            start: [1.0, 0.5],
            half_width: None,
            solution: Some([0.0, 0.0]),
            smoothness: Some(norm([[-1.0, 1.0], [-1.0, b]])),
            strong_convexity: None,
            terms: 0.0,
        };
        planar.instance()
    }
}

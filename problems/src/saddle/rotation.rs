//! ξx²/2 + ζxy − ξy²/2: a turn with a stretch, strongly monotone, monotone or only comonotone.

use super::planar::Planar;
use crate::{About, Class, Data, Error, Family, Instance, Rng, expect};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Two variables, every step turned by the same angle.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    stretch: f64,
    turn: f64,
}

impl Default for Rotation {
    fn default() -> Self {
        Self { stretch: -0.25, turn: 1.0 }
    }
}

impl Family for Rotation {
    const ABOUT: About = About {
        name: "rotation",
        title: "linear game that turns and stretches: how much negative comonotonicity a method survives",
        formula: "min over x, max over y of f(x, y) = ξx²/2 + ζxy − ξy²/2,  F(x, y) = (ξx + ζy, ξy − ζx), from (1, 0)",
        optimum: "F = 0 at (0, 0) (closed form). zᵀF(z) = ξ‖z‖² = ρ‖F(z)‖² with ρ = ξ/L², L = √(ξ² + ζ²): strongly monotone with \
                  μ = ξ where ξ ≥ 0, else weak Minty and ρ-comonotone; at the default ρL = −0.2425",
        source: "Pethick, Latafat, Patrinos, Fercoq and Cevher, Escaping limit cycles: global convergence for constrained \
                 nonconvex-nonconcave minimax problems, ICLR 2022, lower bounds; Lee and Kim, Fast extra gradient methods for \
                 smooth structured nonconvex-nonconcave minimax problems, NeurIPS 2021",
        parameters: &[("stretch", "ξ, of either sign"), ("turn", "ζ > 0")],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        vec![Class::Operator, Class::Saddle]
    }

    fn dim(&self) -> usize {
        2
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        expect(self.stretch.is_finite(), "stretch", self.stretch, "a number")?;
        expect(self.turn > 0.0 && self.turn.is_finite(), "turn", self.turn, "a positive number")
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        let (xi, zeta) = (self.stretch, self.turn);
        let planar = Planar {
            oracle: Box::new(move |x, y| {
                (0.5 * xi * (x * x - y * y) + zeta * x * y, [xi * x + zeta * y, xi * y - zeta * x])
            }),
            start: [1.0, 0.0],
            half_width: None,
            solution: Some([0.0, 0.0]),
            smoothness: Some(xi.hypot(zeta)),
            strong_convexity: (xi >= 0.0).then_some(xi),
            terms: 0.0,
        };
        planar.instance()
    }
}

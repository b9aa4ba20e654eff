//! x(y − c) + φ(x) − φ(y): games in which extragradient methods are drawn to a cycle.

use super::planar::{Planar, norm};
use crate::{About, Class, Data, Error, Family, Instance, Rng};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Which of the games.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Game {
    /// φ' = s/2 − 2s³ + s⁵, c = 0.45.
    #[default]
    Forsaken,
    /// φ' = 2s/3 − 4s³/3 + 4s⁵/7, c = 0.
    Global,
}

/// Two variables, not monotone.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forsaken {
    game: Game,
}

/// Half the width of the box.
const BOX: f64 = 1.5;
/// Where F of the forsaken game is 0.
const SOLUTION: [f64; 2] = [0.078_026_668_738_460_01, 0.411_933_851_365_820_9];

impl Game {
    /// φ = c₁s²/2 + c₃s⁴/4 + c₅s⁶/6 by (c₁, c₃, c₅), and c.
    fn coefficients(self) -> ([f64; 3], f64) {
        match self {
            Self::Forsaken => ([0.5, -2.0, 1.0], 0.45),
            Self::Global => ([2.0 / 3.0, -4.0 / 3.0, 4.0 / 7.0], 0.0),
        }
    }

    /// The Jacobian [[φ''(x), 1], [−1, φ''(y)]] has a norm that is convex in the two entries of its diagonal: it is largest
    /// where each is largest or smallest, which is at the edge of the box or where 3c₃ + 10c₅s² = 0.
    fn smoothness(self) -> f64 {
        let ([c1, c3, c5], _) = self.coefficients();
        let curvature = |s: f64| c1 + s * s * (3.0 * c3 + 5.0 * c5 * s * s);
        let ends = [curvature(BOX), curvature((-0.3 * c3 / c5).sqrt())];
        let pairs = ends.iter().flat_map(|a| ends.map(|b| norm([[*a, 1.0], [-1.0, b]])));
        pairs.fold(0.0, f64::max)
    }
}

impl Family for Forsaken {
    const ABOUT: About = About {
        name: "forsaken",
        title: "forsaken and global forsaken: a solution inside a cycle that attracts",
        formula: "min over x, max over y of f(x, y) = x(y − c) + φ(x) − φ(y),  |x|, |y| ≤ 3/2;  forsaken: φ(s) = s²/4 − s⁴/2 + s⁶/6, \
                  c = 0.45, from (0.5, 0.5);  global: φ'(s) = 2s/3 − 4s³/3 + 4s⁵/7, c = 0, from (1, 1)",
        optimum: "F = 0 at (0.0780267, 0.4119339); at (0, 0) (closed form). Weak Minty, (z − z*)ᵀF(z) ≥ ρ‖F(z)‖² in the box, with \
                  ρ = −1.52057 (the −0.47776 that is published holds only near one of its minima); −0.119732. L = 12.4026; 6.31026, \
                  taken at the edge of the box",
        source: "forsaken: Hsieh, Mertikopoulos and Cevher, The limits of min-max optimization algorithms: convergence to spurious \
                 non-critical sets, ICML 2021, example 5.2; global: Pethick, Latafat, Patrinos, Fercoq and Cevher, Escaping limit \
                 cycles: global convergence for constrained nonconvex-nonconcave minimax problems, ICLR 2022, appendix C",
        parameters: &[("game", "forsaken or global")],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        vec![Class::Operator, Class::Saddle]
    }

    fn dim(&self) -> usize {
        2
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        Ok(())
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        let ([c1, c3, c5], c) = self.game.coefficients();
        let phi = move |s: f64| s * s * (c1 / 2.0 + s * s * (c3 / 4.0 + s * s * c5 / 6.0));
        let slope = move |s: f64| s * (c1 + s * s * (c3 + s * s * c5));
        let (start, solution, terms) = match self.game {
            Game::Forsaken => ([0.5, 0.5], SOLUTION, 1.0),
            Game::Global => ([1.0, 1.0], [0.0, 0.0], 0.0),
        };
        let planar = Planar {
            oracle: Box::new(move |x, y| (x * (y - c) + phi(x) - phi(y), [y - c + slope(x), slope(y) - x])),
            start,
            half_width: Some(BOX),
            solution: Some(solution),
            smoothness: Some(self.game.smoothness()),
            strong_convexity: None,
            terms,
        };
        planar.instance()
    }
}

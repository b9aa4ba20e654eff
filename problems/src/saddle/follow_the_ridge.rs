//! Low-dimensional games whose minimax points gradient methods miss.

use super::planar::{Planar, norm};
use crate::{About, Class, Data, Error, Family, Instance, Rng};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Which function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Function {
    /// −3x² − y² + 4xy.
    #[default]
    Quadratic,
    /// (0.4x² − 0.1(y − 3x + 0.05x³)² − 0.01y⁴) exp(−0.01(x² + y²)).
    Bump,
}

/// Two variables, a local minimax point that is not a Nash equilibrium.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowTheRidge {
    function: Function,
}

/// (0.4x² − 0.1r² − 0.01y⁴) e with r = y − 3x + 0.05x³ and e = exp(−0.01(x² + y²)).
fn bump(x: f64, y: f64) -> (f64, [f64; 2]) {
    let r = y - 3.0 * x + 0.05 * x * x * x;
    let q = 0.4 * x * x - 0.1 * r * r - 0.01 * (y * y) * (y * y);
    let e = (-0.01 * (x * x + y * y)).exp();
    let qx = 0.8 * x - 0.2 * r * (0.15 * x * x - 3.0);
    let qy = -0.2 * r - 0.04 * y * y * y;
    (q * e, [(qx - 0.02 * x * q) * e, -(qy - 0.02 * y * q) * e])
}

impl Family for FollowTheRidge {
    const ABOUT: About = About {
        name: "follow-the-ridge",
        title: "two games with a local minimax point that is no Nash equilibrium",
        formula: "min over x, max over y of f(x, y);  quadratic: −3x² − y² + 4xy, from (5, 7);  bump: \
                  (0.4x² − 0.1(y − 3x + 0.05x³)² − 0.01y⁴) exp(−0.01(x² + y²)), from (7, 5)",
        optimum: "F = 0 at the local minimax point (0, 0) (closed form): max over y of the quadratic is x². F is 0 elsewhere too in \
                  the bump. L = ‖∂F‖ = 7.53 of the quadratic. Not monotone",
        source: "Wang, Zhang and Ba, On solving minimax optimization locally: a follow-the-ridge approach, ICLR 2020, section 5.1; \
                 constants as in the authors' code",
        parameters: &[("function", "quadratic or bump")],
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
        let planar = match self.function {
            Function::Quadratic => Planar {
                oracle: Box::new(|x, y| (x * (4.0 * y - 3.0 * x) - y * y, [4.0 * y - 6.0 * x, 2.0 * y - 4.0 * x])),
                start: [5.0, 7.0],
                half_width: None,
                solution: Some([0.0, 0.0]),
                smoothness: Some(norm([[-6.0, 4.0], [-4.0, 2.0]])),
                strong_convexity: None,
                terms: 0.0,
            },
            Function::Bump => Planar {
                oracle: Box::new(bump),
                start: [7.0, 5.0],
                half_width: None,
                solution: Some([0.0, 0.0]),
                smoothness: None,
                strong_convexity: None,
                terms: 0.0,
            },
        };
        planar.instance()
    }
}

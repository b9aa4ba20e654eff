//! How a step size changes over a run.

use crate::{Misfit, expect};
use problems::class::Stochastic;
use problems::{Constant, Known};
use serde::{Deserialize, Serialize};

/// The factor on the step size at step k = 0, 1, ….
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Schedule {
    /// 1.
    #[default]
    Constant,
    /// 1/√(k + 1).
    InverseSqrt,
    /// 1/(k + 1).
    Inverse,
    /// 1 − k/T.
    Linear,
    /// (1 + cos(πk/T))/2.
    Cosine,
}

/// The number T of steps a schedule is laid out for: a number, after which no step moves, or `"budget"`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected \"budget\" or a number of steps")]
pub enum Horizon {
    /// The budget.
    Budget(Budget),
    /// So many steps.
    Steps(u64),
}

/// The budget, by name.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Budget {
    /// As many steps as the budget pays for, read as passes over the problem.
    Budget,
}

impl Default for Horizon {
    fn default() -> Self {
        Self::Budget(Budget::Budget)
    }
}

impl Schedule {
    /// The constants it needs.
    pub fn knows(self, horizon: Horizon) -> Vec<Constant> {
        if matches!(self, Self::Linear | Self::Cosine) && matches!(horizon, Horizon::Budget(_)) {
            vec![Constant::Horizon]
        } else {
            vec![]
        }
    }

    /// T on an instance where a step costs so many samples; infinite with the budget for a schedule that does not end.
    pub fn steps(self, horizon: Horizon, samples: f64, problem: &dyn Stochastic, known: &Known) -> Result<f64, Misfit> {
        match (self, horizon) {
            (_, Horizon::Steps(steps)) => {
                expect(steps > 0, "horizon", steps, "at least 1 step")?;
                Ok(steps as f64)
            }
            (Self::Constant | Self::InverseSqrt | Self::Inverse, _) => Ok(f64::INFINITY),
            (_, Horizon::Budget(_)) => {
                let passes = known.horizon.ok_or(Misfit::Unknown { symbol: "T" })?;
                Ok(passes * problem.prices().samples as f64 / samples)
            }
        }
    }

    /// The factor at step `k` of `steps`; 0 after the last.
    pub fn factor(self, k: u64, steps: f64) -> f64 {
        let k = k as f64;
        let place = k / steps;
        match self {
            _ if place >= 1.0 => 0.0,
            Self::Constant => 1.0,
            Self::InverseSqrt => 1.0 / (k + 1.0).sqrt(),
            Self::Inverse => 1.0 / (k + 1.0),
            Self::Linear => 1.0 - place,
            Self::Cosine => f64::midpoint(1.0, (std::f64::consts::PI * place).cos()),
        }
    }
}

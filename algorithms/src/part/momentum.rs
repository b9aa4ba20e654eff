//! Nesterov's momentum: β of y⁺ = x⁺ + β (x⁺ − x).

use super::step_size::strong_convexity;
use crate::{Misfit, expect};
use problems::{Constant, Known};
use serde::{Deserialize, Serialize};

/// How β is chosen, by name.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// β = (t − 1)/t⁺, t⁺ = (1 + √(1 + 4t²))/2.
    Convex,
    /// β = (1 − √(αμ))/(1 + √(αμ)).
    StronglyConvex,
}

/// The momentum: by a rule, or a number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected \"convex\", \"strongly-convex\" or a number in [0, 1)")]
pub enum Momentum {
    /// From the theory.
    Rule(Rule),
    /// The number itself.
    Number(f64),
}

impl Default for Momentum {
    fn default() -> Self {
        Self::Rule(Rule::Convex)
    }
}

/// The momentum of a run.
#[derive(Clone, Copy, Debug)]
pub struct Beta {
    momentum: Momentum,
    mu: f64,
    t: f64,
}

impl Momentum {
    /// `constants`, and μ where it is needed.
    pub fn knows(self, mut constants: Vec<Constant>) -> Vec<Constant> {
        if self == Self::Rule(Rule::StronglyConvex) && !constants.contains(&Constant::StrongConvexity) {
            constants.push(Constant::StrongConvexity);
        }
        constants
    }

    /// Before the first step.
    pub fn start(self, known: &Known) -> Result<Beta, Misfit> {
        let mu = match self {
            Self::Rule(Rule::StronglyConvex) => strong_convexity(known)?,
            Self::Rule(Rule::Convex) => 0.0,
            Self::Number(beta) => {
                expect((0.0..1.0).contains(&beta), "momentum", beta, "a number in [0, 1)")?;
                0.0
            }
        };
        Ok(Beta { momentum: self, mu, t: 1.0 })
    }
}

impl Beta {
    /// β after a step of size α.
    pub fn next(&mut self, alpha: f64) -> f64 {
        match self.momentum {
            Momentum::Number(beta) => beta,
            Momentum::Rule(Rule::StronglyConvex) => {
                let q = (alpha * self.mu).sqrt();
                (1.0 - q) / (1.0 + q)
            }
            Momentum::Rule(Rule::Convex) => {
                let t_next = next_t(self.t);
                let t = std::mem::replace(&mut self.t, t_next);
                (t - 1.0) / t_next
            }
        }
    }

    /// β = 0 after a step at which the momentum is forgotten, and t as after the first step.
    pub fn restart(&mut self) -> f64 {
        self.t = next_t(1.0);
        0.0
    }
}

/// (1 + √(1 + 4t²))/2.
pub fn next_t(t: f64) -> f64 {
    f64::midpoint(1.0, (1.0 + 4.0 * t * t).sqrt())
}

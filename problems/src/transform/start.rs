//! Other starts, drawn in every repeat, and feasible wherever the problem can say what that is.

use super::{Change, Transform};
use crate::class::{Composite, Operator, Space};
use crate::random::gaussian_vector;
use crate::{Error, Instance, Problem, Rng, Role, Vector, expect};
use rand::Rng as _;
use serde::{Deserialize, Serialize};

/// x⁰ + radius max(1, ‖x⁰‖) u, with u uniform on the unit sphere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PerturbedStart {
    /// How far from the problem's start, relative to its length.
    pub radius: f64,
}

impl Default for PerturbedStart {
    fn default() -> Self {
        Self { radius: 1e-3 }
    }
}

impl PerturbedStart {
    pub(super) fn check(&self) -> Result<(), Error> {
        expect(self.radius > 0.0 && self.radius.is_finite(), "radius", self.radius, "a positive number")
    }

    pub(super) fn draw(&self, space: &dyn Space, rng: &mut Rng) -> Vector {
        let start = space.start();
        let length = self.radius * start.norm().max(1.0);
        let u = gaussian_vector(start.len(), rng);
        let scale = length / u.norm();
        start + u * scale
    }
}

/// A start drawn from a box, or from a Gaussian around 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RandomStart {
    /// What it is drawn from.
    pub distribution: Draw,
    /// Lower end of every coordinate; the problem's bound if not given.
    pub lower: Option<f64>,
    /// Upper end of every coordinate; the problem's bound if not given.
    pub upper: Option<f64>,
    /// Standard deviation of the Gaussian.
    pub deviation: f64,
}

/// What a random start is drawn from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Draw {
    /// Uniform in a box.
    #[default]
    Uniform,
    /// N(0, deviation²) in every coordinate.
    Gaussian,
}

impl Default for RandomStart {
    fn default() -> Self {
        Self { distribution: Draw::Uniform, lower: None, upper: None, deviation: 1.0 }
    }
}

impl RandomStart {
    pub(super) fn check(&self) -> Result<(), Error> {
        let fits = self.deviation > 0.0 && self.deviation.is_finite();
        expect(fits, "deviation", self.deviation, "a positive number")?;
        let (lower, upper) = (self.lower.unwrap_or(f64::NEG_INFINITY), self.upper.unwrap_or(f64::INFINITY));
        expect(lower < upper, "lower", lower, "less than upper")
    }

    pub(super) fn draw(&self, space: &dyn Space, rng: &mut Rng) -> Result<Vector, Error> {
        let n = space.dim();
        if self.distribution == Draw::Gaussian {
            return Ok(self.deviation * gaussian_vector(n, rng));
        }
        let bounds = space.bounds();
        let mut start = Vector::zeros(n);
        for i in 0..n {
            let lower = self.lower.or(bounds.as_ref().map(|b| b.lower[i])).filter(|l| l.is_finite());
            let upper = self.upper.or(bounds.as_ref().map(|b| b.upper[i])).filter(|u| u.is_finite());
            let (Some(lower), Some(upper)) = (lower, upper) else {
                let message = "random-start: the problem has no finite bounds: expected lower and upper, or distribution = \"gaussian\"";
                return Err(Error::Impossible(message.into()));
            };
            start[i] = if lower < upper { rng.random_range(lower..=upper) } else { lower };
        }
        Ok(start)
    }
}

impl Problem {
    /// The nearest point that the bounds, the domain of the penalty or the set of the operator allow, not counted.
    fn feasible(&self, start: &mut Vector) {
        if let Some(bounds) = self.space().bounds() {
            bounds.clamp(start);
        }
        self.tally().uncounted(|| {
            if let Some(operator) = <dyn Operator>::of(self) {
                operator.project(start);
            }
            if let Some(composite) = <dyn Composite>::of(self)
                && composite.penalty(start).is_infinite()
            {
                let point = start.clone();
                composite.prox(&point, 1.0, start);
            }
        });
    }
}

impl Instance {
    pub(super) fn starting(
        self,
        draw: impl FnOnce(&dyn Space, &mut Rng) -> Result<Vector, Error>,
        mut rng: Rng,
        transform: &Transform,
    ) -> Result<Self, Error> {
        let mut start = draw(self.problem.space(), &mut rng)?;
        self.problem.feasible(&mut start);
        let change = Change { start: Some(start), ..Change::default() };
        let mut instance = Self { problem: self.problem.moved(change, transform), ..self };
        instance.known.distance = instance.distance_from_start();
        Ok(instance)
    }
}

//! The area over the convergence curve: anytime performance in one number.
//!
//! `A = 1/(X(B) − X(b)) ∫_{X(b)}^{X(B)} 1 − clip((lg e(x) − lg e_low) / (lg e_high − lg e_low), 0, 1) dX`, X the cost or
//! its logarithm: 0 is never better than `e_high`, 1 is at `e_low` from the start. Its mean over runs is the volume under
//! the empirical attainment function. López-Ibáñez, Vermetten, Dreo, Doerr, "Using the empirical attainment function
//! for analyzing single-objective black-box optimization algorithms", arXiv:2404.02031, 2024. In log cost it is the area
//! under the runtime profile of all targets between: Hansen, Auger, Brockhoff, Tušar, "Anytime performance assessment
//! in blackbox optimization benchmarking", IEEE TEVC, 2022.

use super::error::Error;
use super::steps::Steps;

/// How cost is measured along the curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Every unit of cost weighs the same.
    Linear,
    /// Every factor of cost weighs the same.
    Log,
}

/// The rectangle the area is a share of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Costs from and to; from is positive on a log scale.
    pub cost: (f64, f64),
    /// Errors, the best and the worst that count; both positive.
    pub error: (f64, f64),
    /// How cost is measured.
    pub scale: Scale,
}

impl Frame {
    fn checked(self) -> Result<Self, Error> {
        let value = |name: &str, value, expected| Err(Error::Value { name: name.to_owned(), at: 0, value, expected });
        if self.scale == Scale::Log && (self.cost.0.is_nan() || self.cost.0 <= 0.0) {
            return value("cost from", self.cost.0, "a positive number on a log scale");
        }
        if !self.cost.1.is_finite() || self.cost.1.partial_cmp(&self.cost.0) != Some(std::cmp::Ordering::Greater) {
            return value("cost to", self.cost.1, "a finite number above the cost from");
        }
        if self.error.0.is_nan() || self.error.0 <= 0.0 {
            return value("best error", self.error.0, "a positive number");
        }
        if self.error.1.partial_cmp(&self.error.0) != Some(std::cmp::Ordering::Greater) || !self.error.1.is_finite() {
            return value("worst error", self.error.1, "a finite number above the best");
        }
        Ok(self)
    }

    fn x(&self, cost: f64) -> f64 {
        let cost = cost.clamp(self.cost.0, self.cost.1);
        match self.scale {
            Scale::Linear => cost,
            Scale::Log => cost.ln(),
        }
    }

    /// 1 at the best error, 0 at the worst; what is not a number is the worst.
    fn height(&self, error: f64) -> f64 {
        if error.is_nan() {
            return 0.0;
        }
        let (low, high) = (self.error.0.log10(), self.error.1.log10());
        1.0 - ((error.max(0.0).log10() - low) / (high - low)).clamp(0.0, 1.0)
    }
}

/// The share of the frame that lies over the curve; before its first row a run has its first value.
pub fn over_curve(run: &Steps, frame: Frame) -> Result<f64, Error> {
    let frame = frame.checked()?;
    let mut area = 0.0;
    let mut from = frame.x(frame.cost.0);
    let mut height = frame.height(run.y()[0]);
    for (&x, &y) in run.x().iter().zip(run.y()) {
        let to = frame.x(x);
        area += height * (to - from);
        (from, height) = (to, frame.height(y));
    }
    area += height * (frame.x(frame.cost.1) - from);
    Ok(area / (frame.x(frame.cost.1) - frame.x(frame.cost.0)))
}

//! Steps of stochastic approximation.

use crate::{Misfit, expect};

/// ηₜ = η b/(t + b) at step t = 0, 1, …, which is γ/(t + b) for η = γ/b; η where there is no b.
#[derive(Clone, Copy, Debug)]
pub struct Decay {
    eta: f64,
    offset: Option<f64>,
    t: u64,
}

impl Decay {
    /// From the first step η.
    pub fn new(eta: f64, offset: Option<f64>) -> Result<Self, Misfit> {
        if let Some(b) = offset {
            expect(b > 0.0 && b.is_finite(), "offset", b, "a positive number, or null")?;
        }
        Ok(Self { eta, offset, t: 0 })
    }

    /// The step at this t; the next call takes the next one.
    pub fn take(&mut self) -> f64 {
        let t = self.t as f64;
        self.t += 1;
        self.offset.map_or(self.eta, |b| self.eta * b / (t + b))
    }
}

//! Losses φ(t; b) of a prediction t = aᵀx.

/// The loss of one prediction and its derivatives in t, for a target b.
pub(crate) trait Loss: Send + Sync + 'static {
    /// φ(t; b).
    fn value(&self, t: f64, b: f64) -> f64;

    /// φ'(t; b).
    fn slope(&self, t: f64, b: f64) -> f64;

    /// φ(t; b) and φ'(t; b), sharing work where there is some.
    fn value_slope(&self, t: f64, b: f64) -> (f64, f64) {
        (self.value(t, b), self.slope(t, b))
    }

    /// φ''(t; b); an element of the generalised derivative where φ' has a kink.
    fn curvature(&self, t: f64, b: f64) -> f64;

    /// sup |φ''|; `None` where there is no bound.
    fn steepest(&self) -> Option<f64>;

    /// inf φ'', or 0 where that is negative.
    fn flattest(&self) -> f64 {
        0.0
    }

    /// Whether |φ'''| ≤ φ''.
    fn self_concordant(&self) -> bool {
        false
    }
}

/// 1/(1 + exp(−t)).
pub(crate) fn sigmoid(t: f64) -> f64 {
    1.0 / (1.0 + (-t).exp())
}

/// log(1 + exp(−t)) without overflow or cancellation.
pub(crate) fn softplus(t: f64) -> f64 {
    (-t).max(0.0) + (-t.abs()).exp().ln_1p()
}

/// φ(t; b) = ½ (t − b)².
pub struct Square;

impl Loss for Square {
    fn value(&self, t: f64, b: f64) -> f64 {
        0.5 * (t - b) * (t - b)
    }

    fn slope(&self, t: f64, b: f64) -> f64 {
        t - b
    }

    fn curvature(&self, _t: f64, _b: f64) -> f64 {
        1.0
    }

    fn steepest(&self) -> Option<f64> {
        Some(1.0)
    }

    fn flattest(&self) -> f64 {
        1.0
    }
}

//! Penalties h(x) with a proximal operator.

/// A penalty of a composite problem.
pub(crate) trait Penalty: Send + Sync + 'static {
    /// Whether h = 0.
    const NONE: bool = false;

    /// h(x).
    fn value(&self, x: &[f64]) -> f64;

    /// p ← argminᵤ h(u) + ‖u − v‖²/(2t), a global minimizer.
    fn prox(&self, v: &[f64], t: f64, p: &mut [f64]);

    /// Smallest ρ ≥ 0 for which h + (ρ/2)‖x‖² is convex.
    fn weakness(&self) -> f64 {
        0.0
    }

    /// Largest s ≤ 1 with h*(−s g) = 0, where h is a norm; `None` where it is not.
    fn shrink(&self, _g: &[f64]) -> Option<f64> {
        None
    }
}

/// No penalty: h = 0.
pub struct Nothing;

impl Penalty for Nothing {
    const NONE: bool = true;

    fn value(&self, _x: &[f64]) -> f64 {
        0.0
    }

    fn prox(&self, v: &[f64], _t: f64, p: &mut [f64]) {
        p.copy_from_slice(v);
    }
}

/// sign(v) (|v| − t)⁺.
pub(crate) fn soft(v: f64, t: f64) -> f64 {
    v.signum() * (v.abs() - t).max(0.0)
}

/// λ‖x‖₁.
pub struct L1 {
    /// The weight λ.
    pub(crate) weight: f64,
}

impl Penalty for L1 {
    fn value(&self, x: &[f64]) -> f64 {
        self.weight * x.iter().map(|x| x.abs()).sum::<f64>()
    }

    fn prox(&self, v: &[f64], t: f64, p: &mut [f64]) {
        for (p, v) in p.iter_mut().zip(v) {
            *p = soft(*v, t * self.weight);
        }
    }

    fn shrink(&self, g: &[f64]) -> Option<f64> {
        Some((self.weight / g.iter().fold(0.0, |most: f64, g| most.max(g.abs()))).min(1.0))
    }
}

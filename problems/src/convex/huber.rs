//! Huber's function of the norm, where gradient descent is slowest, and of every coordinate.

use crate::class::{Objective, Smooth, Space};
use crate::lanes::sum;
use crate::{About, Class, Data, Error, Family, Instance, Known, Offer, Reference, Rng, SmoothGap, Vector, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// What Huber's function is taken of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Of {
    /// ‖x‖.
    #[default]
    Norm,
    /// Every coordinate, added up.
    Coordinates,
}

/// Huber's function.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Huber {
    dim: usize,
    of: Of,
    smoothness: f64,
    radius: f64,
    delta: f64,
}

impl Default for Huber {
    fn default() -> Self {
        Self { dim: 10, of: Of::Norm, smoothness: 1.0, radius: 1.0, delta: 1.0 / 201.0 }
    }
}

impl Family for Huber {
    const ABOUT: About = About {
        name: "huber",
        title: "Huber's function of the norm or of every coordinate: quadratic near 0, linear beyond",
        formula: "f(x) = φ(‖x‖) or Σᵢ φ(xᵢ),  φ(t) = (L/2) t² for |t| ≤ δ, else Lδ|t| − (L/2) δ²,  x⁰ = (radius/√n)(1, …, 1)",
        optimum: "x = 0, f* = 0 (closed form). Of the norm with δ = radius/(2N + 1), N steps of gradient descent with step 1/L end \
                  at f = L radius²/(4N + 2), the worst of all convex functions; the default δ is that of N = 100",
        source: "Drori and Teboulle, Performance of first-order methods for smooth convex minimization: a novel approach, \
                 Mathematical Programming 145, 2014, theorem 3.2; Taylor, Hendrickx and Glineur, Smooth strongly convex \
                 interpolation and exact worst-case performance of first-order methods, Mathematical Programming 161, 2017",
        parameters: &[
            ("dim", "number of variables n"),
            ("of", "norm or coordinates"),
            ("smoothness", "L: curvature near 0"),
            ("radius", "distance of the start from the solution"),
            ("delta", "δ: where φ turns linear"),
        ],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth]
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        expect((1..=10_000_000).contains(&self.dim), "dim", self.dim, "1 to 10000000")?;
        for (name, value) in [("smoothness", self.smoothness), ("radius", self.radius), ("delta", self.delta)] {
            expect(value > 0.0 && value.is_finite(), name, value, "a positive number")?;
        }
        Ok(())
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        let huber = Rc::new(Cone { family: self.clone() });
        let known = Known {
            smoothness: Some(self.smoothness),
            strong_convexity: Some(0.0),
            optimal_value: Some(0.0),
            distance: Some(self.radius),
            ..Known::default()
        };
        let judge = SmoothGap::new(Rc::clone(&huber), Reference::closed_form(0.0), Some(Vector::zeros(self.dim)));
        Instance { problem: Offer::of(huber).smooth().problem(), judge: Box::new(judge), known }
    }
}

struct Cone {
    family: Huber,
}

impl Space for Cone {
    fn dim(&self) -> usize {
        self.family.dim
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.family.dim, self.family.radius / (self.family.dim as f64).sqrt())
    }
}

impl Objective for Cone {
    fn value(&self, x: &Vector) -> f64 {
        let Huber { of, smoothness, delta, .. } = self.family;
        // φ(t) = L m (|t| − m/2) with m = min(|t|, δ).
        let phi = |t: f64| {
            let m = t.abs().min(delta);
            m * (t.abs() - 0.5 * m)
        };
        smoothness
            * match of {
                Of::Norm => phi(x.norm()),
                Of::Coordinates => sum(x.as_slice(), phi),
            }
    }
}

impl Smooth for Cone {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        let Huber { of, smoothness, delta, .. } = self.family;
        let norm = if of == Of::Norm { x.norm() } else { 0.0 };
        let scale = if norm > delta { smoothness * delta / norm } else { smoothness };
        let most = if of == Of::Norm { f64::INFINITY } else { delta };
        for (g, x) in g.as_mut_slice().iter_mut().zip(x.as_slice()) {
            *g = scale * x.clamp(-most, most);
        }
    }
}

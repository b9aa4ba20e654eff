//! A convex function of one variable on which the heavy-ball method cycles.

use crate::class::{Objective, Smooth, Space};
use crate::{About, Class, Data, Error, Family, Instance, Known, Offer, Reference, Rng, SmoothGap, Vector, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// The function of Lessard, Recht and Packard.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LessardRechtPackard {
    start: f64,
}

impl Default for LessardRechtPackard {
    fn default() -> Self {
        Self { start: 3.3 }
    }
}

impl Family for LessardRechtPackard {
    const ABOUT: About = About {
        name: "lessard-recht-packard",
        title: "a piecewise quadratic of one variable on which the heavy-ball method cycles",
        formula: "f′(x) = 25x for x < 1, x + 24 for 1 ≤ x < 2, 25x − 24 for x ≥ 2,  f(0) = 0,  x⁰ = start",
        optimum: "x = 0, f* = 0 (closed form); L = 25, μ = 1",
        source: "Lessard, Recht and Packard, Analysis and design of optimization algorithms via integral quadratic constraints, \
                 SIAM Journal on Optimization 26, 2016, (4.11): from a start of 3.07 to 3.46 the heavy-ball method with Polyak's \
                 tuning, 4/(√L + √μ)² = 1/9 and 4/9, ends in the cycle −1.8024, 2.1159, 0.6465",
        parameters: &[("start", "x⁰")],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth]
    }

    fn dim(&self) -> usize {
        1
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        expect(self.start.is_finite(), "start", self.start, "a number")
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        let pieces = Rc::new(Pieces { start: self.start });
        let known = Known {
            smoothness: Some(25.0),
            strong_convexity: Some(1.0),
            optimal_value: Some(0.0),
            distance: Some(self.start.abs()),
            ..Known::default()
        };
        let judge = SmoothGap::new(Rc::clone(&pieces), Reference::closed_form(0.0), Some(Vector::zeros(1)));
        Instance { problem: Offer::of(pieces).smooth().problem(), judge: Box::new(judge), known }
    }
}

struct Pieces {
    start: f64,
}

impl Space for Pieces {
    fn dim(&self) -> usize {
        1
    }

    fn start(&self) -> Vector {
        Vector::from_element(1, self.start)
    }
}

impl Objective for Pieces {
    fn value(&self, x: &Vector) -> f64 {
        let x = x[0];
        match x {
            ..1.0 => 12.5 * x * x,
            1.0..2.0 => 0.5 * x * x + 24.0 * x - 12.0,
            _ => 12.5 * x * x - 24.0 * x + 36.0,
        }
    }
}

impl Smooth for Pieces {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        let x = x[0];
        g[0] = match x {
            ..1.0 => 25.0 * x,
            1.0..2.0 => x + 24.0,
            _ => 25.0 * x - 24.0,
        };
    }
}

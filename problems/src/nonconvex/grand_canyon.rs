//! A canyon that winds from (8, 8) to the minimum at the origin, past a barrier.

use crate::class::{Objective, Smooth, Space};
use crate::{About, Class, Data, Error, Family, Instance, Known, Offer, Reference, Rng, SmoothGap, Vector, expect};
use nalgebra::{Const, U1};
use num_dual::{DualNum, DualSVec64};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;
use std::rc::Rc;
use std::sync::Arc;

/// The Grand Canyon function of two variables.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrandCanyon {
    spread: f64,
}

impl Default for GrandCanyon {
    fn default() -> Self {
        Self { spread: 0.0 }
    }
}

impl Family for GrandCanyon {
    const ABOUT: About = About {
        name: "grand-canyon",
        title: "the Grand Canyon: a winding valley with local minima and a barrier",
        formula: "f(x, y) = 100 (1 − exp(−1.4 v² exp(−0.002 x⁴))) + 1.6x² + 0.8y² + 8 (2 − cos(¾πx) − cos(¾πy)) \
                  + 16 exp(1 − 2v⁴) max((1 − exp(−9b²)) sign b, 0);  v = y − ⅛(x − 1)(x − 4)² − 2,  b = −x − 1.6y;  \
                  start (8, 8) + spread N(0, I)",
        optimum: "(x, y) = 0, f* = 0 (closed form): every term is nonnegative, and the second and third vanish only there; \
                  f(8, 8) = 156.05; gradient descent stops at (6.62, 7.55), f = 137.3. The gradient is continuous, the second \
                  derivative jumps where b = 0",
        source: "Riedl, Klock, Geldhauser and Fornasier, Gradient is all you need?, 2023, figure 1 and its public code",
        parameters: &[("spread", "standard deviation of the start around (8, 8); the source draws particles with 0.5")],
    };

    type Made = Vector;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth]
    }

    fn dim(&self) -> usize {
        2
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Vector, Error> {
        expect((0.0..=100.0).contains(&self.spread), "spread", self.spread, "0 to 100")?;
        let mut start = Vector::from_element(2, 8.0);
        if self.spread > 0.0 {
            start.as_mut_slice().iter_mut().for_each(|x| *x += self.spread * rng.sample::<f64, _>(StandardNormal));
        }
        Ok(start)
    }

    fn instance(&self, made: &Arc<Vector>) -> Instance {
        let problem = Rc::new(Canyon { start: Arc::clone(made) });
        let known = Known { optimal_value: Some(0.0), distance: Some(made.norm()), ..Known::default() };
        let judge = SmoothGap::new(Rc::clone(&problem), Reference::closed_form(0.0), Some(Vector::zeros(2)));
        Instance { problem: Offer::of(problem).smooth().problem(), judge: Box::new(judge), known }
    }
}

struct Canyon {
    start: Arc<Vector>,
}

/// The height at (x, y).
fn height<D: DualNum<f64> + Copy>(x: D, y: D) -> D {
    let v = y - (x - 1.0) * (x - 4.0) * (x - 4.0) * 0.125 - 2.0;
    let (v2, b) = (v * v, -x - y * 1.6);
    let valley = (-(v2 * (x.powi(4) * -0.002).exp() * 1.4)).exp_m1() * -100.0;
    let bowl = x * x * 1.6 + y * y * 0.8;
    let waves = (-(x * (0.75 * PI)).cos() - (y * (0.75 * PI)).cos() + 2.0) * 8.0;
    let ground = valley + bowl + waves;
    if b.re() <= 0.0 {
        return ground;
    }
    ground - (-(v2 * v2 * 2.0) + 1.0).exp() * (-(b * b * 9.0)).exp_m1() * 16.0
}

impl Space for Canyon {
    fn dim(&self) -> usize {
        2
    }

    fn start(&self) -> Vector {
        Vector::clone(&self.start)
    }
}

impl Objective for Canyon {
    fn value(&self, x: &Vector) -> f64 {
        height(x[0], x[1])
    }
}

impl Smooth for Canyon {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.value_gradient(x, g);
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        let number = |k: usize| DualSVec64::<2>::from_re(x[k]).derivative(k);
        let f = height(number(0), number(1));
        g.copy_from_slice(f.eps.unwrap_generic(Const::<2>, U1).as_slice());
        f.re
    }
}

//! Smallest area of a surface with a free boundary, close to 0: CUTEst's FMINSURF and FMINSRF2.

use super::energy::Energy;
use super::surface::Surface;
use crate::class::{Curved, Objective, Smooth, Space};
use crate::{
    About, Class, Data, Error, Family, Instance, Known, Offer, Prices, Reference, Rng, SmoothGap, Vector, expect,
};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// What is to be close to 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Variant {
    /// The mean height: FMINSURF.
    #[default]
    Mean,
    /// The height in the middle: FMINSRF2.
    Middle,
}

/// The minimal surface problem with a free boundary.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreeSurface {
    variant: Variant,
    grid: usize,
}

impl Default for FreeSurface {
    fn default() -> Self {
        Self { variant: Variant::Mean, grid: 16 }
    }
}

impl Family for FreeSurface {
    const ABOUT: About = About {
        name: "free-minimal-surface",
        title: "surface of smallest area with a free boundary",
        formula: "f(x) = Σ over cells of √(1 + (m²/2)(a² + b²))/m² + e(x), a = x_{ij} − x_{i+1,j+1}, b = x_{i+1,j} − x_{i,j+1}, \
                  i, j < m = n − 1;  mean: e = (Σx)²/n⁴;  middle: e = x²_{kk}/n², k = ⌊n/2⌋ − 1;  from 1 + 8i/m + 4j/m on the \
                  boundary, 0 inside",
        optimum: "x* = 0, f* = 1 (closed form: no surface is smaller than the square)",
        source: "Griewank and Toint, Partitioned variable metric updates for large structured optimization problems, \
                 Numerische Mathematik 39, 1982; CUTEst's FMINSURF and FMINSRF2",
        parameters: &[("variant", "mean or middle: which height is to be 0"), ("grid", "points n along a side")],
    };

    type Made = Self;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved]
    }

    fn dim(&self) -> usize {
        self.grid * self.grid
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<Self, Error> {
        expect((3..=4096).contains(&self.grid), "grid", self.grid, "3 to 4096")?;
        Ok(self.clone())
    }

    fn instance(&self, made: &Arc<Self>) -> Instance {
        let problem = Rc::new(Free { variant: made.variant, surface: Surface { n: made.grid } });
        let solution = Vector::zeros(problem.dim());
        let known = Known { optimal_value: Some(1.0), distance: Some(problem.start().norm()), ..Known::default() };
        let judge = SmoothGap::new(Rc::clone(&problem), Reference::closed_form(1.0), Some(solution));
        Instance { problem: Offer::of(problem).curved().problem(), judge: Box::new(judge), known }
    }
}

struct Free {
    variant: Variant,
    surface: Surface,
}

impl Free {
    /// The height that is to be 0, scaled: e = its square.
    fn height(&self, x: &[f64]) -> f64 {
        let n = self.surface.n;
        match self.variant {
            Variant::Mean => x.iter().sum::<f64>() / (n * n) as f64,
            Variant::Middle => x[self.middle()] / n as f64,
        }
    }

    /// g ← g + t ∇(height).
    fn add_height(&self, t: f64, g: &mut [f64]) {
        let n = self.surface.n;
        match self.variant {
            Variant::Mean => g.iter_mut().for_each(|g| *g += t / (n * n) as f64),
            Variant::Middle => g[self.middle()] += t / n as f64,
        }
    }

    fn middle(&self) -> usize {
        (self.surface.n / 2 - 1) * (self.surface.n + 1)
    }
}

impl Space for Free {
    fn dim(&self) -> usize {
        self.surface.n * self.surface.n
    }

    fn start(&self) -> Vector {
        let n = self.surface.n;
        Vector::from_fn(n * n, |p, _| {
            let (i, j) = (p % n, p / n);
            let boundary = i == 0 || j == 0 || i == n - 1 || j == n - 1;
            if boundary { 1.0 + (8 * i + 4 * j) as f64 / (n - 1) as f64 } else { 0.0 }
        })
    }

    /// A product is a sweep over the cells like a gradient.
    fn prices(&self) -> Prices {
        Prices { hessian_product: 1, ..Prices::default() }
    }
}

impl Objective for Free {
    fn value(&self, x: &Vector) -> f64 {
        let x = x.as_slice();
        self.surface.value(x) + self.height(x).powi(2)
    }
}

impl Smooth for Free {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.value_gradient(x, g);
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        let area = self.surface.value_gradient(x.as_slice(), g.as_mut_slice());
        let height = self.height(x.as_slice());
        self.add_height(2.0 * height, g.as_mut_slice());
        area + height * height
    }
}

impl Curved for Free {
    fn hessian_product(&self, x: &Vector, v: &Vector, p: &mut Vector) {
        self.surface.hessian_product(x.as_slice(), v.as_slice(), p.as_mut_slice());
        self.add_height(2.0 * self.height(v.as_slice()), p.as_mut_slice());
    }
}

//! ∫½(1 + e cos t)³|∇x|² − e ∫ x sin t over pressures x ≥ 0: lubrication of a journal bearing.

use super::dissection::dissection;
use super::edges::Edges;
use super::energy::Made;
use crate::class::space::Bounds;
use crate::{About, Class, Data, Error, Family, Instance, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;
use std::sync::Arc;

/// Length of the bearing in CUTEst's JNLBRNG1.
const LENGTH: f64 = 20.0;

/// The journal bearing problem.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalBearing {
    around: usize,
    along: usize,
    eccentricity: f64,
    length: f64,
}

impl Default for JournalBearing {
    fn default() -> Self {
        Self { around: 25, along: 25, eccentricity: 0.1, length: LENGTH }
    }
}

impl Family for JournalBearing {
    const ABOUT: About = About {
        name: "journal-bearing",
        title: "pressure of the lubricant in a journal bearing",
        formula: "min Σ over the cells' corners of ½ w (differences along t and y)² − e h_t h_y Σ x_{ij} sin(i h_t), x ≥ 0, on \
                  (i, j), i < around, j < along, h_t = 2π/(around − 1), h_y = length/(along − 1), x = 0 on the boundary; \
                  W_i = (1 + e cos(i h_t))³, corner (i, j) right-angled towards i ± 1 and j ± 1: w = (2W_i + W_{i±1})/6 \
                  times h_y/h_t along t and h_t/h_y along y; from max(sin(i h_t), 0)",
        optimum: "f* by primal-dual active sets (certified: what is left of the optimality conditions bounds f − f* by \
                  strong convexity); −0.17896186705 at 10 × 10, e = 0.1; error max(f − f*, violation)",
        source: "Moré and Toraldo, On the solution of large quadratic programming problems with bound constraints, SIAM \
                 Journal on Optimization 1, 1991, as in MINPACK-2; CUTEst's JNLBRNG1 (e = 0.1) and JNLBRNG2 (e = 0.5), \
                 whose start sin(i h_t) is moved within the bounds",
        parameters: &[
            ("around", "points around the bearing (t), boundary included"),
            ("along", "points along the bearing (y), boundary included"),
            ("eccentricity", "e, from 0 to below 1"),
            ("length", "length of the bearing for radius 1"),
        ],
    };

    type Made = Made<Edges>;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Composite]
    }

    fn dim(&self) -> usize {
        self.around * self.along
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<Self::Made, Error> {
        let (around, along, e) = (self.around, self.along, self.eccentricity);
        expect((3..=512).contains(&around), "around", around, "3 to 512")?;
        expect((3..=512).contains(&along), "along", along, "3 to 512")?;
        expect(e > 0.0 && e < 1.0, "eccentricity", e, "between 0 and 1")?;
        expect(self.length > 0.0 && self.length.is_finite(), "length", self.length, "a positive number")?;
        let (ht, hy) = (2.0 * PI / (around - 1) as f64, self.length / (along - 1) as f64);
        let gap = |i: usize| (1.0 + e * (i as f64 * ht).cos()).powi(3);
        // Of the two triangles at an edge, the one with its right angle at (i, j) and that with it at the other corner.
        let forward = |i: usize| (2.0 * gap(i) + gap(i + 1)) / 6.0;
        let backward = |i: usize| (2.0 * gap(i) + gap(i - 1)) / 6.0;
        let one = |holds: bool, weight: &dyn Fn() -> f64| if holds { weight() } else { 0.0 };
        let energy = Edges::new(
            (along, around),
            |_, i| 0.5 * ht / hy * (one(i + 1 < around, &|| forward(i)) + one(i > 0, &|| backward(i))),
            |j, i| 0.5 * hy / ht * (one(j + 1 < along, &|| forward(i)) + one(j > 0, &|| backward(i + 1))),
            |j, i| {
                let inside = i > 0 && i + 1 < around && j > 0 && j + 1 < along;
                one(inside, &|| -e * ht * hy * (i as f64 * ht).sin())
            },
        );
        let at = |interior: &dyn Fn(usize) -> f64| {
            Vector::from_fn(around * along, |p, _| {
                let (j, i) = (p % along, p / along);
                one(i > 0 && i + 1 < around && j > 0 && j + 1 < along, &|| interior(i))
            })
        };
        let bounds = Bounds { lower: Vector::zeros(around * along), upper: at(&|_| f64::INFINITY) };
        let start = at(&|i| (i as f64 * ht).sin().max(0.0));
        let largest = energy.largest_curvature();
        Ok(Made::new(energy, bounds, start, &dissection(along, around), |energy, _| energy.smallest_curvature())?
            .smooth(largest))
    }

    fn instance(&self, made: &Arc<Self::Made>) -> Instance {
        Made::instance(made)
    }
}

//! ½∫|∇x|² − c∫x over surfaces above an obstacle, or between two.

use super::dissection::dissection;
use super::edges::Edges;
use super::energy::Made;
use crate::class::space::Bounds;
use crate::{About, Class, Data, Error, Family, Instance, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Which obstacles and start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Variant {
    /// Problem A, from 1: CUTEst's OBSTCLAE.
    #[default]
    Ae,
    /// Problem A, from the lower obstacle: OBSTCLAL.
    Al,
    /// Problem B, from the lower obstacle: OBSTCLBL.
    Bl,
    /// Problem B, from the middle: OBSTCLBM.
    Bm,
    /// Problem B, from the upper obstacle: OBSTCLBU.
    Bu,
}

/// The membrane over an obstacle.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Obstacle {
    variant: Variant,
    rows: usize,
    columns: usize,
    force: f64,
}

impl Default for Obstacle {
    fn default() -> Self {
        Self { variant: Variant::Ae, rows: 25, columns: 25, force: 1.0 }
    }
}

/// Height of the upper bound where there is no upper obstacle.
const CEILING: f64 = 2000.0;

impl Variant {
    /// Lowest and highest x at interior point (i, j).
    fn between(self, (i, j): (usize, usize), (high, wide): (f64, f64)) -> (f64, f64) {
        let product = |a: f64, b: f64| (a * i as f64 * high).sin() * (b * j as f64 * wide).sin();
        match self {
            Self::Ae | Self::Al => (product(3.2, 3.3), CEILING),
            Self::Bl | Self::Bm | Self::Bu => {
                let s = product(9.2, 9.3);
                (s * s * s, s * s + 0.02)
            }
        }
    }

    /// x⁰ at a point with these bounds.
    fn start(self, (lower, upper): (f64, f64)) -> f64 {
        match self {
            Self::Ae => 1.0,
            Self::Al | Self::Bl => lower,
            Self::Bm => 0.5 * (lower + upper),
            Self::Bu => upper,
        }
    }
}

impl Family for Obstacle {
    const ABOUT: About = About {
        name: "obstacle",
        title: "membrane under a force above an obstacle, or between two",
        formula: "min Σ over interior (i, j) of ¼(h_y/h_x)[(x_{i+1,j} − x_{ij})² + (x_{i−1,j} − x_{ij})²] + \
                  ¼(h_x/h_y)[(x_{i,j+1} − x_{ij})² + (x_{i,j−1} − x_{ij})²] − c h_x h_y x_{ij}  within bounds, i < rows, \
                  j < columns, h_y = 1/(rows − 1), h_x = 1/(columns − 1), x = 0 on the boundary; \
                  ae, al: sin(3.2 i h_y) sin(3.3 j h_x) ≤ x ≤ 2000; \
                  bl, bm, bu: s³ ≤ x ≤ s² + 0.02, s = sin(9.2 i h_y) sin(9.3 j h_x)",
        optimum: "f* by primal-dual active sets (certified: what is left of the optimality conditions bounds f − f* by \
                  strong convexity); 1.397897561 for ae at 10 × 10; error max(f − f*, violation)",
        source: "Dembo and Tulowitzki, On the minimization of quadratic functions subject to box constraints, Yale 1983; \
                 starts e, l, m, u of Moré and Toraldo, On the solution of large quadratic programming problems with bound \
                 constraints, SIAM Journal on Optimization 1, 1991; CUTEst's OBSTCLAE, OBSTCLAL, OBSTCLBL, OBSTCLBM, OBSTCLBU",
        parameters: &[
            ("variant", "ae, al, bl, bm or bu: obstacles a or b, start 1 (e), lower (l), middle (m) or upper (u)"),
            ("rows", "points along a column of the grid, boundary included"),
            ("columns", "columns of the grid, boundary included"),
            ("force", "c, the downward force per area, negated"),
        ],
    };

    type Made = Made<Edges>;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Composite]
    }

    fn dim(&self) -> usize {
        self.rows * self.columns
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<Self::Made, Error> {
        let (rows, columns) = (self.rows, self.columns);
        expect((3..=512).contains(&rows), "rows", rows, "3 to 512")?;
        expect((3..=512).contains(&columns), "columns", columns, "3 to 512")?;
        expect(self.force.is_finite(), "force", self.force, "a finite number")?;
        let (high, wide) = (1.0 / (rows - 1) as f64, 1.0 / (columns - 1) as f64);
        let inside = |i: usize, j: usize| i > 0 && i + 1 < rows && j > 0 && j + 1 < columns;
        let ends =
            |a: (usize, usize), b: (usize, usize)| f64::from(u8::from(inside(a.0, a.1)) + u8::from(inside(b.0, b.1)));
        let energy = Edges::new(
            (rows, columns),
            |i, j| ends((i, j), (i + 1, j)) * 0.25 * high / wide,
            |i, j| ends((i, j), (i, j + 1)) * 0.25 * wide / high,
            |i, j| if inside(i, j) { -self.force * high * wide } else { 0.0 },
        );
        let within = |p: usize| {
            let (i, j) = (p % rows, p / rows);
            inside(i, j).then(|| self.variant.between((i, j), (high, wide)))
        };
        let n = rows * columns;
        let lower = Vector::from_fn(n, |p, _| within(p).map_or(0.0, |(lower, _)| lower));
        let upper = Vector::from_fn(n, |p, _| within(p).map_or(0.0, |(_, upper)| upper));
        let start = Vector::from_fn(n, |p, _| within(p).map_or(0.0, |bounds| self.variant.start(bounds)));
        let largest = energy.largest_curvature();
        let order = dissection(rows, columns);
        Ok(Made::new(energy, Bounds { lower, upper }, start, &order, |energy, _| energy.smallest_curvature())?
            .smooth(largest))
    }

    fn instance(&self, made: &Arc<Self::Made>) -> Instance {
        Made::instance(made)
    }
}

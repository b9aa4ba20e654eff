//! ½∫|∇x|² − c∫x with |x| at most the distance to the boundary: an elastic-plastic bar, twisted.

use super::dissection::dissection;
use super::edges::Edges;
use super::energy::Made;
use crate::class::space::Bounds;
use crate::{About, Class, Data, Error, Family, Instance, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Which energy at the boundary, and which start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Variant {
    /// Energy node by node, from the upper bound: CUTEst's TORSION1, 3, 5.
    #[default]
    NodesUpper,
    /// Energy node by node, from 0: TORSION2, 4, 6.
    NodesZero,
    /// Energy cell by cell, from the upper bound: TORSIONA, C, E.
    CellsUpper,
    /// Energy cell by cell, from 0: TORSIONB, D, F.
    CellsZero,
}

/// The elastic-plastic torsion problem.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Torsion {
    variant: Variant,
    half: usize,
    force: f64,
}

impl Default for Torsion {
    fn default() -> Self {
        Self { variant: Variant::NodesUpper, half: 12, force: 5.0 }
    }
}

impl Family for Torsion {
    const ABOUT: About = About {
        name: "elastic-plastic-torsion",
        title: "elastic-plastic torsion of a square bar",
        formula: "min Σ wₑ(x_p − x_q)² over the edges pq of a P × P grid, P = 2q, − c h² Σ x over interior points, h = 1/(P − 1), \
                  within |x_{ij}| ≤ h min(i, j, P − 1 − i, P − 1 − j);  nodes: wₑ = ¼ for each interior end; \
                  cells: ½, ¼ along the boundary; from the upper bounds or from 0",
        optimum: "f* by primal-dual active sets (certified: what is left of the optimality conditions bounds f − f* by \
                  strong convexity); −0.49234185 for nodes, q = 5, c = 5; error max(f − f*, violation)",
        source: "Moré and Toraldo, On the solution of large quadratic programming problems with bound constraints, SIAM \
                 Journal on Optimization 1, 1991; CUTEst's TORSION1 to TORSION6 (nodes; c = 5, 5, 10, 10, 20, 20) and \
                 TORSIONA to TORSIONF (cells)",
        parameters: &[
            ("variant", "nodes-upper, nodes-zero, cells-upper or cells-zero: the energy and the start"),
            ("half", "q, half the points along a side: 4q² variables, the boundary included"),
            ("force", "c, the angle of twist"),
        ],
    };

    type Made = Made<Edges>;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Composite]
    }

    fn dim(&self) -> usize {
        4 * self.half * self.half
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<Self::Made, Error> {
        expect((2..=256).contains(&self.half), "half", self.half, "2 to 256")?;
        expect(self.force.is_finite(), "force", self.force, "a finite number")?;
        let (side, last) = (2 * self.half, 2 * self.half - 1);
        let h = 1.0 / last as f64;
        let inside = |i: usize, j: usize| i.min(j).min(last - i.max(j)) > 0;
        let nodes = |a: (usize, usize), b: (usize, usize)| {
            f64::from(u8::from(inside(a.0, a.1)) + u8::from(inside(b.0, b.1))) * 0.25
        };
        let cells = |line: usize| if line == 0 || line == last { 0.25 } else { 0.5 };
        let force = |i, j| if inside(i, j) { -self.force * h * h } else { 0.0 };
        let energy = match self.variant {
            Variant::NodesUpper | Variant::NodesZero => {
                Edges::new((side, side), |i, j| nodes((i, j), (i + 1, j)), |i, j| nodes((i, j), (i, j + 1)), force)
            }
            Variant::CellsUpper | Variant::CellsZero => {
                Edges::new((side, side), |_, j| cells(j), |i, _| cells(i), force)
            }
        };
        let upper = Vector::from_fn(side * side, |p, _| {
            let (i, j) = (p % side, p / side);
            h * i.min(j).min(last - i.max(j)) as f64
        });
        let start = match self.variant {
            Variant::NodesUpper | Variant::CellsUpper => upper.clone(),
            Variant::NodesZero | Variant::CellsZero => Vector::zeros(side * side),
        };
        let largest = energy.largest_curvature();
        let bounds = Bounds { lower: -&upper, upper };
        Ok(Made::new(energy, bounds, start, &dissection(side, side), |energy, _| energy.smallest_curvature())?
            .smooth(largest))
    }

    fn instance(&self, made: &Arc<Self::Made>) -> Instance {
        Made::instance(made)
    }
}

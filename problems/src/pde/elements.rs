//! Bilinear square elements in plane stress on a beam, and means over neighbouring elements.

use serde::{Deserialize, Serialize};

/// Poisson's ratio ν.
const NU: f64 = 0.3;

/// How a beam is held and loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Support {
    /// The Messerschmitt-Bölkow-Blohm beam, half of it.
    #[default]
    Mbb,
    /// Clamped at the left.
    Cantilever,
}

/// Elements from top to bottom, column by column; displacements 2p (right) and 2p + 1 (up) of node p, numbered alike.
pub(super) struct Mesh {
    elements: Vec<[usize; 8]>,
    /// Kₑ of a unit Young's modulus.
    element: [[f64; 8]; 8],
    /// Displacements that are 0.
    held: Vec<bool>,
    /// F.
    pub(super) load: Vec<f64>,
    /// The entries of Kₑ that are kept, in the order of [`Mesh::entries`]: 0 where a displacement is held.
    kept: Vec<f64>,
}

/// Entries of the lower triangle of an 8 × 8 matrix.
const LOWER: usize = 36;

fn pairs() -> impl Iterator<Item = (usize, usize)> {
    (0..8).flat_map(|a| (0..=a).map(move |b| (a, b)))
}

impl Mesh {
    pub(super) fn new(columns: usize, rows: usize, support: Support) -> Self {
        let nodes = rows + 1;
        let elements: Vec<_> = (0..columns * rows)
            .map(|e| {
                let top = e / rows * nodes + e % rows;
                let corners = [top + 1, top + 1 + nodes, top + nodes, top];
                std::array::from_fn(|a| 2 * corners[a / 2] + a % 2)
            })
            .collect();
        let dofs = 2 * nodes * (columns + 1);
        let (mut held, mut load) = (vec![false; dofs], vec![0.0; dofs]);
        match support {
            Support::Mbb => {
                (0..nodes).for_each(|node| held[2 * node] = true);
                held[dofs - 1] = true;
                load[1] = -1.0;
            }
            Support::Cantilever => {
                held[..2 * nodes].fill(true);
                load[dofs - 1] = -1.0;
            }
        }
        let element = stiffness();
        let keep = |dofs: &[usize; 8], a: usize, b: usize| {
            if held[dofs[a]] || held[dofs[b]] { 0.0 } else { element[a][b] }
        };
        let kept = elements.iter().flat_map(|dofs| pairs().map(move |(a, b)| keep(dofs, a, b))).collect();
        Self { elements, element, held, load, kept }
    }

    /// (row, column) of the terms of K: those of the elements, and the diagonal.
    pub(super) fn entries(&self) -> Vec<(usize, usize)> {
        let of_element = |dofs: &[usize; 8]| {
            let dofs = *dofs;
            pairs().map(move |(a, b)| (dofs[a].max(dofs[b]), dofs[a].min(dofs[b])))
        };
        let diagonal = (0..self.load.len()).map(|dof| (dof, dof));
        self.elements.iter().flat_map(of_element).chain(diagonal).collect()
    }

    /// The terms of K with these Young's moduli, 1 on the diagonal where a displacement is held.
    pub(super) fn stiffness(&self, young: impl Iterator<Item = f64>) -> impl Iterator<Item = f64> {
        let of_elements = self.kept.chunks_exact(LOWER).zip(young);
        let of_elements = of_elements.flat_map(|(kept, young)| kept.iter().map(move |entry| young * entry));
        of_elements.chain(self.held.iter().map(|held| f64::from(u8::from(*held))))
    }

    /// uₑᵀ Kₑ vₑ.
    pub(super) fn energy(&self, e: usize, u: &[f64], v: &[f64]) -> f64 {
        let (u, v) = (self.elements[e].map(|dof| u[dof]), self.elements[e].map(|dof| v[dof]));
        let row = |a: usize| -> f64 { self.element[a].iter().zip(v).map(|(entry, v)| entry * v).sum() };
        (0..8).map(|a| u[a] * row(a)).sum()
    }

    /// f ← f + t Kₑ uₑ where displacements are free.
    pub(super) fn add_force(&self, e: usize, t: f64, u: &[f64], f: &mut [f64]) {
        let dofs = &self.elements[e];
        for (row, &to) in self.element.iter().zip(dofs) {
            if !self.held[to] {
                f[to] += t * row.iter().zip(dofs).map(|(entry, &dof)| entry * u[dof]).sum::<f64>();
            }
        }
    }
}

/// Kₑ = ∫ Bᵀ D B over the unit square, corners from the lower left against the clock; two Gauss points each way are exact.
fn stiffness() -> [[f64; 8]; 8] {
    const CORNERS: [(f64, f64); 4] = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
    let gauss = 1.0 / 3.0_f64.sqrt();
    let elasticity =
        |[x, y, xy]: [f64; 3]| [x + NU * y, NU * x + y, 0.5 * (1.0 - NU) * xy].map(|s| s / (1.0 - NU * NU));
    let mut k = [[0.0; 8]; 8];
    for (xi, eta) in CORNERS.map(|(xi, eta)| (gauss * xi, gauss * eta)) {
        // Strains (∂ₓu, ∂ᵧv, ∂ᵧu + ∂ₓv) of a unit displacement: the corner's shape function is (1 ± ξ)(1 ± η)/4, twice ∂ξ.
        let strains: [[f64; 3]; 8] = std::array::from_fn(|a| {
            let (side, level) = CORNERS[a / 2];
            let (dx, dy) = (0.5 * side * (1.0 + level * eta), 0.5 * level * (1.0 + side * xi));
            if a % 2 == 0 { [dx, 0.0, dy] } else { [0.0, dy, dx] }
        });
        for (row, left) in k.iter_mut().zip(&strains) {
            for (entry, right) in row.iter_mut().zip(&strains) {
                *entry += 0.25 * left.iter().zip(elasticity(*right)).map(|(e, s)| e * s).sum::<f64>();
            }
        }
    }
    k
}

/// ρₑ = Σᵢ Hₑᵢ xᵢ / Σᵢ Hₑᵢ, Hₑᵢ = (r − |e − i|)⁺, rows of H one after the other.
pub(super) struct Filter {
    /// Where the row of each element ends.
    ends: Vec<usize>,
    /// (i, Hₑᵢ).
    near: Vec<(usize, f64)>,
    /// Σᵢ Hₑᵢ.
    sums: Vec<f64>,
}

impl Filter {
    pub(super) fn new(columns: usize, rows: usize, radius: f64) -> Self {
        let reach = radius.ceil() as usize - 1;
        let (mut ends, mut near, mut sums) = (Vec::new(), Vec::new(), Vec::new());
        for e in 0..columns * rows {
            let (j, i) = (e / rows, e % rows);
            let begin = near.len();
            for column in j.saturating_sub(reach)..(j + reach + 1).min(columns) {
                for row in i.saturating_sub(reach)..(i + reach + 1).min(rows) {
                    let apart = (column.abs_diff(j) as f64).hypot(row.abs_diff(i) as f64);
                    if apart < radius {
                        near.push((column * rows + row, radius - apart));
                    }
                }
            }
            ends.push(near.len());
            sums.push(near[begin..].iter().map(|(_, weight)| weight).sum());
        }
        Self { ends, near, sums }
    }

    fn rows(&self) -> impl Iterator<Item = (&[(usize, f64)], f64)> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        begins.zip(&self.ends).zip(&self.sums).map(|((begin, &end), &sum)| (&self.near[begin..end], sum))
    }

    /// ρ ← the means of x.
    pub(super) fn apply(&self, x: &[f64], rho: &mut [f64]) {
        for (rho, (near, sum)) in rho.iter_mut().zip(self.rows()) {
            *rho = near.iter().map(|(i, weight)| weight * x[*i]).sum::<f64>() / sum;
        }
    }

    /// g ← the transposed of [`Filter::apply`]; H is symmetric.
    pub(super) fn transpose(&self, of_density: &[f64], g: &mut [f64]) {
        for (g, (near, _)) in g.iter_mut().zip(self.rows()) {
            *g = near.iter().map(|(i, weight)| weight * of_density[*i] / self.sums[*i]).sum();
        }
    }
}

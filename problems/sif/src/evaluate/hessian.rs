//! The sparse Hessian of the Lagrangian: its pattern and its values.

use super::batch::{Batch, Kind};
use super::functions::{Functions, Weights};
use super::pattern::{Pattern, entries};
use super::store::{Order, Store};
use crate::fortran::LANES;
use crate::structure::QuadraticTerm;

/// Entries that a sparse Hessian may have before it is called dense.
const LARGEST: usize = 1 << 27;

/// A symmetric matrix by its lower triangle, row by row.
#[derive(Debug, Clone)]
pub struct Lower {
    /// Where row i begins, one more entry than rows.
    pub start: Vec<usize>,
    /// The columns of each row in increasing order, none above the row.
    pub columns: Vec<u32>,
}

/// Where the parts of one set of functions go.
#[derive(Debug, Clone)]
pub(super) struct Places {
    /// For each batch [block][pair of elemental variables][lane].
    pairs: Vec<Vec<[u32; LANES]>>,
    rows: Option<Outer>,
}

/// The outer products ∇tᵢ∇tᵢᵀ of the groups that are not linear in their argument.
#[derive(Debug, Clone)]
struct Outer {
    pattern: Pattern,
    groups: Vec<u32>,
    /// The entries of the lower triangles of their outer products, one after another.
    slots: Vec<u32>,
}

fn key(a: u32, b: u32) -> u64 {
    u64::from(a.max(b)) << 32 | u64::from(a.min(b))
}

impl Lower {
    /// The (row, column) of each entry, in order.
    pub fn entries(&self) -> impl Iterator<Item = (usize, usize)> {
        entries(&self.start, &self.columns)
    }

    /// The pattern of the Hessian of all functions together, with where each one's parts go; `None` if it would have
    /// more than 2²⁷ entries.
    pub(super) fn new(all: [&Functions; 2], quadratic: &[QuadraticTerm]) -> Option<(Self, [Places; 2])> {
        let pairs = |functions: &Functions| -> usize {
            let each = |(batch, kind): (&Batch, &Kind)| batch.variables.len() * LANES * (kind.elementals + 1) / 2;
            functions.batches().map(each).sum()
        };
        if all.map(pairs).iter().sum::<usize>() > LARGEST {
            return None;
        }
        let n = all[0].n;
        let mut keys: Vec<u64> = quadratic.iter().map(|term| key(term.row, term.column)).collect();
        let outers = all.map(|functions| (!functions.shaped.is_empty()).then(|| Pattern::new(functions)));
        for (functions, outer) in all.iter().zip(&outers) {
            each_pair(functions, |_, _, a, b| keys.push(key(a, b)));
            let members = functions.shaped.iter().flat_map(|shaped| &shaped.members);
            for (pattern, &group) in outer.iter().flat_map(|pattern| members.clone().map(move |group| (pattern, group)))
            {
                let row = &pattern.columns[pattern.start[group as usize]..pattern.start[group as usize + 1]];
                if keys.len() + row.len() * (row.len() + 1) / 2 > LARGEST {
                    return None;
                }
                for (i, &a) in row.iter().enumerate() {
                    keys.extend(row[..=i].iter().map(|&b| key(a, b)));
                }
            }
        }
        keys.sort_unstable();
        keys.dedup();
        let mut start = vec![0; n + 1];
        for &key in &keys {
            start[(key >> 32) as usize + 1] += 1;
        }
        for i in 0..n {
            start[i + 1] += start[i];
        }
        let lower = Self { start, columns: keys.iter().map(|&key| key as u32).collect() };
        let [first, second] = outers;
        let places = [lower.places(all[0], first), lower.places(all[1], second)];
        Some((lower, places))
    }

    fn places(&self, functions: &Functions, outer: Option<Pattern>) -> Places {
        let mut pairs: Vec<Vec<[u32; LANES]>> = functions
            .batches()
            .map(|(batch, kind)| vec![[0; LANES]; batch.groups.len() * (kind.elementals * (kind.elementals + 1) / 2)])
            .collect();
        each_pair(functions, |batch, (at, lane), a, b| pairs[batch][at][lane] = self.place(a, b));
        let rows = outer.map(|pattern| {
            let groups: Vec<u32> = functions.shaped.iter().flat_map(|shaped| shaped.members.iter().copied()).collect();
            let mut slots = vec![];
            for &group in &groups {
                let row = &pattern.columns[pattern.start[group as usize]..pattern.start[group as usize + 1]];
                for (i, &a) in row.iter().enumerate() {
                    slots.extend(row[..=i].iter().map(|&b| self.place(a, b)));
                }
            }
            Outer { pattern, groups, slots }
        });
        Places { pairs, rows }
    }

    /// The entry of variables a and b, which exists.
    pub(super) fn place(&self, a: u32, b: u32) -> u32 {
        let (row, column) = (a.max(b) as usize, a.min(b));
        let start = self.start[row];
        (start + self.columns[start..self.start[row + 1]].partition_point(|&other| other < column)) as u32
    }
}

/// Calls `with(batch, (place in the pairs' lanes), a, b)` for the variables a, b of all pairs of all terms.
fn each_pair(functions: &Functions, mut with: impl FnMut(usize, (usize, usize), u32, u32)) {
    for (number, (batch, kind)) in functions.batches().enumerate() {
        let (n, mut at) = (kind.elementals, 0);
        for variables in batch.variables.chunks(n.max(1)) {
            for k in 0..n {
                for l in 0..=k {
                    for (lane, (&a, &b)) in variables[k].iter().zip(&variables[l]).enumerate() {
                        with(number, (at, lane), a, b);
                    }
                    at += 1;
                }
            }
        }
    }
}

impl Places {
    /// Entries of the Jacobian that [`Self::add`] needs room for.
    pub(super) fn room(&self) -> usize {
        self.rows.as_ref().map_or(0, |outer| outer.pattern.columns.len())
    }

    /// values += Σ yᵢ ∇²ψᵢ(x); `room` is as large as [`Self::room`] says.
    pub(super) fn add(
        &self,
        functions: &Functions,
        y: Weights<'_>,
        x: &[f64],
        (store, room): (&mut Store, &mut [f64]),
        values: &mut [f64],
    ) {
        functions.refresh(x, Order::Hessian, store);
        if let Some(outer) = &self.rows {
            outer.pattern.fill_arguments(functions, store, room);
            store.factor.copy_from_slice(&store.curvature);
            y.scale(&mut store.factor);
            let mut slots = outer.slots.iter();
            for &group in &outer.groups {
                let group = group as usize;
                let row = &room[outer.pattern.start[group]..outer.pattern.start[group + 1]];
                let curvature = store.factor[group];
                for (i, a) in row.iter().enumerate() {
                    for (b, &slot) in row[..=i].iter().zip(&mut slots) {
                        values[slot as usize] += curvature * a * b;
                    }
                }
            }
        }
        y.set_factors(store);
        for ((batch, kind), slots) in functions.batches().zip(&self.pairs) {
            let per_block = kind.elementals * (kind.elementals + 1) / 2;
            batch.each_hessian(kind, &store.factor, store, |block, live, k, l, lanes| {
                let slots = &slots[block * per_block + k * (k + 1) / 2 + l];
                let variables = &batch.variables[block * kind.elementals..];
                for lane in 0..live {
                    // Two elemental variables that are one variable: both ∂²e/∂vₖ∂vₗ and ∂²e/∂vₗ∂vₖ are on the diagonal.
                    let twice = k != l && variables[k][lane] == variables[l][lane];
                    values[slots[lane] as usize] += if twice { 2.0 * lanes[lane] } else { lanes[lane] };
                }
            });
        }
    }
}

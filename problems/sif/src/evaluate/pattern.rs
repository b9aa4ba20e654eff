//! The sparsity of the Jacobian of the groups' arguments and functions, and its values.

use super::functions::{Functions, Weights};
use super::store::{Order, Store};
use crate::fortran::LANES;

/// The (row, column) of each entry of a matrix by rows.
pub(super) fn entries(start: &[usize], columns: &[u32]) -> impl Iterator<Item = (usize, usize)> {
    let rows = start.windows(2).enumerate();
    rows.flat_map(move |(i, range)| columns[range[0]..range[1]].iter().map(move |&column| (i, column as usize)))
}

/// The rows of an m × n Jacobian, with where every term and linear coefficient goes.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    /// Where row i begins, one more entry than rows.
    pub(super) start: Vec<usize>,
    /// The columns of each row in increasing order.
    pub(super) columns: Vec<u32>,
    /// The entry of each linear coefficient.
    linear: Vec<u32>,
    /// For each batch the entries, laid out as its variables.
    terms: Vec<Vec<[u32; LANES]>>,
}

impl Pattern {
    /// That of `functions`.
    pub(super) fn new(functions: &Functions) -> Self {
        let m = functions.len();
        let mut keys: Vec<u64> = vec![];
        let key = |row: u32, column: u32| u64::from(row) << 32 | u64::from(column);
        for i in 0..m {
            let row = functions.linear.start[i]..functions.linear.start[i + 1];
            keys.extend(functions.linear.columns[row].iter().map(|&column| key(i as u32, column)));
        }
        let linear_keys = keys.clone();
        for (batch, kind) in functions.batches() {
            for (at, variables) in batch.variables.iter().enumerate() {
                let groups = &batch.groups[at / kind.elementals];
                keys.extend(groups.iter().zip(variables).map(|(&group, &variable)| key(group, variable)));
            }
        }
        keys.sort_unstable();
        keys.dedup();
        let columns = keys.iter().map(|&key| key as u32).collect();
        let mut start = vec![0; m + 1];
        for &key in &keys {
            start[(key >> 32) as usize + 1] += 1;
        }
        for i in 0..m {
            start[i + 1] += start[i];
        }
        let mut pattern = Self { start, columns, linear: vec![], terms: vec![] };
        pattern.linear = linear_keys.iter().map(|&key| pattern.place((key >> 32) as u32, key as u32)).collect();
        for (batch, kind) in functions.batches() {
            let mut slots = batch.variables.clone();
            for (at, slots) in slots.iter_mut().enumerate() {
                let groups = &batch.groups[at / kind.elementals];
                for (slot, &group) in slots.iter_mut().zip(groups) {
                    *slot = pattern.place(group, *slot);
                }
            }
            pattern.terms.push(slots);
        }
        pattern
    }

    /// The entry at (row, column), which exists.
    fn place(&self, row: u32, column: u32) -> u32 {
        let start = self.start[row as usize];
        let row = &self.columns[start..self.start[row as usize + 1]];
        (start + row.partition_point(|&other| other < column)) as u32
    }

    /// The Jacobian of ψ with row i multiplied by yᵢ.
    pub(super) fn fill(&self, functions: &Functions, y: Weights<'_>, x: &[f64], store: &mut Store, values: &mut [f64]) {
        functions.refresh(x, Order::Gradient, store);
        y.set_factors(store);
        self.fill_scaled(functions, store, values);
    }

    /// The Jacobian of t, the groups' arguments.
    pub(super) fn fill_arguments(&self, functions: &Functions, store: &mut Store, values: &mut [f64]) {
        store.factor.fill(1.0);
        self.fill_scaled(functions, store, values);
    }

    fn fill_scaled(&self, functions: &Functions, store: &mut Store, values: &mut [f64]) {
        values.fill(0.0);
        let factor = std::mem::take(&mut store.factor);
        for (i, factor) in factor.iter().enumerate() {
            for at in functions.linear.start[i]..functions.linear.start[i + 1] {
                values[self.linear[at] as usize] += factor * functions.linear.values[at];
            }
        }
        for ((batch, kind), slots) in functions.batches().zip(&self.terms) {
            batch.add_gradients(kind, &factor, slots, store, values);
        }
        store.factor = factor;
    }
}

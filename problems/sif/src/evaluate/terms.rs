//! How the terms of groups are put into batches, tile by tile.

use super::batch::Batch;
use super::kind::Kind;
use super::shapes::Shaped;
use crate::structure::{Decoded, Rows};

/// Functions of a tile: few enough that what belongs to them stays in the nearest memory.
pub(super) const TILE: usize = 512;

/// A group of the problem, the function that it belongs to, and what its terms are multiplied by there.
pub(super) type Member = (usize, u32, f64);

/// The batches of all terms of `members` and all linear coefficients of `linear` (each in order of functions), and how
/// many lanes their gradients and Hessians take.
pub(super) fn batches(
    decoded: &Decoded,
    (members, linear): (&[Member], &[Member]),
    kinds: &[Option<Kind>],
) -> (Vec<Batch>, (usize, usize)) {
    let elements = &decoded.elements;
    let identity = kinds.len() - 1;
    // Linear coefficients come first in the sums, as in `CUTEst`.
    let mut batches: Vec<Batch> = std::iter::once(identity).chain(0..identity).map(Batch::new).collect();
    let mut terms: Vec<Vec<(u32, u32, f64)>> = vec![vec![]; kinds.len()];
    for tile in members.chunk_by(|a, b| a.1 as usize / TILE == b.1 as usize / TILE) {
        let first = tile[0].1 / TILE as u32 * TILE as u32;
        terms.iter_mut().for_each(Vec::clear);
        for (element, function, weight) in in_columns(&decoded.groups.uses, tile) {
            terms[elements.types[element as usize] as usize].push((element, function - first, weight));
        }
        if !linear.is_empty() {
            terms[identity].extend(
                in_columns(&decoded.groups.linear, tile).map(|(variable, function, a)| (variable, function - first, a)),
            );
        }
        for batch in &mut batches {
            let Some(kind) = &kinds[batch.kind] else { continue };
            let terms = &terms[batch.kind];
            if batch.kind == identity {
                batch
                    .push_tile(kind, terms.iter().map(|term| (std::slice::from_ref(&term.0), &[][..], term.1, term.2)));
            } else {
                batch.push_tile(
                    kind,
                    terms.iter().map(|&(element, function, weight)| {
                        let element = element as usize;
                        (elements.variables_of(element), elements.parameters_of(element), function, weight)
                    }),
                );
            }
        }
    }
    batches.retain(|batch| !batch.is_empty());
    let mut widths = (0, 0);
    for batch in &mut batches {
        if let Some(kind) = &kinds[batch.kind] {
            batch.reserve(kind, &mut widths);
        }
    }
    (batches, widths)
}

/// The functions that are not linear in their argument, by group type.
pub(super) fn shaped(decoded: &Decoded, members: &[Member]) -> Vec<Shaped> {
    let mut all: Vec<Shaped> = (0..decoded.group_types.len()).map(|shape| Shaped::new(decoded, shape)).collect();
    let mut found: Vec<Vec<(u32, usize)>> = vec![vec![]; all.len()];
    for tile in members.chunks(TILE) {
        found.iter_mut().for_each(Vec::clear);
        for &(group, function, _) in tile {
            if let Some(shape) = decoded.groups.types[group] {
                found[shape as usize].push((function - tile[0].1, group));
            }
        }
        all.iter_mut().zip(&found).for_each(|(shaped, found)| shaped.push_tile(decoded, found));
    }
    all.retain(|shaped| !shaped.is_empty());
    all
}

/// Σ aᵢ/sᵢ of `groups`; empty if no group has a linear coefficient.
pub(super) fn linear_sum(decoded: &Decoded, groups: &[usize]) -> Vec<f64> {
    let linear = &decoded.groups.linear;
    if groups.iter().all(|&group| linear.start[group] == linear.start[group + 1]) {
        return vec![];
    }
    let mut sum = vec![0.0; decoded.variables.start.len()];
    for &group in groups {
        linear.row(group).for_each(|(variable, a)| sum[variable] += a * decoded.groups.scale[group].recip());
    }
    sum
}

/// The entries (column, function, value · scale) of the rows of `members`: the first of every row, then the second of
/// every row that has two, and so on, so that a block of them runs through rows or columns.
fn in_columns(rows: &Rows, members: &[Member]) -> impl Iterator<Item = (u32, u32, f64)> {
    let row = |&(group, function, scale): &Member| (rows.start[group], rows.start[group + 1], function, scale);
    let mut left: Vec<(usize, usize, u32, f64)> = members.iter().map(row).collect();
    let mut entries = vec![];
    while !left.is_empty() {
        left.retain(|&(at, end, ..)| at < end);
        for (at, _, function, scale) in &mut left {
            entries.push((rows.columns[*at], *function, rows.values[*at] * *scale));
            *at += 1;
        }
    }
    entries.into_iter()
}

//! All terms of the functions whose elements are of one type, evaluated a block of lanes at a time.
//!
//! A term is a use `w e(x_v; p)` of an element in a group, or a linear coefficient. Functions are cut into tiles, and
//! the blocks of a tile stand together. Within a batch the indices of the first elemental variable of a block come
//! first, then those of the second, and so on; functions are counted from the first of their tile.

use std::ops::Range;

use super::kind::Kind;
use super::lanes::{Indices, Lane, Numbers};
use super::store::{Block, Order, Slot};
use crate::fortran::{LANES, Lanes};

/// A term of a function: its variables, its parameters, the function, the weight.
pub(super) type Term<'a> = (&'a [u32], &'a [f64], u32, f64);

/// The terms of one element type.
#[derive(Debug, Clone)]
pub(super) struct Batch {
    /// Which type.
    pub(super) kind: usize,
    /// By block and elemental variable.
    pub(super) variables: Indices,
    /// By block and parameter.
    parameters: Numbers,
    /// The functions, by block.
    pub(super) functions: Indices,
    /// By block.
    weights: Numbers,
    /// How many of a block's lanes are terms.
    live: Vec<u8>,
    /// The first block of each tile, and the number of blocks.
    tiles: Vec<usize>,
    /// Where its kept gradients and Hessians begin.
    first_start: usize,
    second_start: usize,
}

impl Batch {
    /// No terms of type `kind`.
    pub(super) fn new(kind: usize) -> Self {
        Self {
            kind,
            variables: Indices::default(),
            parameters: Numbers::default(),
            functions: Indices::default(),
            weights: Numbers::default(),
            live: vec![],
            tiles: vec![0],
            first_start: 0,
            second_start: 0,
        }
    }

    /// Adds the terms of a tile.
    pub(super) fn push_tile<'a>(&mut self, kind: &Kind, terms: impl Iterator<Item = Term<'a>>) {
        let mut block = Vec::with_capacity(LANES);
        for term in terms {
            block.push(term);
            if block.len() == LANES {
                self.push(kind, &block);
                block.clear();
            }
        }
        if !block.is_empty() {
            self.push(kind, &block);
        }
        self.tiles.push(self.live.len());
    }

    fn push(&mut self, kind: &Kind, block: &[Term<'_>]) {
        let (mut indices, mut numbers) = ([0; LANES], [0.0; LANES]);
        let live = block.len();
        self.live.push(live as u8);
        for k in 0..kind.elementals {
            indices.iter_mut().zip(block).for_each(|(index, term)| *index = term.0[k]);
            self.variables.push(&indices[..live]);
        }
        for p in 0..kind.parameters {
            numbers.iter_mut().zip(block).for_each(|(number, term)| *number = term.1[p]);
            self.parameters.push(&numbers[..live]);
        }
        indices.iter_mut().zip(block).for_each(|(index, term)| *index = term.2);
        self.functions.push(&indices[..live]);
        numbers.iter_mut().zip(block).for_each(|(number, term)| *number = term.3);
        self.weights.push(&numbers[..live]);
    }

    /// Reserves the places of its derivatives after those that `widths` counts.
    pub(super) fn reserve(&mut self, kind: &Kind, widths: &mut (usize, usize)) {
        (self.first_start, self.second_start) = *widths;
        widths.0 += self.live.len() * kind.first_width;
        widths.1 += self.live.len() * kind.second_width;
    }

    /// Whether it has no term.
    pub(super) fn is_empty(&self) -> bool {
        self.live.is_empty()
    }

    /// Terms.
    pub(super) fn terms(&self) -> usize {
        self.live.iter().map(|&live| usize::from(live)).sum()
    }

    /// The blocks of a tile with how many of their lanes are terms.
    pub(super) fn blocks(&self, tile: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        (self.tiles[tile]..self.tiles[tile + 1]).map(|block| (block, usize::from(self.live[block])))
    }

    /// Where the gradients of a tile are kept.
    pub(super) fn first(&self, kind: &Kind, tile: usize) -> Range<usize> {
        let at = |tile: usize| self.first_start + self.tiles[tile] * kind.first_width;
        at(tile)..at(tile + 1)
    }

    /// Where the Hessians of a tile are kept.
    pub(super) fn second(&self, kind: &Kind, tile: usize) -> Range<usize> {
        let at = |tile: usize| self.second_start + self.tiles[tile] * kind.second_width;
        at(tile)..at(tile + 1)
    }

    /// Evaluates the elements of a tile at `x` with derivatives up to `order`, adds the values to the arguments of the
    /// functions, and keeps the derivatives in the tile's parts of `first` and `second`.
    pub(super) fn evaluate(
        &self,
        kind: &Kind,
        (tile, order, x): (usize, Order, &[f64]),
        argument: &mut [f64],
        (first, second): (&mut [Lanes], &mut [Lanes]),
        room: &mut Block,
    ) {
        let (program, n) = (kind.program(order), kind.internals());
        program.prepare(&mut room.registers);
        for (number, (block, live)) in self.blocks(tile).enumerate() {
            self.evaluate_block(kind, (order, x), (block, live), argument, room);
            if order >= Order::Gradient {
                let to = &mut first[number * kind.first_width..][..kind.first_width];
                Slot::keep(&kind.first, &program.outputs()[1..], &room.registers, to);
            }
            if order == Order::Hessian {
                let to = &mut second[number * kind.second_width..][..kind.second_width];
                Slot::keep(&kind.second, &program.outputs()[1 + n..], &room.registers, to);
            }
        }
    }

    /// Runs the program of `order` on a block and adds the values to the arguments of the functions.
    fn evaluate_block(
        &self,
        kind: &Kind,
        (order, x): (Order, &[f64]),
        (block, live): (usize, usize),
        argument: &mut [f64],
        room: &mut Block,
    ) {
        let (program, inputs) = (kind.program(order), kind.internals());
        let Block { registers, elemental, .. } = room;
        kind.gather(x, (&self.variables, block, live), elemental, &mut registers[..inputs]);
        for p in 0..kind.parameters {
            self.parameters.load(block * kind.parameters + p, &mut registers[inputs + p]);
        }
        program.run(registers, live);
        let value = Slot::read(program.outputs()[0], registers);
        self.functions.add(block, live, value, self.weights.factor(block), argument);
    }

    /// `out[index] += factor[function] w ∇e` for the terms of a tile, whose gradients are kept in `first`; `indices` is
    /// laid out as `variables`.
    pub(super) fn add_gradients(
        &self,
        kind: &Kind,
        tile: usize,
        (factor, first, indices): (&[f64], &[Lanes], &Indices),
        room: &mut Block,
        out: &mut [f64],
    ) {
        let Block { internal, elemental, .. } = room;
        let mut lanes = [0.0; LANES];
        for (number, (block, live)) in self.blocks(tile).enumerate() {
            let kept = &first[number * kind.first_width..][..kind.first_width];
            let factor = self.functions.factor((block, live), factor, &self.weights, &mut lanes);
            let lane = |i: usize| kind.first[i].of(kept);
            kind.scatter(lane, factor, (internal, elemental), (indices, block, live), out);
        }
    }

    /// Evaluates the elements of a tile at `x` and adds their gradients as [`Self::add_gradients`] does, keeping nothing.
    pub(super) fn evaluate_gradients(
        &self,
        kind: &Kind,
        (tile, x): (usize, &[f64]),
        argument: &mut [f64],
        (factor, indices): (&[f64], &Indices),
        room: &mut Block,
        out: &mut [f64],
    ) {
        let program = kind.program(Order::Gradient);
        program.prepare(&mut room.registers);
        let mut lanes = [0.0; LANES];
        for (block, live) in self.blocks(tile) {
            self.evaluate_block(kind, (Order::Gradient, x), (block, live), argument, room);
            let factor = self.functions.factor((block, live), factor, &self.weights, &mut lanes);
            let Block { registers, internal, elemental, .. } = room;
            let lane = |i: usize| Slot::read(program.outputs()[1 + i], registers);
            kind.scatter(lane, factor, (internal, elemental), (indices, block, live), out);
        }
    }

    /// `along[function] += w ∇eᵀ v` for the terms of a tile.
    pub(super) fn add_slopes(
        &self,
        kind: &Kind,
        tile: usize,
        (v, first): (&[f64], &[Lanes]),
        room: &mut Block,
        along: &mut [f64],
    ) {
        let Block { internal, elemental, .. } = room;
        for (number, (block, live)) in self.blocks(tile).enumerate() {
            let kept = &first[number * kind.first_width..][..kind.first_width];
            kind.gather(v, (&self.variables, block, live), elemental, internal);
            let mut slope = [0.0; LANES];
            for (direction, &slot) in internal.iter().zip(&kind.first) {
                slot.add_times(kept, direction, &mut slope);
            }
            self.functions.add(block, live, Lane::Each(&slope), self.weights.factor(block), along);
        }
    }

    /// out += Σ over the terms of a tile `w (factor[function] ∇²e v + bend[function] ∇e)`, without the second part if
    /// there is no bend.
    pub(super) fn add_products(
        &self,
        kind: &Kind,
        (tile, v): (usize, &[f64]),
        (factor, bend): (&[f64], Option<&[f64]>),
        (first, second): (&[Lanes], &[Lanes]),
        room: &mut Block,
        out: &mut [f64],
    ) {
        if kind.is_linear() && bend.is_none() {
            return;
        }
        let n = kind.internals();
        let Block { internal, elemental, result, .. } = room;
        let mut lanes = [0.0; LANES];
        for (number, (block, live)) in self.blocks(tile).enumerate() {
            let at = (&self.variables, block, live);
            if !kind.is_linear() {
                kind.gather(v, at, elemental, internal);
                let kept = &second[number * kind.second_width..][..kind.second_width];
                multiply(&kind.second, kept, &internal[..n], &mut result[..n]);
                let factor = self.functions.factor((block, live), factor, &self.weights, &mut lanes);
                kind.scatter(|i| Lane::Each(&result[i]), factor, (internal, elemental), at, out);
            }
            if let Some(bend) = bend {
                let gradient = &first[number * kind.first_width..][..kind.first_width];
                let bend = self.functions.factor((block, live), bend, &self.weights, &mut lanes);
                kind.scatter(|i| kind.first[i].of(gradient), bend, (internal, elemental), at, out);
            }
        }
    }

    /// Calls `with(block, live, k, l, values)` with the lanes of `w factor[function] ∂²e/∂vₖ∂vₗ`, l ≤ k, for the terms of
    /// a tile.
    pub(super) fn each_hessian(
        &self,
        kind: &Kind,
        tile: usize,
        (factor, second): (&[f64], &[Lanes]),
        mut with: impl FnMut((usize, usize), usize, usize, &Lanes),
    ) {
        if kind.is_linear() {
            return;
        }
        let mut lanes = [0.0; LANES];
        for (number, (block, live)) in self.blocks(tile).enumerate() {
            let kept = &second[number * kind.second_width..][..kind.second_width];
            let factor = self.functions.factor((block, live), factor, &self.weights, &mut lanes);
            for k in 0..kind.elementals {
                for l in 0..=k {
                    let (mut total, mut part) = ([0.0; LANES], [0.0; LANES]);
                    kind.each_part(k, l, |slot, weight| {
                        factor.times(slot.of(kept), &mut part);
                        total.iter_mut().zip(&part).for_each(|(total, part)| *total += weight * part);
                    });
                    with((block, live), k, l, &total);
                }
            }
        }
    }
}

/// result = H u for the packed lower triangles of a block.
fn multiply(slots: &[Slot], kept: &[Lanes], u: &[Lanes], result: &mut [Lanes]) {
    result.fill([0.0; LANES]);
    let mut at = 0;
    for i in 0..u.len() {
        for j in 0..=i {
            let slot = slots[at];
            at += 1;
            if slot == Slot::Constant(0.0) {
                continue;
            }
            slot.add_times(kept, &u[j], &mut result[i]);
            if i != j {
                slot.add_times(kept, &u[i], &mut result[j]);
            }
        }
    }
}

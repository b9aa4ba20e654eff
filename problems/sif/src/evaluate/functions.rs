//! Functions ψᵢ(x) = gᵢ(tᵢ(x))/sᵢ, i = 1…m, of groups: the constraints, or terms of the objective.
//!
//! They are evaluated a tile of functions at a time, so that what passes from elements to functions and back stays in
//! the nearest memory.

use std::ops::Range;
use std::sync::Arc;

use super::batch::Batch;
use super::kind::Kind;
use super::lanes::Indices;
use super::shapes::{Shape, Shaped};
use super::store::{Order, Store};
use super::terms::{Member, TILE, batches, shaped};
use crate::fortran::Lanes;
use crate::structure::Decoded;

/// What the types of a problem compute.
#[derive(Debug, Clone)]
pub(super) struct Types {
    /// The element types that are used, and the variable itself as the last.
    pub(super) kinds: Vec<Option<Kind>>,
    /// The group types that are used.
    pub(super) shapes: Vec<Option<Shape>>,
}

/// m functions with all their terms.
#[derive(Debug, Clone)]
pub(super) struct Functions {
    types: Arc<Types>,
    constant: Vec<f64>,
    inverse_scale: Vec<f64>,
    /// Whether all scales are 1.
    unscaled: bool,
    /// The terms, by element type.
    batches: Vec<Batch>,
    /// The functions that are not linear in their argument, by group type.
    pub(super) shaped: Vec<Shaped>,
    /// Whether a function is linear in its argument.
    any_linear: bool,
    widths: (usize, usize),
}

impl Functions {
    /// One function for each of `groups` (indices of `decoded`'s groups).
    pub(super) fn each(decoded: &Decoded, groups: &[usize], types: &Arc<Types>) -> Self {
        let members: Vec<Member> = groups.iter().enumerate().map(|(i, &group)| (group, i as u32, 1.0)).collect();
        let from = &decoded.groups;
        let constant = groups.iter().map(|&group| from.constant[group]).collect();
        let inverse_scale = groups.iter().map(|&group| from.scale[group].recip()).collect();
        let mut functions = Self::new(decoded, (&members, &members), types, (constant, inverse_scale));
        functions.shaped = shaped(decoded, &members);
        functions.any_linear = groups.iter().any(|&group| from.types[group].is_none());
        functions
    }

    /// One function, the sum of `groups`, all linear in their arguments, without their linear coefficients; none if
    /// there is no group.
    pub(super) fn sum(decoded: &Decoded, groups: &[usize], types: &Arc<Types>) -> Self {
        let from = &decoded.groups;
        let members: Vec<Member> = groups.iter().map(|&group| (group, 0, from.scale[group].recip())).collect();
        let constant: f64 = members.iter().map(|&(group, _, scale)| scale * from.constant[group]).sum();
        let many = usize::from(!groups.is_empty());
        Self::new(decoded, (&members, &[]), types, (vec![constant; many], vec![1.0; many]))
    }

    fn new(
        decoded: &Decoded,
        (members, linear): (&[Member], &[Member]),
        types: &Arc<Types>,
        (constant, inverse_scale): (Vec<f64>, Vec<f64>),
    ) -> Self {
        let (batches, widths) = batches(decoded, (members, linear), &types.kinds);
        Self {
            types: types.clone(),
            constant,
            unscaled: inverse_scale.iter().all(|scale| scale.to_bits() == 1_f64.to_bits()),
            inverse_scale,
            batches,
            shaped: vec![],
            any_linear: true,
            widths,
        }
    }

    /// m.
    pub(super) fn len(&self) -> usize {
        self.constant.len()
    }

    /// The batches with what they compute.
    pub(super) fn batches(&self) -> impl Iterator<Item = (&Batch, &Kind)> {
        self.batches.iter().filter_map(|batch| self.types.kinds[batch.kind].as_ref().map(|kind| (batch, kind)))
    }

    /// The tiles with their functions.
    pub(super) fn tiles(&self) -> impl Iterator<Item = (usize, Range<usize>)> + use<> {
        let m = self.len();
        (0..m.div_ceil(TILE)).map(move |tile| (tile, tile * TILE..m.min(tile * TILE + TILE)))
    }

    /// Room for its evaluations.
    pub(super) fn store(&self) -> Store {
        let shapes = self.types.shapes.iter().flatten().map(Shape::registers);
        let registers = self.batches().map(|(_, kind)| kind.registers()).chain(shapes).max().unwrap_or(0);
        let firsts = self.tiles().map(|(tile, _)| {
            let first = |(batch, kind): (&Batch, &Kind)| batch.first(kind, tile).len();
            self.batches().map(first).sum::<usize>()
        });
        Store::new(self.len(), registers, TILE.min(self.len()), firsts.max().unwrap_or(0))
    }

    /// Brings `store`, which belongs to the point `x`, to derivatives up to `order`.
    pub(super) fn refresh(&self, x: &[f64], order: Order, store: &mut Store) {
        if store.has(order) {
            return;
        }
        self.begin(order, store);
        for (tile, range) in self.tiles() {
            self.evaluate_tile((tile, range), x, order, store);
        }
        store.order = Some(order);
    }

    fn begin(&self, order: Order, store: &mut Store) {
        store.order = None;
        store.reserve(order, (self.len(), self.widths));
    }

    /// Evaluates the functions of a tile and keeps their derivatives up to `order`.
    fn evaluate_tile(&self, (tile, range): (usize, Range<usize>), x: &[f64], order: Order, store: &mut Store) {
        let Store { value, slope, curvature, first, second, tile: room, block, .. } = store;
        let argument = &mut room.argument[..range.len()];
        argument.iter_mut().zip(&self.constant[range.clone()]).for_each(|(argument, b)| *argument = -b);
        for (batch, kind) in self.batches() {
            let first = if order >= Order::Gradient { &mut first[batch.first(kind, tile)] } else { &mut [] };
            let second = if order == Order::Hessian { &mut second[batch.second(kind, tile)] } else { &mut [] };
            batch.evaluate(kind, (tile, order, x), argument, (first, second), block);
        }
        let part = |wanted: Order| if order >= wanted { range.clone() } else { 0..0 };
        let (slopes, curvatures) = (part(Order::Gradient), part(Order::Hessian));
        let parts = [&mut value[range.clone()], &mut slope[slopes], &mut curvature[curvatures]];
        self.finish_tile((tile, range), order, argument, parts, &mut block.registers);
    }

    /// The functions of a tile and their derivatives from their arguments.
    fn finish_tile(
        &self,
        (tile, range): (usize, Range<usize>),
        order: Order,
        argument: &[f64],
        [value, slope, curvature]: [&mut [f64]; 3],
        registers: &mut [Lanes],
    ) {
        let inverse_scale = &self.inverse_scale[range];
        if self.any_linear {
            let arguments = argument.iter().zip(inverse_scale);
            value.iter_mut().zip(arguments).for_each(|(value, (argument, inverse))| *value = argument * inverse);
            slope.iter_mut().zip(inverse_scale).for_each(|(slope, inverse)| *slope = *inverse);
            curvature.fill(0.0);
        }
        let scale = (!self.unscaled).then_some(inverse_scale);
        for shaped in &self.shaped {
            if let Some(shape) = &self.types.shapes[shaped.shape] {
                let parts = [&mut *value, &mut *slope, &mut *curvature];
                shaped.evaluate(shape, (tile, order, argument), scale, parts, registers);
            }
        }
    }

    /// out += Σ yᵢ ∇ψᵢ(x), or with `slots` the Jacobian in their order.
    pub(super) fn add_gradient(
        &self,
        (y, slots): (Weights<'_>, Option<&[Indices]>),
        x: &[f64],
        store: &mut Store,
        out: &mut [f64],
    ) {
        let kept = store.has(Order::Gradient);
        if !kept {
            self.begin(Order::Value, store);
        }
        for (tile, range) in self.tiles() {
            if kept {
                let Store { slope, tile: room, first, block, .. } = store;
                let factor = y.factors(&slope[range.clone()], &range, &mut room.factor);
                for (number, (batch, kind)) in self.batches().enumerate() {
                    let indices = slots.map_or(&batch.variables, |slots| &slots[number]);
                    let first = &first[batch.first(kind, tile)];
                    batch.add_gradients(kind, tile, (factor, first, indices), block, out);
                }
            } else if self.shaped.is_empty() {
                self.linear_gradient((tile, range), (y, slots), x, store, out);
            } else {
                self.shaped_gradient((tile, range), (y, slots), x, store, out);
            }
        }
        if !kept {
            store.order = Some(Order::Value);
        }
    }

    /// The gradients of a tile whose functions are all linear in their arguments: each block is done with at once.
    fn linear_gradient(
        &self,
        (tile, range): (usize, Range<usize>),
        (y, slots): (Weights<'_>, Option<&[Indices]>),
        x: &[f64],
        store: &mut Store,
        out: &mut [f64],
    ) {
        let Store { value, tile: room, block, .. } = store;
        let argument = &mut room.argument[..range.len()];
        argument.iter_mut().zip(&self.constant[range.clone()]).for_each(|(argument, b)| *argument = -b);
        let factor = y.factors(&self.inverse_scale[range.clone()], &range, &mut room.factor);
        for (number, (batch, kind)) in self.batches().enumerate() {
            let indices = slots.map_or(&batch.variables, |slots| &slots[number]);
            batch.evaluate_gradients(kind, (tile, x), argument, (factor, indices), block, out);
        }
        let parts = [&mut value[range.clone()], &mut [][..], &mut [][..]];
        self.finish_tile((tile, range), Order::Value, argument, parts, &mut block.registers);
    }

    /// The gradients of a tile, with those of the elements kept until the tile is done.
    fn shaped_gradient(
        &self,
        (tile, range): (usize, Range<usize>),
        (y, slots): (Weights<'_>, Option<&[Indices]>),
        x: &[f64],
        store: &mut Store,
        out: &mut [f64],
    ) {
        let Store { value, tile: room, block, .. } = store;
        let (argument, slope) = (&mut room.argument[..range.len()], &mut room.slope[..range.len()]);
        argument.iter_mut().zip(&self.constant[range.clone()]).for_each(|(argument, b)| *argument = -b);
        let mut first = &mut room.first[..];
        for (batch, kind) in self.batches() {
            let (these, others) = first.split_at_mut(batch.first(kind, tile).len());
            batch.evaluate(kind, (tile, Order::Gradient, x), argument, (these, &mut []), block);
            first = others;
        }
        let parts = [&mut value[range.clone()], &mut *slope, &mut [][..]];
        self.finish_tile((tile, range.clone()), Order::Gradient, argument, parts, &mut block.registers);
        let factor = y.factors(slope, &range, &mut room.factor);
        let mut first = &room.first[..];
        for (number, (batch, kind)) in self.batches().enumerate() {
            let (these, others) = first.split_at(batch.first(kind, tile).len());
            let indices = slots.map_or(&batch.variables, |slots| &slots[number]);
            batch.add_gradients(kind, tile, (factor, these, indices), block, out);
            first = others;
        }
    }

    /// out += Σ ∇tᵢ in the order of `slots`, from the kept gradients of the elements.
    pub(super) fn add_argument_gradients(&self, slots: &[Indices], store: &mut Store, out: &mut [f64]) {
        let Store { tile: room, first, block, .. } = store;
        room.factor.fill(1.0);
        for (tile, range) in self.tiles() {
            for ((batch, kind), indices) in self.batches().zip(slots) {
                let first = &first[batch.first(kind, tile)];
                batch.add_gradients(kind, tile, (&room.factor[..range.len()], first, indices), block, out);
            }
        }
    }

    /// out ← the Jacobian of ψ times v.
    pub(super) fn jacobian_product(&self, x: &[f64], v: &[f64], store: &mut Store, out: &mut [f64]) {
        self.refresh(x, Order::Gradient, store);
        out.fill(0.0);
        let Store { slope, first, block, .. } = store;
        for (tile, range) in self.tiles() {
            for (batch, kind) in self.batches() {
                let first = &first[batch.first(kind, tile)];
                batch.add_slopes(kind, tile, (v, first), block, &mut out[range.clone()]);
            }
        }
        out.iter_mut().zip(slope).for_each(|(out, slope)| *out *= *slope);
    }

    /// out += Σ yᵢ ∇²ψᵢ(x) v.
    pub(super) fn add_product(&self, y: Weights<'_>, x: &[f64], v: &[f64], store: &mut Store, out: &mut [f64]) {
        let kept = store.has(Order::Hessian);
        if !kept {
            self.begin(Order::Hessian, store);
        }
        for (tile, range) in self.tiles() {
            if !kept {
                self.evaluate_tile((tile, range.clone()), x, Order::Hessian, store);
            }
            let Store { slope, curvature, first, second, tile: room, block, .. } = store;
            let mut bend = None;
            if !self.shaped.is_empty() {
                let along = &mut room.along[..range.len()];
                along.fill(0.0);
                for (batch, kind) in self.batches() {
                    batch.add_slopes(kind, tile, (v, &first[batch.first(kind, tile)]), block, along);
                }
                let curvature = &curvature[range.clone()];
                along.iter_mut().zip(curvature).for_each(|(along, curvature)| *along *= curvature);
                y.scale(&range, along);
                bend = Some(&*along);
            }
            let factor = y.factors(&slope[range.clone()], &range, &mut room.factor);
            for (batch, kind) in self.batches() {
                let kept = (&first[batch.first(kind, tile)], &second[batch.second(kind, tile)]);
                batch.add_products(kind, (tile, v), (factor, bend), kept, block, out);
            }
        }
        store.order = Some(Order::Hessian);
    }
}

/// The weights y of a sum of functions.
#[derive(Debug, Clone, Copy)]
pub(super) enum Weights<'a> {
    /// The same for all.
    Same(f64),
    /// One for each.
    Each(&'a [f64]),
}

impl Weights<'_> {
    /// yᵢ.
    pub(super) fn of(self, i: usize) -> f64 {
        match self {
            Self::Same(y) => y,
            Self::Each(y) => y[i],
        }
    }

    /// yᵢ slopeᵢ for the functions `range`, in `room` where they are not the slopes.
    pub(super) fn factors<'b>(self, slope: &'b [f64], range: &Range<usize>, room: &'b mut [f64]) -> &'b [f64] {
        if let Self::Same(1.0) = self {
            return slope;
        }
        let room = &mut room[..slope.len()];
        room.copy_from_slice(slope);
        self.scale(range, room);
        room
    }

    /// vᵢ ← yᵢ vᵢ for the functions `range`.
    pub(super) fn scale(self, range: &Range<usize>, v: &mut [f64]) {
        match self {
            Self::Same(1.0) => {}
            Self::Same(y) => v.iter_mut().for_each(|v| *v *= y),
            Self::Each(y) => v.iter_mut().zip(&y[range.clone()]).for_each(|(v, y)| *v *= y),
        }
    }
}

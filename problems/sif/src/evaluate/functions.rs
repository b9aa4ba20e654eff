//! Functions ψᵢ(x) = gᵢ(tᵢ(x))/sᵢ, i = 1…m, of groups: the constraints, or terms of the objective.

use std::sync::Arc;

use super::batch::Batch;
use super::kind::Kind;
use super::lanes::Indices;
use super::shapes::{Shape, Shaped};
use super::store::{Order, Store};
use crate::fortran::LANES;
use crate::structure::{Decoded, Rows};

/// What the types of a problem compute.
#[derive(Debug, Clone)]
pub(super) struct Types {
    /// The element types that are used, and the variable itself as the last.
    pub(super) kinds: Vec<Option<Kind>>,
    /// The group types that are used.
    pub(super) shapes: Vec<Option<Shape>>,
}

/// A group of the problem and the function that it belongs to.
type Member = (usize, u32);

/// m functions with all their terms.
#[derive(Debug, Clone)]
pub(super) struct Functions {
    types: Arc<Types>,
    /// Variables.
    n: usize,
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
        let members: Vec<Member> = groups.iter().enumerate().map(|(i, &group)| (group, i as u32)).collect();
        let from = &decoded.groups;
        let constant = groups.iter().map(|&group| from.constant[group]).collect();
        let inverse_scale: Vec<f64> = groups.iter().map(|&group| from.scale[group].recip()).collect();
        let scales = vec![1.0; groups.len()];
        let mut functions = Self::new(decoded, (&members, &members), &scales, types, (constant, inverse_scale));
        for shape in 0..decoded.group_types.len() {
            let has = |&&(group, _): &&Member| from.types[group] == Some(shape as u32);
            let members: Vec<_> = members.iter().filter(has).map(|&(group, function)| (function, group)).collect();
            if !members.is_empty() {
                functions.shaped.push(Shaped::new(decoded, shape, &members));
            }
        }
        functions.any_linear = groups.iter().any(|&group| from.types[group].is_none());
        functions
    }

    /// One function, the sum of `groups`, all linear in their arguments, without their linear coefficients, which
    /// [`linear_sum`] gives; none if there is no group.
    pub(super) fn sum(decoded: &Decoded, groups: &[usize], types: &Arc<Types>) -> Self {
        let members: Vec<Member> = groups.iter().map(|&group| (group, 0)).collect();
        let from = &decoded.groups;
        let scales: Vec<f64> = groups.iter().map(|&group| from.scale[group].recip()).collect();
        let constant: f64 = groups.iter().zip(&scales).map(|(&group, scale)| scale * from.constant[group]).sum();
        let many = usize::from(!groups.is_empty());
        Self::new(decoded, (&members, &[]), &scales, types, (vec![constant; many], vec![1.0; many]))
    }

    /// The functions to which each (group, function) of `members` gives its terms times its scale, and each of
    /// `linear` its linear coefficients.
    fn new(
        decoded: &Decoded,
        (members, linear): (&[Member], &[Member]),
        scales: &[f64],
        types: &Arc<Types>,
        (constant, inverse_scale): (Vec<f64>, Vec<f64>),
    ) -> Self {
        let elements = &decoded.elements;
        let identity = types.kinds.len() - 1;
        let mut terms: Vec<Vec<(u32, u32, f64)>> = vec![vec![]; identity];
        for (element, function, weight) in in_columns(&decoded.groups.uses, members, scales) {
            terms[elements.types[element as usize] as usize].push((element, function, weight));
        }
        let (mut widths, mut batches) = ((0, 0), vec![]);
        let linear = in_columns(&decoded.groups.linear, linear, scales);
        if let Some(kind) = types.kinds[identity].as_ref().filter(|_| !linear.is_empty()) {
            let terms = linear.iter().map(|term| (std::slice::from_ref(&term.0), &[][..], term.1, term.2));
            batches.push(Batch::new(identity, kind, terms, &mut widths));
        }
        for (number, terms) in terms.iter().enumerate() {
            if let Some(kind) = types.kinds[number].as_ref().filter(|_| !terms.is_empty()) {
                let terms = terms.iter().map(|&(element, function, weight)| {
                    let element = element as usize;
                    (elements.variables_of(element), elements.parameters_of(element), function, weight)
                });
                batches.push(Batch::new(number, kind, terms, &mut widths));
            }
        }
        Self {
            types: types.clone(),
            n: decoded.variables.start.len(),
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

    /// Room for its evaluations.
    pub(super) fn store(&self) -> Store {
        let nan = |many: usize| vec![f64::NAN; many];
        let lanes = |many: usize| vec![[f64::NAN; LANES]; many];
        let shapes = self.types.shapes.iter().flatten().map(Shape::registers);
        let registers = self.batches().map(|(_, kind)| kind.registers()).chain(shapes).max().unwrap_or(0);
        Store {
            x: nan(self.n),
            order: None,
            argument: nan(self.len()),
            value: nan(self.len()),
            slope: self.inverse_scale.clone(),
            curvature: vec![0.0; self.len()],
            slope_along: nan(self.len()),
            factor: nan(self.len()),
            registers: lanes(registers),
            elemental: lanes(registers),
            internal: lanes(registers),
            result: lanes(registers),
            first: lanes(self.widths.0),
            second: lanes(self.widths.1),
        }
    }

    /// Brings `store` to the point `x` with derivatives up to `order`.
    pub(super) fn refresh(&self, x: &[f64], order: Order, store: &mut Store) {
        if store.is_at(x, order) {
            return;
        }
        self.begin(x, store);
        for (batch, kind) in self.batches() {
            batch.evaluate(kind, x, order, store);
        }
        self.finish(order, store);
    }

    fn begin(&self, x: &[f64], store: &mut Store) {
        store.order = None;
        store.x.copy_from_slice(x);
        store.argument.iter_mut().zip(&self.constant).for_each(|(argument, constant)| *argument = -constant);
    }

    /// The functions from their arguments.
    fn finish(&self, order: Order, store: &mut Store) {
        if self.any_linear {
            let arguments = store.argument.iter().zip(&self.inverse_scale);
            store.value.iter_mut().zip(arguments).for_each(|(value, (argument, inverse))| *value = argument * inverse);
        }
        for shaped in &self.shaped {
            if let Some(shape) = &self.types.shapes[shaped.shape] {
                let inverse_scale = (!self.unscaled).then_some(self.inverse_scale.as_slice());
                shaped.evaluate(shape, inverse_scale, order, store);
            }
        }
        store.order = Some(order);
    }

    /// out += Σ yᵢ ∇ψᵢ(x), or with `slots` the Jacobian in their order.
    pub(super) fn add_gradient(
        &self,
        (y, slots): (Weights<'_>, Option<&[Indices]>),
        x: &[f64],
        store: &mut Store,
        out: &mut [f64],
    ) {
        if self.shaped.is_empty() && !store.is_at(x, Order::Gradient) {
            self.begin(x, store);
            let factor = y.take_factors(store);
            for (number, (batch, kind)) in self.batches().enumerate() {
                let indices = slots.map_or(&batch.variables, |slots| &slots[number]);
                batch.evaluate_gradients(kind, x, (&factor, indices), store, out);
            }
            y.give_back(factor, store);
            self.finish(Order::Value, store);
            return;
        }
        self.refresh(x, Order::Gradient, store);
        let factor = y.take_factors(store);
        self.add_kept_gradients(&factor, slots, store, out);
        y.give_back(factor, store);
    }

    /// out += Σ factorᵢ ∇tᵢ from the kept gradients of the elements.
    pub(super) fn add_kept_gradients(
        &self,
        factor: &[f64],
        slots: Option<&[Indices]>,
        store: &mut Store,
        out: &mut [f64],
    ) {
        for (number, (batch, kind)) in self.batches().enumerate() {
            let indices = slots.map_or(&batch.variables, |slots| &slots[number]);
            batch.add_gradients(kind, factor, indices, store, out);
        }
    }

    /// Keeps ∇tᵢᵀ v.
    pub(super) fn set_slopes(&self, v: &[f64], store: &mut Store) {
        store.slope_along.fill(0.0);
        for (batch, kind) in self.batches() {
            batch.add_slopes(kind, v, store);
        }
    }

    /// out += Σ yᵢ ∇²ψᵢ(x) v.
    pub(super) fn add_product(&self, y: Weights<'_>, x: &[f64], v: &[f64], store: &mut Store, out: &mut [f64]) {
        self.refresh(x, Order::Hessian, store);
        let mut bend = None;
        if !self.shaped.is_empty() {
            self.set_slopes(v, store);
            let curvature = store.curvature.iter();
            store.slope_along.iter_mut().zip(curvature).for_each(|(along, curvature)| *along *= curvature);
            y.scale(&mut store.slope_along);
            bend = Some(std::mem::take(&mut store.slope_along));
        }
        let factor = y.take_factors(store);
        for (batch, kind) in self.batches() {
            batch.add_products(kind, (&factor, bend.as_deref()), v, store, out);
        }
        y.give_back(factor, store);
        if let Some(bend) = bend {
            store.slope_along = bend;
        }
    }
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
fn in_columns(rows: &Rows, members: &[Member], scales: &[f64]) -> Vec<(u32, u32, f64)> {
    let mut left: Vec<(usize, usize, u32, f64)> = members
        .iter()
        .zip(scales)
        .map(|(&(group, function), &scale)| (rows.start[group], rows.start[group + 1], function, scale))
        .collect();
    let mut entries = vec![];
    while !left.is_empty() {
        left.retain(|&(at, end, ..)| at < end);
        for (at, _, function, scale) in &mut left {
            entries.push((rows.columns[*at], *function, rows.values[*at] * *scale));
            *at += 1;
        }
    }
    entries
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
    /// yᵢ gᵢ′/sᵢ, taken out of the store.
    pub(super) fn take_factors(self, store: &mut Store) -> Vec<f64> {
        if let Self::Same(1.0) = self {
            return std::mem::take(&mut store.slope);
        }
        store.factor.copy_from_slice(&store.slope);
        self.scale(&mut store.factor);
        std::mem::take(&mut store.factor)
    }

    /// Gives the store back what was taken.
    pub(super) fn give_back(self, factors: Vec<f64>, store: &mut Store) {
        let place = if let Self::Same(1.0) = self { &mut store.slope } else { &mut store.factor };
        *place = factors;
    }

    /// vᵢ ← yᵢ vᵢ.
    pub(super) fn scale(self, v: &mut [f64]) {
        match self {
            Self::Same(1.0) => {}
            Self::Same(y) => v.iter_mut().for_each(|v| *v *= y),
            Self::Each(y) => v.iter_mut().zip(y).for_each(|(v, y)| *v *= y),
        }
    }
}

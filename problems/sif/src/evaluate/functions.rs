//! The m functions ψᵢ(x) = gᵢ(tᵢ(x))/sᵢ of the groups of an objective or of all constraints.

use std::sync::Arc;

use super::batch::{Batch, Kind};
use super::shapes::{Shape, Shaped};
use super::store::{Order, Store};
use crate::fortran::LANES;
use crate::structure::{Decoded, Rows};

/// Groups with all their terms.
#[derive(Debug, Clone)]
pub(super) struct Functions {
    pub(super) kinds: Arc<[Option<Kind>]>,
    shapes: Arc<[Option<Shape>]>,
    /// Variables.
    pub(super) n: usize,
    /// The linear part of each group.
    pub(super) linear: Rows,
    constant: Vec<f64>,
    inverse_scale: Vec<f64>,
    /// The terms, by element type.
    pub(super) batches: Vec<Batch>,
    /// The groups that are not linear in their argument, by group type.
    pub(super) shaped: Vec<Shaped>,
    widths: (usize, usize),
}

impl Functions {
    /// The functions of `groups` (indices of `decoded`'s groups, in order).
    pub(super) fn new(
        decoded: &Decoded,
        groups: &[usize],
        kinds: &Arc<[Option<Kind>]>,
        shapes: &Arc<[Option<Shape>]>,
    ) -> Self {
        let from = &decoded.groups;
        let mut linear = Rows { start: vec![0], ..Rows::default() };
        let mut terms: Vec<Vec<(u32, u32, f64)>> = vec![vec![]; kinds.len()];
        let mut members: Vec<Vec<u32>> = vec![vec![]; shapes.len()];
        for (i, &group) in groups.iter().enumerate() {
            for (variable, coefficient) in from.linear.row(group) {
                linear.columns.push(variable as u32);
                linear.values.push(coefficient);
            }
            linear.start.push(linear.columns.len());
            for (element, weight) in from.uses.row(group) {
                let kind = decoded.elements.types[element] as usize;
                terms[kind].push((element as u32, i as u32, weight));
            }
            if let Some(shape) = from.types[group] {
                members[shape as usize].push(i as u32);
            }
        }
        let mut widths = (0, 0);
        let used = terms.iter().zip(kinds.iter()).enumerate().filter(|(_, (terms, _))| !terms.is_empty());
        let batches = used.filter_map(|(kind, (terms, compiled))| {
            compiled.as_ref().map(|compiled| Batch::new(decoded, kind, compiled, terms, &mut widths))
        });
        let batches = batches.collect();
        let shaped = members.iter().enumerate().filter(|(_, members)| !members.is_empty());
        let shaped = shaped.map(|(shape, members)| Shaped::new(decoded, shape, members, groups)).collect();
        Self {
            kinds: kinds.clone(),
            shapes: shapes.clone(),
            n: decoded.variables.start.len(),
            linear,
            constant: groups.iter().map(|&group| from.constant[group]).collect(),
            inverse_scale: groups.iter().map(|&group| from.scale[group].recip()).collect(),
            batches,
            shaped,
            widths,
        }
    }

    /// m.
    pub(super) fn len(&self) -> usize {
        self.constant.len()
    }

    /// Room for its evaluations.
    pub(super) fn store(&self) -> Store {
        let nan = |many: usize| vec![f64::NAN; many];
        let lanes = |many: usize| vec![[f64::NAN; LANES]; many];
        let kinds = || self.batches.iter().filter_map(|batch| self.kinds[batch.kind].as_ref());
        let registers = kinds().map(Kind::registers).chain(self.shapes.iter().flatten().map(Shape::registers)).max();
        let registers = registers.unwrap_or(0);
        let elementals = kinds().map(|kind| kind.elementals).max().unwrap_or(0);
        Store {
            x: nan(self.n),
            order: None,
            argument: nan(self.len()),
            value: nan(self.len()),
            slope: nan(self.len()),
            curvature: nan(self.len()),
            slope_along: nan(self.len()),
            factor: nan(self.len()),
            registers: lanes(registers),
            elemental: lanes(elementals),
            internal: lanes(registers.max(1)),
            result: lanes(registers),
            first: lanes(self.widths.0),
            second: lanes(self.widths.1),
        }
    }

    /// Brings `store` to the point `x` with derivatives up to `order`.
    pub(super) fn refresh(&self, x: &[f64], order: Order, store: &mut Store) {
        if store.order.is_some_and(|had| had >= order) && store.x == x {
            return;
        }
        store.order = None;
        store.x.copy_from_slice(x);
        for (i, argument) in store.argument.iter_mut().enumerate() {
            let linear = self.linear.row(i).map(|(j, a)| a * x[j]);
            *argument = linear.fold(-self.constant[i], |sum, term| sum + term);
        }
        for (batch, kind) in self.batches() {
            batch.evaluate(kind, x, order, store);
        }
        for (i, &inverse) in self.inverse_scale.iter().enumerate() {
            store.value[i] = inverse * store.argument[i];
        }
        store.slope.copy_from_slice(&self.inverse_scale);
        store.curvature.fill(0.0);
        for shaped in &self.shaped {
            if let Some(shape) = &self.shapes[shaped.shape] {
                shaped.evaluate(shape, &self.inverse_scale, order, store);
            }
        }
        store.order = Some(order);
    }

    /// The batches with what they compute.
    pub(super) fn batches(&self) -> impl Iterator<Item = (&Batch, &Kind)> {
        self.batches.iter().filter_map(|batch| self.kinds[batch.kind].as_ref().map(|kind| (batch, kind)))
    }

    /// out += Σ yᵢ ∇ψᵢ(x).
    pub(super) fn add_gradient(&self, y: Weights<'_>, x: &[f64], store: &mut Store, out: &mut [f64]) {
        self.refresh(x, Order::Gradient, store);
        y.set_factors(store);
        self.add_linear(&store.factor, out);
        let factor = std::mem::take(&mut store.factor);
        for (batch, kind) in self.batches() {
            batch.add_gradients(kind, &factor, &batch.variables, store, out);
        }
        store.factor = factor;
    }

    /// out += Σ factorᵢ aᵢ.
    fn add_linear(&self, factor: &[f64], out: &mut [f64]) {
        for (i, factor) in factor.iter().enumerate() {
            for (j, a) in self.linear.row(i) {
                out[j] += factor * a;
            }
        }
    }

    /// Keeps ∇tᵢᵀ v.
    pub(super) fn set_slopes(&self, v: &[f64], store: &mut Store) {
        for (i, along) in store.slope_along.iter_mut().enumerate() {
            *along = self.linear.row(i).map(|(j, a)| a * v[j]).sum();
        }
        for (batch, kind) in self.batches() {
            batch.add_slopes(kind, v, store);
        }
    }

    /// out += Σ yᵢ ∇²ψᵢ(x) v.
    pub(super) fn add_product(&self, y: Weights<'_>, x: &[f64], v: &[f64], store: &mut Store, out: &mut [f64]) {
        self.refresh(x, Order::Hessian, store);
        y.set_factors(store);
        if self.shaped.is_empty() {
            store.slope_along.fill(0.0);
        } else {
            self.set_slopes(v, store);
            for (along, curvature) in store.slope_along.iter_mut().zip(&store.curvature) {
                *along *= curvature;
            }
            y.scale(&mut store.slope_along);
            self.add_linear(&store.slope_along, out);
        }
        let (factor, bend) = (std::mem::take(&mut store.factor), std::mem::take(&mut store.slope_along));
        for (batch, kind) in self.batches() {
            batch.add_products(kind, (&factor, &bend), v, store, out);
        }
        (store.factor, store.slope_along) = (factor, bend);
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
    /// Keeps yᵢ gᵢ′/sᵢ.
    pub(super) fn set_factors(self, store: &mut Store) {
        store.factor.copy_from_slice(&store.slope);
        self.scale(&mut store.factor);
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

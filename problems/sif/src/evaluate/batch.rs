//! All terms of the functions whose elements are of one type, evaluated a block of lanes at a time.
//!
//! A term is a use `w e(x_v; p)` of an element in a group, or a linear coefficient. The indices of the first elemental
//! variable of a block come first, then those of the second, and so on.

use super::kind::Kind;
use super::lanes::{Indices, Lane, Numbers};
use super::store::{Order, Slot, Store};
use crate::fortran::{LANES, Lanes};

/// A term of a function: its variables, its parameters, the function, the weight.
pub(super) type Term<'a> = (&'a [u32], &'a [f64], u32, f64);

/// The terms of one element type.
#[derive(Debug, Clone)]
pub(super) struct Batch {
    /// Which type.
    pub(super) kind: usize,
    /// How many terms.
    pub(super) terms: usize,
    /// By block and elemental variable.
    pub(super) variables: Indices,
    /// By block and parameter.
    parameters: Numbers,
    /// The functions, by block.
    pub(super) functions: Indices,
    /// By block.
    weights: Numbers,
    /// Where its gradients and Hessians begin in the store.
    first_start: usize,
    second_start: usize,
}

impl Batch {
    /// The terms of type `number`; `widths` counts what the batches before it keep.
    pub(super) fn new<'a>(
        number: usize,
        kind: &Kind,
        terms: impl Iterator<Item = Term<'a>>,
        widths: &mut (usize, usize),
    ) -> Self {
        let mut batch = Self {
            kind: number,
            terms: 0,
            variables: Indices::default(),
            parameters: Numbers::default(),
            functions: Indices::default(),
            weights: Numbers::default(),
            first_start: widths.0,
            second_start: widths.1,
        };
        let mut block = Vec::with_capacity(LANES);
        let mut blocks = 0;
        for term in terms {
            block.push(term);
            if block.len() == LANES {
                batch.push(kind, &block);
                block.clear();
                blocks += 1;
            }
        }
        if !block.is_empty() {
            batch.push(kind, &block);
            blocks += 1;
        }
        widths.0 += blocks * kind.first_width;
        widths.1 += blocks * kind.second_width;
        batch
    }

    fn push(&mut self, kind: &Kind, block: &[Term<'_>]) {
        let (mut indices, mut numbers) = ([0; LANES], [0.0; LANES]);
        let live = block.len();
        self.terms += live;
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

    /// The blocks with how many of their lanes are terms.
    pub(super) fn blocks(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let terms = self.terms;
        (0..terms.div_ceil(LANES)).map(move |block| (block, LANES.min(terms - block * LANES)))
    }

    /// Evaluates all elements at `x` with derivatives up to `order`, keeps the derivatives, and adds the values to the
    /// arguments of the functions.
    pub(super) fn evaluate(&self, kind: &Kind, x: &[f64], order: Order, store: &mut Store) {
        kind.program(order).prepare(&mut store.registers);
        for (block, live) in self.blocks() {
            self.evaluate_block(kind, x, order, (block, live), store);
            let outputs = kind.program(order).outputs();
            if order >= Order::Gradient {
                let to = &mut store.first[self.first_start + block * kind.first_width..][..kind.first_width];
                Slot::keep(&kind.first, &outputs[1..], &store.registers, to);
            }
            if order == Order::Hessian {
                let to = &mut store.second[self.second_start + block * kind.second_width..][..kind.second_width];
                Slot::keep(&kind.second, &outputs[1 + kind.internals()..], &store.registers, to);
            }
        }
    }

    /// Runs the program of `order` on a block and adds the values to the arguments of the functions.
    fn evaluate_block(&self, kind: &Kind, x: &[f64], order: Order, (block, live): (usize, usize), store: &mut Store) {
        let (program, inputs) = (kind.program(order), kind.internals());
        let Store { registers, elemental, argument, .. } = store;
        kind.gather(x, (&self.variables, block, live), elemental, &mut registers[..inputs]);
        for p in 0..kind.parameters {
            self.parameters.load(block * kind.parameters + p, &mut registers[inputs + p]);
        }
        program.run(registers, live);
        let value = Slot::read(program.outputs()[0], registers);
        self.functions.add(block, live, value, self.weights.factor(block), argument);
    }

    /// out[index] += factor[function] w ∇e for every term, from the kept gradients; `indices` is laid out as `variables`.
    pub(super) fn add_gradients(
        &self,
        kind: &Kind,
        factor: &[f64],
        indices: &Indices,
        store: &mut Store,
        out: &mut [f64],
    ) {
        let Store { internal, elemental, first, .. } = store;
        let mut room = [0.0; LANES];
        for (block, live) in self.blocks() {
            let kept = &first[self.first_start + block * kind.first_width..][..kind.first_width];
            let factor = self.functions.factor((block, live), factor, &self.weights, &mut room);
            let lane = |i: usize| kind.first[i].of(kept);
            kind.scatter(lane, factor, (internal, elemental), (indices, block, live), out);
        }
    }

    /// Evaluates all elements at `x` and adds their gradients as [`Self::add_gradients`] does, keeping nothing.
    pub(super) fn evaluate_gradients(
        &self,
        kind: &Kind,
        x: &[f64],
        (factor, indices): (&[f64], &Indices),
        store: &mut Store,
        out: &mut [f64],
    ) {
        let program = kind.program(Order::Gradient);
        program.prepare(&mut store.registers);
        let mut room = [0.0; LANES];
        for (block, live) in self.blocks() {
            self.evaluate_block(kind, x, Order::Gradient, (block, live), store);
            let factor = self.functions.factor((block, live), factor, &self.weights, &mut room);
            let Store { registers, internal, elemental, .. } = store;
            let lane = |i: usize| Slot::read(program.outputs()[1 + i], registers);
            kind.scatter(lane, factor, (internal, elemental), (indices, block, live), out);
        }
    }

    /// slope[function] += w ∇eᵀ v for every term.
    pub(super) fn add_slopes(&self, kind: &Kind, v: &[f64], store: &mut Store) {
        let Store { internal, elemental, first, slope_along, .. } = store;
        for (block, live) in self.blocks() {
            let kept = &first[self.first_start + block * kind.first_width..][..kind.first_width];
            kind.gather(v, (&self.variables, block, live), elemental, internal);
            let mut slope = [0.0; LANES];
            for (along, &slot) in internal.iter().zip(&kind.first) {
                slot.add_times(kept, along, &mut slope);
            }
            self.functions.add(block, live, Lane::Each(&slope), self.weights.factor(block), slope_along);
        }
    }

    /// out += Σ over terms w (factor[function] ∇²e v + bend[function] ∇e), without the second part if there is no bend.
    pub(super) fn add_products(
        &self,
        kind: &Kind,
        (factor, bend): (&[f64], Option<&[f64]>),
        v: &[f64],
        store: &mut Store,
        out: &mut [f64],
    ) {
        if kind.is_linear() && bend.is_none() {
            return;
        }
        let n = kind.internals();
        let Store { internal, elemental, result, first, second, .. } = store;
        let mut room = [0.0; LANES];
        for (block, live) in self.blocks() {
            let at = (&self.variables, block, live);
            if !kind.is_linear() {
                kind.gather(v, at, elemental, internal);
                let kept = &second[self.second_start + block * kind.second_width..][..kind.second_width];
                multiply(&kind.second, kept, &internal[..n], &mut result[..n]);
                let factor = self.functions.factor((block, live), factor, &self.weights, &mut room);
                kind.scatter(|i| Lane::Each(&result[i]), factor, (internal, elemental), at, out);
            }
            if let Some(bend) = bend {
                let gradient = &first[self.first_start + block * kind.first_width..][..kind.first_width];
                let along = self.functions.factor((block, live), bend, &self.weights, &mut room);
                kind.scatter(|i| kind.first[i].of(gradient), along, (internal, elemental), at, out);
            }
        }
    }

    /// Calls `with(block, live, k, l, values)` with the lanes of w factor[function] ∂²e/∂vₖ∂vₗ, l ≤ k.
    pub(super) fn each_hessian(
        &self,
        kind: &Kind,
        factor: &[f64],
        store: &Store,
        mut with: impl FnMut((usize, usize), usize, usize, &Lanes),
    ) {
        if kind.is_linear() {
            return;
        }
        let mut room = [0.0; LANES];
        for (block, live) in self.blocks() {
            let kept = &store.second[self.second_start + block * kind.second_width..][..kind.second_width];
            let factor = self.functions.factor((block, live), factor, &self.weights, &mut room);
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

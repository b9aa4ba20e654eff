//! All terms of the groups whose elements are of one type, evaluated a block of lanes at a time.
//!
//! A term is a use `w e(x_v; p)` of an element in a group. Blocks stand one after another; in each, the lanes of elemental
//! variable 1 come first, then those of variable 2, and so on. The last block is filled up with copies of weight 0.

use super::range::Range;
use super::store::{Order, Slot, Store};
use crate::error::Result;
use crate::fortran::{self, Function, LANES, Lanes, Program};
use crate::structure::{Decoded, ElementType};

/// What an element type computes.
#[derive(Debug, Clone)]
pub(super) struct Kind {
    function: Function,
    range: Option<Range>,
    /// Elemental variables.
    pub(super) elementals: usize,
    /// Where the gradient by the internal variables is kept.
    first: Vec<Slot>,
    first_width: usize,
    /// Where the lower triangle of the Hessian is kept.
    second: Vec<Slot>,
    second_width: usize,
}

impl Kind {
    /// Compiles element type `kind`.
    pub(super) fn new(kind: &ElementType, decoded: &Decoded) -> Result<Self> {
        let function = fortran::element(kind, &decoded.element_preamble, &decoded.file)?;
        let n = function.variables;
        let (first, first_width) = Slot::all(&function.gradient.outputs()[1..]);
        let (second, second_width) = Slot::all(&function.hessian.outputs()[1 + n..]);
        let (range, elementals) = (Range::new(kind), kind.elemental.len());
        Ok(Self { function, range, elementals, first, first_width, second, second_width })
    }

    /// Internal variables.
    fn internals(&self) -> usize {
        self.function.variables
    }

    fn program(&self, order: Order) -> &Program {
        match order {
            Order::Value => &self.function.value,
            Order::Gradient => &self.function.gradient,
            Order::Hessian => &self.function.hessian,
        }
    }

    /// Registers that its evaluation needs.
    pub(super) fn registers(&self) -> usize {
        self.function.hessian.registers().max(self.function.gradient.registers())
    }

    /// The internal values of the vector `x` at the variables of a block, into `u`.
    fn gather(&self, x: &[f64], variables: &[[u32; LANES]], v: &mut [Lanes], u: &mut [Lanes]) {
        let pick = |to: &mut [Lanes]| {
            for (to, variables) in to.iter_mut().zip(variables) {
                for lane in 0..LANES {
                    to[lane] = x[variables[lane] as usize];
                }
            }
        };
        match &self.range {
            None => pick(u),
            Some(range) => {
                pick(v);
                range.forward(v, u);
            }
        }
    }

    /// out[index] += Rᵀ r for the first `live` lanes of a block.
    fn scatter(&self, r: &[Lanes], v: &mut [Lanes], indices: &[[u32; LANES]], live: usize, out: &mut [f64]) {
        let r = match &self.range {
            None => r,
            Some(range) => {
                range.back(r, v);
                v
            }
        };
        for (r, indices) in r.iter().zip(indices) {
            for (&r, &index) in r.iter().zip(indices).take(live) {
                out[index as usize] += r;
            }
        }
    }
}

/// The terms of one element type.
#[derive(Debug, Clone)]
pub(super) struct Batch {
    /// Which type.
    pub(super) kind: usize,
    /// How many terms.
    pub(super) terms: usize,
    /// [block][elemental variable][lane].
    pub(super) variables: Vec<[u32; LANES]>,
    /// [block][parameter][lane].
    pub(super) parameters: Vec<Lanes>,
    /// [block][lane].
    pub(super) groups: Vec<[u32; LANES]>,
    /// [block][lane].
    pub(super) weights: Vec<Lanes>,
    /// Where its gradients and Hessians begin in the store.
    first_start: usize,
    second_start: usize,
}

impl Batch {
    /// The terms (element, group, weight) of type `kind`; `widths` counts what the batches before it keep.
    pub(super) fn new(
        decoded: &Decoded,
        kind: usize,
        compiled: &Kind,
        terms: &[(u32, u32, f64)],
        widths: &mut (usize, usize),
    ) -> Self {
        let blocks = terms.len().div_ceil(LANES);
        let elements = &decoded.elements;
        let parameters = decoded.element_types[kind].parameters.len();
        let mut batch = Self {
            kind,
            terms: terms.len(),
            variables: vec![[0; LANES]; blocks * compiled.elementals],
            parameters: vec![[0.0; LANES]; blocks * parameters],
            groups: vec![[0; LANES]; blocks],
            weights: vec![[0.0; LANES]; blocks],
            first_start: widths.0,
            second_start: widths.1,
        };
        for at in 0..blocks * LANES {
            let (block, lane) = (at / LANES, at % LANES);
            let (element, group, weight) = terms[at.min(terms.len() - 1)];
            for (k, &variable) in elements.variables_of(element as usize).iter().enumerate() {
                batch.variables[block * compiled.elementals + k][lane] = variable;
            }
            for (p, &value) in elements.parameters_of(element as usize).iter().enumerate() {
                batch.parameters[block * parameters + p][lane] = value;
            }
            batch.groups[block][lane] = group;
            batch.weights[block][lane] = if at < terms.len() { weight } else { 0.0 };
        }
        widths.0 += blocks * compiled.first_width;
        widths.1 += blocks * compiled.second_width;
        batch
    }

    /// The blocks with how many of their lanes are terms.
    fn blocks(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let terms = self.terms;
        (0..terms.div_ceil(LANES)).map(move |block| (block, LANES.min(terms - block * LANES)))
    }

    /// Evaluates all elements at `x` with derivatives up to `order`, keeps the derivatives, and adds the values to the
    /// arguments of the groups.
    pub(super) fn evaluate(&self, kind: &Kind, x: &[f64], order: Order, store: &mut Store) {
        let (program, inputs) = (kind.program(order), kind.internals());
        let Store { registers, elemental, first, second, argument, .. } = store;
        program.prepare(registers);
        let parameters = self.parameters.len() / self.groups.len().max(1);
        for (block, live) in self.blocks() {
            let variables = &self.variables[block * kind.elementals..][..kind.elementals];
            kind.gather(x, variables, elemental, &mut registers[..inputs]);
            registers[inputs..inputs + parameters]
                .copy_from_slice(&self.parameters[block * parameters..][..parameters]);
            program.run(registers, live);
            let outputs = program.outputs();
            let value = Slot::read(outputs[0], registers);
            let (groups, weights) = (&self.groups[block], &self.weights[block]);
            for lane in 0..live {
                argument[groups[lane] as usize] += weights[lane] * value[lane];
            }
            if order >= Order::Gradient {
                let to = &mut first[self.first_start + block * kind.first_width..][..kind.first_width];
                Slot::keep(&kind.first, &outputs[1..], registers, to);
            }
            if order == Order::Hessian {
                let to = &mut second[self.second_start + block * kind.second_width..][..kind.second_width];
                Slot::keep(&kind.second, &outputs[1 + inputs..], registers, to);
            }
        }
    }

    /// out[index] += factor[group] w ∇e for every term, from the kept gradients; `indices` is laid out as `variables`.
    pub(super) fn add_gradients(
        &self,
        kind: &Kind,
        factor: &[f64],
        indices: &[[u32; LANES]],
        store: &mut Store,
        out: &mut [f64],
    ) {
        let Store { internal, elemental, first, .. } = store;
        for (block, live) in self.blocks() {
            let kept = &first[self.first_start + block * kind.first_width..][..kind.first_width];
            let coefficient = self.coefficients(block, factor);
            for (to, &slot) in internal.iter_mut().zip(&kind.first) {
                slot.times(kept, &coefficient, to);
            }
            let indices = &indices[block * kind.elementals..][..kind.elementals];
            kind.scatter(&internal[..kind.internals()], elemental, indices, live, out);
        }
    }

    /// slope[group] += w ∇eᵀ v for every term.
    pub(super) fn add_slopes(&self, kind: &Kind, v: &[f64], store: &mut Store) {
        let Store { internal, elemental, first, slope_along, .. } = store;
        for (block, live) in self.blocks() {
            let kept = &first[self.first_start + block * kind.first_width..][..kind.first_width];
            let variables = &self.variables[block * kind.elementals..][..kind.elementals];
            kind.gather(v, variables, elemental, internal);
            let (mut slope, mut term) = ([0.0; LANES], [0.0; LANES]);
            for (along, &slot) in internal.iter().zip(&kind.first) {
                slot.times(kept, along, &mut term);
                for lane in 0..LANES {
                    slope[lane] += term[lane];
                }
            }
            let (groups, weights) = (&self.groups[block], &self.weights[block]);
            for lane in 0..live {
                slope_along[groups[lane] as usize] += weights[lane] * slope[lane];
            }
        }
    }

    /// out += Σ over terms w (factor[group] ∇²e v + bend[group] ∇e).
    pub(super) fn add_products(
        &self,
        kind: &Kind,
        (factor, bend): (&[f64], &[f64]),
        v: &[f64],
        store: &mut Store,
        out: &mut [f64],
    ) {
        let n = kind.internals();
        let Store { internal, elemental, result, first, second, .. } = store;
        for (block, live) in self.blocks() {
            let variables = &self.variables[block * kind.elementals..][..kind.elementals];
            kind.gather(v, variables, elemental, internal);
            let kept = &second[self.second_start + block * kind.second_width..][..kind.second_width];
            multiply(&kind.second, kept, &internal[..n], &mut result[..n]);
            let coefficient = self.coefficients(block, factor);
            let gradient = &first[self.first_start + block * kind.first_width..][..kind.first_width];
            let along = self.coefficients(block, bend);
            for (i, &slot) in kind.first.iter().enumerate() {
                let to = &mut result[i];
                for lane in 0..LANES {
                    to[lane] *= coefficient[lane];
                }
                let term = &mut internal[0];
                slot.times(gradient, &along, term);
                for lane in 0..LANES {
                    to[lane] += term[lane];
                }
            }
            kind.scatter(&result[..n], elemental, variables, live, out);
        }
    }

    /// w factor[group] of each lane.
    fn coefficients(&self, block: usize, factor: &[f64]) -> Lanes {
        let (groups, mut coefficient) = (&self.groups[block], self.weights[block]);
        for lane in 0..LANES {
            coefficient[lane] *= factor[groups[lane] as usize];
        }
        coefficient
    }

    /// Calls `add(block, live, k, l, values)` with the lanes of w factor[group] ∂²e/∂vₖ∂vₗ, l ≤ k.
    pub(super) fn each_hessian(
        &self,
        kind: &Kind,
        factor: &[f64],
        store: &Store,
        mut add: impl FnMut(usize, usize, usize, usize, &Lanes),
    ) {
        for (block, live) in self.blocks() {
            let kept = &store.second[self.second_start + block * kind.second_width..][..kind.second_width];
            let coefficient = self.coefficients(block, factor);
            let entry =
                |i: usize, j: usize| kind.second[if i >= j { i * (i + 1) / 2 + j } else { j * (j + 1) / 2 + i }];
            for k in 0..kind.elementals {
                for l in 0..=k {
                    let mut total = [0.0; LANES];
                    let mut part = [0.0; LANES];
                    match &kind.range {
                        None => entry(k, l).times(kept, &coefficient, &mut total),
                        Some(range) => {
                            for &(i, a) in &range.columns[k] {
                                for &(j, b) in &range.columns[l] {
                                    entry(i, j).times(kept, &coefficient, &mut part);
                                    for lane in 0..LANES {
                                        total[lane] += a * b * part[lane];
                                    }
                                }
                            }
                        }
                    }
                    add(block, live, k, l, &total);
                }
            }
        }
    }
}

/// result = H u for the packed lower triangles of a block.
fn multiply(slots: &[Slot], kept: &[Lanes], u: &[Lanes], result: &mut [Lanes]) {
    result.fill([0.0; LANES]);
    let mut term = [0.0; LANES];
    let mut at = 0;
    for i in 0..u.len() {
        for j in 0..=i {
            let slot = slots[at];
            at += 1;
            if slot == Slot::Constant(0.0) {
                continue;
            }
            for (from, to) in [(j, i), (i, j)].into_iter().take(1 + usize::from(i != j)) {
                slot.times(kept, &u[from], &mut term);
                for lane in 0..LANES {
                    result[to][lane] += term[lane];
                }
            }
        }
    }
}

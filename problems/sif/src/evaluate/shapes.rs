//! The group functions g(t; p), evaluated a block of groups at a time.

use super::store::{Order, Slot, Store};
use crate::error::Result;
use crate::fortran::{self, Function, LANES, Lanes};
use crate::structure::{Decoded, GroupType};

/// What a group type computes.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    function: Function,
}

impl Shape {
    /// Compiles group type `kind`.
    pub(super) fn new(kind: &GroupType, decoded: &Decoded) -> Result<Self> {
        Ok(Self { function: fortran::group(kind, &decoded.group_preamble, &decoded.file)? })
    }

    /// Registers that its evaluation needs.
    pub(super) fn registers(&self) -> usize {
        self.function.hessian.registers().max(self.function.gradient.registers())
    }
}

/// The groups of one type.
#[derive(Debug, Clone)]
pub(super) struct Shaped {
    /// Which type.
    pub(super) shape: usize,
    /// Which groups.
    pub(super) members: Vec<u32>,
    /// [block][parameter][lane].
    parameters: Vec<Lanes>,
    per_block: usize,
}

impl Shaped {
    /// Those `members` of `groups` (indices of `decoded`'s groups) have type `shape`.
    pub(super) fn new(decoded: &Decoded, shape: usize, members: &[u32], groups: &[usize]) -> Self {
        let per_block = decoded.group_types[shape].parameters.len();
        let mut parameters = vec![[0.0; LANES]; members.len().div_ceil(LANES) * per_block];
        for (at, &member) in members.iter().enumerate() {
            let values = decoded.groups.parameters_of(groups[member as usize]);
            for (p, &value) in values.iter().enumerate() {
                parameters[at / LANES * per_block + p][at % LANES] = value;
            }
        }
        Self { shape, members: members.to_vec(), parameters, per_block }
    }

    /// gᵢ/sᵢ and its derivatives up to `order`.
    pub(super) fn evaluate(&self, shape: &Shape, inverse_scale: &[f64], order: Order, store: &mut Store) {
        let program = match order {
            Order::Value => &shape.function.value,
            Order::Gradient => &shape.function.gradient,
            Order::Hessian => &shape.function.hessian,
        };
        let Store { registers, argument, value, slope, curvature, .. } = store;
        program.prepare(registers);
        for (block, members) in self.members.chunks(LANES).enumerate() {
            for (lane, &i) in members.iter().enumerate() {
                registers[0][lane] = argument[i as usize];
            }
            registers[1..=self.per_block].copy_from_slice(&self.parameters[block * self.per_block..][..self.per_block]);
            program.run(registers, members.len());
            for (&output, to) in program.outputs().iter().zip([&mut *value, &mut *slope, &mut *curvature]) {
                let result = Slot::read(output, registers);
                for (lane, &i) in members.iter().enumerate() {
                    to[i as usize] = inverse_scale[i as usize] * result[lane];
                }
            }
        }
    }
}

//! The group functions g(t; p), evaluated a block of groups at a time.

use super::lanes::{Factor, Indices, Lane, Numbers};
use super::store::{Order, Slot, Store};
use crate::error::Result;
use crate::fortran::{self, Function, LANES};
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

/// The functions of one type.
#[derive(Debug, Clone)]
pub(super) struct Shaped {
    /// Which type.
    pub(super) shape: usize,
    /// Which functions, in blocks.
    members: Indices,
    /// How many.
    many: usize,
    /// By block and parameter.
    parameters: Numbers,
    per_block: usize,
}

impl Shaped {
    /// The functions `members`, each with its group in `decoded`, have type `shape`.
    pub(super) fn new(decoded: &Decoded, shape: usize, members: &[(u32, usize)]) -> Self {
        let per_block = decoded.group_types[shape].parameters.len();
        let (mut indices, mut parameters) = (Indices::default(), Numbers::default());
        for block in members.chunks(LANES) {
            indices.push(&block.iter().map(|&(function, _)| function).collect::<Vec<_>>());
            for p in 0..per_block {
                let numbers = block.iter().map(|&(_, group)| decoded.groups.parameters_of(group)[p]);
                parameters.push(&numbers.collect::<Vec<_>>());
            }
        }
        Self { shape, members: indices, many: members.len(), parameters, per_block }
    }

    /// The functions.
    pub(super) fn members(&self) -> impl Iterator<Item = u32> {
        (0..self.many).map(|at| self.members.get(at / LANES, at % LANES))
    }

    /// gᵢ/sᵢ and its derivatives up to `order`; without `inverse_scale` all sᵢ are 1.
    pub(super) fn evaluate(&self, shape: &Shape, inverse_scale: Option<&[f64]>, order: Order, store: &mut Store) {
        let program = match order {
            Order::Value => &shape.function.value,
            Order::Gradient => &shape.function.gradient,
            Order::Hessian => &shape.function.hessian,
        };
        let Store { registers, argument, value, slope, curvature, .. } = store;
        program.prepare(registers);
        let (mut scale, mut scaled) = ([0.0; LANES], [0.0; LANES]);
        for block in 0..self.many.div_ceil(LANES) {
            let live = LANES.min(self.many - block * LANES);
            self.members.load(block, live, argument, &mut registers[0]);
            for p in 0..self.per_block {
                self.parameters.load(block * self.per_block + p, &mut registers[1 + p]);
            }
            program.run(registers, live);
            for (&output, to) in program.outputs().iter().zip([&mut *value, &mut *slope, &mut *curvature]) {
                let mut result = Slot::read(output, registers);
                if let Some(inverse_scale) = inverse_scale {
                    self.members.load(block, live, inverse_scale, &mut scale);
                    Factor { scale: 1.0, lanes: Some(&scale) }.times(result, &mut scaled);
                    result = Lane::Each(&scaled);
                }
                self.members.set(block, live, result, to);
            }
        }
    }
}

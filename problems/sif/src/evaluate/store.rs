//! What an evaluation keeps: derivatives of all elements at the last point, and room to work in.

use super::lanes::Lane;
use crate::fortran::{LANES, Lanes, Output};

/// How many derivatives are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Order {
    /// Values.
    Value,
    /// Also gradients.
    Gradient,
    /// Also Hessians.
    Hessian,
}

/// Where a derivative of the elements of a type is: the same number for all, or kept for each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Slot {
    /// The number.
    Constant(f64),
    /// Which of the kept lanes of a block.
    Kept(usize),
}

impl Slot {
    /// Slots for these outputs, and how many are kept.
    pub(super) fn all(outputs: &[Output]) -> (Vec<Self>, usize) {
        let mut kept = 0;
        let slots = outputs.iter().map(|&output| match output {
            Output::Constant(value) => Self::Constant(value),
            Output::Register(_) => {
                kept += 1;
                Self::Kept(kept - 1)
            }
        });
        let slots = slots.collect();
        (slots, kept)
    }

    /// The lanes of an output.
    pub(super) fn read(output: Output, registers: &[Lanes]) -> Lane<'_> {
        match output {
            Output::Constant(value) => Lane::Same(value),
            Output::Register(register) => Lane::Each(&registers[register as usize]),
        }
    }

    /// Its lanes in what is kept of a block.
    pub(super) fn of(self, kept: &[Lanes]) -> Lane<'_> {
        match self {
            Self::Constant(value) => Lane::Same(value),
            Self::Kept(at) => Lane::Each(&kept[at]),
        }
    }

    /// Copies what is kept of a block from the registers of its outputs.
    pub(super) fn keep(slots: &[Self], outputs: &[Output], registers: &[Lanes], to: &mut [Lanes]) {
        for (slot, output) in slots.iter().zip(outputs) {
            if let (Self::Kept(at), Output::Register(register)) = (slot, output) {
                to[*at] = registers[*register as usize];
            }
        }
    }

    /// to += this · a.
    pub(super) fn add_times(self, kept: &[Lanes], a: &Lanes, to: &mut Lanes) {
        match self {
            Self::Constant(value) => (0..LANES).for_each(|lane| to[lane] += value * a[lane]),
            Self::Kept(at) => {
                let kept = &kept[at];
                (0..LANES).for_each(|lane| to[lane] += kept[lane] * a[lane]);
            }
        }
    }
}

/// The state of an evaluation of m functions at one point. Nothing is allocated after the first call of each kind.
#[derive(Debug, Clone, Default)]
pub(super) struct Store {
    /// Up to which derivatives it has what belongs to the point.
    pub(super) order: Option<Order>,
    /// gᵢ(tᵢ)/sᵢ.
    pub(super) value: Vec<f64>,
    /// gᵢ′(tᵢ)/sᵢ, where gradients are kept.
    pub(super) slope: Vec<f64>,
    /// gᵢ″(tᵢ)/sᵢ, where Hessians are kept.
    pub(super) curvature: Vec<f64>,
    /// Gradients of all elements.
    pub(super) first: Vec<Lanes>,
    /// Hessians of all elements.
    pub(super) second: Vec<Lanes>,
    /// Room for one tile.
    pub(super) tile: Tile,
    /// Room for one block.
    pub(super) block: Block,
}

impl Store {
    /// For m functions whose programs need so many registers, whose tiles have so many functions and keep so many lanes.
    pub(super) fn new(m: usize, registers: usize, tile: usize, firsts: usize) -> Self {
        let nan = |many: usize| vec![f64::NAN; many];
        let lanes = |many: usize| vec![[f64::NAN; LANES]; many];
        let (argument, slope, factor, along) = (nan(tile), nan(tile), nan(tile), nan(tile));
        let [registers, elemental, internal, result] = [(); 4].map(|()| lanes(registers));
        Self {
            value: nan(m),
            tile: Tile { argument, slope, factor, along, first: lanes(firsts) },
            block: Block { registers, elemental, internal, result },
            ..Self::default()
        }
    }

    /// Room for the derivatives up to `order` of m functions, whose elements' take so many lanes.
    pub(super) fn reserve(&mut self, order: Order, (m, (first, second)): (usize, (usize, usize))) {
        if order >= Order::Gradient {
            self.slope.resize(m, f64::NAN);
            self.first.resize(first, [f64::NAN; LANES]);
        }
        if order == Order::Hessian {
            self.curvature.resize(m, f64::NAN);
            self.second.resize(second, [f64::NAN; LANES]);
        }
    }

    /// Whether it has the derivatives up to `order`.
    pub(super) fn has(&self, order: Order) -> bool {
        self.order.is_some_and(|had| had >= order)
    }
}

/// Room for the functions of a tile.
#[derive(Debug, Clone, Default)]
pub(super) struct Tile {
    /// tᵢ.
    pub(super) argument: Vec<f64>,
    /// gᵢ′(tᵢ)/sᵢ.
    pub(super) slope: Vec<f64>,
    /// What the terms of a function are multiplied by.
    pub(super) factor: Vec<f64>,
    /// ∇tᵢᵀ v.
    pub(super) along: Vec<f64>,
    /// Gradients of its elements.
    pub(super) first: Vec<Lanes>,
}

/// Room for the elements of a block.
#[derive(Debug, Clone, Default)]
pub(super) struct Block {
    /// Registers of the programs.
    pub(super) registers: Vec<Lanes>,
    /// Elemental variables.
    pub(super) elemental: Vec<Lanes>,
    /// Internal variables.
    pub(super) internal: Vec<Lanes>,
    /// A result by internal variables.
    pub(super) result: Vec<Lanes>,
}

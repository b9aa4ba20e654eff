//! Expressions as a directed acyclic graph in which equal subexpressions are one node.

use std::collections::HashMap;

use super::operation::{Binary, Unary};
use crate::external::External;

/// A node: its index, larger than those of its operands.
pub(crate) type Id = u32;

/// Nodes that a graph may have: a bound on what a file can make us do.
const LARGEST: usize = 1 << 20;

/// What a node computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    /// Input `i`: first the variables, then the parameters.
    Input(u32),
    /// A number, by its bits.
    Constant(u64),
    /// An operation of one operand.
    Unary(Unary, Id),
    /// An operation of two operands.
    Binary(Binary, Id, Id),
    /// The second operand where the first is true, else the third.
    Select(Id, Id, Id),
    /// A result of an external function.
    External {
        /// Which of the graph's calls.
        call: u32,
        /// Which of the function's results.
        result: u16,
        /// It or a derivative of it.
        part: Part,
    },
}

/// A result of an external function or one of its derivatives by the function's arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    /// The result.
    Value,
    /// ∂/∂aᵢ.
    First(u8),
    /// ∂²/∂aᵢ∂aⱼ, i ≥ j.
    Second(u8, u8),
}

/// A call of an external function.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// The function.
    pub(crate) function: &'static External,
    /// Its arguments.
    pub(crate) arguments: Vec<Id>,
}

/// The graph of one element or group function.
#[derive(Debug, Clone, Default)]
pub(crate) struct Graph {
    nodes: Vec<Node>,
    /// For each node whether it may be infinite where a function is smooth, as the slope of √a at 0.
    steep: Vec<bool>,
    known: HashMap<Node, Id>,
    /// The calls of external functions.
    pub(crate) calls: Vec<Call>,
    /// Whether it wanted to be larger than it may be; its nodes are then meaningless.
    pub(crate) too_large: bool,
}

impl Graph {
    /// How many nodes it has.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// What node `id` computes.
    pub(crate) fn node(&self, id: Id) -> Node {
        self.nodes[id as usize]
    }

    /// The number that node `id` is, if it is one.
    pub(crate) fn number(&self, id: Id) -> Option<f64> {
        if let Node::Constant(bits) = self.node(id) { Some(f64::from_bits(bits)) } else { None }
    }

    /// Input `i`.
    pub(crate) fn input(&mut self, i: usize) -> Id {
        self.add(Node::Input(i as u32))
    }

    /// A number.
    pub(crate) fn constant(&mut self, value: f64) -> Id {
        self.add(Node::Constant(value.to_bits()))
    }

    /// A result of call `call` of an external function, or a derivative of it.
    pub(crate) fn external(&mut self, call: u32, result: u16, part: Part) -> Id {
        self.add(Node::External { call, result, part })
    }

    /// op(a).
    pub(crate) fn unary(&mut self, op: Unary, a: Id) -> Id {
        match (op, self.node(a)) {
            (_, Node::Constant(bits)) => self.constant(op.of(f64::from_bits(bits))),
            (Unary::Negate, Node::Unary(Unary::Negate, inner)) => inner,
            _ => self.add(Node::Unary(op, a)),
        }
    }

    /// op(a, b), simplified where one operand is a number.
    pub(crate) fn binary(&mut self, op: Binary, a: Id, b: Id) -> Id {
        match (self.number(a), self.number(b)) {
            (Some(a), Some(b)) => return self.constant(op.of(a, b)),
            (Some(number), None) => {
                if let Some(id) = self.with_first(op, number, b) {
                    return id;
                }
            }
            (None, Some(number)) => {
                if let Some(id) = self.with_second(op, a, number) {
                    return id;
                }
            }
            (None, None) => {}
        }
        let commutes =
            matches!(op, Binary::Add | Binary::Multiply | Binary::Scale | Binary::Equal | Binary::And | Binary::Or);
        let (a, b) = if commutes && b < a { (b, a) } else { (a, b) };
        self.add(Node::Binary(op, a, b))
    }

    /// Marks a node as possibly infinite where the function whose derivative it is part of is smooth.
    pub(crate) fn steepen(&mut self, id: Id) -> Id {
        self.steep[id as usize] = self.number(id).is_none();
        id
    }

    /// a b; 0 · ∞ is 0 if a factor is steep: x² x^0.85 has the derivative 0 at 0.
    pub(crate) fn times(&mut self, a: Id, b: Id) -> Id {
        let steep = self.steep[a as usize] || self.steep[b as usize];
        self.binary(if steep { Binary::Scale } else { Binary::Multiply }, a, b)
    }

    /// `yes` where `condition` is true, else `no`.
    pub(crate) fn select(&mut self, condition: Id, yes: Id, no: Id) -> Id {
        match self.number(condition) {
            Some(truth) => {
                if truth == 0.0 {
                    no
                } else {
                    yes
                }
            }
            None if yes == no => yes,
            None => self.add(Node::Select(condition, yes, no)),
        }
    }

    fn with_first(&mut self, op: Binary, a: f64, b: Id) -> Option<Id> {
        let is = |number: f64| a.to_bits() == number.to_bits();
        match op {
            Binary::Add | Binary::Or if a == 0.0 => Some(b),
            Binary::Subtract if a == 0.0 => Some(self.unary(Unary::Negate, b)),
            Binary::Multiply | Binary::Scale | Binary::And | Binary::Divide if a == 0.0 => Some(self.constant(0.0)),
            Binary::Multiply | Binary::Scale | Binary::And if is(1.0) => Some(b),
            Binary::Multiply if is(-1.0) => Some(self.unary(Unary::Negate, b)),
            Binary::Or if is(1.0) => Some(self.constant(1.0)),
            _ => None,
        }
    }

    fn with_second(&mut self, op: Binary, a: Id, b: f64) -> Option<Id> {
        let is = |number: f64| b.to_bits() == number.to_bits();
        match op {
            Binary::Add | Binary::Subtract | Binary::Or if b == 0.0 => Some(a),
            Binary::Multiply | Binary::Scale | Binary::And if b == 0.0 => Some(self.constant(0.0)),
            Binary::Multiply | Binary::Scale | Binary::Divide | Binary::And if is(1.0) => Some(a),
            Binary::Multiply | Binary::Divide if is(-1.0) => Some(self.unary(Unary::Negate, a)),
            Binary::Or if is(1.0) => Some(self.constant(1.0)),
            Binary::Power | Binary::IntegerPower => self.power(a, b),
            _ => None,
        }
    }

    /// Small powers as products, as compilers do it.
    fn power(&mut self, a: Id, exponent: f64) -> Option<Id> {
        if exponent.fract() != 0.0 || exponent.abs() > 4.0 {
            return None;
        }
        let power = match exponent as i32 {
            0 => self.constant(1.0),
            1 => a,
            -1 => {
                let one = self.constant(1.0);
                self.binary(Binary::Divide, one, a)
            }
            2 => self.binary(Binary::Multiply, a, a),
            3 => {
                let square = self.binary(Binary::Multiply, a, a);
                self.binary(Binary::Multiply, square, a)
            }
            4 => {
                let square = self.binary(Binary::Multiply, a, a);
                self.binary(Binary::Multiply, square, square)
            }
            _ => return None,
        };
        Some(power)
    }

    fn add(&mut self, node: Node) -> Id {
        if let Some(&id) = self.known.get(&node) {
            return id;
        }
        if self.nodes.len() >= LARGEST {
            self.too_large = true;
            return 0;
        }
        let id = self.nodes.len() as Id;
        self.nodes.push(node);
        let fraction = matches!(node, Node::Binary(Binary::Power, _, b) if self.number(b).is_none_or(|b| b < 0.0));
        let steep = self.operands(id, &mut [0; 3]).iter().any(|&operand| self.steep[operand as usize]);
        self.steep.push(fraction || steep);
        self.known.insert(node, id);
        id
    }

    /// The operands of `node`, in `to`, and how many.
    pub(crate) fn operands<'a>(&'a self, id: Id, room: &'a mut [Id; 3]) -> &'a [Id] {
        match self.node(id) {
            Node::Input(_) | Node::Constant(_) => &[],
            Node::Unary(_, a) => {
                room[0] = a;
                &room[..1]
            }
            Node::Binary(_, a, b) => {
                room[..2].copy_from_slice(&[a, b]);
                &room[..2]
            }
            Node::Select(c, a, b) => {
                room.copy_from_slice(&[c, a, b]);
                &room[..]
            }
            Node::External { call, .. } => &self.calls[call as usize].arguments,
        }
    }

    /// For every node up to the largest of `roots`, whether a root needs it.
    pub(crate) fn needed(&self, roots: &[Id]) -> Vec<bool> {
        let top = roots.iter().max().map_or(0, |&id| id as usize + 1);
        let mut needed = vec![false; top];
        for &root in roots {
            needed[root as usize] = true;
        }
        for id in (0..top).rev().filter(|&id| !self.nodes.is_empty() && id < self.nodes.len()) {
            if needed[id] {
                for &operand in self.operands(id as Id, &mut [0; 3]) {
                    needed[operand as usize] = true;
                }
            }
        }
        needed
    }
}

//! The types of Fortran and the rules by which operators convert and round.

use super::Fault;
use super::graph::{Graph, Id};
use super::operation::{Binary, Unary};

/// A type; an operation of two numbers has the larger of their types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// LOGICAL.
    Logical,
    /// INTEGER.
    Integer,
    /// REAL, in single precision.
    Single,
    /// DOUBLE PRECISION.
    Double,
}

impl Kind {
    /// Its name in Fortran.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Logical => "LOGICAL",
            Self::Integer => "INTEGER",
            Self::Single => "REAL",
            Self::Double => "DOUBLE PRECISION",
        }
    }
}

/// The value of a subexpression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Value {
    /// Its node.
    pub(crate) id: Id,
    /// Its type.
    pub(crate) kind: Kind,
}

impl Value {
    /// It as a number: a logical is a fault.
    pub(crate) fn number(self, at: usize) -> Result<Self, Fault> {
        if self.kind == Kind::Logical {
            Err(Fault::new(at, "a LOGICAL stands in arithmetic", "a number"))
        } else {
            Ok(self)
        }
    }

    /// It as a logical: a number is a fault.
    pub(crate) fn logical(self, at: usize) -> Result<Id, Fault> {
        if self.kind == Kind::Logical {
            Ok(self.id)
        } else {
            Err(Fault::new(at, format!("a value of type {} stands in logic", self.kind.name()), "a LOGICAL"))
        }
    }

    /// It converted as in an assignment to a variable of type `kind`.
    pub(crate) fn assigned(self, graph: &mut Graph, kind: Kind, at: usize) -> Result<Id, Fault> {
        match (self.kind, kind) {
            (Kind::Logical, Kind::Logical) => Ok(self.id),
            (Kind::Logical, _) | (_, Kind::Logical) => {
                let (from, to) = (self.kind.name(), kind.name());
                Err(Fault::new(at, format!("a value of type {from} is assigned to a name of type {to}"), ""))
            }
            _ => Ok(self.converted(graph, kind).id),
        }
    }

    /// A number converted to `kind`.
    pub(crate) fn converted(self, graph: &mut Graph, kind: Kind) -> Self {
        let id = match kind {
            Kind::Integer if self.kind > Kind::Integer => graph.unary(Unary::Truncate, self.id),
            Kind::Single if self.kind != Kind::Single => graph.unary(Unary::Single, self.id),
            _ => self.id,
        };
        Self { id, kind }
    }
}

/// `id` rounded as results of type `kind` are.
pub(crate) fn rounded(graph: &mut Graph, kind: Kind, id: Id) -> Value {
    let id = if kind == Kind::Single { graph.unary(Unary::Single, id) } else { id };
    Value { id, kind }
}

/// a `operator` b for `+ - * / **` and the relations.
pub(crate) fn binary(graph: &mut Graph, operator: &str, a: Value, b: Value, at: usize) -> Result<Value, Fault> {
    let (a, b) = (a.number(at)?, b.number(at)?);
    if operator == "**" {
        return Ok(power(graph, a, b));
    }
    let kind = a.kind.max(b.kind);
    let (a, b) = (a.converted(graph, kind).id, b.converted(graph, kind).id);
    let relation = |graph: &mut Graph, op, a, b| Ok(Value { id: graph.binary(op, a, b), kind: Kind::Logical });
    let op = match operator {
        "+" => Binary::Add,
        "-" => Binary::Subtract,
        "*" => Binary::Multiply,
        "/" => Binary::Divide,
        "LT" => return relation(graph, Binary::Less, a, b),
        "LE" => return relation(graph, Binary::LessEqual, a, b),
        "GT" => return relation(graph, Binary::Less, b, a),
        "GE" => return relation(graph, Binary::LessEqual, b, a),
        "EQ" => return relation(graph, Binary::Equal, a, b),
        _ => {
            let equal = graph.binary(Binary::Equal, a, b);
            return Ok(Value { id: graph.unary(Unary::Not, equal), kind: Kind::Logical });
        }
    };
    if op == Binary::Divide && kind == Kind::Integer && graph.number(b) == Some(0.0) {
        return Err(Fault::new(at, "an integer is divided by 0", ""));
    }
    let id = graph.binary(op, a, b);
    let whole = op == Binary::Divide && kind == Kind::Integer;
    Ok(if whole { Value { id: graph.unary(Unary::Truncate, id), kind } } else { rounded(graph, kind, id) })
}

/// aᵇ: the exponent keeps its type if it is an integer, and an integer power of an integer is an integer.
fn power(graph: &mut Graph, a: Value, b: Value) -> Value {
    if b.kind == Kind::Integer {
        let id = graph.binary(Binary::IntegerPower, a.id, b.id);
        let whole = a.kind == Kind::Integer;
        return if whole {
            Value { id: graph.unary(Unary::Truncate, id), kind: a.kind }
        } else {
            rounded(graph, a.kind, id)
        };
    }
    let kind = a.kind.max(b.kind);
    let (a, b) = (a.converted(graph, kind).id, b.converted(graph, kind).id);
    let id = graph.binary(Binary::Power, a, b);
    rounded(graph, kind, id)
}

/// −a.
pub(crate) fn negative(graph: &mut Graph, a: Value, at: usize) -> Result<Value, Fault> {
    let a = a.number(at)?;
    Ok(Value { id: graph.unary(Unary::Negate, a.id), kind: a.kind })
}

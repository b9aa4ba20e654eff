//! The intrinsic functions of Fortran, by generic and by specific names.

use super::Fault;
use super::arithmetic::{Kind, Value, binary, rounded};
use super::graph::Graph;
use super::operation::{Binary, Unary};

/// Functions of one real number whose result has its type.
const REAL: [(&str, Unary); 14] = [
    ("EXP", Unary::Exp),
    ("LOG", Unary::Log),
    ("LOG10", Unary::Log10),
    ("SQRT", Unary::Sqrt),
    ("SIN", Unary::Sin),
    ("COS", Unary::Cos),
    ("TAN", Unary::Tan),
    ("ASIN", Unary::Asin),
    ("ACOS", Unary::Acos),
    ("ATAN", Unary::Atan),
    ("SINH", Unary::Sinh),
    ("COSH", Unary::Cosh),
    ("TANH", Unary::Tanh),
    ("AINT", Unary::Truncate),
];

/// Specific names whose generic one is not what is left without their first letter.
const SPECIFIC: [(&str, &str); 17] = [
    ("ALOG", "LOG"),
    ("ALOG10", "LOG10"),
    ("AMAX1", "MAX"),
    ("DMAX1", "MAX"),
    ("MAX0", "MAX"),
    ("AMIN1", "MIN"),
    ("DMIN1", "MIN"),
    ("MIN0", "MIN"),
    ("AMOD", "MOD"),
    ("FLOAT", "REAL"),
    ("SNGL", "REAL"),
    ("DFLOAT", "DBLE"),
    ("IDINT", "INT"),
    ("IFIX", "INT"),
    ("IDNINT", "NINT"),
    ("DINT", "AINT"),
    ("DNINT", "ANINT"),
];

/// Generic names that take a `D` (or, of integers, an `I`) in front.
const PREFIXED: [&str; 18] = [
    "EXP", "LOG", "LOG10", "SQRT", "SIN", "COS", "TAN", "ASIN", "ACOS", "ATAN", "ATAN2", "SINH", "COSH", "TANH", "ABS",
    "SIGN", "MOD", "DIM",
];

/// The generic name of `name`.
fn generic(name: &str) -> &str {
    if let Some((_, generic)) = SPECIFIC.iter().find(|(specific, _)| *specific == name) {
        return generic;
    }
    let bare = name.strip_prefix('D').or_else(|| name.strip_prefix('I')).unwrap_or(name);
    if PREFIXED.contains(&bare) { bare } else { name }
}

/// `name`(`arguments`), at byte `at`.
pub(crate) fn apply(graph: &mut Graph, name: &str, arguments: &[Value], at: usize) -> Result<Value, Fault> {
    for &argument in arguments {
        argument.number(at)?;
    }
    let name = generic(name);
    if let (Some(&(_, op)), &[a]) = (REAL.iter().find(|(known, _)| *known == name), arguments) {
        let kind = if a.kind == Kind::Integer { Kind::Double } else { a.kind };
        let id = graph.unary(op, a.id);
        return Ok(rounded(graph, kind, id));
    }
    let of = |graph: &mut Graph, kind: Kind, op, a: Value| Ok(Value { id: graph.unary(op, a.id), kind });
    match (name, arguments) {
        ("ABS", &[a]) => of(graph, a.kind, Unary::Abs, a),
        ("ANINT", &[a]) => of(graph, a.kind, Unary::Nearest, a),
        ("NINT", &[a]) => of(graph, Kind::Integer, Unary::Nearest, a),
        ("INT", &[a]) => Ok(a.converted(graph, Kind::Integer)),
        ("DBLE", &[a]) => Ok(a.converted(graph, Kind::Double)),
        ("REAL", &[a]) => Ok(a.converted(graph, Kind::Single)),
        ("ATAN2", &[a, b]) => Ok(pair(graph, Binary::Atan2, a, b)),
        ("SIGN", &[a, b]) => Ok(pair(graph, Binary::Sign, a, b)),
        ("MOD", &[a, b]) => Ok(pair(graph, Binary::Remainder, a, b)),
        ("DIM", &[a, b]) => {
            let difference = binary(graph, "-", a, b, at)?;
            let zero = Value { id: graph.constant(0.0), kind: difference.kind };
            Ok(larger(graph, difference, zero, Order::Larger))
        }
        ("MAX", [first, second, rest @ ..]) => Ok(extreme(graph, Order::Larger, *first, *second, rest)),
        ("MIN", [first, second, rest @ ..]) => Ok(extreme(graph, Order::Smaller, *first, *second, rest)),
        _ => {
            let known = ["ABS", "ANINT", "NINT", "INT", "DBLE", "REAL", "ATAN2", "SIGN", "MOD", "DIM", "MAX", "MIN"];
            if known.contains(&name) || REAL.iter().any(|(known, _)| *known == name) {
                let message = format!("{name} is given {} arguments", arguments.len());
                return Err(Fault::new(at, message, "as many as the intrinsic function takes"));
            }
            let names: Vec<&str> = REAL.iter().map(|(known, _)| *known).chain(known).collect();
            let expected = format!("an array, an external function or one of {}", names.join(" "));
            Err(Fault::new(at, format!("no function is named {name:?}"), expected))
        }
    }
}

fn pair(graph: &mut Graph, op: Binary, a: Value, b: Value) -> Value {
    let kind = a.kind.max(b.kind);
    let (a, b) = (a.converted(graph, kind).id, b.converted(graph, kind).id);
    let id = graph.binary(op, a, b);
    rounded(graph, kind, id)
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Order {
    Larger,
    Smaller,
}

fn extreme(graph: &mut Graph, order: Order, first: Value, second: Value, rest: &[Value]) -> Value {
    let start = larger(graph, first, second, order);
    rest.iter().fold(start, |best, &next| larger(graph, best, next, order))
}

/// The larger (or smaller) of two, the first where they are equal.
fn larger(graph: &mut Graph, a: Value, b: Value, order: Order) -> Value {
    let kind = a.kind.max(b.kind);
    let (a, b) = (a.converted(graph, kind).id, b.converted(graph, kind).id);
    let first = match order {
        Order::Larger => graph.binary(Binary::LessEqual, b, a),
        Order::Smaller => graph.binary(Binary::LessEqual, a, b),
    };
    Value { id: graph.select(first, a, b), kind }
}

//! Forward automatic differentiation of a graph: the tangent ẏ = ∂y/∂xₖ of every node, as nodes of the same graph.
//!
//! Tangents of tangents are second derivatives. As equal nodes are one and numbers fold, f(u) = u² has the gradient
//! node u + u and the Hessian 2, and a factor that several derivatives share is computed once.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, SIAM, 2008, chapter 3 (forward mode) and table 2.3.

use super::graph::{Graph, Id, Node, Part};
use super::operation::{Binary, Unary};

/// The derivatives of `roots` by input `input`. Comparisons and roundings have derivative 0, a choice the derivative
/// of what it chose, |a| has sign(a).
pub(crate) fn derivative(graph: &mut Graph, roots: &[Id], input: u32) -> Vec<Id> {
    let needed = graph.needed(roots);
    let mut tangents: Vec<Option<Id>> = vec![None; needed.len()];
    for id in 0..needed.len() {
        if needed[id] && !graph.too_large {
            tangents[id] = tangent(graph, id as Id, input, &tangents).filter(|&t| graph.number(t) != Some(0.0));
        }
    }
    roots.iter().map(|&root| tangents[root as usize].unwrap_or_else(|| graph.constant(0.0))).collect()
}

/// The tangent of node `id` from those of its operands; `None` for 0.
fn tangent(graph: &mut Graph, id: Id, input: u32, tangents: &[Option<Id>]) -> Option<Id> {
    let of = |id: Id| tangents[id as usize];
    match graph.node(id) {
        Node::Input(i) => (i == input).then(|| graph.constant(1.0)),
        Node::Constant(_) => None,
        Node::Unary(op, a) => {
            let da = of(a)?;
            unary(graph, op, a, id, da)
        }
        Node::Binary(op, a, b) => binary(graph, op, (a, of(a)), (b, of(b)), id),
        Node::Select(condition, a, b) => {
            if of(a).is_none() && of(b).is_none() {
                return None;
            }
            let zero = graph.constant(0.0);
            Some(graph.select(condition, of(a).unwrap_or(zero), of(b).unwrap_or(zero)))
        }
        Node::External { call, result, part } => {
            let arguments = graph.calls[call as usize].arguments.clone();
            let mut total = None;
            for (i, argument) in arguments.into_iter().enumerate() {
                let Some(da) = of(argument) else { continue };
                let i = i as u8;
                let part = match part {
                    Part::Value => Part::First(i),
                    Part::First(j) => Part::Second(i.max(j), i.min(j)),
                    Part::Second(..) => continue,
                };
                let slope = graph.external(call, result, part);
                let term = graph.times(slope, da);
                total = Some(total.map_or(term, |sum| graph.binary(Binary::Add, sum, term)));
            }
            total
        }
    }
}

/// φ′(a) ȧ of v = φ(a).
fn unary(graph: &mut Graph, op: Unary, a: Id, v: Id, da: Id) -> Option<Id> {
    let one = graph.constant(1.0);
    let g = graph;
    let slope = match op {
        Unary::Negate => return Some(g.unary(Unary::Negate, da)),
        Unary::Single => return Some(da),
        Unary::Truncate | Unary::Nearest | Unary::Not => return None,
        Unary::Log => return Some(g.binary(Binary::Divide, da, a)),
        Unary::Log10 => {
            let ten = g.constant(std::f64::consts::LN_10);
            let scaled = g.times(ten, a);
            return Some(g.binary(Binary::Divide, da, scaled));
        }
        Unary::Sqrt => {
            let twice = g.binary(Binary::Add, v, v);
            let slope = g.binary(Binary::Divide, one, twice);
            g.steepen(slope)
        }
        Unary::Asin | Unary::Acos => {
            let square = g.times(a, a);
            let rest = g.binary(Binary::Subtract, one, square);
            let root = g.unary(Unary::Sqrt, rest);
            let slope = g.binary(Binary::Divide, da, root);
            return Some(if op == Unary::Acos { g.unary(Unary::Negate, slope) } else { slope });
        }
        Unary::Atan => {
            let square = g.times(a, a);
            let sum = g.binary(Binary::Add, one, square);
            return Some(g.binary(Binary::Divide, da, sum));
        }
        Unary::Abs => g.binary(Binary::Sign, one, a),
        Unary::Exp => v,
        Unary::Sin => g.unary(Unary::Cos, a),
        Unary::Cos => {
            let sin = g.unary(Unary::Sin, a);
            g.unary(Unary::Negate, sin)
        }
        Unary::Tan => {
            let square = g.times(v, v);
            g.binary(Binary::Add, one, square)
        }
        Unary::Sinh => g.unary(Unary::Cosh, a),
        Unary::Cosh => g.unary(Unary::Sinh, a),
        Unary::Tanh => {
            let square = g.times(v, v);
            g.binary(Binary::Subtract, one, square)
        }
    };
    Some(g.times(slope, da))
}

/// The tangent of v = a ∘ b.
fn binary(g: &mut Graph, op: Binary, (a, da): (Id, Option<Id>), (b, db): (Id, Option<Id>), v: Id) -> Option<Id> {
    if da.is_none() && db.is_none() {
        return None;
    }
    match op {
        Binary::Add => sum(g, da, db),
        Binary::Subtract => {
            let minus = db.map(|db| g.unary(Unary::Negate, db));
            match (da, db) {
                (Some(da), Some(db)) => Some(g.binary(Binary::Subtract, da, db)),
                _ => da.or(minus),
            }
        }
        Binary::Multiply | Binary::Scale if a == b => da.map(|da| {
            let twice = g.binary(Binary::Add, a, a);
            g.times(twice, da)
        }),
        Binary::Multiply | Binary::Scale => {
            let first = da.map(|da| g.times(da, b));
            let second = db.map(|db| g.times(a, db));
            sum(g, first, second)
        }
        Binary::Divide => {
            let part = db.map(|db| g.times(v, db));
            let top = match (da, part) {
                (Some(da), Some(part)) => g.binary(Binary::Subtract, da, part),
                (Some(da), None) => da,
                (None, Some(part)) => g.unary(Unary::Negate, part),
                (None, None) => return None,
            };
            Some(g.binary(Binary::Divide, top, b))
        }
        Binary::Power | Binary::IntegerPower => power(g, op, (a, da), (b, db), v),
        Binary::Atan2 => {
            let first = da.map(|da| g.times(b, da));
            let second = db.map(|db| {
                let part = g.times(a, db);
                g.unary(Unary::Negate, part)
            });
            let top = sum(g, first, second)?;
            let (aa, bb) = (g.times(a, a), g.times(b, b));
            let radius = g.binary(Binary::Add, aa, bb);
            Some(g.binary(Binary::Divide, top, radius))
        }
        Binary::Remainder => {
            let second = db.map(|db| {
                let quotient = g.binary(Binary::Divide, a, b);
                let turns = g.unary(Unary::Truncate, quotient);
                let part = g.times(turns, db);
                g.unary(Unary::Negate, part)
            });
            sum(g, da, second)
        }
        Binary::Sign => {
            let one = g.constant(1.0);
            let (from, to) = (g.binary(Binary::Sign, one, a), g.binary(Binary::Sign, one, b));
            let slope = g.times(from, to);
            da.map(|da| g.times(slope, da))
        }
        Binary::Less | Binary::LessEqual | Binary::Equal | Binary::And | Binary::Or => None,
    }
}

/// b aᵇ⁻¹ ȧ + aᵇ ln(a) ḃ, where 0 · a⁻¹ is 0 and ln is taken of positive numbers only (the limit of aᵇ ln a at 0).
fn power(g: &mut Graph, op: Binary, (a, da): (Id, Option<Id>), (b, db): (Id, Option<Id>), v: Id) -> Option<Id> {
    let (zero, one) = (g.constant(0.0), g.constant(1.0));
    let first = da.map(|da| {
        let less = g.binary(Binary::Subtract, b, one);
        let lower = g.binary(op, a, less);
        let scaled = g.times(b, lower);
        let constant = g.binary(Binary::Equal, b, zero);
        let slope = g.select(constant, zero, scaled);
        g.times(slope, da)
    });
    let second = db.filter(|_| op == Binary::Power).map(|db| {
        let positive = g.binary(Binary::Less, zero, a);
        let safe = g.select(positive, a, one);
        let log = g.unary(Unary::Log, safe);
        let slope = g.times(v, log);
        g.times(slope, db)
    });
    sum(g, first, second)
}

fn sum(g: &mut Graph, a: Option<Id>, b: Option<Id>) -> Option<Id> {
    match (a, b) {
        (Some(a), Some(b)) => Some(g.binary(Binary::Add, a, b)),
        _ => a.or(b),
    }
}

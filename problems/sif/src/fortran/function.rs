//! The functions of element and group types, compiled with their first and second derivatives.

use super::Fault;
use super::arithmetic::{Kind, Value};
use super::derivative::derivative;
use super::graph::{Graph, Id};
use super::operation::Unary;
use super::parse::expression;
use super::program::Program;
use super::scope::Scope;
use crate::error::{Located, Position, Result};
use crate::structure::{ElementType, FunctionLine, GroupType, LineKind, Preamble};

/// A function φ(u; p) of n variables and some parameters, its inputs in this order.
#[derive(Debug, Clone)]
pub(crate) struct Function {
    /// n.
    pub(crate) variables: usize,
    /// φ.
    pub(crate) value: Program,
    /// φ, ∂φ/∂u₁, …, ∂φ/∂uₙ.
    pub(crate) gradient: Program,
    /// φ, the gradient, and ∂²φ/∂uᵢ∂uⱼ for j ≤ i, by rows of the lower triangle.
    pub(crate) hessian: Program,
}

/// Compiles the function of an element type, of its internal variables if it has any.
pub(crate) fn element(kind: &ElementType, preamble: &Preamble, file: &str) -> Result<Function> {
    compile(&Source::element(kind, preamble, file))
}

/// Compiles the function of a group type.
pub(crate) fn group(kind: &GroupType, preamble: &Preamble, file: &str) -> Result<Function> {
    compile(&Source {
        what: "group type",
        name: &kind.name,
        at: kind.at,
        variables: std::slice::from_ref(&kind.variable),
        parameters: &kind.parameters,
        lines: &kind.lines,
        preamble,
        file,
    })
}

/// φ(u) = u.
pub(crate) fn identity() -> Function {
    let mut graph = Graph::default();
    let (u, one, zero) = (graph.input(0), graph.constant(1.0), graph.constant(0.0));
    let program = |results: &[Id]| Program::new(&graph, 1, results);
    Function { variables: 1, value: program(&[u]), gradient: program(&[u, one]), hessian: program(&[u, one, zero]) }
}

/// The derivatives that a file states in its G and H lines, beside the exact ones.
#[derive(Debug, Clone)]
pub(crate) struct Stated {
    /// The variables by which each is a derivative.
    pub(crate) by: Vec<(usize, Option<usize>)>,
    /// For each the exact derivative and the stated one.
    pub(crate) program: Program,
}

/// Compiles the G and H lines of an element type.
pub(crate) fn stated(kind: &ElementType, preamble: &Preamble, file: &str) -> Result<Stated> {
    let source = Source::element(kind, preamble, file);
    let mut graph = Graph::default();
    let mut lines = Lines { stated: Some(vec![]), ..Lines::default() };
    let value = lower(&source, &mut graph, Scope::default(), &mut lines)?;
    let variable = |name: &str| source.variables.iter().position(|known| known.eq_ignore_ascii_case(name));
    let (mut by, mut results) = (vec![], vec![]);
    for (first, second, id) in lines.stated.unwrap_or_default() {
        let (Some(i), j) = (variable(&first), variable(&second)) else { continue };
        let mut exact = derivative(&mut graph, &[value], i as u32);
        if let Some(j) = j {
            exact = derivative(&mut graph, &exact, j as u32);
        }
        by.push((i, j));
        results.extend([exact[0], id]);
    }
    if graph.too_large {
        return Err(source.error(format!("the element type {} is too large", kind.name), "a smaller function"));
    }
    Ok(Stated { by, program: Program::new(&graph, source.variables.len() + source.parameters.len(), &results) })
}

/// What the lines of a function say.
#[derive(Debug, Default)]
struct Lines {
    /// The function's value.
    value: Option<Id>,
    /// The derivatives of G and H lines with the names by which they are; `None` if nobody asks.
    stated: Option<Vec<(String, String, Id)>>,
}

struct Source<'a> {
    what: &'static str,
    name: &'a str,
    at: Position,
    variables: &'a [String],
    parameters: &'a [String],
    lines: &'a [FunctionLine],
    preamble: &'a Preamble,
    file: &'a str,
}

impl<'a> Source<'a> {
    fn element(kind: &'a ElementType, preamble: &'a Preamble, file: &'a str) -> Self {
        Self {
            what: "element type",
            name: &kind.name,
            at: kind.at,
            variables: if kind.internal.is_empty() { &kind.elemental } else { &kind.internal },
            parameters: &kind.parameters,
            lines: &kind.lines,
            preamble,
            file,
        }
    }
    fn error(&self, message: String, expected: &str) -> crate::Error {
        let (file, expected) = (self.file.to_owned(), expected.to_owned());
        Located { file, at: self.at, card: format!(" T  {}", self.name), message, expected }.into()
    }

    fn located(&self, line: &FunctionLine, fault: Fault) -> crate::Error {
        let (at, card) = line.locate(fault.at);
        let card = card.to_owned();
        Located { file: self.file.to_owned(), at, card, message: fault.message, expected: fault.expected }.into()
    }
}

fn compile(source: &Source<'_>) -> Result<Function> {
    let (mut graph, scope) = (Graph::default(), Scope::default());
    let value = lower(source, &mut graph, scope, &mut Lines::default())?;
    let n = source.variables.len();
    let inputs = n + source.parameters.len();
    let mut results = vec![value];
    for k in 0..n {
        results.extend(derivative(&mut graph, &[value], k as u32));
    }
    let first = results.clone();
    let mut columns: Vec<Vec<Id>> = vec![];
    for k in 0..n {
        if !graph.too_large {
            columns.push(derivative(&mut graph, &first[1 + k..], k as u32));
        }
    }
    if graph.too_large {
        let message = format!(
            "the {} {} is too large: {} operations with its derivatives",
            source.what,
            source.name,
            graph.len()
        );
        return Err(source.error(message, "a smaller function"));
    }
    for i in 0..n {
        results.extend((0..=i).map(|j| columns[j][i - j]));
    }
    Ok(Function {
        variables: n,
        value: Program::new(&graph, inputs, &results[..1]),
        gradient: Program::new(&graph, inputs, &first),
        hessian: Program::new(&graph, inputs, &results),
    })
}

/// Runs the lines of GLOBALS and of the type; the node of the function's value.
fn lower(source: &Source<'_>, graph: &mut Graph, mut scope: Scope, lines: &mut Lines) -> Result<Id> {
    for temporary in &source.preamble.temporaries {
        scope.declare(temporary).map_err(|fault| Located {
            file: source.file.to_owned(),
            at: temporary.at,
            card: temporary.name.clone(),
            message: fault.message,
            expected: fault.expected,
        })?;
    }
    for (i, name) in source.variables.iter().chain(source.parameters).enumerate() {
        let input = graph.input(i);
        scope.define(name, input);
    }
    for line in source.preamble.globals.iter().chain(source.lines) {
        run(line, graph, &mut scope, lines).map_err(|fault| source.located(line, fault))?;
    }
    lines.value.ok_or_else(|| {
        let message = format!("the {} {} has no function", source.what, source.name);
        source.error(message, "an F card under its name in INDIVIDUALS")
    })
}

fn run(line: &FunctionLine, graph: &mut Graph, scope: &mut Scope, lines: &mut Lines) -> std::result::Result<(), Fault> {
    let first = line.first.to_ascii_uppercase();
    let condition = match line.kind {
        LineKind::Assign => None,
        LineKind::If => Some(scope.value(&first, 0)?.logical(0)?),
        LineKind::Else => {
            let truth = scope.value(&first, 0)?.logical(0)?;
            Some(graph.unary(Unary::Not, truth))
        }
        LineKind::Function => {
            let Value { id, kind } = expression(&line.text, graph, scope, None)?.number(0)?;
            debug_assert!(kind >= Kind::Integer);
            lines.value = Some(id);
            return Ok(());
        }
        LineKind::Gradient | LineKind::Hessian => {
            if let Some(stated) = &mut lines.stated {
                let id = expression(&line.text, graph, scope, None)?.number(0)?.id;
                stated.push((line.first.clone(), line.second.clone(), id));
            }
            return Ok(());
        }
    };
    if condition.is_some_and(|condition| graph.number(condition) == Some(0.0)) {
        return Ok(());
    }
    let target = if line.kind == LineKind::Assign { &line.first } else { &line.second };
    let result = expression(&line.text, graph, scope, condition)?;
    scope.assign(graph, target, result, condition)
}

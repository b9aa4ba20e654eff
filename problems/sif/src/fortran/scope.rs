//! The names that an expression may use and their present values.

use std::collections::{BTreeMap, BTreeSet};

use super::Fault;
use super::arithmetic::{Kind, Value};
use super::graph::{Graph, Id};
use super::operation::Binary;
use crate::structure::{Temporary, TemporaryKind};

/// Cells that an array of TEMPORARIES may have.
const LARGEST_ARRAY: usize = 4096;

/// A scalar (no extents, one cell) or an array.
#[derive(Debug, Clone)]
struct Entry {
    kind: Kind,
    extents: Vec<usize>,
    cells: Vec<Option<Id>>,
}

/// The names of a function.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    entries: BTreeMap<String, Entry>,
    externals: BTreeSet<String>,
}

impl Scope {
    /// Declares the names of TEMPORARIES.
    pub(crate) fn declare(&mut self, temporary: &Temporary) -> Result<(), Fault> {
        let text = temporary.name.to_ascii_uppercase();
        let kind = match temporary.kind {
            TemporaryKind::Integer => Kind::Integer,
            TemporaryKind::Real => Kind::Double,
            TemporaryKind::Logical => Kind::Logical,
            TemporaryKind::Intrinsic => return Ok(()),
            TemporaryKind::External => {
                self.externals.insert(text);
                return Ok(());
            }
        };
        let (name, extents) = subscripted(&text)?;
        let cells = extents.iter().try_fold(1_usize, |cells, &extent| cells.checked_mul(extent));
        let cells = cells.filter(|&cells| cells <= LARGEST_ARRAY).ok_or_else(|| {
            Fault::new(0, format!("the array {text} is too large"), format!("at most {LARGEST_ARRAY} cells"))
        })?;
        self.entries.insert(name.to_owned(), Entry { kind, extents, cells: vec![None; cells] });
        Ok(())
    }

    /// Declares a variable or parameter of the function, a DOUBLE PRECISION number with a value.
    pub(crate) fn define(&mut self, name: &str, id: Id) {
        let entry = Entry { kind: Kind::Double, extents: vec![], cells: vec![Some(id)] };
        self.entries.insert(name.to_ascii_uppercase(), entry);
    }

    /// Whether `name` is declared as an external function.
    pub(crate) fn is_external(&self, name: &str) -> bool {
        self.externals.contains(name)
    }

    /// Whether `name` is an array.
    pub(crate) fn is_array(&self, name: &str) -> bool {
        self.entries.get(name).is_some_and(|entry| !entry.extents.is_empty())
    }

    /// The value of a scalar.
    pub(crate) fn value(&self, name: &str, at: usize) -> Result<Value, Fault> {
        let Some(entry) = self.entries.get(name) else {
            let expected = "a variable or parameter of the function, or a name of TEMPORARIES";
            return Err(Fault::new(at, format!("nothing is named {name:?} here"), expected));
        };
        if !entry.extents.is_empty() {
            return Err(Fault::new(at, format!("{name} is an array"), "an element of it"));
        }
        let id = entry.cells[0].ok_or_else(|| unset(name, at))?;
        Ok(Value { id, kind: entry.kind })
    }

    /// The element of an array at integer `subscripts`: a choice among its cells where they are not known.
    pub(crate) fn element(
        &self,
        graph: &mut Graph,
        name: &str,
        subscripts: &[Value],
        at: usize,
    ) -> Result<Value, Fault> {
        let Some(entry) = self.entries.get(name).filter(|entry| entry.extents.len() == subscripts.len()) else {
            return Err(Fault::new(at, format!("{name} has not {} subscripts", subscripts.len()), "its extents"));
        };
        let (mut place, mut stride) = (graph.constant(0.0), 1);
        for (&subscript, &extent) in subscripts.iter().zip(&entry.extents) {
            if subscript.kind != Kind::Integer {
                return Err(Fault::new(at, format!("a subscript of {name} is not an INTEGER"), ""));
            }
            if let Some(i) = graph.number(subscript.id).filter(|&i| i < 1.0 || i > extent as f64) {
                return Err(Fault::new(
                    at,
                    format!("subscript {i} of {name} is out of range"),
                    format!("1 to {extent}"),
                ));
            }
            let (one, stride_node) = (graph.constant(1.0), graph.constant(stride as f64));
            let offset = graph.binary(Binary::Subtract, subscript.id, one);
            let step = graph.binary(Binary::Multiply, offset, stride_node);
            place = graph.binary(Binary::Add, place, step);
            stride *= extent;
        }
        if let Some(place) = graph.number(place) {
            let id = entry.cells[place as usize].ok_or_else(|| unset(name, at))?;
            return Ok(Value { id, kind: entry.kind });
        }
        let mut chosen = graph.constant(f64::NAN);
        for (cell, id) in entry.cells.iter().enumerate() {
            let Some(id) = *id else { continue };
            let cell = graph.constant(cell as f64);
            let here = graph.binary(Binary::Equal, place, cell);
            chosen = graph.select(here, id, chosen);
        }
        Ok(Value { id: chosen, kind: entry.kind })
    }

    /// Assigns to a scalar or an element `name(i)`, only where `condition` holds if there is one. A name that is
    /// nowhere declared gets Fortran's implicit type.
    pub(crate) fn assign(
        &mut self,
        graph: &mut Graph,
        target: &str,
        value: Value,
        condition: Option<Id>,
    ) -> Result<(), Fault> {
        let text: String = target.to_ascii_uppercase().split_whitespace().collect();
        let (name, subscripts) = subscripted(&text)?;
        let entry = self.entries.entry(name.to_owned()).or_insert_with(|| {
            let integer = name.starts_with(|c| ('I'..='N').contains(&c));
            let kind = if integer { Kind::Integer } else { Kind::Single };
            Entry { kind, extents: vec![], cells: vec![None] }
        });
        if subscripts.len() != entry.extents.len() {
            return Err(Fault::new(0, format!("{text} cannot be assigned to"), "a scalar or an element of an array"));
        }
        let (mut cell, mut stride) = (0, 1);
        for (&i, &extent) in subscripts.iter().zip(&entry.extents) {
            if i == 0 || i > extent {
                return Err(Fault::new(
                    0,
                    format!("subscript {i} of {name} is out of range"),
                    format!("1 to {extent}"),
                ));
            }
            cell += stride * (i - 1);
            stride *= extent;
        }
        let id = value.assigned(graph, entry.kind, 0)?;
        entry.set(graph, cell, id, condition);
        Ok(())
    }

    /// Fills the first cells of an array that an external function returns.
    pub(crate) fn fill(
        &mut self,
        graph: &mut Graph,
        name: &str,
        ids: &[Id],
        condition: Option<Id>,
        at: usize,
    ) -> Result<(), Fault> {
        match self.entries.get_mut(name).filter(|entry| entry.cells.len() >= ids.len()) {
            Some(entry) => {
                for (cell, &id) in ids.iter().enumerate() {
                    entry.set(graph, cell, id, condition);
                }
                Ok(())
            }
            None => {
                Err(Fault::new(at, format!("{name} is no array of {} cells", ids.len()), "an array of TEMPORARIES"))
            }
        }
    }
}

impl Entry {
    /// What was never assigned and is then not chosen counts as NaN.
    fn set(&mut self, graph: &mut Graph, cell: usize, id: Id, condition: Option<Id>) {
        let kept = condition.map(|condition| {
            let before = self.cells[cell].unwrap_or_else(|| graph.constant(f64::NAN));
            graph.select(condition, id, before)
        });
        self.cells[cell] = Some(kept.unwrap_or(id));
    }
}

fn unset(name: &str, at: usize) -> Fault {
    Fault::new(at, format!("{name} has no value yet"), "an assignment to it on an earlier line")
}

/// `NAME(2,3)` as its name and numbers.
fn subscripted(text: &str) -> Result<(&str, Vec<usize>), Fault> {
    let Some((name, rest)) = text.split_once('(') else { return Ok((text, vec![])) };
    let numbers = rest.trim_end_matches(')').split(',').map(|number| number.trim().parse());
    let numbers = numbers.collect::<Result<_, _>>();
    let wrong = |_| Fault::new(0, format!("{text:?} has no integer subscripts"), "as in A(5) or A(2,3)");
    Ok((name.trim_end(), numbers.map_err(wrong)?))
}

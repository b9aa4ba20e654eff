//! Variables, the linear terms of the groups, their constants and ranges, and the quadratic term.

use super::Builder;
use crate::cards::Fault;
use crate::name::Name;
use crate::structure::{QuadraticTerm, VariableKind};

/// An entry of a sparse matrix over groups.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term {
    /// The group.
    pub(super) group: u32,
    /// The variable or element.
    pub(super) column: u32,
    /// The coefficient or weight.
    pub(super) value: f64,
}

/// The vectors of a CONSTANTS or RANGES section, of which the first one counts.
#[derive(Debug, Default)]
pub(super) struct Vectors {
    first: Option<Name>,
    /// The value of groups that are not named; none if it was not given.
    pub(super) default: Option<f64>,
    /// Groups and their values; a later one counts.
    pub(super) values: Vec<(u32, f64)>,
}

impl Vectors {
    /// Whether the cards of this set count.
    fn counts(&mut self, set: Name) -> bool {
        *self.first.get_or_insert(set) == set
    }
}

impl Builder {
    /// The variable of a name, declared if it is new.
    fn declare_variable(&mut self, name: Name) -> Result<u32, Fault> {
        if name.is_empty() {
            return Err(Fault::new(2, "a variable has no name", "its name in columns 5 to 14"));
        }
        self.enter_variable(name)
    }

    /// The variable of a name, which may be new anywhere.
    pub(super) fn enter_variable(&mut self, name: Name) -> Result<u32, Fault> {
        let next = self.variables.lower.len() as u32;
        let variable = self.variable_index.enter(name, next);
        if variable == next {
            self.store(1)?;
            self.variables.names.push(name.write(&mut [0; 10]));
            self.variables.lower.push(self.bounds.default.0);
            self.variables.upper.push(self.bounds.default.1);
            self.variables.start.push(0.0);
        }
        Ok(variable)
    }

    /// The variable of a name that must be known.
    pub(super) fn known_variable(&self, name: Name, field: u8) -> Result<u32, Fault> {
        self.variable_index.get(name).ok_or_else(|| {
            Fault::new(field, format!("no variable is named {name:?}"), "a variable that VARIABLES declares")
        })
    }

    /// Declares a variable and its coefficients in groups.
    pub(super) fn variable(&mut self, name: Name, pairs: &[(Name, f64)]) -> Result<(), Fault> {
        let column = self.declare_variable(name)?;
        for (pair, &(group, value)) in pairs.iter().enumerate() {
            if value != 0.0 {
                let group = self.known_group(group, 3 + 2 * pair as u8)?;
                self.term(group, column, value)?;
            }
        }
        Ok(())
    }

    /// Adds to the linear part of a group.
    pub(super) fn term(&mut self, group: u32, column: u32, value: f64) -> Result<(), Fault> {
        self.terms.push(Term { group, column, value });
        self.store(1)
    }

    /// Declares a variable and its scale factor, which no value depends on.
    pub(super) fn variable_scale(&mut self, name: Name, scale: f64) -> Result<(), Fault> {
        let variable = self.declare_variable(name)? as usize;
        // The factors of the variables in between are 1.
        self.variables.scale.resize(self.variables.lower.len(), 1.0);
        self.variables.scale[variable] = scale;
        Ok(())
    }

    /// Declares a variable of a type.
    pub(super) fn variable_kind(&mut self, name: Name, kind: VariableKind) -> Result<(), Fault> {
        let variable = self.declare_variable(name)? as usize;
        self.variables.kinds.resize(self.variables.lower.len(), VariableKind::Continuous);
        self.variables.kinds[variable] = kind;
        Ok(())
    }

    /// Constants of groups.
    pub(super) fn constant(&mut self, set: Name, pairs: &[(Name, f64)]) -> Result<(), Fault> {
        let counts = self.constants.counts(set);
        for (group, value) in self.vector_entries(pairs)? {
            match group {
                _ if !counts => {}
                None => self.constants.default = Some(value),
                Some(group) => self.constants.values.push((group, value)),
            }
        }
        self.store(pairs.len())
    }

    /// Ranges of groups.
    pub(super) fn range(&mut self, set: Name, pairs: &[(Name, f64)]) -> Result<(), Fault> {
        let counts = self.ranges.counts(set);
        for (group, value) in self.vector_entries(pairs)? {
            match group {
                _ if !counts => {}
                None => self.ranges.default = Some(value.abs()),
                Some(group) => self.ranges.values.push((group, value.abs())),
            }
        }
        self.store(pairs.len())
    }

    /// Groups and values of a card; `None` is `'DEFAULT'`, which is alone on its card.
    fn vector_entries(&self, pairs: &[(Name, f64)]) -> Result<Vec<(Option<u32>, f64)>, Fault> {
        if let Some(&(name, value)) = pairs.first()
            && name == Name::new(b"'DEFAULT'")
        {
            return Ok(vec![(None, value)]);
        }
        let entry = |(pair, &(name, value)): (usize, &(Name, f64))| {
            Ok((Some(self.known_group(name, 3 + 2 * pair as u8)?), value))
        };
        pairs.iter().enumerate().map(entry).collect()
    }

    /// Entries of a row of the quadratic term.
    pub(super) fn quadratic_entry(&mut self, name: Name, pairs: &[(Name, f64)]) -> Result<(), Fault> {
        let first = self.known_variable(name, 2)?;
        for (pair, &(name, value)) in pairs.iter().enumerate() {
            if value != 0.0 {
                let second = self.known_variable(name, 3 + 2 * pair as u8)?;
                self.quadratic.push(QuadraticTerm { row: first.min(second), column: first.max(second), value });
                self.store(1)?;
            }
        }
        Ok(())
    }
}

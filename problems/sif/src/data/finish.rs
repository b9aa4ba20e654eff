//! Puts the read data together: rows instead of loose terms, defaults, checks that nothing is missing.

use super::groups::Typed;
use super::linear::Term;
use super::{Builder, UNSET, is_unset};
use crate::structure::{Decoded, GroupKind, Rows};

/// What is missing in the data: the line and the message.
pub(crate) type Missing = (u32, String, String);

impl Builder {
    /// The decoded problem, without names, comments and functions.
    pub(crate) fn finish(mut self) -> Result<Decoded, Missing> {
        self.check_elements()?;
        let mut decoded = Decoded {
            objective_lower: self.objective.1,
            objective_upper: self.objective.2,
            quadratic: std::mem::take(&mut self.quadratic),
            ..Decoded::default()
        };
        self.linear()?;
        self.group_parameters()?;
        self.groups.uses = rows(&self.uses, self.groups.kinds.len());
        self.constraint_bounds();
        self.groups.multiplier = vec![self.start.default; self.groups.kinds.len()];
        for &(group, multiplier) in &self.start.multipliers {
            self.groups.multiplier[group as usize] = multiplier;
        }
        let n = self.variables.lower.len();
        self.variables.scale.resize(n, 1.0);
        if !self.variables.kinds.is_empty() {
            self.variables.kinds.resize_with(n, Default::default);
        }
        decoded.variables = self.variables;
        decoded.groups = self.groups;
        decoded.elements = self.elements;
        decoded.element_types = self.element_types.into_iter().map(|kind| kind.of).collect();
        decoded.group_types = self.group_types.into_iter().map(|kind| kind.of).collect();
        Ok(decoded)
    }

    /// Every element has its variables and parameters.
    fn check_elements(&self) -> Result<(), Missing> {
        for (element, &kind) in self.elements.types.iter().enumerate() {
            let kind = &self.element_types[kind as usize];
            let variable = self.elements.variables_of(element).iter().position(|&variable| variable == UNSET);
            let parameter = self.elements.parameters_of(element).iter().position(|&value| is_unset(value));
            let missing = match (variable, parameter) {
                (Some(variable), _) => format!("elemental variable {:?}", kind.variables[variable]),
                (None, Some(parameter)) => format!("parameter {:?}", kind.parameters[parameter]),
                (None, None) => continue,
            };
            let message = format!("the element {:?} has no {missing}", self.elements.names.get(element));
            return Err((
                self.element_lines[element],
                message,
                "a V card for each variable and P cards for the parameters".to_string(),
            ));
        }
        Ok(())
    }

    /// The linear parts, of combinations too.
    fn linear(&mut self) -> Result<(), Missing> {
        let groups = self.groups.kinds.len();
        let mut combination = vec![None; groups];
        for given in &self.combinations {
            combination[given.group as usize] = Some(given.donors);
        }
        let own = rows(&self.terms, groups);
        self.terms = Vec::new();
        let mut linear = Rows { start: Vec::with_capacity(groups + 1), ..Rows::default() };
        linear.start.push(0);
        // Where the entry of a variable in the present row is; rows start where the last one ended.
        let mut place = vec![usize::MAX; self.variables.lower.len()];
        for (group, donors) in combination.into_iter().enumerate() {
            let start = linear.columns.len();
            let mut add = |linear: &mut Rows, column: u32, value: f64| {
                let known = place[column as usize];
                if known >= start && known < linear.columns.len() && linear.columns[known] == column {
                    linear.values[known] += value;
                } else {
                    place[column as usize] = linear.columns.len();
                    linear.columns.push(column);
                    linear.values.push(value);
                }
            };
            for (column, value) in own.row(group) {
                add(&mut linear, column as u32, value);
            }
            for (donor, factor) in donors.into_iter().flatten().flatten() {
                for entry in linear.start[donor as usize]..linear.start[donor as usize + 1] {
                    let (column, value) = (linear.columns[entry], linear.values[entry]);
                    add(&mut linear, column, factor * value);
                }
            }
            // Coefficients that cancel are no entries.
            let mut kept = start;
            for entry in start..linear.columns.len() {
                if linear.values[entry] != 0.0 {
                    (linear.columns[kept], linear.values[kept]) = (linear.columns[entry], linear.values[entry]);
                    kept += 1;
                }
            }
            linear.columns.truncate(kept);
            linear.values.truncate(kept);
            linear.start.push(kept);
            if kept > self.limits.entries {
                let message = format!("the linear parts have more than {} coefficients", self.limits.entries);
                return Err((0, message, "combinations of groups within the limit".to_string()));
            }
        }
        self.groups.linear = linear;
        Ok(())
    }

    /// Types and parameter values of the groups.
    fn group_parameters(&mut self) -> Result<(), Missing> {
        self.groups.parameter_start.push(0);
        for (group, more) in self.group_more.iter().enumerate() {
            let kind = match more.typed {
                Typed::Not => self.group_default,
                Typed::Trivial => None,
                Typed::Type(kind) => Some(kind),
            };
            self.groups.types.push(kind);
            if let Some(kind) = kind {
                let kind = &self.group_types[kind as usize];
                for (position, parameter) in kind.parameters.iter().enumerate() {
                    let value = more.values.map(|start| self.group_values[start as usize + position]);
                    let Some(value) = value.filter(|&value| !is_unset(value)) else {
                        let name = self.groups.names.get(group);
                        let message = format!("the group {name:?} has no parameter {parameter:?}");
                        return Err((0, message, "P cards for the parameters of its type".to_string()));
                    };
                    self.groups.parameters.push(value);
                }
            }
            self.groups.parameter_start.push(self.groups.parameters.len());
        }
        Ok(())
    }

    /// Constants, and bounds of the constraints: of L cards [−range, 0], of G cards [0, range].
    fn constraint_bounds(&mut self) {
        let groups = self.groups.kinds.len();
        self.groups.constant = vec![self.constants.default.unwrap_or(0.0); groups];
        for &(group, value) in &self.constants.values {
            self.groups.constant[group as usize] = value;
        }
        let mut range = vec![self.ranges.default.unwrap_or(f64::INFINITY); groups];
        for &(group, value) in &self.ranges.values {
            range[group as usize] = value;
        }
        for (kind, range) in self.groups.kinds.iter().zip(range) {
            let (lower, upper) = match kind {
                GroupKind::Objective => (f64::NEG_INFINITY, f64::INFINITY),
                GroupKind::Equality => (0.0, 0.0),
                GroupKind::LessEqual => (-range, 0.0),
                GroupKind::GreaterEqual => (0.0, range),
            };
            self.groups.lower.push(lower);
            self.groups.upper.push(upper);
        }
    }
}

/// Sorts terms into rows by a stable counting sort.
fn rows(terms: &[Term], groups: usize) -> Rows {
    let mut start = vec![0; groups + 1];
    for term in terms {
        start[term.group as usize + 1] += 1;
    }
    for group in 0..groups {
        start[group + 1] += start[group];
    }
    let mut next = start.clone();
    let mut rows = Rows { start, columns: vec![0; terms.len()], values: vec![0.0; terms.len()] };
    for term in terms {
        let place = &mut next[term.group as usize];
        rows.columns[*place] = term.column;
        rows.values[*place] = term.value;
        *place += 1;
    }
    rows
}

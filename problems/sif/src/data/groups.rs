//! Groups: their declaration, and in GROUP USES their type, elements and parameters.

use super::linear::Term;
use super::{Builder, UNSET_VALUE, is_unset};
use crate::cards::Fault;
use crate::name::Name;
use crate::structure::GroupKind;

/// What is known of a group's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Typed {
    /// Nothing: it takes the default type.
    #[default]
    Not,
    /// It is trivial for good, for it was used before there was a default type.
    Trivial,
    /// It has a type.
    Type(u32),
}

/// What a group needs while it is built.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct More {
    /// Its type.
    pub(super) typed: Typed,
    /// Where its parameters start in the pool, if any were made room for.
    pub(super) values: Option<u32>,
}

/// A group that is a combination of two others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Combination {
    /// The group.
    pub(super) group: u32,
    /// The donors and their factors.
    pub(super) donors: [Option<(u32, f64)>; 2],
}

impl Builder {
    /// The group of a name that must be known.
    pub(super) fn known_group(&self, name: Name, field: u8) -> Result<u32, Fault> {
        self.group_index
            .get(name)
            .ok_or_else(|| Fault::new(field, format!("no group is named {name:?}"), "a group that GROUPS declares"))
    }

    fn declare_group(&mut self, name: Name, kind: GroupKind) -> Result<u32, Fault> {
        if name.is_empty() {
            return Err(Fault::new(2, "a group has no name", "its name in columns 5 to 14"));
        }
        let next = self.groups.kinds.len() as u32;
        let group = self.group_index.enter(name, next);
        if group == next {
            self.store(1)?;
            self.groups.names.push(name.write(&mut [0; 10]));
            self.groups.kinds.push(kind);
            self.groups.scale.push(1.0);
            self.group_more.push(More::default());
        }
        Ok(group)
    }

    /// Declares a group and its linear terms.
    pub(super) fn group(&mut self, name: Name, kind: GroupKind, pairs: &[(Name, f64)]) -> Result<(), Fault> {
        let group = self.declare_group(name, kind)?;
        for (pair, &(variable, value)) in pairs.iter().enumerate() {
            if value != 0.0 {
                let column = self.known_variable(variable, 3 + 2 * pair as u8)?;
                self.term(group, column, value)?;
            }
        }
        Ok(())
    }

    /// Declares a group and divides it by a factor.
    pub(super) fn group_scale(&mut self, name: Name, kind: GroupKind, scale: f64) -> Result<(), Fault> {
        if scale == 0.0 || !scale.is_finite() {
            return Err(Fault::new(4, format!("the scale factor is {scale}"), "a finite number other than 0"));
        }
        let group = self.declare_group(name, kind)?;
        self.groups.scale[group as usize] = scale;
        Ok(())
    }

    /// Declares a group whose linear part is a combination of two earlier ones.
    pub(super) fn combination(&mut self, name: Name, kind: GroupKind, pairs: &[(Name, f64)]) -> Result<(), Fault> {
        let group = self.declare_group(name, kind)?;
        let mut donors = [None; 2];
        for (pair, &(donor, factor)) in pairs.iter().enumerate() {
            let field = 3 + 2 * pair as u8;
            let donor = self.known_group(donor, field)?;
            if donor >= group {
                return Err(Fault::new(field, "a group is a combination of itself", "groups declared before it"));
            }
            donors[pair] = Some((donor, factor));
        }
        self.combinations.push(Combination { group, donors });
        self.store(1)
    }

    /// A T card: the type of a group, or the default type.
    pub(super) fn group_is(&mut self, name: Name, pairs: &[(Name, f64)]) -> Result<(), Fault> {
        let kind = pairs.first().map(|pair| pair.0).unwrap_or_default();
        let kind = self.group_type_index.get(kind).ok_or_else(|| {
            Fault::new(3, format!("no group type is named {kind:?}"), "a group type that GROUP TYPE declares")
        })?;
        if name == Name::new(b"'DEFAULT'") {
            if self.group_default.replace(kind).is_some() {
                return Err(Fault::new(2, "the default group type is set twice", "one T card for 'DEFAULT'"));
            }
            return Ok(());
        }
        let group = self.known_group(name, 2)? as usize;
        self.group_more[group] = More { typed: Typed::Type(kind), values: None };
        self.make_room(group)
    }

    /// Makes room for the parameters of a group that has its type.
    fn make_room(&mut self, group: usize) -> Result<(), Fault> {
        if let More { typed: Typed::Type(kind), values: None } = self.group_more[group] {
            let room = self.group_types[kind as usize].parameters.len();
            self.group_more[group].values = Some(self.group_values.len() as u32);
            self.group_values.resize(self.group_values.len() + room, UNSET_VALUE);
            self.store(room)?;
        }
        Ok(())
    }

    /// The group of an E or P card: without a T card it takes the default type now.
    fn used_group(&mut self, name: Name) -> Result<u32, Fault> {
        let group = self.known_group(name, 2)?;
        let more = &mut self.group_more[group as usize];
        if more.typed == Typed::Not {
            more.typed = self.group_default.map_or(Typed::Trivial, Typed::Type);
            self.make_room(group as usize)?;
        }
        Ok(group)
    }

    /// An E card: elements of a group and their weights.
    pub(super) fn group_has(&mut self, name: Name, pairs: &[(Name, f64)]) -> Result<(), Fault> {
        let group = self.used_group(name)?;
        for (pair, &(element, weight)) in pairs.iter().enumerate() {
            let column = self.element_index.get(element).ok_or_else(|| {
                let message = format!("no element is named {element:?}");
                Fault::new(3 + 2 * pair as u8, message, "an element that ELEMENT USES declares")
            })?;
            self.uses.push(Term { group, column, value: weight });
        }
        self.store(pairs.len())
    }

    /// A P card: parameters of a group.
    pub(super) fn group_value(&mut self, name: Name, pairs: &[(Name, f64)]) -> Result<(), Fault> {
        let group = self.used_group(name)? as usize;
        for (pair, &(parameter, value)) in pairs.iter().enumerate() {
            let field = 3 + 2 * pair as u8;
            let More { typed: Typed::Type(kind), values: Some(start) } = self.group_more[group] else {
                let message = format!("the group {name:?} is trivial and has no parameters");
                return Err(Fault::new(2, message, "a group with a type, set by a T card before"));
            };
            let kind = &self.group_types[kind as usize];
            let Some(place) = kind.parameters.iter().position(|&known| known == parameter) else {
                let message = format!("the group type {:?} has no parameter {parameter:?}", kind.name);
                return Err(Fault::new(field, message, kind.parameter_names()));
            };
            let slot = &mut self.group_values[start as usize + place];
            if !is_unset(*slot) {
                let message = format!("the parameter {parameter:?} of the group {name:?} is set twice");
                return Err(Fault::new(field, message, "one value for each parameter"));
            }
            *slot = value;
        }
        Ok(())
    }
}

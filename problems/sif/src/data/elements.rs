//! ELEMENT USES: elements, their variables and parameters.

use super::{Builder, UNSET, UNSET_VALUE, is_unset};
use crate::cards::Fault;
use crate::name::Name;

impl Builder {
    /// A T card: the type of an element, or the default type.
    pub(super) fn element_is(&mut self, name: Name, pairs: &[(Name, f64)], line: u32) -> Result<(), Fault> {
        let kind = pairs.first().map(|pair| pair.0).unwrap_or_default();
        let kind = self.element_type_index.get(kind).ok_or_else(|| {
            Fault::new(3, format!("no element type is named {kind:?}"), "an element type that ELEMENT TYPE declares")
        })?;
        if name == Name::new(b"'DEFAULT'") {
            if self.element_default.replace(kind).is_some() {
                return Err(Fault::new(2, "the default element type is set twice", "one T card for 'DEFAULT'"));
            }
            return Ok(());
        }
        self.new_element(name, kind, line)?;
        Ok(())
    }

    fn new_element(&mut self, name: Name, kind: u32, line: u32) -> Result<u32, Fault> {
        if name.is_empty() {
            return Err(Fault::new(2, "an element has no name", "its name in columns 5 to 14"));
        }
        let element = self.elements.types.len() as u32;
        if self.element_index.enter(name, element) != element {
            let message = format!("the element {name:?} has its type already");
            return Err(Fault::new(2, message, "one T card for an element, before its other cards"));
        }
        let of = &self.element_types[kind as usize];
        let (variables, parameters) = (of.variables.len(), of.parameters.len());
        self.spend(variables as u64)?;
        self.store(1 + variables + parameters)?;
        self.elements.names.push(name.write(&mut [0; 10]));
        self.elements.types.push(kind);
        self.element_lines.push(line);
        self.elements.variables.resize(self.elements.variables.len() + variables, UNSET);
        self.elements.parameters.resize(self.elements.parameters.len() + parameters, UNSET_VALUE);
        self.elements.variable_start.push(self.elements.variables.len());
        self.elements.parameter_start.push(self.elements.parameters.len());
        self.element_last = (name, element);
        Ok(element)
    }

    /// The element of a V or P card: a new one has the default type.
    fn used_element(&mut self, name: Name, line: u32) -> Result<usize, Fault> {
        if self.element_last.0 != name || name.is_empty() {
            let known = self.element_index.get(name);
            let element = match (known, self.element_default) {
                (Some(element), _) => element,
                (None, Some(kind)) => self.new_element(name, kind, line)?,
                (None, None) => {
                    let message = format!("the element {name:?} has no type");
                    return Err(Fault::new(2, message, "a T card for it before, or one for 'DEFAULT'"));
                }
            };
            self.element_last = (name, element);
        }
        Ok(self.element_last.1 as usize)
    }

    /// A V card: an elemental variable is a problem variable, which may be new here.
    pub(super) fn element_variable(
        &mut self,
        name: Name,
        elemental: Name,
        variable: Name,
        line: u32,
    ) -> Result<(), Fault> {
        let element = self.used_element(name, line)?;
        let kind = &self.element_types[self.elements.types[element] as usize];
        let Some(place) = kind.variables.iter().position(|&known| known == elemental) else {
            let message = format!("the element type {:?} has no elemental variable {elemental:?}", kind.name);
            return Err(Fault::new(3, message, kind.variable_names()));
        };
        self.spend(place as u64)?;
        let variable = self.enter_variable(variable)?;
        let slot = &mut self.elements.variables[self.elements.variable_start[element] + place];
        if *slot != UNSET {
            let message = format!("the variable {elemental:?} of the element {name:?} is set twice");
            return Err(Fault::new(3, message, "one V card for each elemental variable"));
        }
        *slot = variable;
        Ok(())
    }

    /// A P card: parameters of an element.
    pub(super) fn element_value(&mut self, name: Name, pairs: &[(Name, f64)], line: u32) -> Result<(), Fault> {
        let element = self.used_element(name, line)?;
        for (pair, &(parameter, value)) in pairs.iter().enumerate() {
            let field = 3 + 2 * pair as u8;
            let kind = &self.element_types[self.elements.types[element] as usize];
            let Some(place) = kind.parameters.iter().position(|&known| known == parameter) else {
                let message = format!("the element type {:?} has no parameter {parameter:?}", kind.name);
                return Err(Fault::new(field, message, kind.parameter_names()));
            };
            self.spend(place as u64)?;
            let slot = &mut self.elements.parameters[self.elements.parameter_start[element] + place];
            if !is_unset(*slot) {
                let message = format!("the parameter {parameter:?} of the element {name:?} is set twice");
                return Err(Fault::new(field, message, "one value for each parameter"));
            }
            *slot = value;
        }
        Ok(())
    }
}

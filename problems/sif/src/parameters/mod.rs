//! Integer and real parameters and the cards that compute with them.

mod assignment;
mod function;

use crate::cards::{Card, Fault};
use crate::name::{Index, Name, Pattern};

pub(crate) use assignment::{Assignment, compile, is_assignment, value};
use assignment::{Operand, Operation};

/// A real parameter on a card.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reference {
    /// One name.
    Slot(u32),
    /// An array name.
    Array(Pattern),
}

/// The parameters and their present values.
#[derive(Debug, Default)]
pub(crate) struct Parameters {
    integer_index: Index,
    integer_names: Vec<Name>,
    integers: Vec<Option<i64>>,
    real_index: Index,
    real_names: Vec<Name>,
    reals: Vec<Option<f64>>,
}

impl Parameters {
    /// The slot of an integer parameter, made if there is none.
    pub(crate) fn integer_slot(&mut self, name: Name) -> u32 {
        let next = self.integers.len() as u32;
        let slot = self.integer_index.enter(name, next);
        if slot == next {
            self.integers.push(None);
            self.integer_names.push(name);
        }
        slot
    }

    /// The value of the integer parameter in `slot`, which field `field` names.
    pub(crate) fn integer(&self, slot: u32, field: u8) -> Result<i64, Fault> {
        self.integers[slot as usize].ok_or_else(|| {
            let message = format!("the integer parameter {:?} has no value", self.integer_names[slot as usize]);
            Fault::new(field, message, "a name that an earlier I card (as IE or IA) or DO loop gives a value")
        })
    }

    /// Gives an integer parameter its value.
    pub(crate) fn set_integer(&mut self, slot: u32, value: i64) {
        self.integers[slot as usize] = Some(value);
    }

    fn real_slot(&mut self, name: Name) -> u32 {
        let next = self.reals.len() as u32;
        let slot = self.real_index.enter(name, next);
        if slot == next {
            self.reals.push(None);
            self.real_names.push(name);
        }
        slot
    }

    /// How many parameters there are.
    pub(crate) fn len(&self) -> usize {
        self.integers.len() + self.reals.len()
    }

    /// Expands a name at the present values of its indices.
    pub(crate) fn expand(&self, pattern: &Pattern, field: u8) -> Result<Name, Fault> {
        pattern.expand(field, |slot| self.integer(slot, field))
    }

    /// Compiles the array name in a field.
    pub(crate) fn pattern(&mut self, card: &Card, field: u8) -> Result<Pattern, Fault> {
        Pattern::parse(card.name(field), field, |name| self.integer_slot(name))
    }

    /// Compiles the reference to a real parameter in a field, on an array card.
    pub(crate) fn reference(&mut self, card: &Card, field: u8) -> Result<Reference, Fault> {
        Ok(match self.pattern(card, field)? {
            Pattern::Fixed(name) => Reference::Slot(self.real_slot(name)),
            pattern @ Pattern::Indexed { .. } => Reference::Array(pattern),
        })
    }

    /// The reference to the real parameter that a field names as it stands.
    fn scalar(&mut self, card: &Card, field: u8) -> Reference {
        Reference::Slot(self.real_slot(Name::new(card.name(field))))
    }

    /// The value of a real parameter.
    pub(crate) fn real(&self, reference: &Reference, field: u8) -> Result<f64, Fault> {
        let name = match reference {
            Reference::Slot(slot) => match self.reals[*slot as usize] {
                Some(value) => return Ok(value),
                None => self.real_names[*slot as usize],
            },
            Reference::Array(pattern) => {
                let name = self.expand(pattern, field)?;
                match self.real_index.get(name).and_then(|slot| self.reals[slot as usize]) {
                    Some(value) => return Ok(value),
                    None => name,
                }
            }
        };
        let message = format!("the real parameter {name:?} has no value");
        Err(Fault::new(field, message, "a name that an earlier R or A card (as RE or AE) gives a value"))
    }

    /// Runs a parameter card.
    pub(crate) fn run(&mut self, assignment: &Assignment) -> Result<(), Fault> {
        match assignment {
            Assignment::Integer { target, operation, left, right } => {
                // The parameter is in field 3 where the other operand is a number.
                let field = if matches!(left, Operand::Whole(_)) { 3 } else { 5 };
                let left = self.integer_operand(left, 3)?;
                let value = match operation {
                    Operation::Set => Some(left),
                    Operation::Add => left.checked_add(self.integer_operand(right, field)?),
                    Operation::Subtract => left.checked_sub(self.integer_operand(right, field)?),
                    Operation::Multiply => left.checked_mul(self.integer_operand(right, field)?),
                    Operation::Divide => left.checked_div(self.integer_operand(right, field)?),
                    Operation::Function(_) => None,
                };
                let value = value.ok_or_else(|| {
                    let right = self.integer_operand(right, field).unwrap_or(0);
                    let message = format!("{left} {} {right} is no integer", operation.sign());
                    Fault::new(1, message, "a divisor that is not 0 and a result of at most 63 bits")
                })?;
                self.set_integer(*target, value);
            }
            Assignment::Real { target, operation, left, right } => {
                let field = if matches!(left, Operand::Number(_)) { 3 } else { 5 };
                let left = self.real_operand(left, if matches!(operation, Operation::Function(_)) { 5 } else { 3 })?;
                let value = match operation {
                    Operation::Set => left,
                    Operation::Add => left + self.real_operand(right, field)?,
                    Operation::Subtract => left - self.real_operand(right, field)?,
                    Operation::Multiply => left * self.real_operand(right, field)?,
                    Operation::Divide => left / self.real_operand(right, field)?,
                    Operation::Function(function) => function.at(left)?,
                };
                let slot = match target {
                    Reference::Slot(slot) => *slot,
                    Reference::Array(pattern) => {
                        let name = self.expand(pattern, 2)?;
                        self.real_slot(name)
                    }
                };
                self.reals[slot as usize] = Some(value);
            }
        }
        Ok(())
    }

    fn integer_operand(&self, operand: &Operand, field: u8) -> Result<i64, Fault> {
        match operand {
            Operand::Integer(slot) => self.integer(*slot, field),
            Operand::Whole(number) => Ok(*number),
            Operand::Number(_) => Ok(0),
            Operand::Real(reference) => {
                let value = self.real(reference, field)?;
                // INT of Fortran: towards zero.
                if value.abs() < 9e18 {
                    Ok(value as i64)
                } else {
                    Err(Fault::new(field, format!("{value} is no integer"), "a real parameter of at most 63 bits"))
                }
            }
        }
    }

    fn real_operand(&self, operand: &Operand, field: u8) -> Result<f64, Fault> {
        Ok(match operand {
            // FLOAT of Fortran is single precision.
            Operand::Integer(slot) => f64::from(self.integer(*slot, field)? as f32),
            Operand::Whole(number) => *number as f64,
            Operand::Number(number) => *number,
            Operand::Real(reference) => self.real(reference, field)?,
        })
    }
}

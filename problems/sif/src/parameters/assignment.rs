//! Parameter cards: IE, RE, A+ and their kind, compiled once and run once an iteration.

use super::function::Function;
use super::{Parameters, Reference};
use crate::cards::{Card, Fault, number};
use crate::name::Name;
use crate::structure::Number;

/// What a parameter card computes: its target from a left and a right operand.
#[derive(Debug, Clone)]
pub(crate) enum Assignment {
    /// An `I` card.
    Integer {
        /// Slot of the parameter that is set.
        target: u32,
        /// What is computed.
        operation: Operation,
        /// Left operand.
        left: Operand,
        /// Right operand.
        right: Operand,
    },
    /// An `R` or `A` card.
    Real {
        /// The parameter that is set.
        target: Reference,
        /// What is computed.
        operation: Operation,
        /// Left operand.
        left: Operand,
        /// Right operand.
        right: Operand,
    },
}

/// What a parameter card computes with.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Operand {
    /// An integer on the card.
    Whole(i64),
    /// A real number on the card.
    Number(f64),
    /// An integer parameter.
    Integer(u32),
    /// A real parameter.
    Real(Reference),
}

/// An operation of two operands, or of the left one alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    /// left
    Set,
    /// left + right
    Add,
    /// left − right
    Subtract,
    /// left · right
    Multiply,
    /// left / right, in integers towards zero
    Divide,
    /// f(left)
    Function(Function),
}

impl Operation {
    /// Its sign, in messages.
    pub(super) fn sign(self) -> char {
        match self {
            Self::Add => '+',
            Self::Subtract => '-',
            Self::Multiply => '*',
            _ => '/',
        }
    }
}

/// Whether a code is that of a parameter card.
pub(crate) fn is_assignment(code: [u8; 2]) -> bool {
    match code[0] {
        b'I' => b"EASMDR=+-*/".contains(&code[1]),
        b'R' | b'A' => b"EASMDIF=+-*/(".contains(&code[1]),
        _ => false,
    }
}

/// Compiles a parameter card; `chosen` is the value a user asked for instead of the one on the card.
pub(crate) fn compile(parameters: &mut Parameters, card: &Card, chosen: Option<Number>) -> Result<Assignment, Fault> {
    let [family, operation] = card.code();
    let operation = match operation {
        b'E' | b'I' | b'R' | b'=' => Operation::Set,
        b'A' | b'+' => Operation::Add,
        b'S' | b'-' => Operation::Subtract,
        b'M' | b'*' => Operation::Multiply,
        b'D' | b'/' => Operation::Divide,
        _ => Operation::Function(Function::parse(card)?),
    };
    if card.blank(2) {
        return Err(Fault::new(2, "a parameter card names no parameter", "the parameter to set in field 2"));
    }
    if family == b'I' {
        integer(parameters, card, operation, chosen)
    } else {
        real(parameters, card, operation, chosen)
    }
}

fn integer(
    parameters: &mut Parameters,
    card: &Card,
    operation: Operation,
    chosen: Option<Number>,
) -> Result<Assignment, Fault> {
    let slot =
        |parameters: &mut Parameters, field| Operand::Integer(parameters.integer_slot(Name::new(card.name(field))));
    let none = Operand::Whole(0);
    let (left, right) = match card.code()[1] {
        b'E' => match chosen {
            Some(Number::Integer(value)) => (Operand::Whole(value), none),
            _ => (Operand::Whole(whole(card)?), none),
        },
        b'A' | b'S' | b'M' | b'D' => (Operand::Whole(whole(card)?), slot(parameters, 3)),
        b'R' => (Operand::Real(parameters.scalar(card, 3)), none),
        b'=' => (slot(parameters, 3), none),
        _ => (slot(parameters, 3), slot(parameters, 5)),
    };
    let target = parameters.integer_slot(Name::new(card.name(2)));
    Ok(Assignment::Integer { target, operation, left, right })
}

fn real(
    parameters: &mut Parameters,
    card: &Card,
    operation: Operation,
    chosen: Option<Number>,
) -> Result<Assignment, Fault> {
    // The names on an R card stand for themselves, those on an A card are expanded.
    let refer = |parameters: &mut Parameters, field| match card.code()[0] {
        b'A' => parameters.reference(card, field),
        _ => Ok(parameters.scalar(card, field)),
    };
    let none = Operand::Whole(0);
    let (left, right) = match card.code()[1] {
        b'E' => match chosen {
            Some(Number::Real(value)) => (Operand::Number(value), none),
            _ => (Operand::Number(value(card, 4)?), none),
        },
        b'F' => (Operand::Number(value(card, 4)?), none),
        b'I' => (Operand::Integer(parameters.integer_slot(Name::new(card.name(3)))), none),
        b'A' | b'S' | b'M' | b'D' => (Operand::Number(value(card, 4)?), Operand::Real(refer(parameters, 3)?)),
        b'=' => (Operand::Real(refer(parameters, 3)?), none),
        b'(' => (Operand::Real(refer(parameters, 5)?), none),
        _ => (Operand::Real(refer(parameters, 3)?), Operand::Real(refer(parameters, 5)?)),
    };
    Ok(Assignment::Real { target: refer(parameters, 2)?, operation, left, right })
}

/// The integer in field 4.
fn whole(card: &Card) -> Result<i64, Fault> {
    number::integer(card.value(4)).ok_or_else(|| {
        let text = String::from_utf8_lossy(card.value(4)).trim().to_string();
        Fault::new(4, format!("{text:?} is no integer"), "an integer in columns 25 to 36")
    })
}

/// The real number in field 4 or 6.
pub(crate) fn value(card: &Card, field: u8) -> Result<f64, Fault> {
    number::real(card.value(field)).ok_or_else(|| {
        let text = String::from_utf8_lossy(card.value(field)).trim().to_string();
        let columns = if field == 4 { "25 to 36" } else { "50 to 61" };
        Fault::new(field, format!("{text:?} is no number"), format!("a real number in columns {columns}"))
    })
}

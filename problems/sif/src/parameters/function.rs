//! The functions that a parameter card may apply.

use crate::cards::{Card, Fault};

/// The functions of RF, R(, AF and A( cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    /// |x|
    Abs,
    /// √x
    Sqrt,
    /// eˣ
    Exp,
    /// ln x
    Log,
    /// log₁₀ x
    Log10,
    /// sin x
    Sin,
    /// cos x
    Cos,
    /// tan x
    Tan,
    /// arcsin x
    Arcsin,
    /// arccos x
    Arccos,
    /// arctan x
    Arctan,
    /// sinh x
    Hypsin,
    /// cosh x
    Hypcos,
    /// tanh x
    Hyptan,
}

/// The functions by name.
const FUNCTIONS: [(&str, Function); 14] = [
    ("ABS", Function::Abs),
    ("SQRT", Function::Sqrt),
    ("EXP", Function::Exp),
    ("LOG", Function::Log),
    ("LOG10", Function::Log10),
    ("SIN", Function::Sin),
    ("COS", Function::Cos),
    ("TAN", Function::Tan),
    ("ARCSIN", Function::Arcsin),
    ("ARCCOS", Function::Arccos),
    ("ARCTAN", Function::Arctan),
    ("HYPSIN", Function::Hypsin),
    ("HYPCOS", Function::Hypcos),
    ("HYPTAN", Function::Hyptan),
];

impl Function {
    /// The function that field 3 names.
    pub(super) fn parse(card: &Card) -> Result<Self, Fault> {
        let text = String::from_utf8_lossy(card.name(3)).trim().to_string();
        FUNCTIONS.iter().find(|(name, _)| *name == text).map(|(_, function)| *function).ok_or_else(|| {
            let names: Vec<&str> = FUNCTIONS.iter().map(|(name, _)| *name).collect();
            Fault::new(3, format!("no function is named {text:?}"), names.join(", "))
        })
    }

    /// Its value at `x`.
    pub(super) fn at(self, x: f64) -> Result<f64, Fault> {
        let domain = match self {
            Self::Sqrt if x < 0.0 => "an argument that is not negative",
            Self::Log | Self::Log10 if x <= 0.0 => "a positive argument",
            Self::Arcsin | Self::Arccos if x.abs() > 1.0 => "an argument between -1 and 1",
            _ => {
                return Ok(match self {
                    Self::Abs => x.abs(),
                    Self::Sqrt => x.sqrt(),
                    Self::Exp => x.exp(),
                    Self::Log => x.ln(),
                    Self::Log10 => x.log10(),
                    Self::Sin => x.sin(),
                    Self::Cos => x.cos(),
                    Self::Tan => x.tan(),
                    Self::Arcsin => x.asin(),
                    Self::Arccos => x.acos(),
                    Self::Arctan => x.atan(),
                    Self::Hypsin => x.sinh(),
                    Self::Hypcos => x.cosh(),
                    Self::Hyptan => x.tanh(),
                });
            }
        };
        let name = FUNCTIONS.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name);
        Err(Fault::new(3, format!("{name} is not defined at {x}"), domain))
    }
}

//! What a user may choose when a file is decoded.

use crate::structure::Number;

/// The choices of one decoding.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// Values of `$-PARAMETER`s by name; a whole number serves for a real parameter too.
    pub parameters: Vec<(String, Number)>,
    /// What a file may cost.
    pub limits: Limits,
}

/// Bounds on time and memory, which a file that is malformed or made to do harm runs into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Cards executed, each as often as its loops run.
    pub cards: u64,
    /// Things stored: variables, groups, elements, their variables and parameters, coefficients.
    pub entries: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { cards: 1_000_000_000, entries: 200_000_000 }
    }
}

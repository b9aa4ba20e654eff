//! What is wrong with a file, where, and what was expected there.

use std::fmt;

/// A result whose error points into a SIF file.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a file gives no problem.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The file could not be read at all.
    #[error("cannot read {path}: {reason}")]
    Read {
        /// The file.
        path: String,
        /// What the operating system said.
        reason: String,
    },
    /// A card is wrong.
    #[error("{0}")]
    Card(Box<Located>),
    /// A `$-PARAMETER` choice names none of the file or has the wrong type.
    #[error("{file}: parameter {name:?} {problem}")]
    Parameter {
        /// The file.
        file: String,
        /// The parameter that was asked for.
        name: String,
        /// What is wrong with it, and what was expected.
        problem: String,
    },
}

/// A place in a file, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Position {
    /// Line.
    pub line: u32,
    /// Column, in characters.
    pub column: u32,
}

/// An error at a place in a file, written as a compiler writes it:
///
/// ```text
/// error: no group is named "CON9"
///   --> HS71.SIF:31:15
///    |
/// 31 |  ZE CON9      E1
///    |     ^
///    = expected the name of a group declared in GROUPS
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The file's name.
    pub file: String,
    /// Where.
    pub at: Position,
    /// The text of the line.
    pub card: String,
    /// What is wrong: names the thing and its value.
    pub message: String,
    /// What would have been right; empty if the message says it.
    pub expected: String,
}

/// Characters of a card that a message repeats.
const CARD_SHOWN: usize = 160;

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.at.line.to_string();
        let margin = " ".repeat(line.len());
        let card: String = self.card.chars().take(CARD_SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let caret = " ".repeat((self.at.column.max(1) as usize - 1).min(CARD_SHOWN));
        writeln!(f, "error: {}", self.message)?;
        writeln!(f, "{margin}--> {}:{}:{}", self.file, self.at.line, self.at.column)?;
        writeln!(f, "{margin} |")?;
        writeln!(f, "{line} | {}", card.trim_end())?;
        write!(f, "{margin} | {caret}^")?;
        if self.expected.is_empty() { Ok(()) } else { write!(f, "\n{margin} = expected {}", self.expected) }
    }
}

impl From<Located> for Error {
    fn from(located: Located) -> Self {
        Self::Card(Box::new(located))
    }
}

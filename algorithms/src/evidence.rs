//! Why an algorithm can be believed: a statement that nobody here made, and the test that checks it.

use std::fmt;

/// What somebody else says the algorithm does, and the test that holds it to that.
#[derive(Clone, Copy, Debug)]
pub struct Evidence {
    kind: &'static str,
    statement: &'static str,
    /// `file::function` in the crate's `tests` folder.
    pub test: &'static str,
}

impl Evidence {
    /// A proven rate or invariant that is never exceeded.
    pub const fn bound(statement: &'static str, test: &'static str) -> Self {
        Self { kind: "bound", statement, test }
    }

    /// An exact equality with another method or with a closed form.
    pub const fn equivalence(statement: &'static str, test: &'static str) -> Self {
        Self { kind: "equivalence", statement, test }
    }

    /// The first iterates of the authors' code or of a reference implementation, recorded as numbers.
    pub const fn iterates(statement: &'static str, test: &'static str) -> Self {
        Self { kind: "iterates", statement, test }
    }

    /// Numbers that a paper or a package's documentation reports.
    pub const fn published(statement: &'static str, test: &'static str) -> Self {
        Self { kind: "published", statement, test }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]", self.kind, self.statement, self.test)
    }
}

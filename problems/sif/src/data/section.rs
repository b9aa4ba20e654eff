//! The sections of the data part.

/// A section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// Between NAME and the first section: parameter cards only.
    Preamble,
    /// GROUPS, ROWS or CONSTRAINTS.
    Groups,
    /// VARIABLES or COLUMNS.
    Variables,
    /// CONSTANTS, RHS or RHS'.
    Constants,
    /// RANGES.
    Ranges,
    /// BOUNDS.
    Bounds,
    /// START POINT.
    Start,
    /// QUADRATIC and its synonyms.
    Quadratic,
    /// ELEMENT TYPE.
    ElementTypes,
    /// ELEMENT USES.
    ElementUses,
    /// GROUP TYPE.
    GroupTypes,
    /// GROUP USES.
    GroupUses,
    /// OBJECT BOUND.
    ObjectBound,
}

/// Keywords and the sections they start, in the order of a file.
const KEYWORDS: [(&str, Section); 22] = [
    ("GROUPS", Section::Groups),
    ("ROWS", Section::Groups),
    ("CONSTRAINTS", Section::Groups),
    ("VARIABLES", Section::Variables),
    ("COLUMNS", Section::Variables),
    ("CONSTANTS", Section::Constants),
    ("RHS", Section::Constants),
    ("RHS'", Section::Constants),
    ("RANGES", Section::Ranges),
    ("BOUNDS", Section::Bounds),
    ("START POINT", Section::Start),
    ("QUADRATIC", Section::Quadratic),
    ("HESSIAN", Section::Quadratic),
    ("QUADS", Section::Quadratic),
    ("QUADOBJ", Section::Quadratic),
    ("QSECTION", Section::Quadratic),
    ("QMATRIX", Section::Quadratic),
    ("ELEMENT TYPE", Section::ElementTypes),
    ("ELEMENT USES", Section::ElementUses),
    ("GROUP TYPE", Section::GroupTypes),
    ("GROUP USES", Section::GroupUses),
    ("OBJECT BOUND", Section::ObjectBound),
];

impl Section {
    /// The section that a keyword starts.
    pub(crate) fn parse(keyword: &str) -> Option<Self> {
        KEYWORDS.iter().find(|(name, _)| *name == keyword).map(|(_, section)| *section)
    }

    /// All keywords, for a message.
    pub(crate) fn keywords() -> String {
        let names: Vec<&str> = KEYWORDS.iter().map(|(name, _)| *name).collect();
        format!("{} or ENDATA", names.join(", "))
    }

    /// Its first keyword.
    pub(crate) fn name(self) -> &'static str {
        KEYWORDS.iter().find(|(_, section)| *section == self).map_or("NAME", |(name, _)| name)
    }
}

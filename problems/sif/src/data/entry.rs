//! A data card of a section, compiled: names are patterns, numbers are read, the code is understood.

use super::section::Section;
use crate::cards::{Card, Fault};
use crate::name::{Name, Pattern};
use crate::parameters::{Parameters, Reference, value};
use crate::structure::{GroupKind, VariableKind};

/// What a card does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// Nothing: a `'MARKER'` card, or one before the first section, which `SIFDecode` passes over too.
    Skip,
    /// Declares a group, with linear terms if the variables came first.
    Group(GroupKind),
    /// Declares a group and divides it by a factor.
    GroupScale(GroupKind),
    /// Declares a group as a combination of two others.
    Combination(GroupKind),
    /// Declares a variable, with linear terms if the groups came first.
    Variable,
    /// Declares a variable and its scale factor.
    VariableScale,
    /// Declares a variable of a type.
    VariableKind(VariableKind),
    /// Constants of groups.
    Constant,
    /// Ranges of groups.
    Range,
    /// A bound.
    Bound(Bound),
    /// Starting values.
    Start(Start),
    /// Entries of the quadratic term.
    Quadratic,
    /// EV: an elemental variable of an element type.
    Elemental,
    /// IV: an internal variable.
    Internal,
    /// EP: a parameter of an element type.
    ElementParameter,
    /// T: an element has a type.
    ElementIs,
    /// V: an elemental variable is a problem variable.
    ElementVariable,
    /// P: parameters of an element.
    ElementValue,
    /// GV: the variable of a group type.
    GroupVariable,
    /// GP: a parameter of a group type.
    GroupParameter,
    /// T: a group has a type.
    GroupIs,
    /// E: a group has elements.
    GroupHas,
    /// P: parameters of a group.
    GroupValue,
    /// A lower bound on the objective.
    ObjectLower,
    /// An upper bound on the objective.
    ObjectUpper,
}

/// The kinds of bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// LO, XL, ZL
    Lower,
    /// UP, XU, ZU
    Upper,
    /// FX, XX, ZX
    Fixed,
    /// FR, XR
    Free,
    /// MI, XM
    NoLower,
    /// PL, XP
    NoUpper,
}

/// What a starting value is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// A variable or, if none has the name, a group's multiplier.
    Either,
    /// A variable.
    Variable,
    /// A group's multiplier.
    Multiplier,
    /// Neither: an unknown code, which only a `'DEFAULT'` card may have; it then says nothing.
    Neither,
}

/// The number in field 4, or the parameter in field 5 of a Z card.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scalar {
    /// A number on the card.
    Number(f64),
    /// A real parameter.
    Parameter(Reference),
}

/// A compiled card.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// What it does.
    pub(super) action: Action,
    /// Its line.
    pub(super) line: u32,
    /// Where its fields stand.
    pub(super) shape: u32,
    /// Field 2.
    pub(super) two: Pattern,
    /// Field 3.
    pub(super) three: Pattern,
    /// Field 5 where it is a name.
    pub(super) five: Pattern,
    /// Field 4 or the parameter in its place.
    pub(super) four: Scalar,
    /// Field 6.
    pub(super) six: f64,
    /// How many of the pairs (3, 4) and (5, 6) are there.
    pub(super) pairs: u8,
}

/// Compiles a card of a section. `linear` says that GROUPS cards may have linear terms (the variables came first), or
/// that VARIABLES cards may (the groups did).
pub(super) fn compile(
    parameters: &mut Parameters,
    card: &Card,
    section: Section,
    linear: bool,
) -> Result<Entry, Fault> {
    let code = card.code();
    let array = matches!(code[0], b'X' | b'Z');
    let action = action(section, code, card)?;
    let mut entry = Entry {
        action,
        line: card.line,
        shape: card.shape,
        two: Pattern::Fixed(Name::new(card.name(2))),
        three: Pattern::default(),
        five: Pattern::default(),
        four: Scalar::Number(0.0),
        six: 0.0,
        pairs: 0,
    };
    // Sets of constants, ranges, bounds and starting values have plain names.
    let sets = [Section::Constants, Section::Ranges, Section::Bounds, Section::Start, Section::ObjectBound];
    if array && !sets.contains(&section) {
        entry.two = parameters.pattern(card, 2)?;
    }
    match action {
        Action::Skip | Action::VariableKind(_) => {}
        Action::Group(_) | Action::Variable if !linear => {}
        Action::Elemental
        | Action::Internal
        | Action::ElementParameter
        | Action::GroupVariable
        | Action::GroupParameter
        | Action::ElementIs
        | Action::GroupIs => names(&mut entry, card),
        Action::ElementVariable => {
            entry.three = Pattern::Fixed(Name::new(card.name(3)));
            entry.five = if array { parameters.pattern(card, 5)? } else { Pattern::Fixed(Name::new(card.name(5))) };
            if card.blank(3) || card.blank(5) {
                let message = "a V card needs an elemental variable and a problem variable";
                return Err(Fault::new(if card.blank(3) { 3 } else { 5 }, message, "names in fields 3 and 5"));
            }
        }
        Action::GroupScale(_) | Action::VariableScale | Action::ObjectLower | Action::ObjectUpper => {
            entry.four = scalar(parameters, card)?;
        }
        Action::Bound(Bound::Free | Bound::NoLower | Bound::NoUpper) => {
            entry.three = third(parameters, card, array)?;
            entry.pairs = 1;
        }
        Action::Bound(_) => {
            entry.three = third(parameters, card, array)?;
            entry.four = scalar(parameters, card)?;
            entry.pairs = 1;
        }
        Action::ElementValue | Action::GroupValue => pairs(&mut entry, parameters, card, false, 0.0)?,
        Action::GroupHas => pairs(&mut entry, parameters, card, array, 1.0)?,
        _ => pairs(&mut entry, parameters, card, array, 0.0)?,
    }
    Ok(entry)
}

/// Fields 3 and 5 are plain names.
fn names(entry: &mut Entry, card: &Card) {
    entry.three = Pattern::Fixed(Name::new(card.name(3)));
    entry.five = Pattern::Fixed(Name::new(card.name(5)));
    entry.pairs = u8::from(!card.blank(3)) + u8::from(!card.blank(3) && !card.blank(5));
}

fn third(parameters: &mut Parameters, card: &Card, array: bool) -> Result<Pattern, Fault> {
    if card.blank(3) {
        return Err(Fault::new(3, "field 3 is empty", "a variable or 'DEFAULT'"));
    }
    if array { parameters.pattern(card, 3) } else { Ok(Pattern::Fixed(Name::new(card.name(3)))) }
}

/// The number in field 4, or on a Z card the parameter in field 5.
fn scalar(parameters: &mut Parameters, card: &Card) -> Result<Scalar, Fault> {
    if card.code()[0] != b'Z' {
        return Ok(Scalar::Number(value(card, 4)?));
    }
    if card.blank(5) {
        return Err(Fault::new(5, "field 5 of a Z card is empty", "the real parameter that holds the number"));
    }
    Ok(Scalar::Parameter(parameters.reference(card, 5)?))
}

/// Reads the pairs (3, 4) and (5, 6); an empty number is `missing`.
fn pairs(entry: &mut Entry, parameters: &mut Parameters, card: &Card, array: bool, missing: f64) -> Result<(), Fault> {
    let name = |parameters: &mut Parameters, field| {
        if array { parameters.pattern(card, field) } else { Ok(Pattern::Fixed(Name::new(card.name(field)))) }
    };
    let number = |field| {
        if card.value(field).iter().all(|&byte| byte == b' ') { Ok(missing) } else { value(card, field) }
    };
    if card.blank(3) {
        return Ok(());
    }
    entry.three = name(parameters, 3)?;
    entry.pairs = 1;
    if card.code()[0] == b'Z' {
        entry.four = scalar(parameters, card)?;
        return Ok(());
    }
    entry.four = Scalar::Number(number(4)?);
    if !card.blank(5) {
        entry.five = name(parameters, 5)?;
        entry.six = number(6)?;
        entry.pairs = 2;
    }
    Ok(())
}

/// What a code means in a section.
fn action(section: Section, code: [u8; 2], card: &Card) -> Result<Action, Fault> {
    let array = matches!(code[0], b'X' | b'Z');
    let special = card.name(3).trim_ascii();
    // A default type is one whatever the code.
    let default = card.name(2).trim_ascii() == b"'DEFAULT'";
    let known = match section {
        Section::Preamble => Some(Action::Skip),
        Section::Groups => group(code, special),
        Section::Variables => Some(match special {
            b"'MARKER'" => Action::Skip,
            b"'SCALE'" => Action::VariableScale,
            b"'INTEGER'" => Action::VariableKind(VariableKind::Integer),
            b"'ZERO-ONE'" => Action::VariableKind(VariableKind::Binary),
            _ => Action::Variable,
        }),
        Section::Constants | Section::Ranges if special == b"'MARKER'" => Some(Action::Skip),
        Section::Constants => Some(Action::Constant),
        Section::Ranges => Some(Action::Range),
        Section::Bounds => match &code {
            b"LO" | b"XL" | b"ZL" => Some(Action::Bound(Bound::Lower)),
            b"UP" | b"XU" | b"ZU" => Some(Action::Bound(Bound::Upper)),
            b"FX" | b"XX" | b"ZX" => Some(Action::Bound(Bound::Fixed)),
            b"FR" | b"XR" => Some(Action::Bound(Bound::Free)),
            b"MI" | b"XM" => Some(Action::Bound(Bound::NoLower)),
            b"PL" | b"XP" => Some(Action::Bound(Bound::NoUpper)),
            _ => None,
        },
        Section::Start => match &code {
            b"  " | b"X " | b"Z " => Some(Action::Start(Start::Either)),
            b"V " | b"XV" | b"ZV" => Some(Action::Start(Start::Variable)),
            b"M " | b"XM" | b"ZM" => Some(Action::Start(Start::Multiplier)),
            _ if special == b"'DEFAULT'" => Some(Action::Start(Start::Neither)),
            _ => None,
        },
        Section::Quadratic => matches!(&code, b"  " | b"X " | b"Z ").then_some(Action::Quadratic),
        Section::ElementTypes => match &code {
            b"EV" => Some(Action::Elemental),
            b"IV" => Some(Action::Internal),
            b"EP" => Some(Action::ElementParameter),
            _ => None,
        },
        Section::ElementUses if default => Some(Action::ElementIs),
        Section::ElementUses => match if array { code[1] } else { code[0] } {
            b'T' => Some(Action::ElementIs),
            b'V' => Some(Action::ElementVariable),
            b'P' => Some(Action::ElementValue),
            _ => None,
        },
        Section::GroupTypes => match &code {
            b"GV" => Some(Action::GroupVariable),
            b"GP" => Some(Action::GroupParameter),
            _ => None,
        },
        Section::GroupUses if default => Some(Action::GroupIs),
        Section::GroupUses => match if array { code[1] } else { code[0] } {
            b'T' => Some(Action::GroupIs),
            b'E' => Some(Action::GroupHas),
            b'P' => Some(Action::GroupValue),
            _ => None,
        },
        Section::ObjectBound => match &code {
            b"LO" | b"XL" | b"ZL" => Some(Action::ObjectLower),
            b"UP" | b"XU" | b"ZU" => Some(Action::ObjectUpper),
            _ => None,
        },
    };
    known.ok_or_else(|| {
        let code = String::from_utf8_lossy(&code).trim().to_string();
        let place = section.name();
        Fault::new(
            1,
            format!("the code {code:?} means nothing in {place}"),
            format!("{} or a parameter card", codes(section)),
        )
    })
}

fn group(code: [u8; 2], special: &[u8]) -> Option<Action> {
    let ([letter, b' '] | [b' ' | b'X' | b'Z' | b'D', letter]) = code else { return None };
    let kind = match letter {
        b'N' => GroupKind::Objective,
        b'E' => GroupKind::Equality,
        b'L' => GroupKind::LessEqual,
        b'G' => GroupKind::GreaterEqual,
        _ => return None,
    };
    Some(match special {
        b"'MARKER'" => Action::Skip,
        b"'SCALE'" => Action::GroupScale(kind),
        _ if code[0] == b'D' => Action::Combination(kind),
        _ => Action::Group(kind),
    })
}

/// The codes of a section, for messages.
fn codes(section: Section) -> &'static str {
    match section {
        Section::Preamble => "a section (as GROUPS or VARIABLES)",
        Section::Groups => "N, E, L, G, X or Z before one of these, D before one of these",
        Section::Variables | Section::Constants | Section::Ranges | Section::Quadratic => "no code, X, Z",
        Section::Bounds => "LO, UP, FX, FR, MI, PL, XL, XU, XX, XR, XM, XP, ZL, ZU, ZX",
        Section::Start => "no code, V, M, X, XV, XM, Z, ZV, ZM",
        Section::ElementTypes => "EV, IV, EP",
        Section::ElementUses => "T, V, P, XT, XP, ZV, ZP",
        Section::GroupTypes => "GV, GP",
        Section::GroupUses => "T, E, P, XT, XE, XP, ZE, ZP",
        Section::ObjectBound => "LO, UP, XL, XU, ZL, ZU",
    }
}

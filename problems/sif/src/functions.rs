//! The ELEMENTS and GROUPS parts: declared names, and the lines of each function with their continuations joined.

use std::collections::HashMap;

use crate::cards::{Card, Fault, Line, Source};
use crate::error::{Error, Position};
use crate::name::Name;
use crate::parameters::value;
use crate::structure::{Decoded, FunctionLine, LineKind, Piece, Preamble, Temporary, TemporaryKind};

/// The two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Elements,
    Groups,
}

/// A section of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Start,
    Temporaries,
    Globals,
    Individuals,
}

/// Reads both parts, in whichever order they come; what is not in them (the text of Fortran functions) is passed over.
pub(crate) fn read(source: &mut Source<'_>, decoded: &mut Decoded) -> Result<(), Error> {
    source.begin_functions();
    while let Some(line) = source.raw() {
        let keyword = line.get(..8.min(line.len())).unwrap_or_default().trim_ascii_end();
        let part = match keyword {
            b"ELEMENTS" => Part::Elements,
            b"GROUPS" => Part::Groups,
            _ => continue,
        };
        source.begin_functions();
        Reader { part, section: Section::Start, current: None, last: None, names: names(part, decoded), decoded }
            .read(source)?;
    }
    Ok(())
}

fn names(part: Part, decoded: &Decoded) -> HashMap<String, usize> {
    let types: Vec<&String> = match part {
        Part::Elements => decoded.element_types.iter().map(|kind| &kind.name).collect(),
        Part::Groups => decoded.group_types.iter().map(|kind| &kind.name).collect(),
    };
    types.into_iter().enumerate().map(|(index, name)| (name.clone(), index)).collect()
}

struct Reader<'a> {
    part: Part,
    section: Section,
    /// The type of the last T card.
    current: Option<usize>,
    /// The kind of the last line, which a continuation goes on with.
    last: Option<LineKind>,
    names: HashMap<String, usize>,
    decoded: &'a mut Decoded,
}

impl Reader<'_> {
    fn read(mut self, source: &mut Source<'_>) -> Result<(), Error> {
        while let Some(line) = source.next()? {
            match line {
                Line::Comment => {}
                Line::Indicator(indicator) => {
                    self.last = None;
                    self.section = match indicator.keyword {
                        "TEMPORARIES" => Section::Temporaries,
                        "GLOBALS" => Section::Globals,
                        "INDIVIDUALS" => Section::Individuals,
                        "ENDATA" => return Ok(()),
                        keyword => {
                            let at = Position { line: indicator.line, column: 1 };
                            let message = format!("{keyword:?} is no section of this part");
                            let expected = "TEMPORARIES, GLOBALS, INDIVIDUALS or ENDATA";
                            return Err(source.error_at(at, message, expected));
                        }
                    };
                }
                Line::Data(card) => {
                    let text = source.text_of_current();
                    self.card(&card, text, source).map_err(|fault| source.error(card.line, card.shape, fault))?;
                }
            }
        }
        let at = Position { line: source.line(), column: 1 };
        Err(source.error_at(at, "the file ends inside a part", "an ENDATA card"))
    }

    fn card(&mut self, card: &Card, text: &[u8], source: &Source<'_>) -> Result<(), Fault> {
        match self.section {
            // As in `SIFDecode`: what stands before the first section says nothing.
            Section::Start => Ok(()),
            Section::Temporaries => self.temporary(card),
            Section::Globals => {
                let line = self.line(card, text, source)?;
                let preamble = preamble(self.part, self.decoded);
                match line {
                    Joined::New(line) if line.kind > LineKind::Else => {
                        Err(Fault::new(1, "a function in GLOBALS", "A, I and E cards"))
                    }
                    joined => append(&mut preamble.globals, joined),
                }
            }
            Section::Individuals => self.individual(card, text, source),
        }
    }

    fn temporary(&mut self, card: &Card) -> Result<(), Fault> {
        let kind = match &card.code() {
            b"I " => TemporaryKind::Integer,
            b"R " => TemporaryKind::Real,
            b"L " => TemporaryKind::Logical,
            b"M " => TemporaryKind::Intrinsic,
            b"F " => TemporaryKind::External,
            code => {
                let message = format!("the code {:?} means nothing in TEMPORARIES", String::from_utf8_lossy(code));
                return Err(Fault::new(1, message, "I, R, L, M or F"));
            }
        };
        let name = text(card.name(2));
        if name.is_empty() {
            return Err(Fault::new(2, "a temporary has no name", "its name in columns 5 to 10"));
        }
        let at = Position { line: card.line, column: 5 };
        preamble(self.part, self.decoded).temporaries.push(Temporary { kind, name, at });
        Ok(())
    }

    fn individual(&mut self, card: &Card, raw: &[u8], source: &Source<'_>) -> Result<(), Fault> {
        if card.code() == *b"T " {
            self.last = None;
            let name = text(card.name(2));
            let Some(&index) = self.names.get(&name) else {
                let what = if self.part == Part::Elements { "element" } else { "group" };
                let message = format!("no {what} type is named {name:?}");
                return Err(Fault::new(2, message, "a type that the data part declares"));
            };
            self.current = Some(index);
            if !lines(self.part, self.decoded, index).is_empty() {
                return Err(Fault::new(2, format!("the type {name:?} is defined twice"), "one T card for each type"));
            }
            return Ok(());
        }
        let Some(index) = self.current else {
            return Err(Fault::new(1, "a card stands before the first T card", "a T card that names the type"));
        };
        if self.part == Part::Elements && card.code() == *b"R " {
            return self.range(card, index);
        }
        let line = self.line(card, raw, source)?;
        append(lines(self.part, self.decoded, index), line)
    }

    /// An R card: entries of the row of R that belongs to an internal variable.
    fn range(&mut self, card: &Card, index: usize) -> Result<(), Fault> {
        let kind = &mut self.decoded.element_types[index];
        let name = text(card.name(2));
        let Some(row) = kind.internal.iter().position(|internal| *internal == name) else {
            let message = format!("the element type {:?} has no internal variable {name:?}", kind.name);
            return Err(Fault::new(2, message, format!("one of {}", kind.internal.join(", "))));
        };
        let columns = kind.elemental.len();
        let size = kind.internal.len() * columns;
        if size > RANGE_LARGEST {
            let message = format!("the element type {:?} has {size} range coefficients", kind.name);
            return Err(Fault::new(2, message, format!("at most {RANGE_LARGEST}")));
        }
        kind.range.resize(size, 0.0);
        for field in [3, 5] {
            let name = Name::new(card.name(field).split(|&byte| byte == b'[').next().unwrap_or_default()).to_string();
            if name.is_empty() {
                break;
            }
            let Some(column) = kind.elemental.iter().position(|elemental| *elemental == name) else {
                let message = format!("the element type {:?} has no elemental variable {name:?}", kind.name);
                return Err(Fault::new(field, message, format!("one of {}", kind.elemental.join(", "))));
            };
            let value = value(card, field + 1)?;
            if value != 0.0 {
                kind.range[row * columns + column] = value;
            }
        }
        Ok(())
    }

    /// The line of a function on a card, or what it adds to the one before.
    fn line(&mut self, card: &Card, raw: &[u8], source: &Source<'_>) -> Result<Joined, Fault> {
        let [letter, sign] = card.code();
        let kind = match letter {
            b'A' => LineKind::Assign,
            b'I' => LineKind::If,
            b'E' => LineKind::Else,
            b'F' => LineKind::Function,
            b'G' => LineKind::Gradient,
            b'H' => LineKind::Hessian,
            _ => {
                let code = text(&card.code());
                return Err(Fault::new(1, format!("the code {code:?} means nothing here"), "T, R, A, I, E, F, G or H"));
            }
        };
        let at = Position { line: card.line, column: source.column(card, 4) };
        let piece = Piece { offset: 0, at, card: String::from_utf8_lossy(raw).trim_end().to_string() };
        let expression = String::from_utf8_lossy(card.expression()).trim_end().to_string();
        match sign {
            b'+' => {
                let assigns = |kind| kind <= LineKind::Else;
                if self.last.is_none_or(|last| last != kind && !(assigns(last) && assigns(kind))) {
                    let expected = format!("{}+ behind {} or its continuation", letter as char, letter as char);
                    return Err(Fault::new(1, "a continuation has nothing before it to continue", expected));
                }
                Ok(Joined::More(expression, piece))
            }
            b' ' => {
                self.last = Some(kind);
                let (first, second) = (text(card.name(2)), text(card.name(3)));
                let named = match kind {
                    LineKind::Assign => !first.is_empty() && second.is_empty(),
                    LineKind::If | LineKind::Else => !first.is_empty() && !second.is_empty(),
                    LineKind::Function | LineKind::Gradient => second.is_empty(),
                    LineKind::Hessian => true,
                };
                if !named {
                    let message = format!("the names {first:?} and {second:?} do not fit an {} card", letter as char);
                    let expected =
                        "A: one name in field 2; I and E: a logical name and the name to set; F and G: none in field 3";
                    return Err(Fault::new(2, message, expected));
                }
                Ok(Joined::New(FunctionLine { kind, first, second, text: expression, pieces: vec![piece] }))
            }
            _ => Err(Fault::new(
                1,
                format!("the code {:?} means nothing here", text(&card.code())),
                "one letter, or it and +",
            )),
        }
    }
}

/// The largest range matrix of an element type.
const RANGE_LARGEST: usize = 1_000_000;

/// A line, or the continuation of the last one.
enum Joined {
    New(FunctionLine),
    More(String, Piece),
}

fn append(lines: &mut Vec<FunctionLine>, joined: Joined) -> Result<(), Fault> {
    match joined {
        Joined::New(line) => lines.push(line),
        Joined::More(text, mut piece) => {
            let Some(last) = lines.last_mut() else {
                return Err(Fault::new(1, "a continuation has nothing before it to continue", "a card without +"));
            };
            piece.offset = last.text.len();
            last.text.push_str(&text);
            last.pieces.push(piece);
        }
    }
    Ok(())
}

fn preamble(part: Part, decoded: &mut Decoded) -> &mut Preamble {
    match part {
        Part::Elements => &mut decoded.element_preamble,
        Part::Groups => &mut decoded.group_preamble,
    }
}

fn lines(part: Part, decoded: &mut Decoded, index: usize) -> &mut Vec<FunctionLine> {
    match part {
        Part::Elements => &mut decoded.element_types[index].lines,
        Part::Groups => &mut decoded.group_types[index].lines,
    }
}

fn text(field: &[u8]) -> String {
    String::from_utf8_lossy(field).trim().to_string()
}

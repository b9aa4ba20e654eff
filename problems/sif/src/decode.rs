//! Reads a file: its data part, then its two function parts.

use std::path::Path;

use crate::cards::{Card, Fault, Indicator, Line, Source};
use crate::data::{Builder, Section};
use crate::error::{Error, Position, Result};
use crate::functions;
use crate::header::{self, Header};
use crate::name::Name;
use crate::options::Options;
use crate::parameters::{compile, is_assignment};
use crate::program::{Loops, Step, run};
use crate::structure::Decoded;

/// Decodes the file at `path`.
pub fn read(path: &Path, options: &Options) -> Result<Decoded> {
    let text = std::fs::read(path)
        .map_err(|error| Error::Read { path: path.display().to_string(), reason: error.to_string() })?;
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    decode(&text, &file, options)
}

/// Decodes the text of a file that is called `file` in messages. Any bytes give a problem or an error, in time and
/// memory that grow with the limits of `options`.
pub fn decode(text: &[u8], file: &str, options: &Options) -> Result<Decoded> {
    let mut header = header::scan(text);
    header.choose(options, file)?;
    let mut source = Source::new(file, text);
    let builder = Builder::new(options.limits);
    let mut reader = Reader { source: &mut source, header: &header, builder, loops: Loops::default(), section: None };
    let name = reader.data()?;
    let mut decoded = reader.builder.finish().map_err(|(line, message, expected)| {
        let column = if line == 0 { 1 } else { 5 };
        let line = if line == 0 { source.line() } else { line };
        source.error_at(Position { line, column }, message, expected)
    })?;
    decoded.name = name;
    decoded.file = file.to_string();
    functions::read(&mut source, &mut decoded)?;
    check_defined(&decoded, &source)?;
    decoded.classification = header.classification.take();
    decoded.solutions = std::mem::take(&mut header.solutions);
    decoded.parameters = header.parameters.into_iter().map(|offer| offer.parameter).collect();
    Ok(decoded)
}

/// Every type that is used has a function.
fn check_defined(decoded: &Decoded, source: &Source<'_>) -> Result<()> {
    let mut used = vec![false; decoded.element_types.len()];
    decoded.elements.types.iter().for_each(|&kind| used[kind as usize] = true);
    for (kind, used) in decoded.element_types.iter().zip(used) {
        if used && kind.lines.is_empty() {
            let message = format!("the element type {:?} has no function", kind.name);
            return Err(source.error_at(kind.at, message, "a T card and an F card in the ELEMENTS part"));
        }
    }
    let mut used = vec![false; decoded.group_types.len()];
    decoded.groups.types.iter().flatten().for_each(|&kind| used[kind as usize] = true);
    for (kind, used) in decoded.group_types.iter().zip(used) {
        if used && kind.lines.is_empty() {
            let message = format!("the group type {:?} has no function", kind.name);
            return Err(source.error_at(kind.at, message, "a T card and an F card in the GROUPS part"));
        }
    }
    Ok(())
}

struct Reader<'a, 'b> {
    source: &'b mut Source<'a>,
    header: &'b Header,
    builder: Builder,
    loops: Loops,
    /// The section; `None` before the NAME card.
    section: Option<Section>,
}

impl Reader<'_, '_> {
    /// Reads up to the first ENDATA card; gives the problem's name.
    fn data(&mut self) -> Result<String> {
        let mut name = String::new();
        loop {
            match self.source.next()? {
                None => return Err(self.at_end()),
                Some(Line::Comment) => {
                    let line = self.source.line();
                    if self.header.awakens(line) {
                        let card = self.source.awakened();
                        self.card(&card)?;
                    }
                }
                Some(Line::Data(card)) => self.card(&card)?,
                Some(Line::Indicator(indicator)) => {
                    self.finish_loops()?;
                    match (indicator.keyword, self.section) {
                        ("NAME", None) => {
                            name = indicator.name.to_string();
                            self.section = Some(Section::Preamble);
                        }
                        ("ENDATA", Some(_)) => return Ok(name),
                        _ => self.enter(&indicator)?,
                    }
                }
            }
        }
    }

    fn at_end(&self) -> Error {
        let at = Position { line: self.source.line(), column: 1 };
        match self.section {
            None => self.source.error_at(at, "the file holds no problem", "a NAME card first"),
            Some(_) => self.source.error_at(at, "the file ends inside the data part", "an ENDATA card"),
        }
    }

    fn enter(&mut self, indicator: &Indicator<'_>) -> Result<()> {
        let at = Position { line: indicator.line, column: 1 };
        if self.section.is_none() {
            let message = format!("the first card that starts in column 1 is {:?}", indicator.keyword);
            return Err(self.source.error_at(at, message, "NAME"));
        }
        let Some(section) = Section::parse(indicator.keyword) else {
            let message = format!("{:?} is no section", indicator.keyword);
            return Err(self.source.error_at(at, message, Section::keywords()));
        };
        self.builder.enter(section);
        self.section = Some(section);
        Ok(())
    }

    fn finish_loops(&mut self) -> Result<()> {
        match self.loops.close_all() {
            Some(step) => self.run(&step),
            None => Ok(()),
        }
    }

    fn run(&mut self, step: &Step) -> Result<()> {
        run(&mut self.builder, step).map_err(|((line, shape), fault)| self.source.error(line, shape, fault))
    }

    fn card(&mut self, card: &Card) -> Result<()> {
        let compiled = self.compile(card).map_err(|fault| self.source.error(card.line, card.shape, fault))?;
        match compiled {
            None => Ok(()),
            Some(step @ Step::Loop(_)) => self.run(&step),
            Some(step) if self.loops.any() => {
                self.loops.push(step);
                Ok(())
            }
            Some(step) => self.run(&step),
        }
    }

    /// What a card says: a step, or `None` for a loop that is not complete.
    fn compile(&mut self, card: &Card) -> std::result::Result<Option<Step>, Fault> {
        let Some(section) = self.section else {
            return Err(Fault::new(1, "a card stands before the NAME card", "NAME in column 1"));
        };
        let code = card.code();
        match &code {
            b"DO" => self.loops.open(&mut self.builder, card).map(|()| None),
            b"DI" => {
                self.loops.step(&mut self.builder, card);
                Ok(None)
            }
            b"OD" | b"ND" if !self.loops.any() => {
                Err(Fault::new(1, "no loop is open", "a DO card before the end of its loop"))
            }
            b"OD" => Ok(self.loops.close()),
            b"ND" => Ok(self.loops.close_all()),
            _ if is_assignment(code) => {
                let chosen = if code[1] == b'E' { self.header.chosen(Name::new(card.name(2))) } else { None };
                let assignment = compile(&mut self.builder.parameters, card, chosen)?;
                Ok(Some(Step::Assign(assignment, (card.line, card.shape))))
            }
            _ if self.loops.any() && !matches!(code[0], b'X' | b'Z') => {
                let message = format!("the code {:?} stands inside a loop", String::from_utf8_lossy(&code).trim());
                Err(Fault::new(1, message, "parameter cards and array cards, whose code starts with X or Z"))
            }
            _ => self.builder.compile(card, section).map(|entry| Some(Step::Entry(entry))),
        }
    }
}

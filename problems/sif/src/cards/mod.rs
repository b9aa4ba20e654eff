//! The cards of a file: comments, indicators and data cards, in fixed and free form.

mod free;
pub(crate) mod number;

use crate::error::{Error, Located, Position};

/// Columns of a card that anything is read from.
pub(crate) const WIDTH: usize = 65;

/// Where the fields 1 to 6 of a fixed-form card start; field 7 of the function parts starts where field 4 does.
const COLUMNS: [u16; 6] = [2, 5, 15, 25, 40, 50];

/// A data card, its text laid out in fixed form.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    /// The line of the file.
    pub(crate) line: u32,
    /// Which entry of [`Source::shapes`] says where the fields stand in the line.
    pub(crate) shape: u32,
    text: [u8; WIDTH],
}

impl Card {
    /// Field 1: columns 2 and 3.
    pub(crate) fn code(&self) -> [u8; 2] {
        [self.text[1], self.text[2]]
    }

    /// Field 2, 3 or 5: ten characters. A `$` in front of field 3 or 5 makes it and the rest a comment: blank.
    pub(crate) fn name(&self, field: u8) -> &[u8] {
        const BLANK: [u8; 10] = [b' '; 10];
        let commented = |column: usize| self.text[column] == b'$';
        match field {
            2 => &self.text[4..14],
            3 if !commented(14) => &self.text[14..24],
            5 if !commented(14) && !commented(39) => &self.text[39..49],
            _ => &BLANK,
        }
    }

    /// Field 4 or 6: twelve characters.
    pub(crate) fn value(&self, field: u8) -> &[u8] {
        if field == 4 { &self.text[24..36] } else { &self.text[49..61] }
    }

    /// Field 7 of the function parts: columns 25 to 65.
    pub(crate) fn expression(&self) -> &[u8] {
        &self.text[24..WIDTH]
    }

    /// Whether name field `field` is blank.
    pub(crate) fn blank(&self, field: u8) -> bool {
        self.name(field).iter().all(|&byte| byte == b' ')
    }
}

/// What a line holds.
#[derive(Debug)]
pub(crate) enum Line<'a> {
    /// A comment: everything behind the `*`.
    Comment,
    /// An indicator card: its keyword without trailing blanks.
    Indicator(Indicator<'a>),
    /// A data card.
    Data(Card),
}

/// A card that starts in column 1.
#[derive(Debug)]
pub(crate) struct Indicator<'a> {
    /// Columns 1 to 12, without trailing blanks.
    pub(crate) keyword: &'a str,
    /// Columns 15 to 24, without blanks around: the name on a NAME card.
    pub(crate) name: &'a str,
    /// The line.
    pub(crate) line: u32,
}

/// What is wrong with a card, told by the one who reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The field that is wrong, from 1.
    pub(crate) field: u8,
    /// What is wrong.
    pub(crate) message: String,
    /// What would be right.
    pub(crate) expected: String,
}

impl Fault {
    /// A fault in a field.
    pub(crate) fn new(field: u8, message: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { field, message: message.into(), expected: expected.into() }
    }
}

/// Reads a file line by line.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    /// The file's name, for messages.
    pub(crate) file: &'a str,
    text: &'a [u8],
    next: usize,
    line: u32,
    current: &'a [u8],
    free: bool,
    expressions: bool,
    waiting: std::collections::VecDeque<free::Translated>,
    /// Columns of the fields: entry 0 is the fixed form.
    shapes: Vec<[u16; 6]>,
}

impl<'a> Source<'a> {
    /// Starts at the first line.
    pub(crate) fn new(file: &'a str, text: &'a [u8]) -> Self {
        Self {
            file,
            text,
            next: 0,
            line: 0,
            current: &[],
            free: false,
            expressions: false,
            waiting: std::collections::VecDeque::new(),
            shapes: vec![COLUMNS],
        }
    }

    /// From here on cards are those of a function part, whose field 7 may hold blanks; a part starts in fixed form.
    pub(crate) fn begin_functions(&mut self) {
        self.free = false;
        self.expressions = true;
        self.waiting.clear();
    }

    /// The line that was read last.
    pub(crate) fn line(&self) -> u32 {
        self.line
    }

    /// The bytes of a line, from 1; empty behind the end.
    pub(crate) fn text_of(&self, line: u32) -> &'a [u8] {
        let text = self.text.split(|&byte| byte == b'\n').nth(line.max(1) as usize - 1).unwrap_or_default();
        text.strip_suffix(b"\r").unwrap_or(text)
    }

    /// The bytes of the line that was read last.
    pub(crate) fn text_of_current(&self) -> &'a [u8] {
        self.current
    }

    /// The comment that was read last as the card it would be.
    pub(crate) fn awakened(&self) -> Card {
        let mut line = self.current.to_vec();
        if let Some(first) = line.first_mut() {
            *first = b' ';
        }
        self.fixed(&line)
    }

    /// The column of the line where a field of a card starts.
    pub(crate) fn column(&self, card: &Card, field: u8) -> u32 {
        let columns = self.shapes.get(card.shape as usize).unwrap_or(&COLUMNS);
        u32::from(columns[usize::from(field.clamp(1, 6)) - 1])
    }

    /// The next line that is not blank, `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Line<'a>>, Error> {
        loop {
            if let Some(translated) = self.waiting.pop_front() {
                return Ok(Some(self.free_line(&translated)));
            }
            let Some(line) = self.raw() else { return Ok(None) };
            match line.first() {
                None => {}
                Some(b'*') => return Ok(Some(Line::Comment)),
                Some(b' ' | b'\t') if !self.free => {
                    let card = self.fixed(line);
                    if card.text.iter().any(|&byte| byte != b' ') {
                        return Ok(Some(Line::Data(card)));
                    }
                }
                Some(_) => {
                    let indicator = indicator(line, self.line);
                    match indicator.keyword {
                        "FREE FORMAT" => self.free = true,
                        "FIXED FORMAT" => self.free = false,
                        _ if self.free => {
                            self.waiting = free::translate(line, self.expressions)
                                .map_err(|(column, message, expected)| {
                                    self.error_at(Position { line: self.line, column }, message, expected)
                                })?
                                .into();
                        }
                        _ => return Ok(Some(Line::Indicator(indicator))),
                    }
                }
            }
        }
    }

    /// The next raw line, without its end.
    pub(crate) fn raw(&mut self) -> Option<&'a [u8]> {
        let rest = self.text.get(self.next..).filter(|rest| !rest.is_empty())?;
        let end = rest.iter().position(|&byte| byte == b'\n');
        self.next += end.map_or(rest.len(), |end| end + 1);
        self.line += 1;
        let line = &rest[..end.unwrap_or(rest.len())];
        self.current = line.strip_suffix(b"\r").unwrap_or(line);
        Some(self.current)
    }

    fn fixed(&self, line: &[u8]) -> Card {
        let mut text = [b' '; WIDTH];
        for (to, &byte) in text.iter_mut().zip(line) {
            *to = printable(byte);
        }
        Card { line: self.line, shape: 0, text }
    }

    fn free_line(&mut self, translated: &free::Translated) -> Line<'a> {
        match *translated {
            free::Translated::Card(text, columns) => {
                self.shapes.push(columns);
                Line::Data(Card { line: self.line, shape: self.shapes.len() as u32 - 1, text })
            }
            free::Translated::Indicator(keyword) => Line::Indicator(Indicator { keyword, name: "", line: self.line }),
        }
    }

    /// The error for a fault on the card at `line` whose fields stand as `shape` says.
    pub(crate) fn error(&self, line: u32, shape: u32, fault: Fault) -> Error {
        let columns = self.shapes.get(shape as usize).unwrap_or(&COLUMNS);
        let field = if fault.field == 7 { 4 } else { fault.field.clamp(1, 6) };
        let column = u32::from(columns[usize::from(field) - 1]);
        self.error_at(Position { line, column }, fault.message, fault.expected)
    }

    /// The error at a place.
    pub(crate) fn error_at(&self, at: Position, message: impl Into<String>, expected: impl Into<String>) -> Error {
        let card = String::from_utf8_lossy(self.text_of(at.line)).into_owned();
        let file = self.file.to_string();
        Located { file, at, card, message: message.into(), expected: expected.into() }.into()
    }
}

/// A character that can stand in a name: tabs become blanks, what is not printable ASCII becomes `?`.
fn printable(byte: u8) -> u8 {
    match byte {
        b' '..=b'~' => byte,
        b'\t' | b'\r' => b' ',
        _ => b'?',
    }
}

/// What an indicator line says.
fn indicator(line: &[u8], number: u32) -> Indicator<'_> {
    let columns = |from: usize, to: usize| {
        let bytes = line.get(from.min(line.len())..to.min(line.len())).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or("?").trim()
    };
    Indicator { keyword: columns(0, 12), name: columns(14, 24), line: number }
}

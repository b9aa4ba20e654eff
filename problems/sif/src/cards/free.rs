//! Free-form lines: strings between blanks, `_` for an empty string, `;` for the next card, `$` for a comment.

use super::{WIDTH, printable};

/// A card or an indicator of a free-form line.
#[derive(Debug)]
pub(super) enum Translated {
    /// The text in fixed form, and the columns of the line where its fields start.
    Card([u8; WIDTH], [u16; 6]),
    /// A keyword.
    Indicator(&'static str),
}

/// The keywords that end or start a section.
const KEYWORDS: [&str; 33] = [
    "ELEMENT TYPE",
    "ELEMENT USES",
    "GROUP TYPE",
    "GROUP USES",
    "OBJECT BOUND",
    "START POINT",
    "CONSTRAINTS",
    "FIXED FORMAT",
    "TEMPORARIES",
    "INDIVIDUALS",
    "GLOBALS",
    "VARIABLES",
    "COLUMNS",
    "GROUPS",
    "ROWS",
    "CONSTANTS",
    "RHS'",
    "RHS",
    "RANGES",
    "BOUNDS",
    "QUADRATIC",
    "HESSIAN",
    "QUADS",
    "QUADOBJ",
    "QSECTION",
    "QMATRIX",
    "ENDATA",
    "ELEMENTS",
    "NAME",
    "FREE FORMAT",
    "OBJSENSE",
    "OBJECT",
    "END",
];

/// Start and length of the fields in fixed form.
const DATA: [(usize, usize); 6] = [(1, 2), (4, 10), (14, 10), (24, 12), (39, 10), (49, 12)];
/// The same on the cards of a function part, whose fourth string is an expression.
const FUNCTION: [(usize, usize); 4] = [(1, 2), (4, 10), (14, 10), (24, 41)];

/// The cards of a free-form line; `Err` is column, message, what was expected.
pub(super) fn translate(line: &[u8], expressions: bool) -> Result<Vec<Translated>, (u32, String, String)> {
    let mut cards = Vec::new();
    let mut from = 0;
    while from < line.len() {
        let to = line[from..].iter().position(|&byte| byte == b';').map_or(line.len(), |at| from + at);
        let start = from + line[from..to].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let text = &line[start..to];
        if text.first() == Some(&b'$') {
            break;
        }
        if let Some(keyword) = KEYWORDS.iter().find(|keyword| is_keyword(text, keyword)) {
            cards.push(Translated::Indicator(keyword));
        } else if !text.is_empty() {
            let (card, commented) = card(text, start, expressions)?;
            cards.push(card);
            if commented {
                break;
            }
        }
        from = to + 1;
    }
    Ok(cards)
}

fn is_keyword(text: &[u8], keyword: &str) -> bool {
    text.starts_with(keyword.as_bytes()) && text.get(keyword.len()).is_none_or(u8::is_ascii_whitespace)
}

/// One card from `text`, which starts at byte `start` of its line, and whether a comment ends the line.
fn card(text: &[u8], start: usize, expressions: bool) -> Result<(Translated, bool), (u32, String, String)> {
    let layout: &[(usize, usize)] = if expressions && text[0] != b'R' { &FUNCTION } else { &DATA };
    let mut card = [b' '; WIDTH];
    let mut columns = [(start + 1) as u16; 6];
    let mut field = 0;
    let mut at = 0;
    while at < text.len() {
        if text[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let column = start + at + 1;
        let Some(&(place, width)) = layout.get(field) else {
            let expected = format!("at most {} strings before the next `;`", layout.len());
            return Err((column as u32, "one string too many on a free-form card".to_string(), expected));
        };
        columns[field] = column as u16;
        // An underscore is an empty string, behind a string as between blanks.
        if text[at] == b'_' {
            field += 1;
            at += 1;
            continue;
        }
        if text[at] == b'$' && (field == 2 || field == 4) {
            return Ok((Translated::Card(card, columns), true));
        }
        let last = expressions && layout.len() == 4 && field == 3;
        let length = if last {
            text.len() - at
        } else {
            text[at..].iter().position(|&byte| byte.is_ascii_whitespace() || byte == b'_').unwrap_or(text.len() - at)
        };
        if length > width && !last {
            let string = String::from_utf8_lossy(&text[at..at + length]);
            let message = format!("{string:?} is {length} characters long");
            return Err((column as u32, message, format!("at most {width} in field {}", field + 1)));
        }
        for (to, &byte) in card[place..].iter_mut().zip(text[at..at + length].iter().take(width)) {
            *to = printable(byte);
        }
        at += length;
        field += 1;
    }
    Ok((Translated::Card(card, columns), false))
}

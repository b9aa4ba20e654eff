//! What the comments of a file say: its classification, the parameters it offers, the solutions it claims.

use crate::cards::number;
use crate::error::Error;
use crate::name::Name;
use crate::options::Options;
use crate::structure::{Number, Parameter, Solution};

/// What marks a parameter that the user may set.
const MARK: &[u8] = b"$-PARAMETER";

/// The comments' content.
#[derive(Debug, Default)]
pub(crate) struct Header {
    pub(crate) classification: Option<String>,
    pub(crate) solutions: Vec<Solution>,
    pub(crate) parameters: Vec<Offer>,
}

/// A parameter that the file offers.
#[derive(Debug)]
pub(crate) struct Offer {
    pub(crate) name: Name,
    pub(crate) parameter: Parameter,
    /// What the user asked for.
    pub(crate) chosen: Option<Number>,
    /// The lines of its cards that are comments.
    pub(crate) commented: Vec<u32>,
    /// Whether a card that is no comment sets it.
    active: bool,
}

/// Reads the comments of the data part.
pub(crate) fn scan(text: &[u8]) -> Header {
    let mut header = Header::default();
    for (line, text) in text.split(|&byte| byte == b'\n').enumerate() {
        if text.starts_with(b"ENDATA") {
            break;
        }
        let comment = text.strip_prefix(b"*");
        if contains(text, MARK) {
            header.parameter(text, comment.is_some(), line as u32 + 1);
        } else if let Some(comment) = comment {
            if header.classification.is_none() {
                header.classification = classification(comment);
            }
            header.solutions.extend(solution(comment));
        }
    }
    header
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.len() >= part.len() && text.windows(part.len()).any(|window| window == part)
}

impl Header {
    /// An `IE` or `RE` card marked `$-PARAMETER`, or a comment that was one.
    fn parameter(&mut self, text: &[u8], commented: bool, line: u32) {
        let field = |from: usize, to: usize| text.get(from..text.len().min(to)).unwrap_or_default();
        // What follows the mark may start early in the field of the number.
        let value = field(24, 36).split(|&byte| byte == b'$').next().unwrap_or_default();
        let value = match field(1, 3) {
            b"IE" => number::integer(value).map(Number::Integer),
            b"RE" => number::real(value).map(Number::Real),
            _ => None,
        };
        let (name, Some(value)) = (Name::new(field(4, 14)), value) else { return };
        if name.is_empty() {
            return;
        }
        if !self.parameters.iter().any(|offer| offer.name == name) {
            self.parameters.push(Offer {
                name,
                parameter: Parameter { name: name.to_string(), value, default: value, offered: Vec::new() },
                chosen: None,
                commented: Vec::new(),
                active: false,
            });
        }
        let Some(offer) = self.parameters.iter_mut().find(|offer| offer.name == name) else { return };
        offer.parameter.offered.push(value);
        if commented {
            offer.commented.push(line);
        } else {
            offer.active = true;
            offer.parameter.default = value;
            offer.parameter.value = value;
        }
    }

    /// Takes the user's choices.
    pub(crate) fn choose(&mut self, options: &Options, file: &str) -> Result<(), Error> {
        let offers: Vec<String> = self.parameters.iter().map(|offer| offer.name.to_string()).collect();
        for (name, wanted) in &options.parameters {
            let wrong = |problem: String| Error::Parameter { file: file.to_string(), name: name.clone(), problem };
            let Some(offer) = self.parameters.iter_mut().find(|offer| offer.parameter.name == *name) else {
                let known = if offers.is_empty() { "none".to_string() } else { offers.join(", ") };
                return Err(wrong(format!("is not one of the file's parameters; expected one of {known}")));
            };
            let value = match (offer.parameter.default, *wanted) {
                (Number::Real(_), Number::Integer(value)) => Number::Real(value as f64),
                (Number::Integer(_), Number::Real(value)) => {
                    return Err(wrong(format!("is an integer, but {value} is none; expected a whole number")));
                }
                _ => *wanted,
            };
            offer.chosen = Some(value);
            offer.parameter.value = value;
        }
        Ok(())
    }

    /// The value that the user chose for a parameter.
    pub(crate) fn chosen(&self, name: Name) -> Option<Number> {
        self.parameters.iter().find(|offer| offer.name == name).and_then(|offer| offer.chosen)
    }

    /// Whether the comment on a line is to be read as a card: the first one that sets a chosen parameter which no
    /// other card sets.
    pub(crate) fn awakens(&self, line: u32) -> bool {
        self.parameters
            .iter()
            .any(|offer| offer.chosen.is_some() && !offer.active && offer.commented.first() == Some(&line))
    }
}

/// The word behind "classification", as `OUR2-AN-V-0`, in a comment.
fn classification(comment: &[u8]) -> Option<String> {
    let comment = String::from_utf8_lossy(comment);
    let at = comment.to_ascii_lowercase().find("classification")?;
    let word = comment.get(at + "classification".len()..)?.split_whitespace().find(|word| word.contains('-'))?;
    let end = word.match_indices('-').nth(3).map_or(word.len(), |(end, _)| end);
    Some(word[..end].to_string())
}

/// A comment such as `LO SOLTN(10)  -24.0   $ (n = 10)`.
fn solution(comment: &[u8]) -> Option<Solution> {
    let comment = String::from_utf8_lossy(comment);
    let rest = comment.trim_start().strip_prefix("LO ")?.trim_start();
    let rest = rest.strip_prefix("SOLTN").or_else(|| rest.strip_prefix("SOLUTION"))?;
    let mut words = rest.split_whitespace();
    let mut label = Vec::new();
    let value = words.by_ref().find_map(|word| {
        let value = number::real(word.as_bytes());
        if value.is_none() {
            label.push(word);
        }
        value
    })?;
    label.extend(words);
    Some(Solution { label: label.join(" "), value })
}

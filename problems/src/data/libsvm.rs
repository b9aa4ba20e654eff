//! The text format of LIBSVM: `label index:value index:value …`, a sample a line.

use super::rows::Sparse;
use std::io::{BufRead, BufReader, Read};

/// Samples as they stand in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labelled {
    /// The rows; `dim` is the largest index.
    pub rows: Sparse,
    /// The label of each row.
    pub labels: Vec<f64>,
}

/// A word, cut short and readable, for a message.
fn shown(word: &[u8]) -> String {
    /// Longer words are cut in messages.
    const LONG: usize = 40;
    let text = String::from_utf8_lossy(&word[..word.len().min(LONG)]).into_owned();
    format!("{text:?}")
}

/// A finite number.
fn number(word: &[u8]) -> Option<f64> {
    std::str::from_utf8(word).ok()?.parse().ok().filter(|number: &f64| number.is_finite())
}

/// A whole number of at least 1.
fn index(word: &[u8]) -> Option<u32> {
    let digits = word.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(word).ok()?.parse().ok().filter(|&index| digits && index > 0)
}

/// Reads line by line; says which line is wrong and how.
pub fn read(source: impl Read) -> Result<Labelled, String> {
    let mut reader = BufReader::with_capacity(1 << 16, source);
    let mut read = Labelled { rows: Sparse { starts: vec![0], ..Sparse::default() }, ..Labelled::default() };
    let mut line = Vec::new();
    let mut at = 0_usize;
    loop {
        line.clear();
        at += 1;
        if reader.read_until(b'\n', &mut line).map_err(|error| format!("line {at}: {error}"))? == 0 {
            break;
        }
        let text = line.split(|&byte| byte == b'#').next().unwrap_or_default();
        read.sample(text).map_err(|reason| format!("line {at}: {reason}"))?;
    }
    if read.labels.is_empty() { Err("no sample in the file".to_owned()) } else { Ok(read) }
}

impl Labelled {
    /// Takes one line without its comment; an empty one is no sample.
    fn sample(&mut self, text: &[u8]) -> Result<(), String> {
        let mut words = text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let Some(label) = words.next() else { return Ok(()) };
        let value = number(label).ok_or_else(|| format!("label {}: expected a finite number", shown(label)))?;
        let mut last = 0;
        for word in words {
            let colon = word.iter().position(|&byte| byte == b':');
            let colon = colon.ok_or_else(|| format!("entry {}: expected index:value", shown(word)))?;
            let (place, entry) = (&word[..colon], &word[colon + 1..]);
            let place =
                index(place).ok_or_else(|| format!("index {}: expected a whole number of at least 1", shown(place)))?;
            if place <= last {
                return Err(format!("index {place} after {last}: expected indices to increase"));
            }
            let entry = number(entry).ok_or_else(|| format!("value {}: expected a finite number", shown(entry)))?;
            self.rows.columns.push(place - 1);
            self.rows.values.push(entry);
            last = place;
        }
        self.labels.push(value);
        self.rows.starts.push(self.rows.values.len());
        self.rows.dim = self.rows.dim.max(last as usize);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn rows_are_read() {
        let text = "+1 1:0.5 3:-2e1 # one\n\n# nothing\n-1\t2:1\r\n2.5\n0 1:1 2:2 3:3";
        let read = read(text.as_bytes()).unwrap();
        assert_eq!(read.labels, [1.0, -1.0, 2.5, 0.0]);
        assert_eq!(read.rows.starts, [0, 2, 3, 3, 6]);
        assert_eq!(read.rows.columns, [0, 2, 1, 0, 1, 2]);
        assert_eq!(read.rows.values, [0.5, -20.0, 1.0, 1.0, 2.0, 3.0]);
        assert_eq!(read.rows.dim, 3);
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        for (text, message) in [
            ("", "no sample in the file"),
            ("\n# nothing\n", "no sample in the file"),
            ("1 1:1\nx 1:1", "line 2: label \"x\": expected a finite number"),
            ("1,2 1:1", "line 1: label \"1,2\": expected a finite number"),
            ("nan 1:1", "line 1: label \"nan\": expected a finite number"),
            ("1 0:1", "line 1: index \"0\": expected a whole number of at least 1"),
            ("1 -2:1", "line 1: index \"-2\": expected a whole number of at least 1"),
            ("1 +2:1", "line 1: index \"+2\": expected a whole number of at least 1"),
            ("1 qid:1", "line 1: index \"qid\": expected a whole number of at least 1"),
            ("1 99999999999:1", "line 1: index \"99999999999\": expected a whole number of at least 1"),
            ("1 2", "line 1: entry \"2\": expected index:value"),
            ("\n1 2:1 2:3", "line 2: index 2 after 2: expected indices to increase"),
            ("1 2:1 1:3", "line 1: index 1 after 2: expected indices to increase"),
            ("1 2:", "line 1: value \"\": expected a finite number"),
            ("1 2:inf", "line 1: value \"inf\": expected a finite number"),
            ("1 2:1e999", "line 1: value \"1e999\": expected a finite number"),
        ] {
            assert_eq!(read(text.as_bytes()).unwrap_err(), message, "{text:?}");
        }
        assert!(read(&b"1 1:\xff\xfe"[..]).unwrap_err().starts_with("line 1: value "));
    }
}

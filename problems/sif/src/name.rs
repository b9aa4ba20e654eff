//! Names of up to ten characters, fast to hash, and array names with indices.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};

use crate::cards::Fault;

/// The longest name.
pub(crate) const LENGTH: usize = 10;

/// A name of up to ten characters; trailing blanks do not count.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Name {
    head: u64,
    tail: u16,
}

impl Name {
    /// The name in `field`, of which ten characters count.
    pub(crate) fn new(field: &[u8]) -> Self {
        let length = field.iter().take(LENGTH).rposition(|&byte| byte != b' ').map_or(0, |last| last + 1);
        let mut bytes = [0; LENGTH];
        bytes[..length].copy_from_slice(&field[..length]);
        Self::from_padded(bytes)
    }

    /// The name in a field that is padded with zeros.
    fn from_padded(bytes: [u8; LENGTH]) -> Self {
        let [a, b, c, d, e, f, g, h, i, j] = bytes;
        Self { head: u64::from_le_bytes([a, b, c, d, e, f, g, h]), tail: u16::from_le_bytes([i, j]) }
    }

    /// Whether it is empty.
    pub(crate) fn is_empty(self) -> bool {
        self.head == 0 && self.tail == 0
    }

    /// The name without its last character and that character's value, if it is a digit.
    fn split(self) -> Option<(Self, usize)> {
        let bits = u128::from(self.head) | u128::from(self.tail) << 64;
        let last = (128 - bits.leading_zeros()).saturating_sub(1) / 8 * 8;
        let digit = (bits >> last) as u8;
        let stem = bits ^ u128::from(digit) << last;
        digit
            .is_ascii_digit()
            .then(|| (Self { head: stem as u64, tail: (stem >> 64) as u16 }, usize::from(digit - b'0')))
    }

    /// Its characters, in `buffer`.
    pub(crate) fn write(self, buffer: &mut [u8; LENGTH]) -> &str {
        buffer[..8].copy_from_slice(&self.head.to_le_bytes());
        buffer[8..].copy_from_slice(&self.tail.to_le_bytes());
        let length = buffer.iter().position(|&byte| byte == 0).unwrap_or(LENGTH);
        std::str::from_utf8(&buffer[..length]).unwrap_or("?")
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.write(&mut [0; LENGTH]))
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

/// From names to indices. Names that differ in a last digit alone share an entry: the names of a loop come in order, so
/// that nine of ten find what they look for in the cache.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// Names whose last character is no digit.
    plain: HashMap<Name, u32, Seed>,
    /// Names without their last digit: the indices by digit.
    tens: HashMap<Name, [u32; 10], Seed>,
}

/// No index.
const NONE: u32 = u32::MAX;

impl Index {
    /// The index of a name.
    pub(crate) fn get(&self, name: Name) -> Option<u32> {
        match name.split() {
            None => self.plain.get(&name).copied(),
            Some((stem, digit)) => self.tens.get(&stem).map(|tens| tens[digit]).filter(|&index| index != NONE),
        }
    }

    /// The index of a name, which is `next` if the name is new.
    pub(crate) fn enter(&mut self, name: Name, next: u32) -> u32 {
        match name.split() {
            None => *self.plain.entry(name).or_insert(next),
            Some((stem, digit)) => {
                let index = &mut self.tens.entry(stem).or_insert([NONE; 10])[digit];
                if *index == NONE {
                    *index = next;
                }
                *index
            }
        }
    }
}

/// Starts the hash of names at a number of this process, so that no file can be written to collide.
#[derive(Clone)]
pub(crate) struct Seed(u64);

impl Default for Seed {
    fn default() -> Self {
        Self(RandomState::new().build_hasher().finish() | 1)
    }
}

impl BuildHasher for Seed {
    type Hasher = Folded;

    fn build_hasher(&self) -> Folded {
        Folded(self.0)
    }
}

/// Multiplies to 128 bits and folds the halves, once a word.
pub(crate) struct Folded(u64);

impl Folded {
    fn fold(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * u128::from(0x9e37_79b9_7f4a_7c15_u64);
        self.0 = (product >> 64) as u64 ^ product as u64;
    }
}

impl Hasher for Folded {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.fold(u64::from(byte));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.fold(word);
    }

    fn write_u16(&mut self, word: u16) {
        self.fold(u64::from(word) | 1 << 63);
    }
}

/// A name on an array card: fixed, or `prefix(i,j,k)` whose indices are integer parameters.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pattern {
    /// The name as it stands.
    Fixed(Name),
    /// A prefix and up to three slots of integer parameters.
    Indexed {
        /// What stands before the parenthesis.
        prefix: [u8; LENGTH],
        /// Its length.
        length: u8,
        /// The slots of the indices.
        slots: [u32; 3],
        /// How many indices.
        indices: u8,
    },
}

impl Default for Pattern {
    fn default() -> Self {
        Self::Fixed(Name::default())
    }
}

impl Pattern {
    /// The array name in `field`: what follows its closing parenthesis is dropped, empty indices are left out.
    /// `slot` gives the slot of the integer parameter of a name.
    pub(crate) fn parse(field: &[u8], number: u8, mut slot: impl FnMut(Name) -> u32) -> Result<Self, Fault> {
        let Some(open) = field.iter().position(|&byte| byte == b'(') else { return Ok(Self::Fixed(Name::new(field))) };
        let text = || String::from_utf8_lossy(field).trim_end().to_string();
        let Some(close) = field[open..].iter().position(|&byte| byte == b')').map(|close| open + close) else {
            let message = format!("the array name {:?} has no closing parenthesis", text());
            return Err(Fault::new(number, message, "a name like X(I) or A(I,J), of ten characters at most"));
        };
        let mut prefix = [0; LENGTH];
        prefix[..open].copy_from_slice(&field[..open]);
        let mut slots = [0; 3];
        let mut indices = 0;
        for index in field[open + 1..close].split(|&byte| byte == b',').filter(|index| !index.is_empty()) {
            if indices == 3 {
                let message = format!("the array name {:?} has more than three indices", text());
                return Err(Fault::new(number, message, "at most three integer parameters between the parentheses"));
            }
            slots[indices] = slot(Name::new(index));
            indices += 1;
        }
        Ok(Self::Indexed { prefix, length: open as u8, slots, indices: indices as u8 })
    }

    /// The name at the present values of the indices: `X(I,J)` at 3 and 4 is `X3,4`.
    pub(crate) fn expand(&self, number: u8, value: impl Fn(u32) -> Result<i64, Fault>) -> Result<Name, Fault> {
        let (prefix, length, slots, indices) = match self {
            Self::Fixed(name) => return Ok(*name),
            Self::Indexed { prefix, length, slots, indices } => (prefix, *length, slots, *indices),
        };
        let mut name = *prefix;
        let mut end = usize::from(length);
        for (position, &slot) in slots[..usize::from(indices)].iter().enumerate() {
            let index = value(slot)?;
            let mut digits = [0; 21];
            let mut first = digits.len();
            if position > 0 {
                // The comma is written last, in front.
                first = decimal(index, &mut digits, first);
                first -= 1;
                digits[first] = b',';
            } else {
                first = decimal(index, &mut digits, first);
            }
            let text = &digits[first..];
            let Some(place) = name.get_mut(end..end + text.len()) else {
                let start = String::from_utf8_lossy(&name[..end]).into_owned();
                let message = format!("the expanded name {start}{} is longer than ten characters", show(text));
                return Err(Fault::new(number, message, "a shorter array name or smaller indices"));
            };
            place.copy_from_slice(text);
            end += text.len();
        }
        while end > 0 && name[end - 1] == b' ' {
            end -= 1;
            name[end] = 0;
        }
        Ok(Name::from_padded(name))
    }
}

fn show(text: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(text)
}

/// Writes `number` so that it ends before `end`; gives its first byte.
fn decimal(number: i64, digits: &mut [u8; 21], end: usize) -> usize {
    let mut first = end;
    let mut rest = number.unsigned_abs();
    loop {
        first -= 1;
        digits[first] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        first -= 1;
        digits[first] = b'-';
    }
    first
}

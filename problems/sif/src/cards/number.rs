//! Numbers as Fortran's formatted input reads them.

/// A real number in a field of a card: blanks anywhere mean nothing, an empty field is 0, the exponent may follow `E`,
/// `D` or `Q` or stand there by its sign alone (`3.478+04`). `None` if it is no number or overflows.
pub(crate) fn real(field: &[u8]) -> Option<f64> {
    let mut text = String::with_capacity(16);
    let mut exponent = false;
    let mut digits = false;
    for &byte in field.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        match byte {
            b'0'..=b'9' => {
                digits = true;
                text.push(byte as char);
            }
            b'.' if !exponent => text.push('.'),
            b'E' | b'D' | b'Q' | b'e' | b'd' | b'q' if digits && !exponent => {
                exponent = true;
                text.push('e');
            }
            b'+' | b'-' if text.is_empty() || text.ends_with('e') => text.push(byte as char),
            b'+' | b'-' if digits && !exponent => {
                exponent = true;
                text.push('e');
                text.push(byte as char);
            }
            _ => return None,
        }
    }
    if text.is_empty() {
        return Some(0.0);
    }
    text.parse().ok().filter(|value: &f64| digits && value.is_finite())
}

/// An integer in a field of a card, blanks anywhere; an empty field is 0.
pub(crate) fn integer(field: &[u8]) -> Option<i64> {
    let text: String = field.iter().filter(|byte| !byte.is_ascii_whitespace()).map(|&byte| byte as char).collect();
    if text.is_empty() { Some(0) } else { text.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::{integer, real};

    #[test]
    fn reals_are_read_as_fortran_reads_them() {
        assert_eq!(real(b" 1.5D+01    "), Some(15.0));
        assert_eq!(real(b"3.478+04"), Some(34780.0));
        assert_eq!(real(b"1 000.0"), Some(1000.0));
        assert_eq!(real(b"-.5"), Some(-0.5));
        assert_eq!(real(b"5."), Some(5.0));
        assert_eq!(real(b"12"), Some(12.0));
        assert_eq!(real(b"            "), Some(0.0));
        for wrong in [&b"1.2.3"[..], b"x", b"1E", b"E5", b"--1", b"1.0E999", b"."] {
            assert_eq!(real(wrong), None, "{}", String::from_utf8_lossy(wrong));
        }
    }

    #[test]
    fn integers_have_no_point() {
        assert_eq!(integer(b"  - 12      "), Some(-12));
        assert_eq!(integer(b"+7"), Some(7));
        assert_eq!(integer(b"7.0"), None);
    }
}

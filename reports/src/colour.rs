//! Colours that can be seen and text that can be read: contrast as the Web Content Accessibility Guidelines 2.1 define it.

/// Contrast text must have with its ground (success criterion 1.4.3).
const TEXT: f64 = 4.5;

/// The red, green and blue of `#rrggbb`.
pub(crate) fn parts(hex: &str) -> [u8; 3] {
    [1, 3, 5].map(|at| hex.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok()).unwrap_or(0))
}

/// Contrast with white: `1.05 / (L + 0.05)`, L the relative luminance of the colour.
pub(crate) fn contrast(rgb: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let c = f64::from(part) / 255.0;
        if c <= 0.03928 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    let [r, g, b] = rgb.map(linear);
    1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05)
}

/// The colour, darkened until text in it can be read on white.
pub(crate) fn ink(hex: &str) -> [u8; 3] {
    let rgb = parts(hex);
    let darker = |k: u32| rgb.map(|part| (f64::from(part) * (1.0 - 0.02 * f64::from(k))).round() as u8);
    (0..50).map(darker).find(|&rgb| contrast(rgb) >= TEXT).unwrap_or([0; 3])
}

/// As `#rrggbb`.
pub(crate) fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Look;

    #[test]
    fn lines_can_be_seen_and_names_be_read() {
        assert!((contrast([0, 0, 0]) - 21.0).abs() < 1e-9);
        for n in 0..8 {
            let colour = Look::nth(n).colour;
            // Success criterion 1.4.11: graphical objects 3 to 1.
            assert!(contrast(parts(colour)) >= 3.0, "{colour} {}", contrast(parts(colour)));
            assert!(contrast(ink(colour)) >= TEXT);
        }
        assert_eq!(hex(ink("#000000")), "#000000");
    }
}

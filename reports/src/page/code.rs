//! Numbers as digits to base 64: a curve in a short text.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Values as digits to base 64, even in the logarithm where all are positive, else even: 0 is no number, 1 is zero or
/// below the lowest, the largest is ∞.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Code {
    /// Whether the logarithm is coded.
    pub(super) log: bool,
    /// The lowest value, or its logarithm.
    pub(super) from: f64,
    /// The highest value, or its logarithm.
    pub(super) to: f64,
}

impl Code {
    /// The code of errors: logarithms of what is positive.
    pub(super) fn log(values: impl Iterator<Item = f64>) -> Self {
        let (from, to) = range(values.filter(|v| *v > 0.0));
        if from < to {
            Self { log: true, from: from.log10(), to: to.log10() }
        } else {
            Self { log: true, from: 0.0, to: 1.0 }
        }
    }

    /// The code of a measure: logarithms if no value is negative and they span more than two decades, else the values.
    pub(super) fn fitting(values: impl Iterator<Item = f64> + Clone) -> Self {
        let (from, to) = range(values.clone());
        let (low, high) = range(values.clone().filter(|v| *v > 0.0));
        if from >= 0.0 && high > 100.0 * low {
            return Self::log(values);
        }
        let (from, to) = if from > to { (0.0, 1.0) } else { (from, to) };
        Self { log: false, from, to: if from < to { to } else { from + from.abs().max(1.0) } }
    }

    /// `digits` characters a value; values at the end that repeat the last are left away.
    pub(super) fn text(&self, values: &[f64], digits: u32) -> String {
        let largest = 64_u32.pow(digits) - 1;
        let codes: Vec<u32> = values.iter().map(|&value| self.code(value, largest)).collect();
        let changed = codes.windows(2).rposition(|pair| pair[0] != pair[1]).map_or(1, |at| at + 2);
        codes
            .iter()
            .take(changed)
            .flat_map(|code| (0..digits).rev().map(move |k| char::from(DIGITS[(code >> (6 * k)) as usize & 63])))
            .collect()
    }

    fn code(&self, value: f64, largest: u32) -> u32 {
        if value.is_nan() {
            0
        } else if value == f64::INFINITY {
            largest
        } else if value <= 0.0 && self.log {
            1
        } else {
            let value = if self.log { value.log10() } else { value };
            let part = ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0);
            2 + (part * f64::from(largest - 3)).round() as u32
        }
    }
}

/// Smallest and largest finite value; ∞ and −∞ if there is none.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let finite = values.filter(|v| v.is_finite());
    finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_keep_order_and_drop_repeats() {
        let code = Code { log: true, from: -2.0, to: 2.0 };
        assert_eq!(code.text(&[100.0, 1.0, 0.01, 0.01, 0.01], 2), "_-gAAC");
        assert_eq!(code.text(&[f64::NAN, 0.0, f64::INFINITY], 2), "AAAB__");
        assert_eq!(code.text(&[], 3), "");
    }

    #[test]
    fn a_measure_with_negative_values_is_coded_evenly() {
        let values = [-3.0, 5.0, f64::INFINITY];
        assert_eq!(Code::fitting(values.into_iter()), Code { log: false, from: -3.0, to: 5.0 });
        let errors = Code::fitting([1e-3, 10.0, 0.0].into_iter());
        assert!(errors.log && (errors.from + 3.0).abs() < 1e-9 && (errors.to - 1.0).abs() < 1e-9);
        assert_eq!(Code::fitting([f64::NAN].into_iter()), Code { log: false, from: 0.0, to: 1.0 });
        assert_eq!(Code::fitting([5.0].into_iter()), Code { log: false, from: 5.0, to: 10.0 });
    }
}

//! Data sets inside the binary; `problems/data/README.md` names their sources.

use crate::{Error, Matrix};
use flate2::read::GzDecoder;
use std::io::Read;

/// A table of numbers with a class per row, as published.
#[derive(Clone, Debug)]
pub struct Table {
    /// One column per example, one row per feature.
    pub features: Matrix,
    /// Class of each example, from 0.
    pub classes: Vec<u8>,
}

/// 1797 handwritten digits of 8 × 8 pixels, integers 0 to 16; the class is the digit (Alpaydin and Kaynak, 1998).
pub fn optdigits() -> Result<Table, Error> {
    let text = include_bytes!("../../data/digits.csv.gz");
    decode("digits.csv.gz", text, 0, (1797, 64))?.classified("digits.csv.gz")
}

/// 569 breast masses, 30 measurements; class 0 malignant, 1 benign (Wolberg, Mangasarian, Street and Street, 1995).
pub fn breast_cancer() -> Result<Table, Error> {
    let text = include_bytes!("../../data/breast_cancer.csv.gz");
    decode("breast_cancer.csv.gz", text, 1, (569, 30))?.classified("breast_cancer.csv.gz")
}

/// 178 wines, 13 chemical measurements; the class is the cultivar (Aeberhard and Forina, 1992).
pub fn wine() -> Result<Table, Error> {
    let text = include_bytes!("../../data/wine.csv.gz");
    decode("wine.csv.gz", text, 1, (178, 13))?.classified("wine.csv.gz")
}

/// 442 patients, 10 measurements each a row of the matrix, and the progression of diabetes (Efron et al., 2004).
pub fn diabetes() -> Result<(Matrix, Vec<f64>), Error> {
    let text = include_bytes!("../../data/diabetes.csv.gz");
    let Numbers { features, last } = decode("diabetes.csv.gz", text, 0, (442, 10))?;
    Ok((features, last))
}

/// A table of numbers, its last column apart.
struct Numbers {
    features: Matrix,
    last: Vec<f64>,
}

impl Numbers {
    /// With the last column as classes.
    fn classified(self, path: &str) -> Result<Table, Error> {
        let class = |&number: &f64| {
            let whole = number.fract() == 0.0 && (0.0..256.0).contains(&number);
            let reason = || format!("class {number}: expected a whole number from 0 to 255");
            if whole { Ok(number as u8) } else { Err(Error::Data { path: path.to_owned(), reason: reason() }) }
        };
        let classes = self.last.iter().map(class).collect::<Result<_, _>>()?;
        Ok(Table { features: self.features, classes })
    }
}

/// Reads rows of numbers after `header` lines.
fn decode(path: &str, packed: &[u8], header: usize, (examples, features): (usize, usize)) -> Result<Numbers, Error> {
    let broken = |reason: String| Error::Data { path: path.to_owned(), reason };
    let mut text = String::new();
    GzDecoder::new(packed).read_to_string(&mut text).map_err(|error| broken(error.to_string()))?;
    let mut numbers = Vec::with_capacity(examples * features);
    let mut last = Vec::with_capacity(examples);
    for (i, line) in text.lines().enumerate().skip(header) {
        let number =
            |field: &str| field.parse::<f64>().map_err(|error| broken(format!("line {}: {field:?}: {error}", i + 1)));
        let (row, class) = line.rsplit_once(',').ok_or_else(|| broken(format!("line {}: no comma", i + 1)))?;
        for field in row.split(',') {
            numbers.push(number(field)?);
        }
        last.push(number(class)?);
    }
    if last.len() != examples || numbers.len() != examples * features {
        let found = format!("{} rows, {} numbers", last.len(), numbers.len());
        return Err(broken(format!("{found}: expected {examples} rows of {features}")));
    }
    Ok(Numbers { features: Matrix::from_vec(features, examples, numbers), last })
}

#[cfg(test)]
mod tests {
    use super::{breast_cancer, decode, diabetes, optdigits, wine};

    #[test]
    fn the_shipped_sets_are_whole() {
        let digits = optdigits().unwrap();
        // The class counts that scikit-learn documents.
        let mut counts = [0; 10];
        digits.classes.iter().for_each(|&digit| counts[usize::from(digit)] += 1);
        assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
        assert!(digits.features.as_slice().iter().all(|p| (0.0..=16.0).contains(p) && p.fract() == 0.0));
        let cancer = breast_cancer().unwrap();
        assert_eq!(cancer.classes.iter().map(|&class| u32::from(class)).sum::<u32>(), 357);
        assert_eq!((cancer.features.row(0).min(), cancer.features.row(0).max()), (6.981, 28.11));
        let wine = wine().unwrap();
        let mut counts = [0; 3];
        wine.classes.iter().for_each(|&class| counts[usize::from(class)] += 1);
        assert_eq!((counts, wine.features[(12, 0)]), ([59, 71, 48], 1065.0));
        let (patients, progression) = diabetes().unwrap();
        let mean = progression.iter().sum::<f64>() / 442.0;
        assert!((mean - 152.133_484_162_895_93).abs() <= 1e-12, "{mean}");
        assert_eq!((patients[(2, 0)], patients.row(1).min(), patients.row(1).max()), (32.1, 1.0, 2.0));
    }

    #[test]
    fn a_broken_set_is_named() {
        let error = decode("x.csv.gz", b"not gzip", 0, (1, 1)).err().unwrap();
        assert!(error.to_string().starts_with("x.csv.gz: "), "{error}");
    }
}

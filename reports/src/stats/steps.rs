//! A run as a step function of its cost: nothing is interpolated, the last value is carried.

use super::error::Error;

/// From each position on, the value of its row, until the next; from the last row on for ever.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Steps {
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Steps {
    /// The step function of rows; x must not decrease, and there must be a row.
    pub fn new(x: Vec<f64>, y: Vec<f64>) -> Result<Self, Error> {
        super::error::at_least("rows", &x, 1)?;
        if x.len() != y.len() {
            return Err(Error::Ragged { name: "values of the rows".to_owned(), found: y.len(), wanted: x.len() });
        }
        match x.windows(2).position(|w| w[1].is_nan() || w[1] < w[0]) {
            Some(at) => {
                let value = x[at + 1];
                Err(Error::Value {
                    name: "rows".to_owned(),
                    at: at + 1,
                    value,
                    expected: "a position not before the last",
                })
            }
            None => Ok(Self { x, y }),
        }
    }

    /// Where the rows are.
    pub fn x(&self) -> &[f64] {
        &self.x
    }

    /// What they are.
    pub fn y(&self) -> &[f64] {
        &self.y
    }

    /// The value of the last row at or before `x`; of the first row before it.
    pub fn at(&self, x: f64) -> f64 {
        let after = self.x.partition_point(|&row| row <= x);
        self.y[after.max(1) - 1]
    }

    /// Where the last row is.
    pub fn end(&self) -> f64 {
        self.x[self.x.len() - 1]
    }

    /// The last value that is finite, NaN if none is.
    pub fn last_finite(&self) -> f64 {
        self.y.iter().rev().copied().find(|y| y.is_finite()).unwrap_or(f64::NAN)
    }

    /// Position of the first row at or under `level`.
    pub fn reached(&self, level: f64) -> Option<f64> {
        self.y.iter().position(|&y| y <= level).map(|row| self.x[row])
    }

    /// Position of the first row from which on all are at or under `level`.
    pub fn stayed(&self, level: f64) -> Option<f64> {
        let above = self.y.iter().rposition(|&y| y.is_nan() || y > level);
        self.x.get(above.map_or(0, |row| row + 1)).copied()
    }

    /// The smallest value so far; what is not a number is no value.
    #[must_use]
    pub fn best_so_far(&self) -> Self {
        let mut best = f64::INFINITY;
        let y = self.y.iter().map(|&y| {
            best = best.min(y);
            best
        });
        Self { y: y.collect(), x: self.x.clone() }
    }
}

//! The range transformation u = R v from elemental to internal variables.

use crate::fortran::{LANES, Lanes};
use crate::structure::ElementType;

/// R by rows and by columns, each a list of (index, coefficient).
#[derive(Debug, Clone)]
pub(super) struct Range {
    /// For each internal variable its elemental variables.
    pub(super) rows: Vec<Vec<(usize, f64)>>,
    /// For each elemental variable its internal variables.
    pub(super) columns: Vec<Vec<(usize, f64)>>,
}

impl Range {
    /// That of an element type; `None` if its function is of the elemental variables themselves.
    pub(super) fn new(kind: &ElementType) -> Option<Self> {
        let (internal, elemental) = (kind.internal.len(), kind.elemental.len());
        if internal == 0 {
            return None;
        }
        let mut range = Self { rows: vec![vec![]; internal], columns: vec![vec![]; elemental] };
        for (at, &value) in kind.range.iter().enumerate().filter(|&(_, &value)| value != 0.0) {
            let (i, k, value) = (at / elemental, at % elemental, written(value));
            range.rows[i].push((k, value));
            range.columns[k].push((i, value));
        }
        Some(range)
    }

    /// u = R v.
    pub(super) fn forward(&self, v: &[Lanes], u: &mut [Lanes]) {
        apply(&self.rows, v, u);
    }

    /// w = Rᵀ r.
    pub(super) fn back(&self, r: &[Lanes], w: &mut [Lanes]) {
        apply(&self.columns, r, w);
    }
}

fn apply(matrix: &[Vec<(usize, f64)>], from: &[Lanes], to: &mut [Lanes]) {
    for (row, to) in matrix.iter().zip(to) {
        *to = [0.0; LANES];
        for &(k, value) in row {
            for lane in 0..LANES {
                to[lane] += value * from[k][lane];
            }
        }
    }
}

/// The coefficient as `SIFDecode` writes it into the Fortran that `CUTEst` runs: five decimals, read in single
/// precision (so that SCHMVETT's π is 3.14159). Problems are what `CUTEst` evaluates.
fn written(value: f64) -> f64 {
    let fits = value.abs() < 999_999.0;
    let text = format!("{value:.5}");
    text.parse::<f32>().ok().filter(|_| fits).map_or(value, f64::from)
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn coefficients_have_five_decimals_in_single_precision() {
        let close = |value: f64, expected: f64| assert!((written(value) - expected).abs() < 1e-15, "{value}");
        close(-1.0, -1.0);
        close(std::f64::consts::PI, 3.141_590_118_408_203);
        close(1.57, 1.570_000_052_452_087_4);
    }
}

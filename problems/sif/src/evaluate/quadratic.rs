//! The quadratic ½ xᵀHx of a QUADRATIC section.

use crate::structure::QuadraticTerm;

/// ½ xᵀHx.
pub(super) fn value(terms: &[QuadraticTerm], x: &[f64]) -> f64 {
    let half = |term: &QuadraticTerm| if term.row == term.column { 0.5 } else { 1.0 };
    terms.iter().map(|term| half(term) * term.value * x[term.row as usize] * x[term.column as usize]).sum()
}

/// out += scale · H v.
pub(super) fn add_product(terms: &[QuadraticTerm], scale: f64, v: &[f64], out: &mut [f64]) {
    for term in terms {
        let (i, j) = (term.row as usize, term.column as usize);
        out[i] += scale * term.value * v[j];
        if i != j {
            out[j] += scale * term.value * v[i];
        }
    }
}

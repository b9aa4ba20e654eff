//! f12.

use super::chain::Chain;
use super::draw::Draw;
use super::function::{Function, squares};

/// z₁² + 10⁶ Σᵢ₌₂ zᵢ², of large problems with n/40 long axes; z = R Tasy⁰·⁵(R (x − xᵒᵖᵗ)).
pub(super) fn bent_cigar(draw: &Draw) -> Function {
    let solution = draw.solution(1);
    let chain = Chain::default().shift(&solution).rotate(draw, 1, [2, 3]);
    let chain = chain.asymmetric(draw, 0.5).rotate(draw, 1, [2, 3]);
    let axes = draw.axes();
    let formula = move |z: &[f64]| squares(&z[..axes]) + 1e6 * squares(&z[axes..]);
    Function::new(draw, solution, chain, formula).normed(draw)
}

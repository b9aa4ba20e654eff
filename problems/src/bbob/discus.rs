//! f11.

use super::chain::Chain;
use super::draw::Draw;
use super::function::{Function, squares};

/// 10⁶ z₁² + Σᵢ₌₂ zᵢ², of large problems with n/40 steep axes; z = Tosz(R (x − xᵒᵖᵗ)).
pub(super) fn discus(draw: &Draw) -> Function {
    let solution = draw.solution(0);
    let chain = Chain::default().shift(&solution).rotate(draw, 1, [2, 3]).oscillate();
    let axes = draw.axes();
    let formula = move |z: &[f64]| 1e6 * squares(&z[..axes]) + squares(&z[axes..]);
    Function::new(draw, solution, chain, formula).normed(draw)
}

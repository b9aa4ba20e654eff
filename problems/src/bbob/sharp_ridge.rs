//! f13.

use super::chain::Chain;
use super::draw::Draw;
use super::function::{Function, squares};

/// z₁² + 100 √(Σᵢ₌₂ zᵢ²), of large problems with a ridge of n/40 axes; z = Q Λ¹⁰ R (x − xᵒᵖᵗ).
pub(super) fn sharp_ridge(draw: &Draw) -> Function {
    let solution = draw.solution(0);
    let chain = Chain::default().shift(&solution).rotate(draw, 0, [5, 6]).condition(draw, 10.0);
    let chain = chain.rotate(draw, 1, [3, 4]);
    let axes = draw.axes();
    let formula = move |z: &[f64]| squares(&z[..axes]) + 100.0 * squares(&z[axes..]).sqrt();
    Function::new(draw, solution, chain, formula).normed(draw)
}

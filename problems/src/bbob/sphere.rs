//! f1.

use super::chain::Chain;
use super::draw::Draw;
use super::function::{Function, squares};

/// Σ zᵢ², z = x − xᵒᵖᵗ.
pub(super) fn sphere(draw: &Draw) -> Function {
    let solution = draw.solution(0);
    let chain = Chain::default().shift(&solution);
    Function::new(draw, solution, chain, squares).normed(draw)
}

//! f2 and f10: Σᵢ 10^(6 (i−1)/(n−1)) zᵢ².

use super::chain::Chain;
use super::draw::Draw;
use super::function::{Function, weighted_squares};

/// f2: z = Tosz(x − xᵒᵖᵗ).
pub(super) fn separable(draw: &Draw) -> Function {
    let solution = draw.solution(0);
    let chain = Chain::default().shift(&solution).oscillate();
    ellipsoid(draw, solution, chain)
}

/// f10: z = Tosz(R (x − xᵒᵖᵗ)).
pub(super) fn rotated(draw: &Draw) -> Function {
    let solution = draw.solution(0);
    let chain = Chain::default().shift(&solution).rotate(draw, 1, [2, 3]).oscillate();
    ellipsoid(draw, solution, chain)
}

fn ellipsoid(draw: &Draw, solution: Vec<f64>, chain: Chain) -> Function {
    let weights = draw.powers(1e6);
    Function::new(draw, solution, chain, move |z| weighted_squares(&weights, z)).normed(draw)
}

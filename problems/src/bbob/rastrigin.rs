//! f3, f4 and f15: 10 (n − Σ cos 2π zᵢ) + Σ zᵢ².

use super::chain::Chain;
use super::draw::Draw;
use super::function::{Function, squares, waves};

/// f3: z = Λ¹⁰ Tasy⁰·²(Tosz(x − xᵒᵖᵗ)).
pub(super) fn separable(draw: &Draw) -> Function {
    let solution = draw.solution(0);
    let chain = Chain::default().shift(&solution).oscillate().asymmetric(draw, 0.2).condition(draw, 10.0);
    rastrigin(draw, solution, chain)
}

/// f4, of Büche: zᵢ = sᵢ Tosz(xᵢ − xᵢᵒᵖᵗ), the odd ones ten times as steep on one side.
pub(super) fn bueche(draw: &Draw) -> Function {
    let mut solution = draw.solution(0);
    solution.iter_mut().step_by(2).for_each(|x| *x = x.abs());
    let chain = Chain::default().shift(&solution).oscillate().ripple(draw);
    rastrigin(draw, solution, chain).penalized(100.0)
}

/// f15: z = R Λ¹⁰ Q Tasy⁰·²(Tosz(R (x − xᵒᵖᵗ))).
pub(super) fn rotated(draw: &Draw) -> Function {
    let solution = draw.solution(0);
    let chain = Chain::default().shift(&solution).rotate(draw, 1, [3, 4]).oscillate().asymmetric(draw, 0.2);
    let chain = chain.rotate(draw, 0, [5, 6]).condition(draw, 10.0).rotate(draw, 1, [3, 4]);
    rastrigin(draw, solution, chain)
}

fn rastrigin(draw: &Draw, solution: Vec<f64>, chain: Chain) -> Function {
    Function::new(draw, solution, chain, |z| waves(z) + squares(z)).normed(draw)
}

//! f14.

use super::chain::Chain;
use super::draw::Draw;
use super::function::Function;

/// √(Σ |zᵢ|^(2 + 4 (i−1)/(n−1))), z = R (x − xᵒᵖᵗ).
pub(super) fn different_powers(draw: &Draw) -> Function {
    let solution = draw.solution(0);
    let chain = Chain::default().shift(&solution).rotate(draw, 1, [2, 3]);
    let exponents: Vec<f64> = (0..draw.n).map(|i| 2.0 + 4.0 * draw.part(i)).collect();
    let formula = move |z: &[f64]| exponents.iter().zip(z).map(|(p, z)| z.abs().powf(*p)).sum::<f64>().sqrt();
    Function::new(draw, solution, chain, formula).normed(draw)
}

//! f6.

use super::chain::{Chain, oscillated};
use super::draw::Draw;
use super::function::Function;

/// Tosz(Σ (sᵢ zᵢ)²)^0.9, sᵢ = 100 where zᵢ has the sign of xᵢᵒᵖᵗ, else 1; z = Q Λ¹⁰ R (x − xᵒᵖᵗ).
pub(super) fn attractive_sector(draw: &Draw) -> Function {
    let solution = draw.solution(0);
    let chain = Chain::default().shift(&solution).rotate(draw, 0, [2, 3]).condition(draw, 10.0);
    let chain = chain.rotate(draw, 1, [4, 5]);
    let (sector, norm) = (solution.clone(), draw.norm());
    let formula = move |z: &[f64]| {
        let terms = sector.iter().zip(z);
        let sum: f64 = terms.map(|(s, z)| if s * z > 0.0 { 1e4 * z * z } else { z * z }).sum();
        oscillated(norm * sum).powf(0.9)
    };
    Function::new(draw, solution, chain, formula)
}

//! f5.

use super::chain::Chain;
use super::draw::Draw;
use super::function::Function;

/// Σ 5 |sᵢ| − sᵢ xᵢ, sᵢ = ±10^((i−1)/(n−1)), constant beyond the corner xᵒᵖᵗ of the box it falls to.
pub(super) fn linear_slope(draw: &Draw) -> Function {
    let signs: Vec<f64> = draw.solution(0).into_iter().map(|x| if x < 0.0 { -1.0 } else { 1.0 }).collect();
    let solution = signs.iter().map(|sign| 5.0 * sign).collect();
    let slopes = draw.powers(10.0);
    let formula = move |z: &[f64]| {
        let terms = slopes.iter().zip(&signs).zip(z);
        terms.map(|((slope, sign), z)| slope * (5.0 - sign * z).max(0.0)).sum()
    };
    Function::new(draw, solution, Chain::default(), formula).normed(draw)
}

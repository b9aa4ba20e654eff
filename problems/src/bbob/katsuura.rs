//! f23.

use super::chain::Chain;
use super::draw::Draw;
use super::function::Function;

/// 10/n² (Πᵢ (1 + i Σⱼ |2ʲ zᵢ − [2ʲ zᵢ]|/2ʲ)^(10/n^1.2) − 1), j ≤ 32, z = Q Λ¹⁰⁰ R (x − xᵒᵖᵗ).
pub(super) fn katsuura(draw: &Draw) -> Function {
    let solution = draw.solution(0);
    let chain = Chain::default().shift(&solution).rotate(draw, 0, [3, 4]).condition(draw, 100.0);
    let chain = chain.rotate(draw, 1, [5, 6]);
    let n = draw.n as f64;
    let (factor, power) = (10.0 / n / n, 10.0 / n.powf(1.2));
    let formula = move |z: &[f64]| {
        let logarithms = z.iter().enumerate().map(|(i, z)| ((i as f64 + 1.0) * distances(*z)).ln_1p());
        factor * (power * logarithms.sum::<f64>()).exp_m1()
    };
    Function::new(draw, solution, chain, formula).penalized(1.0)
}

/// Σⱼ |2ʲ z − [2ʲ z]|/2ʲ, j from 1 to 32.
fn distances(z: f64) -> f64 {
    let (mut sum, mut power, mut inverse) = (0.0, 1.0, 1.0);
    for _ in 0..32 {
        (power, inverse) = (2.0 * power, 0.5 * inverse);
        let scaled = power * z;
        sum += (scaled - (scaled + 0.5).floor()).abs() * inverse;
    }
    sum
}

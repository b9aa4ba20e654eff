//! f16.

use super::chain::Chain;
use super::draw::Draw;
use super::function::Function;
use std::f64::consts::TAU;

/// 10 (1/n Σᵢ Σₖ 2⁻ᵏ cos(2π 3ᵏ (zᵢ + 1/2)) − f₀)³, k < 12, z = R Λ^(1/100) Q Tosz(R (x − xᵒᵖᵗ)).
pub(super) fn weierstrass(draw: &Draw) -> Function {
    let solution = draw.solution(0);
    let chain = Chain::default().shift(&solution).rotate(draw, 1, [5, 6]).oscillate();
    let chain = chain.rotate(draw, 0, [3, 4]).condition(draw, 0.01).rotate(draw, 1, [5, 6]);
    let n = draw.n as f64;
    let waves: [(f64, f64); 12] = std::array::from_fn(|k| (0.5_f64.powf(k as f64), 3.0_f64.powf(k as f64)));
    let series = move |u: f64| waves.iter().map(|(a, b)| a * (TAU * u * b).cos()).sum::<f64>();
    let least = series(0.5);
    let formula = move |z: &[f64]| 10.0 * (z.iter().map(|z| series(z + 0.5) - least).sum::<f64>() / n).powi(3);
    Function::new(draw, solution, chain, formula).penalized(10.0 / n)
}

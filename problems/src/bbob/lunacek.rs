//! f24.

use super::chain::Chain;
use super::draw::Draw;
use super::function::{Function, waves};

/// Centre of the sphere of the optimum.
const MU: f64 = 2.5;

/// min(Σ (x̂ᵢ − μ₀)², n + s Σ (x̂ᵢ − μ₁)²) + 10 (n − Σ cos 2π zᵢ), z = Q Λ¹⁰⁰ R (x̂ − μ₀), x̂ = 2 sign(xᵒᵖᵗ) x,
/// μ₀ = 5/2, μ₁ = −√((μ₀² − 1)/s), s = 1 − 1/(2 √(n + 20) − 8.2).
pub(super) fn bi_rastrigin(draw: &Draw) -> Function {
    let n = draw.n as f64;
    let s = 1.0 - 0.5 / ((n + 20.0).sqrt() - 4.1);
    let other = -((MU * MU - 1.0) / s).sqrt();
    let signs = draw.gaussian_signs();
    let solution = signs.iter().map(|sign| 0.5 * MU * sign).collect();
    let doubled: Vec<f64> = signs.iter().map(|sign| 2.0 * sign).collect();
    let chain = Chain::default().scale(doubled.clone()).affine(1.0, -MU);
    let chain = chain.rotate(draw, 0, [3, 4]).condition(draw, 100.0).rotate(draw, 1, [5, 6]);
    let formula = move |z: &mut Vec<f64>, x: &[f64], _: &mut Vec<f64>| {
        let sphere = |center: f64| doubled.iter().zip(x).map(|(d, x)| (d * x - center).powi(2)).sum::<f64>();
        sphere(MU).min(n + s * sphere(other)) + waves(z)
    };
    Function::of_point(draw, solution, chain, formula).normed(draw).penalized(1e4)
}

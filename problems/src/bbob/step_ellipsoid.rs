//! f7.

use super::chain::Chain;
use super::draw::{Draw, Layout};
use super::function::{Function, weighted_squares};

/// To whole numbers, near 0 to tenths; halves are rounded up.
fn rounded(z: f64) -> f64 {
    if z.abs() > 0.5 { (z + 0.5).floor() } else { (10.0 * z + 0.5).floor() / 10.0 }
}

/// 0.1 max(|ẑ₁|/10⁴, Σ 10^(2 (i−1)/(n−1)) zᵢ²), ẑ = Λ¹⁰ R (x − xᵒᵖᵗ), z = Q rounded(ẑ).
pub(super) fn step_ellipsoid(draw: &Draw) -> Function {
    let solution = draw.solution(0);
    let chain = Chain::default().shift(&solution).rotate(draw, 0, [2, 3]).condition(draw, 10.0);
    let (turn, weights) = (Chain::default().rotate(draw, 1, [4, 5]), draw.powers(100.0));
    let first = match draw.layout {
        Layout::Full => 1e-4,
        Layout::Blocks => 1e-4 * draw.n as f64,
    };
    let formula = move |z: &mut Vec<f64>, _: &[f64], spare: &mut Vec<f64>| {
        let least = first * z[0].abs();
        for z in z.iter_mut() {
            *z = rounded(*z);
        }
        turn.apply(z, spare);
        0.1 * least.max(weighted_squares(&weights, z))
    };
    Function::of_point(draw, solution, chain, formula).normed(draw).penalized(1.0)
}

//! f8, f9 and f19: the terms cᵢ = 100 (zᵢ² − zᵢ₊₁)² + (zᵢ − 1)².

use super::chain::Chain;
use super::draw::Draw;
use super::function::Function;

fn terms(z: &[f64]) -> impl Iterator<Item = f64> {
    z.windows(2).map(|w| {
        let (off, short) = (w[0] * w[0] - w[1], w[0] - 1.0);
        100.0 * off * off + short * short
    })
}

/// f8: Σ cᵢ, z = max(1, √n/8) (x − xᵒᵖᵗ) + 1, xᵒᵖᵗ in [−3, 3]ⁿ.
pub(super) fn separable(draw: &Draw) -> Function {
    let solution = near(draw);
    let chain = Chain::default().shift(&solution).affine(draw.widening(), 1.0);
    Function::new(draw, solution, chain, |z| terms(z).sum()).normed(draw)
}

/// f9: Σ cᵢ, z = max(1, √n/8) R x + 1/2; of large problems z = max(1, √n/8) R (x − xᵒᵖᵗ) + 1.
pub(super) fn rotated(draw: &Draw) -> Function {
    if draw.large() {
        let solution = near(draw);
        let chain = Chain::default().shift(&solution).rotate(draw, 0, [2, 3]).affine(draw.widening(), 1.0);
        return Function::new(draw, solution, chain, |z| terms(z).sum()).normed(draw);
    }
    let (solution, chain) = around_half(draw);
    Function::new(draw, solution, chain, |z| terms(z).sum())
}

/// f19, of Griewank: 10 + 10/(n−1) Σ cᵢ/4000 − cos cᵢ, z as in f9 of small problems.
pub(super) fn griewank(draw: &Draw) -> Function {
    let (solution, chain) = around_half(draw);
    let pairs = draw.n as f64 - 1.0;
    // 1 − cos c = 2 sin²(c/2) keeps its digits near the optimum.
    let wave = |c: f64| c / 4000.0 + 2.0 * (0.5 * c).sin().powi(2);
    Function::new(draw, solution, chain, move |z| 10.0 / pairs * terms(z).map(wave).sum::<f64>())
}

/// xᵒᵖᵗ in [−3, 3]ⁿ.
fn near(draw: &Draw) -> Vec<f64> {
    draw.solution(0).into_iter().map(|x| 0.75 * x).collect()
}

/// z = a R x + 1/2, which is 1 at xᵒᵖᵗ = Rᵀ (1, …, 1)/2a.
fn around_half(draw: &Draw) -> (Vec<f64>, Chain) {
    let a = draw.widening();
    let solution = draw.turned_back(&vec![0.5 / a; draw.n], 0, [2, 3]);
    (solution, Chain::default().rotate(draw, 0, [2, 3]).affine(a, 0.5))
}

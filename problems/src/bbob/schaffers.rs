//! f17 and f18.

use super::chain::Chain;
use super::draw::Draw;
use super::function::Function;

/// f17: of condition 10.
pub(super) fn round(draw: &Draw) -> Function {
    schaffers(draw, 10.0)
}

/// f18: of condition 1000.
pub(super) fn flat(draw: &Draw) -> Function {
    schaffers(draw, 1000.0)
}

/// (1/(n−1) Σ √sᵢ (1 + sin²(50 sᵢ^⅕)))², sᵢ² = zᵢ² + zᵢ₊₁², z = Λ Q Tasy⁰·⁵(R (x − xᵒᵖᵗ)).
fn schaffers(draw: &Draw, condition: f64) -> Function {
    let solution = draw.solution(0);
    let chain = Chain::default().shift(&solution).rotate(draw, 1, [5, 6]).asymmetric(draw, 0.5);
    let chain = chain.rotate(draw, 0, [3, 4]).condition(draw, condition);
    let pairs = draw.n as f64 - 1.0;
    let term = |w: &[f64]| {
        let squared = w[0] * w[0] + w[1] * w[1];
        squared.sqrt().sqrt() * (1.0 + (50.0 * squared.powf(0.1)).sin().powi(2))
    };
    let formula = move |z: &[f64]| (z.windows(2).map(term).sum::<f64>() / pairs).powi(2);
    Function::new(draw, solution, chain, formula).penalized(10.0)
}

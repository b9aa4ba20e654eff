//! f20.

use super::chain::Chain;
use super::draw::Draw;
use super::function::Function;

/// |xᵢᵒᵖᵗ| in the formula, half of where x sin √|x| has its maximum in hundreds.
const OPTIMUM: f64 = 0.5 * 4.209_687_463_7;
/// |xᵢᵒᵖᵗ| as COCO reports it.
const REPORTED: f64 = 2.104_843_731_65;
/// max x sin √x for 0 ≤ x ≤ 500.
const MAXIMUM: f64 = 418.982_887_272_433_9;

/// 0.01 (418.98… − 1/n Σ zᵢ sin √|zᵢ| + Σ max(0, |zᵢ| − 500)²), z = 100 (Λ¹⁰ (ẑ − 2 |xᵒᵖᵗ|) + 2 |xᵒᵖᵗ|),
/// ẑᵢ = x̂ᵢ + (x̂ᵢ₋₁ − 2 |xᵒᵖᵗ|)/4, x̂ = 2 sign(xᵒᵖᵗ) x.
pub(super) fn schwefel(draw: &Draw) -> Function {
    let signs = draw.uniform_signs();
    let (scales, n) = (draw.powers(10.0_f64.sqrt()), draw.n as f64);
    let solution = signs.iter().map(|sign| REPORTED * sign).collect();
    let formula = move |_: &mut Vec<f64>, x: &[f64], _: &mut Vec<f64>| {
        let (mut sum, mut penalty, mut before) = (0.0, 0.0, 2.0 * OPTIMUM);
        for (scale, (sign, x)) in scales.iter().zip(signs.iter().zip(x)) {
            let hat = 2.0 * sign * x;
            let linked = hat + 0.25 * (before - 2.0 * OPTIMUM);
            let z = 100.0 * (scale * (linked - 2.0 * OPTIMUM) + 2.0 * OPTIMUM);
            sum += z * z.abs().sqrt().sin();
            penalty += (z.abs() - 500.0).max(0.0).powi(2);
            before = hat;
        }
        0.01 * (penalty + MAXIMUM - sum / n)
    };
    Function::of_point(draw, solution, Chain::default(), formula)
}

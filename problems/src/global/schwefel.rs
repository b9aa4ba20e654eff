//! Schwefel's function 2.26: the best valley is far from the second best.

use super::over::{DIM, Formula, Minimum, SMOOTH, SPREAD, family, smooth};
use crate::{About, Reference, Vector};

family!(
    Schwefel,
    "Schwefel's function 2.26.",
    SMOOTH,
    1,
    About {
        name: "schwefel",
        title: "Schwefel's function 2.26, its best valley far from the second best",
        formula: "f(x) = Σᵢ 418.9828… − xᵢ sin √|xᵢ| + max(0, |xᵢ| − 500)²,  −500 ≤ x ≤ 500; the constant is the maximum \
                  of x sin √|x| in the box, and the last term keeps the better values outside the box out",
        optimum: "x* = (420.96874635998203, …), f* = 0 (closed form)",
        source: "Schwefel, Numerical optimization of computer models, Wiley, 1981, problem 2.26; in the form of \
                 Mühlenbein, Schomisch and Born 1991",
        parameters: &[DIM, SPREAD],
    },
    |dim, spread| {
        let solution = Vector::from_element(dim, 420.968_746_359_982);
        // Each term is a difference of two numbers of 419.
        let floor = 4.0 * f64::EPSILON * MAXIMUM * dim as f64;
        smooth(Valleys, [-500.0, 500.0], spread, Minimum { value: Reference::closed_form(0.0), solution, floor })
    }
);

/// max x sin √x for 0 ≤ x ≤ 500.
const MAXIMUM: f64 = 418.982_887_272_433_7;

struct Valleys;

impl Formula for Valleys {
    fn value(&self, x: &[f64]) -> f64 {
        let term = |x: &f64| {
            let outside = (x.abs() - 500.0).max(0.0);
            MAXIMUM - x * x.abs().sqrt().sin() + outside * outside
        };
        x.iter().map(term).sum()
    }

    fn value_gradient(&self, x: &[f64], g: &mut [f64]) -> f64 {
        let mut f = 0.0;
        for (g, x) in g.iter_mut().zip(x) {
            let (root, outside) = (x.abs().sqrt(), (x.abs() - 500.0).max(0.0));
            let (sin, cos) = root.sin_cos();
            f += MAXIMUM - x * sin + outside * outside;
            *g = 2.0 * outside.copysign(*x) - sin - 0.5 * root * cos;
        }
        f
    }
}

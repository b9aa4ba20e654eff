//! Griewank's function: a bowl with ripples that a product makes.

use super::over::{DIM, Formula, Minimum, SMOOTH, SPREAD, family, smooth};
use crate::{About, Reference, Vector};

family!(
    Griewank,
    "Griewank's function.",
    SMOOTH,
    1,
    About {
        name: "griewank",
        title: "Griewank's function, a bowl with many ripples",
        formula: "f(x) = 1 + 1/4000 Σ xᵢ² − Πᵢ cos(xᵢ/√i),  −600 ≤ x ≤ 600",
        optimum: "x* = 0, f* = 0 (closed form)",
        source: "Griewank, Generalized descent for global optimization, J. Optimization Theory and Applications 34, 1981",
        parameters: &[DIM, SPREAD],
    },
    |dim, spread| {
        let minimum = Minimum { value: Reference::closed_form(0.0), solution: Vector::zeros(dim), floor: 0.0 };
        smooth(
            Ripples { roots: (1..=dim).map(|i| 1.0 / (i as f64).sqrt()).collect() },
            [-600.0, 600.0],
            spread,
            minimum,
        )
    }
);

struct Ripples {
    /// 1/√i.
    roots: Vec<f64>,
}

impl Formula for Ripples {
    fn value(&self, x: &[f64]) -> f64 {
        let (mut squares, mut lost, mut product) = (0.0, 0.0, 1.0);
        for (x, root) in x.iter().zip(&self.roots) {
            let s = (0.5 * x * root).sin();
            // 1 − Π cᵢ = Σᵢ (1 − cᵢ) Πⱼ₍ⱼ<ᵢ₎ cⱼ with 1 − c = 2s² keeps its digits near 0.
            let short = 2.0 * s * s;
            squares += x * x;
            lost += product * short;
            product *= 1.0 - short;
        }
        squares / 4000.0 + lost
    }

    fn value_gradient(&self, x: &[f64], g: &mut [f64]) -> f64 {
        let (mut squares, mut lost, mut before) = (0.0, 0.0, 1.0);
        for ((g, x), root) in g.iter_mut().zip(x).zip(&self.roots) {
            let s = (0.5 * x * root).sin();
            let short = 2.0 * s * s;
            squares += x * x;
            lost += before * short;
            *g = before;
            before *= 1.0 - short;
        }
        let mut after = 1.0;
        for ((g, x), root) in g.iter_mut().zip(x).zip(&self.roots).rev() {
            let (sin, cos) = (x * root).sin_cos();
            *g = x / 2000.0 + *g * after * sin * root;
            after *= cos;
        }
        squares / 4000.0 + lost
    }
}

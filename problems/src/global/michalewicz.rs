//! Michalewicz's function: narrow valleys, the narrower the more variables.

use super::over::{DIM, Formula, Minimum, SMOOTH, SPREAD, family, smooth};
use crate::{About, Reference, Vector};
use std::f64::consts::PI;

family!(
    Michalewicz,
    "Michalewicz's function.",
    SMOOTH,
    1,
    About {
        name: "michalewicz",
        title: "Michalewicz's function, narrow valleys among plains",
        formula: "f(x) = −Σᵢ sin xᵢ sin²⁰(i xᵢ²/π) − max(0, −xᵢ, xᵢ − π)²,  0 ≤ x ≤ π; the last term keeps the better \
                  values outside the box out",
        optimum: "every variable alone: of the valleys i x²/π = π/2 + kπ next to π/2 the best, by Newton's method \
                  (closed form up to that); f* = −1.8013… for n = 2, −9.6601… for n = 10",
        source: "Michalewicz, Genetic algorithms + data structures = evolution programs, Springer, 1992",
        parameters: &[DIM, SPREAD],
    },
    |dim, spread| {
        let solution = Vector::from_fn(dim, |i, _| best(i as f64 + 1.0));
        let value = Reference::closed_form(Valleys.value(solution.as_slice()));
        // i x²/π is rounded like a number of size i.
        let floor = 4.0 * f64::EPSILON * dim as f64 * dim as f64;
        smooth(Valleys, [0.0, PI], spread, Minimum { value, solution, floor })
    }
);

struct Valleys;

/// −sin x sin²⁰(i x²/π), and its derivative.
fn term(i: f64, x: f64) -> (f64, f64) {
    let ((sin, cos), (wave, slope)) = (x.sin_cos(), (i * x * x / PI).sin_cos());
    let narrow = wave.powi(19);
    (-sin * narrow * wave, -narrow * (cos * wave + 40.0 * i * x / PI * sin * slope))
}

/// The minimizer of one term: in each valley near π/2, the zero of the derivative over sin¹⁹.
fn best(i: f64) -> f64 {
    let near = (0.25 * i - 0.5).floor();
    let valley = |k: f64| {
        let mut x = (PI * (PI * (k + 0.5)) / i).sqrt();
        for _ in 0..60 {
            let ((sin, cos), (wave, slope)) = (x.sin_cos(), (i * x * x / PI).sin_cos());
            let (factor, inner) = (40.0 * i * x / PI, 2.0 * i * x / PI);
            let h = cos * wave + factor * sin * slope;
            let dh = -sin * wave
                + cos * slope * inner
                + 40.0 * i / PI * sin * slope
                + factor * (cos * slope - sin * wave * inner);
            x -= h / dh;
        }
        x
    };
    let candidates = [near - 1.0, near, near + 1.0, near + 2.0].into_iter().filter(|k| *k >= 0.0).map(valley);
    let inside = candidates.filter(|x| (0.0..=PI).contains(x));
    inside.min_by(|a, b| term(i, *a).0.total_cmp(&term(i, *b).0)).expect("a valley in the box")
}

impl Formula for Valleys {
    fn value(&self, x: &[f64]) -> f64 {
        let term = |(i, x): (usize, &f64)| {
            let outside = (-x).max(x - PI).max(0.0);
            let wave = ((i as f64 + 1.0) * x * x / PI).sin();
            outside * outside - x.sin() * wave.powi(20)
        };
        x.iter().enumerate().map(term).sum()
    }

    fn value_gradient(&self, x: &[f64], g: &mut [f64]) -> f64 {
        let mut f = 0.0;
        for (i, (g, &x)) in g.iter_mut().zip(x).enumerate() {
            let (value, slope) = term(i as f64 + 1.0, x);
            let outside = (x - PI).max(0.0) + x.min(0.0);
            f += value + outside * outside;
            *g = slope + 2.0 * outside;
        }
        f
    }
}

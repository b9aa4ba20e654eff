//! The two levels of a bilevel problem: their variables, and step sizes of the lower one.

use super::step_size::StepSize;
use crate::Misfit;
use problems::class::{Bilevel, Bounds};
use problems::{Constant, Known, Vector};

/// The start, split into upper and lower variables.
pub fn start(problem: &dyn Bilevel) -> (Vector, Vector) {
    let (start, (upper, lower)) = (problem.start(), problem.split());
    (start.rows(0, upper).into_owned(), start.rows(upper, lower).into_owned())
}

/// The bounds of the upper and of the lower variables, where the problem has any.
pub fn bounds(problem: &dyn Bilevel) -> Option<(Bounds, Bounds)> {
    let Bounds { lower, upper } = problem.bounds()?;
    let (m, n) = problem.split();
    let rows = |at, len| Bounds { lower: lower.rows(at, len).into_owned(), upper: upper.rows(at, len).into_owned() };
    Some((rows(0, m), rows(m, n)))
}

/// answer ← (x, y).
pub fn stack(x: &Vector, y: &Vector, answer: &mut Vector) {
    let (upper, lower) = answer.as_mut_slice().split_at_mut(x.len());
    upper.copy_from_slice(x.as_slice());
    lower.copy_from_slice(y.as_slice());
}

/// The constants a step size asks for when `L` and `mu` are those of the lower objective in y.
pub fn lower_knows(step: StepSize) -> Vec<Constant> {
    step.knows()
        .into_iter()
        .map(|constant| match constant {
            Constant::Smoothness => Constant::LowerSmoothness,
            Constant::StrongConvexity => Constant::LowerStrongConvexity,
            other => other,
        })
        .collect()
}

/// A step size whose `L` and `mu` are those of the lower objective in y.
pub fn lower_step(step: StepSize, known: &Known) -> Result<f64, Misfit> {
    let lower = Known {
        smoothness: known.lower_smoothness,
        strong_convexity: known.lower_strong_convexity,
        ..Known::default()
    };
    step.resolve(&lower).map_err(|misfit| match misfit {
        Misfit::Unknown { symbol: "L" } => Misfit::Unknown { symbol: "L_lower" },
        Misfit::Unknown { symbol: "mu" } => Misfit::Unknown { symbol: "mu_lower" },
        other => other,
    })
}

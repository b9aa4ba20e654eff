//! Line searches with derivatives, as one parameter.

use super::more_thuente::MoreThuente;
use super::ray::Ray;
use crate::{Misfit, expect};
use problems::class::Smooth;
use serde::{Deserialize, Serialize};

/// Where to stop along a direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Strong Wolfe conditions, by Moré and Thuente.
    #[default]
    Wolfe,
    /// The first stationary point of φ.
    Exact,
}

/// A search ready to run.
#[derive(Clone, Copy, Debug)]
pub enum LineSearch {
    /// See [`Rule::Wolfe`].
    Wolfe(MoreThuente),
    /// See [`Rule::Exact`].
    Exact(Exact),
}

impl LineSearch {
    /// The search of a rule with the Wolfe constants c₁ and c₂.
    pub fn new(rule: Rule, decrease: f64, curvature: f64) -> Result<Self, Misfit> {
        expect(decrease > 0.0 && decrease < 0.5, "decrease", decrease, "a number in (0, 1/2)")?;
        let ordered = decrease < curvature && curvature < 1.0;
        expect(ordered, "curvature", curvature, "a number between decrease and 1")?;
        Ok(match rule {
            Rule::Wolfe => Self::Wolfe(MoreThuente { decrease, curvature, ..MoreThuente::default() }),
            Rule::Exact => Self::Exact(Exact::default()),
        })
    }

    /// The step along `ray.d`, `first` the first trial; the ray's last trial is the point it leads to. `None`: d leads
    /// uphill, or nothing lower was found. Cost: 1 `value_gradient` a trial.
    pub fn search(&self, problem: &dyn Smooth, ray: &mut Ray, first: f64) -> Option<f64> {
        let slope = ray.slope();
        if !(slope < 0.0 && slope.is_finite() && first > 0.0 && first.is_finite()) {
            return None;
        }
        match self {
            Self::Wolfe(wolfe) => wolfe.search((ray.f, slope), first, |t| ray.probe(problem, t)),
            Self::Exact(exact) => exact.search(slope, first, |t| ray.probe(problem, t).1),
        }
    }
}

/// The first t found with |φ′(t)| ≤ tolerance |φ′(0)|, from derivatives alone: exact on a quadratic after one trial.
///
/// A slope that is negative moves the lower end, any other the upper one; the next trial is where the secant of the two
/// ends crosses zero (the Illinois rule: an end that stays twice has its slope halved), or beyond the lower end while
/// there is no upper one.
#[derive(Clone, Copy, Debug)]
pub struct Exact {
    /// Of |φ′(t)|, relative to |φ′(0)|.
    pub tolerance: f64,
    /// Trials after which the lower end is taken.
    pub trials: usize,
}

impl Default for Exact {
    fn default() -> Self {
        Self { tolerance: 1e-10, trials: 60 }
    }
}

/// How far beyond the lower end the next trial may lie, as a multiple of that.
const EXTRAPOLATION: (f64, f64) = (1.1, 10.0);

impl Exact {
    /// The step; `None` where no step with a slope below zero was found. `slope` was last called at the step returned.
    pub fn search(&self, start: f64, first: f64, mut slope: impl FnMut(f64) -> f64) -> Option<f64> {
        let (mut low, mut high) = ((0.0, start), None::<(f64, f64)>);
        let (mut t, mut below) = (first, None);
        for _ in 0..self.trials {
            let d = slope(t);
            if d.abs() <= self.tolerance * start.abs() {
                return Some(t);
            }
            let again = below == Some(d < 0.0);
            below = Some(d < 0.0);
            t = if d < 0.0 {
                let before = std::mem::replace(&mut low, (t, d));
                if let Some(high) = &mut high {
                    high.1 /= if again { 2.0 } else { 1.0 };
                    root(low, *high)
                } else {
                    let beyond = root(before, low);
                    let (least, most) = (EXTRAPOLATION.0 * t, EXTRAPOLATION.1 * t);
                    if d > before.1 && beyond.is_finite() { beyond.clamp(least, most) } else { most }
                }
            } else {
                low.1 /= if again { 2.0 } else { 1.0 };
                high = Some((t, d));
                root(low, (t, d))
            };
            if let Some((end, _)) = high {
                if end - low.0 <= f64::EPSILON * end {
                    break;
                }
                if !(t > low.0 && t < end) {
                    t = f64::midpoint(low.0, end);
                }
            }
        }
        (low.0 > 0.0).then(|| {
            slope(low.0);
            low.0
        })
    }
}

/// Where the line through two points (t, d) crosses zero.
fn root(a: (f64, f64), b: (f64, f64)) -> f64 {
    a.0 - a.1 * (b.0 - a.0) / (b.1 - a.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trials(first: f64, slope: impl Fn(f64) -> f64) -> (usize, f64) {
        let mut trials = 0;
        let step = Exact::default().search(slope(0.0), first, |t| {
            trials += 1;
            slope(t)
        });
        (trials, step.unwrap())
    }

    #[test]
    fn two_trials_on_a_parabola_and_few_elsewhere() {
        for first in [0.3, 1.0, 5.0] {
            let (count, t) = trials(first, |t| 2.0 * t - 3.0);
            assert!(count == 2 && (t - 1.5).abs() < 1e-15, "{count} {t}");
        }
        let (count, t) = trials(1e-3, |t| (t - 2.0).exp() - 1.0);
        assert!(count < 20 && (t - 2.0).abs() < 1e-9, "{count} {t}");
        // A wall at 1: beyond it the slope is no number.
        let (_, t) = trials(64.0, |t| if t < 1.0 { 1.0 / (1.0 - t) - 3.0 } else { f64::NAN });
        assert!((t - 2.0 / 3.0).abs() < 1e-9, "{t}");
    }

    #[test]
    fn gives_up_where_nothing_is_lower() {
        assert!(Exact::default().search(-1.0, 1.0, |_| f64::NAN).is_none());
    }
}

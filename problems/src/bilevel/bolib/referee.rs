//! The judge of the examples with constraints.

use super::best::Best;
use super::levels::Levels;
use super::lower;
use crate::class::{Batch, Bilevel, ConstrainedBilevel};
use crate::{ErrorKind, Judge, Measures, Reference, ReferenceKind, Vector};
use std::cell::RefCell;
use std::rc::Rc;

/// What the reference values and the lower solves are good to, relative to 1 + |F*|.
const ATTAINABLE: f64 = 1e-7;

/// Judges by max(Gᵢ, gᵢ, f − min f, F − F*), none below 0.
pub(super) struct Referee {
    levels: Rc<Levels>,
    best: Option<&'static Best>,
    /// The last answer and what it came to: error and measures cost one solve of the lower problem.
    last: RefCell<Option<(Vector, f64, Measures)>>,
}

impl Referee {
    pub(super) fn new(levels: Rc<Levels>, best: Option<&'static Best>) -> Self {
        Self { levels, best, last: RefCell::new(None) }
    }

    fn judge(&self, answer: &Vector) -> (f64, Measures) {
        let last = &mut *self.last.borrow_mut();
        let same =
            |seen: &Vector| seen.as_slice().iter().zip(answer.as_slice()).all(|(a, b)| a.to_bits() == b.to_bits());
        if let Some((_, error, measures)) = last.as_ref().filter(|(seen, ..)| seen.len() == answer.len() && same(seen))
        {
            return (*error, *measures);
        }
        let (error, measures) = self.solve(answer);
        *last = Some((answer.clone(), error, measures));
        (error, measures)
    }

    fn solve(&self, answer: &Vector) -> (f64, Measures) {
        let ((m, n), (above, below)) = (self.levels.split(), self.levels.constraints_len());
        if answer.as_slice().iter().any(|z| !z.is_finite()) {
            return (f64::NAN, Measures::NONE);
        }
        let (x, y) = (answer.rows(0, m).into_owned(), answer.rows(m, n).into_owned());
        let (mut upper, mut lower) = (Vector::zeros(above), Vector::zeros(below));
        self.levels.upper_constraints(&x, &y, &mut upper);
        self.levels.lower_constraints(&x, &y, &mut lower);
        let violated =
            |c: &Vector| c.as_slice().iter().fold(0.0, |worst: f64, c| if c.is_nan() { *c } else { worst.max(*c) });
        let (upper, lower) = (violated(&upper), violated(&lower));
        let objective = self.levels.upper_value(&x, &y, Batch::Whole);
        let value = self.levels.lower_value(&x, &y, Batch::Whole);
        let least = lower::least(self.levels.row, &x);
        // No feasible y: the violation of the lower level says so.
        let lower_gap = if least.is_finite() { value - least } else { f64::NAN };
        let above_best = self.best.map_or(0.0, |best| (objective - best.value).max(0.0));
        let error = if [upper, lower, objective, value].iter().any(|x| x.is_nan()) {
            f64::NAN
        } else {
            upper.max(lower).max(lower_gap).max(above_best)
        };
        let distance = self.solution().map_or(f64::NAN, |solution| crate::distance(answer, &solution));
        let infeasibility = upper.max(lower);
        (error, Measures { objective, infeasibility, distance, lower_gap, ..Measures::NONE })
    }
}

impl Judge for Referee {
    fn error(&self, answer: &Vector) -> f64 {
        self.judge(answer).0
    }

    fn measures(&self, answer: &Vector) -> Measures {
        self.judge(answer).1
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::ConstrainedGap
    }

    fn reference(&self) -> Option<Reference> {
        self.best.map(|best| Reference { value: best.value, kind: ReferenceKind::BestKnown })
    }

    fn cheap(&self) -> bool {
        false
    }

    fn attainable(&self) -> f64 {
        ATTAINABLE * (1.0 + self.best.map_or(0.0, |best| best.value.abs()))
    }

    fn solution(&self) -> Option<Vector> {
        self.best.filter(|best| !best.solution.is_empty()).map(|best| Vector::from_column_slice(best.solution))
    }
}

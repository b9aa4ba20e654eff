//! The judge of the true problem, asked at the point behind an answer.

use super::Coordinates;
use crate::{ErrorKind, Judge, Measures, Reference, Vector};
use std::cell::RefCell;
use std::rc::Rc;

pub(super) struct Through {
    judge: Box<dyn Judge>,
    coordinates: Rc<Coordinates>,
    scratch: RefCell<Vector>,
}

impl Through {
    pub(super) fn new(judge: Box<dyn Judge>, coordinates: Rc<Coordinates>) -> Self {
        Self { judge, coordinates, scratch: RefCell::new(Vector::zeros(0)) }
    }

    fn at<R>(&self, answer: &Vector, ask: impl FnOnce(&dyn Judge, &Vector) -> R) -> R {
        let z = &mut *self.scratch.borrow_mut();
        if z.len() != answer.len() {
            *z = Vector::zeros(answer.len());
        }
        self.coordinates.point(answer.as_slice(), z.as_mut_slice());
        ask(&*self.judge, z)
    }
}

impl Judge for Through {
    fn error(&self, answer: &Vector) -> f64 {
        self.at(answer, |judge, z| judge.error(z))
    }

    fn measures(&self, answer: &Vector) -> Measures {
        self.at(answer, |judge, z| judge.measures(z))
    }

    fn kind(&self) -> ErrorKind {
        self.judge.kind()
    }

    fn reference(&self) -> Option<Reference> {
        self.judge.reference()
    }

    fn error_of_value(&self, value: f64) -> Option<f64> {
        self.judge.error_of_value(value)
    }

    fn cheap(&self) -> bool {
        self.judge.cheap()
    }

    fn attainable(&self) -> f64 {
        self.judge.attainable()
    }

    fn solution(&self) -> Option<Vector> {
        let z = self.judge.solution()?;
        let mut x = z.clone();
        self.coordinates.back(z.as_slice(), x.as_mut_slice());
        Some(x)
    }
}

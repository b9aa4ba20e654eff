//! A black box that writes down every point it is asked for.

use problems::class::{Bounds, Objective, Space};
use problems::{Offer, Problem, Vector};
use std::cell::RefCell;
use std::rc::Rc;

/// f, from a start.
pub(crate) struct Recorder {
    pub(crate) start: Vector,
    pub(crate) blocks: Vec<(usize, usize)>,
    pub(crate) bounds: Option<Bounds>,
    pub(crate) f: fn(&[f64]) -> f64,
    pub(crate) points: RefCell<Vec<Vector>>,
}

impl Recorder {
    pub(crate) fn new(dim: usize, start: f64, f: fn(&[f64]) -> f64) -> Rc<Self> {
        Rc::new(Self {
            start: Vector::from_element(dim, start),
            blocks: vec![(dim, 1)],
            bounds: None,
            f,
            points: RefCell::default(),
        })
    }

    pub(crate) fn problem(self: &Rc<Self>) -> Problem {
        Offer::of(Rc::clone(self)).objective().problem()
    }

    /// All points so far.
    pub(crate) fn points(&self) -> Vec<Vector> {
        self.points.borrow().clone()
    }
}

impl Space for Recorder {
    fn dim(&self) -> usize {
        self.start.len()
    }

    fn start(&self) -> Vector {
        self.start.clone()
    }

    fn bounds(&self) -> Option<Bounds> {
        self.bounds.clone()
    }

    fn blocks(&self) -> Vec<(usize, usize)> {
        self.blocks.clone()
    }
}

impl Objective for Recorder {
    fn value(&self, x: &Vector) -> f64 {
        self.points.borrow_mut().push(x.clone());
        (self.f)(x.as_slice())
    }
}

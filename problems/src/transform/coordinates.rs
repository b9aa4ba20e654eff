//! Changes of coordinates z = T(x) = A x + b: x is what an algorithm moves, z a point of the true problem.

use super::judged::Through;
use super::{Change, Transform};
use crate::class::{Bilevel, ConstrainedBilevel, Saddle};
use crate::{Error, Instance, Known, Problem, Role, Vector, distance};
use std::rc::Rc;

/// An invertible affine map z = A x + b of one block of variables.
pub trait Map {
    /// z ← A x + b.
    fn point(&self, x: &[f64], z: &mut [f64]);

    /// x ← A⁻¹ (z − b).
    fn back(&self, z: &[f64], x: &mut [f64]);

    /// w ← A v.
    fn push(&self, v: &[f64], w: &mut [f64]);

    /// v ← Aᵀ w.
    fn pull(&self, w: &[f64], v: &mut [f64]);

    /// (j, d) if zᵢ = d xⱼ + bᵢ; `None` if it depends on more of x.
    fn axis(&self, i: usize) -> Option<(usize, f64)>;
}

/// One map, or one for each player or level: their variables are not mixed.
pub struct Coordinates {
    parts: Vec<(usize, Box<dyn Map>)>,
}

impl Coordinates {
    /// A map drawn for each part; nothing is changed where none is drawn.
    pub(super) fn of(
        parts: &[usize],
        mut draw: impl FnMut(usize) -> Result<Option<Box<dyn Map>>, Error>,
    ) -> Result<Self, Error> {
        let mut maps = Vec::new();
        for &n in parts {
            maps.extend(draw(n)?.map(|map| (n, map)));
        }
        Ok(Self { parts: maps })
    }

    fn each(&self, from: &[f64], to: &mut [f64], map: impl Fn(&dyn Map, &[f64], &mut [f64])) {
        let mut start = 0;
        for (n, part) in &self.parts {
            map(&**part, &from[start..start + n], &mut to[start..start + n]);
            start += n;
        }
        to[start..].copy_from_slice(&from[start..]);
    }

    /// The part's own map.
    pub(super) fn part(&self, part: usize) -> &dyn Map {
        &*self.parts[part].1
    }

    /// z ← T(x); what follows the variables (multipliers) is copied.
    pub fn point(&self, x: &[f64], z: &mut [f64]) {
        self.each(x, z, |part, x, z| part.point(x, z));
    }

    /// x ← T⁻¹(z).
    pub fn back(&self, z: &[f64], x: &mut [f64]) {
        self.each(z, x, |part, z, x| part.back(z, x));
    }

    /// w ← A v.
    pub fn push(&self, v: &[f64], w: &mut [f64]) {
        self.each(v, w, |part, v, w| part.push(v, w));
    }

    /// v ← Aᵀ w.
    pub fn pull(&self, w: &[f64], v: &mut [f64]) {
        self.each(w, v, |part, w, v| part.pull(w, v));
    }

    /// (j, d) for every i if zᵢ = d xⱼ + bᵢ; `None` if T mixes variables.
    pub fn axes(&self) -> Option<Vec<(usize, f64)>> {
        let mut axes = Vec::new();
        let mut start = 0;
        for (n, part) in &self.parts {
            for i in 0..*n {
                let (j, d) = part.axis(i)?;
                axes.push((start + j, d));
            }
            start += n;
        }
        Some(axes)
    }
}

/// Sizes of the blocks of variables that a map must not mix.
pub(super) fn parts(problem: &Problem) -> Vec<usize> {
    let saddle = <dyn Saddle>::of(problem).map(|saddle| saddle.split());
    let bilevel = || <dyn Bilevel>::of(problem).map(|bilevel| bilevel.split());
    let constrained = || <dyn ConstrainedBilevel>::of(problem).map(|bilevel| bilevel.split());
    match saddle.or_else(bilevel).or_else(constrained) {
        Some((first, second)) => vec![first, second],
        None => vec![problem.dim()],
    }
}

impl Instance {
    /// The instance in other coordinates; its constants follow.
    pub(super) fn seen_in(self, coordinates: Coordinates, transform: &Transform) -> Result<Self, Error> {
        let Self { problem, judge, known } = self;
        let coordinates = Rc::new(coordinates);
        if problem.space().bounds().is_some() && coordinates.axes().is_none() {
            return Err(Error::Impossible("rotation: bounds do not stay a box under it".into()));
        }
        let change = Change { coordinates: Some(Rc::clone(&coordinates)), ..Change::default() };
        let problem = problem.moved(change, transform);
        let judge = Box::new(Through::new(judge, coordinates));
        let mut instance = Self { problem, judge, known };
        instance.known = match transform {
            Transform::Scaling(scaling) => scaling.known(&known),
            _ => known,
        };
        instance.known.distance = instance.distance_from_start().or(instance.known.distance);
        Ok(instance)
    }

    /// ‖x⁰ − x*‖, where a solution is known.
    pub(super) fn distance_from_start(&self) -> Option<f64> {
        let Known { distance: Some(_), .. } = self.known else { return None };
        let solution = self.judge.solution()?;
        let start: Vector = self.problem.start();
        (solution.len() == start.len()).then(|| distance(&start, &solution))
    }
}

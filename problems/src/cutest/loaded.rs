//! A problem read from its file at chosen parameters, shared by all that use it.

use super::folder;
use crate::class::Bounds;
use crate::{Class, Error, Vector};
use sif::structure::{GroupKind, Number, Parameter};
use sif::{Decoded, Options};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// A problem of at most this many variables stays in memory when nobody uses it.
const KEPT: usize = 20_000;

/// What is read once.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// The classification string, as `SUR2-AN-V-0`; empty if the file has none.
    pub(crate) classification: String,
    /// The parameters a user may set.
    pub(crate) parameters: Vec<Parameter>,
    /// f and c.
    pub(super) problem: sif::Problem,
    pub(super) start: Vector,
    pub(super) bounds: Option<Bounds>,
    /// Bounds of the constraints.
    pub(super) sides: (Vector, Vector),
    /// Whether all constraints are equalities.
    pub(super) equalities: bool,
}

/// File, digest of its text, chosen parameters.
type Key = (String, String, String);
type Cache = HashMap<Key, (Weak<Loaded>, Option<Arc<Loaded>>)>;

static CACHE: Mutex<Option<Cache>> = Mutex::new(None);

impl Loaded {
    /// The problem `name` with parameters; the same one again while it is in use.
    pub(super) fn of(name: &str, parameters: &[(String, Number)]) -> Result<Arc<Self>, Error> {
        let (path, text) = folder::text(name)?;
        let key = (path.clone(), folder::digest(name).unwrap_or_default(), format!("{parameters:?}"));
        let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
        let cache = cache.get_or_insert_default();
        if let Some(known) = cache.get(&key).and_then(|(known, _)| known.upgrade()) {
            return Ok(known);
        }
        let loaded = Arc::new(Self::read(&path, &text, parameters)?);
        let kept = (loaded.start.len() <= KEPT).then(|| Arc::clone(&loaded));
        cache.insert(key, (Arc::downgrade(&loaded), kept));
        Ok(loaded)
    }

    fn read(path: &str, text: &[u8], parameters: &[(String, Number)]) -> Result<Self, Error> {
        let file = Path::new(path).file_name().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
        let options = Options { parameters: parameters.to_vec(), ..Options::default() };
        let wrong = |error: sif::Error| Error::Impossible(error.to_string());
        let decoded = sif::decode(text, &file, &options).map_err(wrong)?;
        let problem = sif::Problem::new(&decoded).map_err(wrong)?;
        Ok(Self::assembled(decoded, problem))
    }

    fn assembled(decoded: Decoded, problem: sif::Problem) -> Self {
        let constraints: Vec<usize> = decoded.groups.constraints().collect();
        let side = |of: &[f64]| Vector::from_iterator(constraints.len(), constraints.iter().map(|&i| infinite(of[i])));
        let sides = (side(&decoded.groups.lower), side(&decoded.groups.upper));
        let equalities = constraints.iter().all(|&i| decoded.groups.kinds[i] == GroupKind::Equality);
        let all = |of: Vec<f64>| Vector::from_vec(of.into_iter().map(infinite).collect());
        let bounds = Bounds { lower: all(decoded.variables.lower), upper: all(decoded.variables.upper) };
        let bounded = bounds.lower.iter().chain(bounds.upper.iter()).any(|bound| bound.is_finite());
        Self {
            classification: decoded.classification.unwrap_or_default(),
            parameters: decoded.parameters,
            problem,
            start: Vector::from_vec(decoded.variables.start),
            bounds: bounded.then_some(bounds),
            sides,
            equalities,
        }
    }

    /// Number m of constraints.
    pub(crate) fn constraints_len(&self) -> usize {
        self.problem.m()
    }

    /// Number n of variables.
    pub(crate) fn dim(&self) -> usize {
        self.problem.n()
    }

    /// Whether it is a system of equations: no objective, no bounds, equalities.
    pub(super) fn system(&self) -> bool {
        !self.problem.has_objective() && self.problem.m() > 0 && self.equalities && self.bounds.is_none()
    }

    /// The classes that the problem is of.
    pub(crate) fn classes(&self) -> Vec<Class> {
        match (self.system(), self.problem.m(), &self.bounds) {
            (true, _, _) => vec![Class::Objective, Class::Smooth, Class::Curved, Class::LeastSquares],
            (false, 0, None) => vec![Class::Objective, Class::Smooth, Class::Curved],
            (false, 0, Some(_)) => vec![Class::Composite, Class::Constrained],
            (false, _, _) => vec![Class::Constrained],
        }
    }
}

/// CUTEst's infinity is 10²⁰.
fn infinite(bound: f64) -> f64 {
    if bound.abs() >= sif::structure::INFINITY { f64::INFINITY.copysign(bound) } else { bound }
}

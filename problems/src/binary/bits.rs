//! What the functions of bits share: starts, spaces, judges.

use crate::class::PseudoBoolean;
use crate::class::{Bounds, Space};
use crate::{Error, ErrorKind, Instance, Judge, Known, Measures, Offer, Reference, Rng, Vector, expect};
use rand::Rng as _;
use rand::seq::index;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// Where a run starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// Every bit by a fair coin.
    #[default]
    Uniform,
    /// ⌊n/2⌋ zeros at random places.
    Half,
    /// No ones.
    Zeros,
}

/// What the parameter `start` means.
pub(super) const START: (&str, &str) =
    ("start", "\"uniform\": bits by a fair coin; \"half\": ⌊n/2⌋ zeros at random places; \"zeros\": no ones");
/// What the parameter `dim` means.
pub(super) const DIM: (&str, &str) = ("dim", "number of bits n");

/// The bits of a start.
pub(super) fn start(of: Start, dim: usize, rng: &mut Rng) -> Result<Vec<bool>, Error> {
    expect((1..=1_000_000).contains(&dim), "dim", dim, "1 to 1000000")?;
    Ok(match of {
        Start::Uniform => (0..dim).map(|_| rng.random()).collect(),
        Start::Half => {
            let mut bits = vec![true; dim];
            index::sample(rng, dim, dim / 2).into_iter().for_each(|zero| bits[zero] = false);
            bits
        }
        Start::Zeros => vec![false; dim],
    })
}

/// A function of n bits as an instance; `error` is f* − f, or what stands for it, of the zeros of an answer.
pub(super) trait Bits: PseudoBoolean + Sized + 'static {
    /// 0 for all ones; `ones` says of every bit whether it is one.
    fn error(&self, ones: impl Iterator<Item = bool>) -> f64;

    /// f* and what the error is; a function that changes has no f*, and its error is ‖x − x*‖₁.
    fn optimum(&self) -> Option<f64>;
}

/// {0, 1}ⁿ.
pub(super) struct Cube {
    pub(super) start: Vec<bool>,
}

impl Space for Cube {
    fn dim(&self) -> usize {
        self.start.len()
    }

    fn start(&self) -> Vector {
        Vector::from_iterator(self.start.len(), self.start.iter().map(|bit| f64::from(u8::from(*bit))))
    }

    fn bounds(&self) -> Option<Bounds> {
        Some(Bounds::cube(self.dim(), 0.0, 1.0))
    }
}

/// Fills in [`Space`] for a struct with a `cube`.
macro_rules! space_of_cube {
    ($type:ident) => {
        impl Space for $type {
            fn dim(&self) -> usize {
                self.cube.dim()
            }

            fn start(&self) -> Vector {
                self.cube.start()
            }

            fn bounds(&self) -> Option<Bounds> {
                self.cube.bounds()
            }
        }
    };
}
pub(super) use space_of_cube;

/// The instance of a function.
pub(super) fn instance<P: Bits>(problem: P) -> Instance {
    let problem = Rc::new(problem);
    let judge = Ones { problem: Rc::clone(&problem) };
    Instance { problem: Offer::of(problem).pseudo_boolean().problem(), judge: Box::new(judge), known: Known::default() }
}

/// Judges by what is left to the string of ones.
struct Ones<P> {
    problem: Rc<P>,
}

impl<P: Bits> Judge for Ones<P> {
    fn error(&self, answer: &Vector) -> f64 {
        self.problem.error(answer.as_slice().iter().map(|x| *x > 0.5))
    }

    fn measures(&self, answer: &Vector) -> Measures {
        let distance = answer.as_slice().iter().map(|x| (1.0 - x).powi(2)).sum::<f64>().sqrt();
        let objective = self.problem.optimum().map_or(f64::NAN, |optimum| optimum - self.error(answer));
        Measures { objective, distance, ..Measures::NONE }
    }

    fn kind(&self) -> ErrorKind {
        if self.problem.optimum().is_some() { ErrorKind::Gap } else { ErrorKind::Distance }
    }

    fn reference(&self) -> Option<Reference> {
        self.problem.optimum().map(Reference::closed_form)
    }

    fn solution(&self) -> Option<Vector> {
        Some(Vector::from_element(self.problem.dim(), 1.0))
    }
}

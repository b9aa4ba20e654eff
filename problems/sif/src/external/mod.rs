//! The external Fortran functions of the Hock-Schittkowski problems of the collection, with exact derivatives.

mod hs67;
mod hs68;
mod hs85;
mod hs88;

use nalgebra::{Const, U1};
use num_dual::{Dual2SVec64, DualNum};

use crate::fortran::Part;

/// What an argument of an external function is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Argument {
    /// A number that it reads.
    Input,
    /// A name that it does not need: a flag, or an array for derivatives.
    Ignored,
    /// An array that it fills with results `first..first + many`.
    Results {
        /// The first of its results that stands there.
        first: u16,
        /// How many.
        many: u16,
    },
}

/// An external function.
#[derive(Debug)]
pub(crate) struct External {
    /// Its name in the files.
    pub(crate) name: &'static str,
    /// Its arguments in order.
    pub(crate) signature: &'static [Argument],
    /// Which of its results is the value of the function; 0 if none is.
    pub(crate) returns: Option<u16>,
    /// Computes what is wanted of its results from the inputs.
    compute: fn(&[f64], &mut Wanted<'_>),
}

/// Which results and derivatives of an external function go to which registers.
pub(crate) struct Wanted<'a> {
    parts: &'a [(u16, Part, u32)],
    write: &'a mut dyn FnMut(u32, f64),
}

/// The second-order dual numbers of N independent inputs.
type Dual<const N: usize> = Dual2SVec64<N>;

/// The inputs as independent variables.
fn independent<const N: usize>(inputs: &[f64]) -> [Dual<N>; N] {
    std::array::from_fn(|i| Dual::from_re(inputs[i]).derivative(i))
}

/// A constant as a file writes it, in single precision.
fn single<D: DualNum<f64>>(value: f32) -> D {
    D::from(f64::from(value))
}

impl Wanted<'_> {
    /// Writes what is wanted of `results`.
    fn give<const N: usize>(&mut self, results: &[Dual<N>]) {
        for &(result, part, to) in self.parts {
            let dual = &results[usize::from(result)];
            let value = match part {
                Part::Value => dual.re,
                Part::First(i) => dual.v1.unwrap_generic(U1, Const::<N>)[usize::from(i)],
                Part::Second(i, j) => dual.v2.unwrap_generic(Const::<N>, Const::<N>)[(usize::from(i), usize::from(j))],
            };
            (self.write)(to, value);
        }
    }
}

/// Inputs that an external function may have.
pub(crate) const MOST_INPUTS: usize = 8;

impl External {
    /// Computes the wanted parts at `inputs` and writes each to its register.
    pub(crate) fn evaluate(&self, inputs: &[f64], parts: &[(u16, Part, u32)], write: &mut dyn FnMut(u32, f64)) {
        (self.compute)(inputs, &mut Wanted { parts, write });
    }
}

static ALL: [External; 8] =
    [hs67::HS67, hs68::PHI, hs85::IFUN85, hs88::EVAL88, hs88::EVAL89, hs88::EVAL90, hs88::EVAL91, hs88::EVAL92];

/// The external function called `name`.
pub(crate) fn named(name: &str) -> Option<&'static External> {
    ALL.iter().find(|function| function.name == name)
}

/// The names of all.
pub(crate) fn names() -> String {
    ALL.iter().map(|function| function.name).collect::<Vec<_>>().join(", ")
}

//! The problem library: classes of oracles, counted calls, and the problems themselves.
//!
//! A **class** ([`class`]) is the shape of the mathematics, a trait used as a trait object. A
//! [`Problem`] fills one slot per class it can be seen as; every call goes through a [`Tally`] first.
//! An [`Instance`] keeps the judge apart from the problem, so that no algorithm sees the optimum.
//!
//! A problem is one file and three lines in the `mod.rs` of its folder: its `mod`, its `pub use`, and its entry in
//! the folder's `SUITE`.

pub mod class;
pub mod transform;

pub mod bbob;
pub mod bilevel;
pub mod constrained;
pub mod convex;
pub mod escape;
pub mod nonconvex;
pub mod pde;
pub mod saddle;
pub mod separable;
pub mod set;

mod cost;
mod counts;
pub mod data;
mod family;
mod gap;
mod instance;
mod lanes;
mod problem;
mod random;
mod risk;
mod stream;
mod suite;
mod view;

pub use cost::{CostModel, Prices};
pub use counts::{CALLS, Call, Improvement, Stop, StopFlag, Tally};
pub use data::Data;
pub use family::{About, AnyFamily, Built, Entry, Error, Family, entry, expect, parameters};
pub(crate) use gap::{Certifying, CompositeGap};
pub use gap::{Gap, SmoothGap, distance};
pub use instance::{Constant, ErrorKind, Instance, Judge, Known, MEASURES, Measures, Reference, ReferenceKind};
pub use problem::{Class, Counted, Offer, Problem, Role};
pub use stream::stream;
pub use suite::Suite;

/// A column of numbers.
pub type Vector = nalgebra::DVector<f64>;
/// A dense matrix.
pub type Matrix = nalgebra::DMatrix<f64>;
/// The generator behind every stream.
pub type Rng = rand_chacha::ChaCha8Rng;

/// The families of problems, by suite.
pub const SUITES: &[Suite] = &[
    convex::SUITE,
    nonconvex::SUITE,
    escape::SUITE,
    separable::SUITE,
    constrained::SUITE,
    pde::SUITE,
    saddle::SUITE,
    bilevel::SUITE,
    bbob::SUITE,
];

/// Every family of problems, in the order of the suites.
pub const PROBLEMS: &[Entry] = &suite::joined::<{ suite::families(SUITES) }>(SUITES);

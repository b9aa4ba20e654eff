//! The tests of the crate, one module a file.

mod collection;
mod corpus;
mod evaluation;
mod fuzz;
mod ground;
mod scale;

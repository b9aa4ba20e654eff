//! The tests of the crate, one module a file.

mod collection;
mod evaluation;
mod ground;

//! The tests of the crate, one module a file.

mod collection;

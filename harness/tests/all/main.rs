//! The command and the library as a user meets them. One binary, which links once.

mod cli;
mod failures;
mod gallery;
mod papers;
mod resume;
mod support;

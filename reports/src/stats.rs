//! Statistics over plain numbers: tests, effect sizes, resampling, rates, areas.
//!
//! Pure functions of slices, one idea a file, each with its definition and source. What they are applied to
//! (which runs, which unit) is decided by the callers: the unit of every test is the instance, signed-rank tests
//! are on log costs, and targets of one run are never pooled as samples.

pub mod area;
pub mod attainment;
pub mod bands;
pub mod bayesian;
pub mod clusters;
pub mod effect;
mod error;
pub mod friedman;
pub mod holm;
pub mod median;
pub mod nemenyi;
mod rank;
pub mod rank_sum;
pub mod signed_rank;
pub mod slope;
pub mod steps;
pub mod stratified;
pub mod targets;

pub use error::Error;
pub use rank::{Alternative, Method, Midranks, Test, midranks};

//! Empirical risk: an average of losses of linear predictions, with a ridge and a penalty.

mod coordinate;
mod judge;
mod loss;
mod newton;
mod penalty;
mod piecewise;
mod regression;

pub(crate) use coordinate::descend;
pub(crate) use judge::{CERTIFIED, PrimalDual, duality_gap};
pub(crate) use loss::{Loss, Square, sigmoid, softplus};
pub(crate) use newton::{known, minimize};
pub(crate) use penalty::{L1, Nothing, Penalty, soft};
pub(crate) use piecewise::Hinges;
pub(crate) use regression::{Fit, Regression};

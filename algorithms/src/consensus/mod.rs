//! Consensus-based optimization: particles drawn to a weighted mean of themselves.

use crate::{Family, entry};

mod cbo;

pub use cbo::Cbo;

/// The family.
pub const FAMILY: Family = Family { name: "consensus", title: "interacting particles", algorithms: &[entry::<Cbo>()] };

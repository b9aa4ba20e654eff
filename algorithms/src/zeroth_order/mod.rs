//! Zeroth-order methods: values alone.

use crate::{Family, entry};

mod cma_es;
mod random_search;
mod two_point;

pub use cma_es::CmaEs;
pub use random_search::RandomSearch;
pub use two_point::TwoPoint;

/// The family.
pub const FAMILY: Family = Family {
    name: "zeroth-order",
    title: "values only",
    algorithms: &[entry::<RandomSearch>(), entry::<TwoPoint>(), entry::<CmaEs>()],
};

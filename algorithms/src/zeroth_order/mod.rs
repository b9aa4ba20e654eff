//! Zeroth-order methods: values alone.

use crate::{Family, entry};

mod cma_es;
mod nelder_mead;
mod one_plus_one_es;
mod pattern_search;
mod random_search;
mod two_point;

pub use cma_es::CmaEs;
pub use nelder_mead::NelderMead;
pub use one_plus_one_es::OnePlusOneEs;
pub use pattern_search::PatternSearch;
pub use random_search::RandomSearch;
pub use two_point::TwoPoint;

/// The family.
pub const FAMILY: Family = Family {
    name: "zeroth-order",
    title: "values only",
    algorithms: &[
        entry::<RandomSearch>(),
        entry::<TwoPoint>(),
        entry::<CmaEs>(),
        entry::<OnePlusOneEs>(),
        entry::<NelderMead>(),
        entry::<PatternSearch>(),
    ],
};

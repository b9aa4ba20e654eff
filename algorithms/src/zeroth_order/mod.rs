//! Zeroth-order methods: values alone.

use crate::{Family, entry};

mod cma_es;
mod direct_search;
mod eggroll;
mod gfm;
mod gfm_plus;
mod nelder_mead;
mod one_plus_one_es;
mod pattern_search;
mod random_search;
mod smoothed_accelerated;
mod two_point;
mod zo_frank_wolfe;
mod zo_rank_sgd;

pub use cma_es::CmaEs;
pub use direct_search::DirectSearch;
pub use eggroll::Eggroll;
pub use gfm::Gfm;
pub use gfm_plus::GfmPlus;
pub use nelder_mead::NelderMead;
pub use one_plus_one_es::OnePlusOneEs;
pub use pattern_search::PatternSearch;
pub use random_search::RandomSearch;
pub use smoothed_accelerated::SmoothedAccelerated;
pub use two_point::TwoPoint;
pub use zo_frank_wolfe::ZoFrankWolfe;
pub use zo_rank_sgd::ZoRankSgd;

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
        entry::<Gfm>(),
        entry::<GfmPlus>(),
        entry::<ZoRankSgd>(),
        entry::<ZoFrankWolfe>(),
        entry::<SmoothedAccelerated>(),
        entry::<Eggroll>(),
        entry::<DirectSearch>(),
    ],
};

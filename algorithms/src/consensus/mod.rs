//! Consensus-based optimization: particles drawn to a weighted mean of themselves.

use crate::{Family, entry};

mod cbo;
mod consensus_hopping;
mod ensemble_kalman_inversion;
mod polarised_cbo;

pub use cbo::Cbo;
pub use consensus_hopping::ConsensusHopping;
pub use ensemble_kalman_inversion::EnsembleKalmanInversion;
pub use polarised_cbo::PolarisedCbo;

/// The family.
pub const FAMILY: Family = Family {
    name: "consensus",
    title: "interacting particles",
    algorithms: &[
        entry::<Cbo>(),
        entry::<ConsensusHopping>(),
        entry::<PolarisedCbo>(),
        entry::<EnsembleKalmanInversion>(),
    ],
};

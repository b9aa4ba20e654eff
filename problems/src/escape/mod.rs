//! Saddle escape: functions whose saddles hold methods back.

mod cubic_saddle;
mod degenerate_saddle;
mod monkey_saddle;
mod octopus;
mod spurious_sensing;
mod start;
mod strict_saddle;

pub use cubic_saddle::CubicSaddle;
pub use degenerate_saddle::DegenerateSaddle;
pub use monkey_saddle::MonkeySaddle;
pub use octopus::Octopus;
pub use spurious_sensing::SpuriousSensing;
pub use strict_saddle::StrictSaddle;

use crate::{Suite, entry};

/// The families of this folder.
pub const SUITE: Suite = Suite {
    name: "saddle-escape",
    title: "Saddle points and how to leave them",
    families: &[
        entry::<StrictSaddle>(),
        entry::<Octopus>(),
        entry::<MonkeySaddle>(),
        entry::<DegenerateSaddle>(),
        entry::<CubicSaddle>(),
        entry::<SpuriousSensing>(),
    ],
};

//! Solvers of the argmin crate, behind one adapter and a recipe each.

use crate::{Family, entry};

mod adapter;
mod bfgs;
mod lbfgs;
mod nelder_mead;
mod particle_swarm;
mod trust_region;

pub use adapter::{Argmin, Lent, Recipe};
pub use bfgs::Bfgs;
pub use lbfgs::Lbfgs;
pub use nelder_mead::NelderMead;
pub use particle_swarm::ParticleSwarm;
pub use trust_region::TrustRegion;

/// The family.
pub const FAMILY: Family = Family {
    name: "argmin",
    title: "solvers of the argmin crate",
    algorithms: &[
        entry::<Argmin<NelderMead>>(),
        entry::<Argmin<Bfgs>>(),
        entry::<Argmin<Lbfgs>>(),
        entry::<Argmin<TrustRegion>>(),
        entry::<Argmin<ParticleSwarm>>(),
    ],
};

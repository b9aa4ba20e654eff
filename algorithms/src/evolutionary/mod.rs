//! Evolutionary algorithms: on strings of bits, and populations of points.

use crate::{Family, entry};

mod differential_evolution;
mod genetic_algorithm;
mod one_comma_lambda;
mod one_plus_lambda;
mod particle_swarm;

pub use differential_evolution::DifferentialEvolution;
pub use genetic_algorithm::GeneticAlgorithm;
pub use one_comma_lambda::OneCommaLambda;
pub use one_plus_lambda::OnePlusLambda;
pub use particle_swarm::ParticleSwarm;

/// The family.
pub const FAMILY: Family = Family {
    name: "evolutionary",
    title: "bits and populations",
    algorithms: &[
        entry::<OnePlusLambda>(),
        entry::<OneCommaLambda>(),
        entry::<DifferentialEvolution>(),
        entry::<GeneticAlgorithm>(),
        entry::<ParticleSwarm>(),
    ],
};

//! Optimal control of partial differential equations.

mod cholesky;
mod clamped_plate;
mod diffusion;
mod dissection;
mod edges;
mod elements;
mod energy;
mod free_surface;
mod grid;
mod journal_bearing;
mod minimal_surface;
mod obstacle;
mod poisson_control;
mod poisson_control_box;
mod poisson_control_full;
mod stationary;
mod surface;
mod topology;
mod torsion;

pub use clamped_plate::ClampedPlate;
pub use diffusion::Diffusion;
pub use free_surface::FreeSurface;
pub use journal_bearing::JournalBearing;
pub use minimal_surface::MinimalSurface;
pub use obstacle::Obstacle;
pub use poisson_control::PoissonControl;
pub use poisson_control_box::PoissonControlBox;
pub use poisson_control_full::PoissonControlFull;
pub use topology::Topology;
pub use torsion::Torsion;

use crate::{Suite, entry};

/// The families of this folder.
pub const SUITE: Suite = Suite {
    name: "pde",
    title: "Partial differential equations: control, obstacles, surfaces, designs",
    families: &[
        entry::<PoissonControl>(),
        entry::<PoissonControlBox>(),
        entry::<PoissonControlFull>(),
        entry::<Diffusion>(),
        entry::<Obstacle>(),
        entry::<Torsion>(),
        entry::<JournalBearing>(),
        entry::<ClampedPlate>(),
        entry::<MinimalSurface>(),
        entry::<FreeSurface>(),
        entry::<Topology>(),
    ],
};

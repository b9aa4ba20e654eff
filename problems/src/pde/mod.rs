//! Optimal control of partial differential equations.

mod cholesky;
mod dissection;
mod grid;
mod poisson_control;
mod poisson_control_full;

pub use poisson_control::PoissonControl;
pub use poisson_control_full::PoissonControlFull;

use crate::{Suite, entry};

/// The families of this folder.
pub const SUITE: Suite = Suite {
    name: "pde",
    title: "Control of partial differential equations",
    families: &[entry::<PoissonControl>(), entry::<PoissonControlFull>()],
};

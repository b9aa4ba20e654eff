//! Nonconvex minimization.

mod matrix_sensing;
mod rastrigin;
mod rosenbrock;
mod strict_saddle;

pub use matrix_sensing::MatrixSensing;
pub use rastrigin::Rastrigin;
pub use rosenbrock::Rosenbrock;
pub use strict_saddle::StrictSaddle;

use crate::{Suite, entry};

/// The families of this folder.
pub const SUITE: Suite = Suite {
    name: "nonconvex",
    title: "Nonconvex minimization",
    families: &[entry::<Rosenbrock>(), entry::<Rastrigin>(), entry::<StrictSaddle>(), entry::<MatrixSensing>()],
};

//! Nonconvex minimization.

mod matrix_sensing;
mod rastrigin;
mod rosenbrock;

pub use matrix_sensing::MatrixSensing;
pub use rastrigin::Rastrigin;
pub use rosenbrock::Rosenbrock;

use crate::{Suite, entry};

/// The families of this folder.
pub const SUITE: Suite = Suite {
    name: "nonconvex",
    title: "Nonconvex minimization",
    families: &[entry::<Rosenbrock>(), entry::<Rastrigin>(), entry::<MatrixSensing>()],
};

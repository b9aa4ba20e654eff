//! Nonconvex minimization.

mod folded_concave;
mod grand_canyon;
mod links;
mod matrix_sensing;
mod phase_retrieval;
mod polish;
mod rastrigin;
mod rayleigh_quotient;
mod robust_regression;
mod rosenbrock;
mod single_index;
mod tensor_decomposition;

pub use folded_concave::{McpRegression, ScadRegression};
pub use grand_canyon::GrandCanyon;
pub use matrix_sensing::MatrixSensing;
pub use phase_retrieval::PhaseRetrieval;
pub use rastrigin::Rastrigin;
pub use rayleigh_quotient::RayleighQuotient;
pub use robust_regression::RobustRegression;
pub use rosenbrock::Rosenbrock;
pub use single_index::SingleIndex;
pub use tensor_decomposition::TensorDecomposition;

use crate::{Suite, entry};

/// The families of this folder.
pub const SUITE: Suite = Suite {
    name: "nonconvex",
    title: "Nonconvex minimization",
    families: &[
        entry::<Rosenbrock>(),
        entry::<Rastrigin>(),
        entry::<MatrixSensing>(),
        entry::<PhaseRetrieval>(),
        entry::<SingleIndex>(),
        entry::<GrandCanyon>(),
        entry::<TensorDecomposition>(),
        entry::<RayleighQuotient>(),
        entry::<RobustRegression>(),
        entry::<ScadRegression>(),
        entry::<McpRegression>(),
    ],
};

//! Nonconvex minimization.

mod bilinear;
mod blind_deconvolution;
mod capped_svm;
mod chebyshev_rosenbrock;
mod completion;
mod deep_linear_network;
mod field;
mod folded_concave;
mod grand_canyon;
mod links;
mod matrix_completion;
mod matrix_factorization;
mod matrix_sensing;
mod mlp;
mod phase_retrieval;
mod polish;
mod rastrigin;
mod rayleigh_quotient;
mod robust_phase_retrieval;
mod robust_regression;
mod rosenbrock;
mod single_index;
mod tensor_decomposition;

#[cfg(test)]
mod tests;

pub use blind_deconvolution::BlindDeconvolution;
pub use capped_svm::CappedL1Svm;
pub use chebyshev_rosenbrock::ChebyshevRosenbrock;
pub use deep_linear_network::DeepLinearNetwork;
pub use folded_concave::{McpRegression, ScadRegression};
pub use grand_canyon::GrandCanyon;
pub use matrix_completion::MatrixCompletion;
pub use matrix_factorization::MatrixFactorization;
pub use matrix_sensing::MatrixSensing;
pub use mlp::Mlp;
pub use phase_retrieval::PhaseRetrieval;
pub use rastrigin::Rastrigin;
pub use rayleigh_quotient::RayleighQuotient;
pub use robust_phase_retrieval::RobustPhaseRetrieval;
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
        entry::<ChebyshevRosenbrock>(),
        entry::<Rastrigin>(),
        entry::<MatrixSensing>(),
        entry::<MatrixCompletion>(),
        entry::<MatrixFactorization>(),
        entry::<DeepLinearNetwork>(),
        entry::<BlindDeconvolution>(),
        entry::<PhaseRetrieval>(),
        entry::<RobustPhaseRetrieval>(),
        entry::<SingleIndex>(),
        entry::<GrandCanyon>(),
        entry::<TensorDecomposition>(),
        entry::<RayleighQuotient>(),
        entry::<RobustRegression>(),
        entry::<CappedL1Svm>(),
        entry::<Mlp>(),
        entry::<ScadRegression>(),
        entry::<McpRegression>(),
    ],
};

//! Convex minimization.

mod adam_counterexample;
mod ball_barrier;
mod bradley_terry;
mod elastic_net;
mod entropic_transport;
mod group_lasso;
mod huber;
mod huber_regression;
mod interior;
mod lasso;
mod least_absolute_deviations;
mod least_squares_on_set;
mod lessard_recht_packard;
mod log_sum_exp;
mod logistic_regression;
mod nesterov_max;
mod nesterov_worst_case;
mod nuclear_completion;
mod poisson_regression;
mod portfolio;
mod quadratic;
#[cfg(test)]
mod reference;
mod ridge_regression;
mod softmax_regression;
mod squared_hinge;
mod svm;
mod total_variation;
mod tv_denoising_1d;
mod tv_denoising_2d;

pub use adam_counterexample::AdamCounterexample;
pub use bradley_terry::BradleyTerry;
pub use elastic_net::ElasticNet;
pub use entropic_transport::EntropicTransport;
pub use group_lasso::GroupLasso;
pub use huber::Huber;
pub use huber_regression::HuberRegression;
pub use lasso::Lasso;
pub use least_absolute_deviations::LeastAbsoluteDeviations;
pub use least_squares_on_set::LeastSquaresOnSet;
pub use lessard_recht_packard::LessardRechtPackard;
pub use log_sum_exp::LogSumExp;
pub(crate) use logistic_regression::Logistic;
pub use logistic_regression::LogisticRegression;
pub use nesterov_max::NesterovMax;
pub use nesterov_worst_case::NesterovWorstCase;
pub use nuclear_completion::NuclearCompletion;
pub use poisson_regression::PoissonRegression;
pub use portfolio::Portfolio;
pub use quadratic::Quadratic;
pub use ridge_regression::RidgeRegression;
pub use softmax_regression::SoftmaxRegression;
pub use squared_hinge::SquaredHingeSvm;
pub use svm::Svm;
pub use tv_denoising_1d::TvDenoising1d;
pub use tv_denoising_2d::TvDenoising2d;

use crate::{Suite, entry};

/// The families of this folder.
pub const SUITE: Suite = Suite {
    name: "convex",
    title: "Convex minimization",
    families: &[
        entry::<Quadratic>(),
        entry::<LogisticRegression>(),
        entry::<Lasso>(),
        entry::<RidgeRegression>(),
        entry::<ElasticNet>(),
        entry::<NesterovWorstCase>(),
        entry::<NesterovMax>(),
        entry::<Huber>(),
        entry::<LessardRechtPackard>(),
        entry::<LogSumExp>(),
        entry::<LeastSquaresOnSet>(),
        entry::<Portfolio>(),
        entry::<GroupLasso>(),
        entry::<SoftmaxRegression>(),
        entry::<HuberRegression>(),
        entry::<PoissonRegression>(),
        entry::<SquaredHingeSvm>(),
        entry::<Svm>(),
        entry::<LeastAbsoluteDeviations>(),
        entry::<BradleyTerry>(),
        entry::<TvDenoising1d>(),
        entry::<TvDenoising2d>(),
        entry::<EntropicTransport>(),
        entry::<NuclearCompletion>(),
        entry::<AdamCounterexample>(),
    ],
};

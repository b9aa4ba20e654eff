//! Convex minimization.

mod elastic_net;
mod huber;
mod interior;
mod lasso;
mod least_squares_on_set;
mod log_sum_exp;
mod logistic_regression;
mod nesterov_max;
mod nesterov_worst_case;
mod portfolio;
mod quadratic;
mod ridge_regression;

pub use elastic_net::ElasticNet;
pub use huber::Huber;
pub use lasso::Lasso;
pub use least_squares_on_set::LeastSquaresOnSet;
pub use log_sum_exp::LogSumExp;
pub use logistic_regression::LogisticRegression;
pub use nesterov_max::NesterovMax;
pub use nesterov_worst_case::NesterovWorstCase;
pub use portfolio::Portfolio;
pub use quadratic::Quadratic;
pub use ridge_regression::RidgeRegression;

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
        entry::<LogSumExp>(),
        entry::<LeastSquaresOnSet>(),
        entry::<Portfolio>(),
    ],
};

//! Convex minimization.

mod elastic_net;
mod lasso;
mod logistic_regression;
mod quadratic;
mod ridge_regression;

pub use elastic_net::ElasticNet;
pub use lasso::Lasso;
pub use logistic_regression::LogisticRegression;
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
    ],
};

//! Convex minimization.

mod lasso;
mod logistic_regression;
mod quadratic;

pub use lasso::Lasso;
pub use logistic_regression::LogisticRegression;
pub use quadratic::Quadratic;

use crate::{Suite, entry};

/// The families of this folder.
pub const SUITE: Suite = Suite {
    name: "convex",
    title: "Convex minimization",
    families: &[entry::<Quadratic>(), entry::<LogisticRegression>(), entry::<Lasso>()],
};

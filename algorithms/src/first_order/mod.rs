//! First-order methods: gradients, sampled gradients, gradients with a prox.

use crate::{Family, entry};

mod adam;
mod fista;
mod gradient_descent;
mod heavy_ball;
mod nesterov;
mod sgd;

pub use adam::Adam;
pub use fista::Fista;
pub use gradient_descent::GradientDescent;
pub use heavy_ball::HeavyBall;
pub use nesterov::Nesterov;
pub use sgd::Sgd;

/// The family.
pub const FAMILY: Family = Family {
    name: "first-order",
    title: "gradients, sampled gradients, gradients with a prox",
    algorithms: &[
        entry::<GradientDescent>(),
        entry::<HeavyBall>(),
        entry::<Nesterov>(),
        entry::<Sgd>(),
        entry::<Adam>(),
        entry::<Fista>(),
    ],
};

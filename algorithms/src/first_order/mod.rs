//! First-order methods: gradients, gradients with a prox.

use crate::{Family, entry};

mod fista;
mod gradient_descent;
mod heavy_ball;
mod nesterov;

pub use fista::Fista;
pub use gradient_descent::GradientDescent;
pub use heavy_ball::HeavyBall;
pub use nesterov::Nesterov;

/// The family.
pub const FAMILY: Family = Family {
    name: "first-order",
    title: "gradients, gradients with a prox",
    algorithms: &[entry::<GradientDescent>(), entry::<HeavyBall>(), entry::<Nesterov>(), entry::<Fista>()],
};

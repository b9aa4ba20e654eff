//! First-order methods: gradients, gradients with a prox.

use crate::{Family, entry};

mod douglas_rachford;
mod fista;
mod frank_wolfe;
mod gradient_descent;
mod heavy_ball;
mod mirror_descent;
mod nesterov;
mod nonlinear_cg;
mod ogm;
mod proximal_gradient;
mod triple_momentum;

pub use douglas_rachford::DouglasRachford;
pub use fista::Fista;
pub use frank_wolfe::FrankWolfe;
pub use gradient_descent::GradientDescent;
pub use heavy_ball::HeavyBall;
pub use mirror_descent::MirrorDescent;
pub use nesterov::Nesterov;
pub use nonlinear_cg::NonlinearCg;
pub use ogm::Ogm;
pub use proximal_gradient::ProximalGradient;
pub use triple_momentum::TripleMomentum;

/// The family.
pub const FAMILY: Family = Family {
    name: "first-order",
    title: "gradients, gradients with a prox",
    algorithms: &[
        entry::<GradientDescent>(),
        entry::<HeavyBall>(),
        entry::<Nesterov>(),
        entry::<Ogm>(),
        entry::<TripleMomentum>(),
        entry::<NonlinearCg>(),
        entry::<ProximalGradient>(),
        entry::<Fista>(),
        entry::<DouglasRachford>(),
        entry::<FrankWolfe>(),
        entry::<MirrorDescent>(),
    ],
};

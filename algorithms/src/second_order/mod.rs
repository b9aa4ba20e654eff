//! Second-order methods: curvature from Hessians, their products, or differences of gradients.

use crate::{Family, entry};

mod adasketch_newton;
mod lbfgs;
mod newton;
mod newton_sketch;
mod saddle_free_newton;

pub use adasketch_newton::AdasketchNewton;
pub use lbfgs::Lbfgs;
pub use newton::Newton;
pub use newton_sketch::NewtonSketch;
pub use saddle_free_newton::SaddleFreeNewton;

/// The family.
pub const FAMILY: Family = Family {
    name: "second-order",
    title: "Hessians, their products, sketches and models",
    algorithms: &[
        entry::<Lbfgs>(),
        entry::<Newton>(),
        entry::<NewtonSketch>(),
        entry::<SaddleFreeNewton>(),
        entry::<AdasketchNewton>(),
    ],
};

//! Stochastic methods: sampled gradients, adaptive steps, variance reduction.

use crate::{Family, entry};

mod adagrad;
mod adam;
mod page;
mod rmsprop;
mod saga;
mod sarah;
mod sgd;
mod svrg;

pub use adagrad::Adagrad;
pub use adam::Adam;
pub use page::Page;
pub use rmsprop::RmsProp;
pub use saga::Saga;
pub use sarah::Sarah;
pub use sgd::Sgd;
pub use svrg::Svrg;

/// The family.
pub const FAMILY: Family = Family {
    name: "stochastic",
    title: "sampled gradients, adaptive steps, variance reduction",
    algorithms: &[
        entry::<Sgd>(),
        entry::<Adam>(),
        entry::<Adagrad>(),
        entry::<RmsProp>(),
        entry::<Svrg>(),
        entry::<Saga>(),
        entry::<Sarah>(),
        entry::<Page>(),
    ],
};

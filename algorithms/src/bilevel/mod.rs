//! Bilevel methods: hyper-gradients by differentiation, by penalty, by aggregation.

use crate::{Family, entry};

mod bda;
mod f2sa;
mod k_rmd;

pub use bda::Bda;
pub use f2sa::F2sa;
pub use k_rmd::KRmd;

/// The family.
pub const FAMILY: Family = Family {
    name: "bilevel",
    title: "hyper-gradients by differentiation, penalty or aggregation",
    algorithms: &[entry::<F2sa>(), entry::<KRmd>(), entry::<Bda>()],
};

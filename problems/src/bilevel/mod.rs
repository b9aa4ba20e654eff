//! Bilevel problems.

mod bda_counterexample;
mod bolib;
mod hyper_cleaning;
mod implicit;
mod quadratic_bilevel;
mod softmax;
mod spread;

pub use bda_counterexample::BdaCounterexample;
pub use bolib::Bolib;
pub use hyper_cleaning::HyperCleaning;
pub use quadratic_bilevel::QuadraticBilevel;

use crate::{Suite, entry};

/// The families of this folder.
pub const SUITE: Suite = Suite {
    name: "bilevel",
    title: "Bilevel optimization",
    families: &[entry::<BdaCounterexample>(), entry::<Bolib>(), entry::<HyperCleaning>(), entry::<QuadraticBilevel>()],
};

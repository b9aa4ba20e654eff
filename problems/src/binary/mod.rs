//! Pseudo-Boolean functions, to be maximized over {0, 1}ⁿ.

mod bin_val;
mod bits;
mod dynamic_bin_val;
mod leading_ones;
mod one_max;

pub use bin_val::BinVal;
pub use bits::Start;
pub use dynamic_bin_val::{DynamicBinVal, Sdbv};
pub use leading_ones::LeadingOnes;
pub use one_max::OneMax;

use crate::{Suite, entry};

/// The families of this folder.
pub const SUITE: Suite = Suite {
    name: "pseudo-boolean",
    title: "Pseudo-Boolean functions",
    families: &[
        entry::<OneMax>(),
        entry::<LeadingOnes>(),
        entry::<BinVal>(),
        entry::<DynamicBinVal>(),
        entry::<Sdbv>(),
    ],
};

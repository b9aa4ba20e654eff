//! Minimization with nonlinear constraints.

mod hs28;
mod hs40;
mod hs6;
mod hs7;
mod kkt;
mod textbook;

pub use hs6::Hs6;
pub use hs7::Hs7;
pub use hs28::Hs28;
pub use hs40::Hs40;
pub(crate) use kkt::ConstrainedGap;

use crate::{Suite, entry};

/// The families of this folder.
pub const SUITE: Suite = Suite {
    name: "hock-schittkowski",
    title: "Nonlinear programs of Hock and Schittkowski",
    families: &[entry::<Hs6>(), entry::<Hs7>(), entry::<Hs28>(), entry::<Hs40>()],
};

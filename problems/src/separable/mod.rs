//! Partially separable functions, written once as elements and groups.

mod arwhead;
mod broydn3dls;
mod chainwoo;
mod function;
mod woods;

pub use arwhead::Arwhead;
pub use broydn3dls::Broydn3dls;
pub use chainwoo::Chainwoo;
pub use function::{Separable, Squares};
pub use woods::Woods;

use crate::{Suite, entry};

/// The families of this folder.
pub const SUITE: Suite = Suite {
    name: "cutest",
    title: "CUTEst classics of any dimension",
    families: &[entry::<Arwhead>(), entry::<Woods>(), entry::<Broydn3dls>(), entry::<Chainwoo>()],
};

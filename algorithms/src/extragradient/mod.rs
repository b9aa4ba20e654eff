//! Variational inequalities and saddle points: operator calls and projections.

use crate::{Family, entry};

mod aog;
mod eag_c;
#[expect(clippy::module_inception, reason = "the family is named for its oldest member")]
mod extragradient;
mod feg;
mod gda;
mod past_extragradient;
mod reflected_gradient;

pub use aog::Aog;
pub use eag_c::EagC;
pub use extragradient::Extragradient;
pub use feg::Feg;
pub use gda::Gda;
pub use past_extragradient::PastExtragradient;
pub use reflected_gradient::ReflectedGradient;

/// The family.
pub const FAMILY: Family = Family {
    name: "extragradient",
    title: "games and variational inequalities",
    algorithms: &[
        entry::<Gda>(),
        entry::<Extragradient>(),
        entry::<PastExtragradient>(),
        entry::<ReflectedGradient>(),
        entry::<EagC>(),
        entry::<Feg>(),
        entry::<Aog>(),
    ],
};

//! Variational inequalities and saddle points: operator calls and projections.

use crate::{Family, entry};

mod aog;
mod dual_ascent;
mod eag_c;
#[expect(clippy::module_inception, reason = "the family is named for its oldest member")]
mod extragradient;
mod feg;
mod gda;
mod halpern;
mod last_iterate_bandit;
mod mirror_prox;
mod optimistic_gradient;
mod optimistic_mirror_descent;
mod past_extragradient;
mod reflected_gradient;
mod stochastic_extragradient;
mod two_timescale_extragradient;
mod two_timescale_gda;
mod vr_extragradient;
mod vr_halpern;

pub use aog::Aog;
pub use dual_ascent::DualAscent;
pub use eag_c::EagC;
pub use extragradient::Extragradient;
pub use feg::Feg;
pub use gda::Gda;
pub use halpern::Halpern;
pub use last_iterate_bandit::LastIterateBandit;
pub use mirror_prox::MirrorProx;
pub use optimistic_gradient::OptimisticGradient;
pub use optimistic_mirror_descent::OptimisticMirrorDescent;
pub use past_extragradient::PastExtragradient;
pub use reflected_gradient::ReflectedGradient;
pub use stochastic_extragradient::StochasticExtragradient;
pub use two_timescale_extragradient::TwoTimescaleExtragradient;
pub use two_timescale_gda::TwoTimescaleGda;
pub use vr_extragradient::VrExtragradient;
pub use vr_halpern::VrHalpern;

/// The family.
pub const FAMILY: Family = Family {
    name: "extragradient",
    title: "games and variational inequalities",
    algorithms: &[
        entry::<Gda>(),
        entry::<TwoTimescaleGda>(),
        entry::<Extragradient>(),
        entry::<TwoTimescaleExtragradient>(),
        entry::<MirrorProx>(),
        entry::<PastExtragradient>(),
        entry::<ReflectedGradient>(),
        entry::<OptimisticGradient>(),
        entry::<OptimisticMirrorDescent>(),
        entry::<EagC>(),
        entry::<Feg>(),
        entry::<Aog>(),
        entry::<Halpern>(),
        entry::<StochasticExtragradient>(),
        entry::<VrExtragradient>(),
        entry::<VrHalpern>(),
        entry::<LastIterateBandit>(),
        entry::<DualAscent>(),
    ],
};

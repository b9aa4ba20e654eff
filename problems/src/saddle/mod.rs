//! Saddle points, games and variational inequalities.

mod bilinear;
mod blotto;
mod constrained_bilinear;
mod dirac_gan;
pub(crate) mod domain;
mod follow_the_ridge;
mod forsaken;
mod lp;
mod matrix_game;
mod planar;
mod polar_game;
mod quadratic_saddle;
pub(crate) mod residual;
mod rotation;
mod two_timescale;
mod zero_sum;

pub use bilinear::Bilinear;
pub use blotto::ColonelBlotto;
pub use constrained_bilinear::ConstrainedBilinear;
pub use dirac_gan::DiracGan;
pub use follow_the_ridge::FollowTheRidge;
pub use forsaken::Forsaken;
pub use matrix_game::MatrixGame;
pub use polar_game::PolarGame;
pub use quadratic_saddle::QuadraticSaddle;
pub use rotation::Rotation;
pub use two_timescale::TwoTimescale;

use crate::{Suite, entry};

/// The families of this folder.
pub const SUITE: Suite = Suite {
    name: "saddle",
    title: "Saddle points, games and variational inequalities",
    families: &[
        entry::<Bilinear>(),
        entry::<ConstrainedBilinear>(),
        entry::<QuadraticSaddle>(),
        entry::<MatrixGame>(),
        entry::<ColonelBlotto>(),
        entry::<PolarGame>(),
        entry::<Forsaken>(),
        entry::<DiracGan>(),
        entry::<TwoTimescale>(),
        entry::<FollowTheRidge>(),
        entry::<Rotation>(),
    ],
};

//! Saddle points, games and variational inequalities.

mod bilinear;
mod blotto;
mod constrained_bilinear;
mod constrained_mdp;
mod dirac_gan;
pub(crate) mod domain;
mod follow_the_ridge;
mod forsaken;
mod kernel_gan;
mod lp;
mod matrix_game;
mod planar;
mod polar_game;
mod quadratic_saddle;
mod quadratic_saddle_sum;
mod quartic_saddle;
pub(crate) mod residual;
mod robust_least_squares;
mod robust_logistic;
mod rotation;
mod two_timescale;
mod zero_sum;

pub use bilinear::Bilinear;
pub use blotto::ColonelBlotto;
pub use constrained_bilinear::ConstrainedBilinear;
pub use constrained_mdp::ConstrainedMdp;
pub use dirac_gan::DiracGan;
pub use follow_the_ridge::FollowTheRidge;
pub use forsaken::Forsaken;
pub use kernel_gan::KernelGan;
pub use matrix_game::MatrixGame;
pub use polar_game::PolarGame;
pub use quadratic_saddle::QuadraticSaddle;
pub use quadratic_saddle_sum::QuadraticSaddleSum;
pub use quartic_saddle::QuarticSaddle;
pub use robust_least_squares::RobustLeastSquares;
pub use robust_logistic::RobustLogistic;
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
        entry::<QuadraticSaddleSum>(),
        entry::<QuarticSaddle>(),
        entry::<MatrixGame>(),
        entry::<ColonelBlotto>(),
        entry::<ConstrainedMdp>(),
        entry::<RobustLeastSquares>(),
        entry::<RobustLogistic>(),
        entry::<PolarGame>(),
        entry::<Forsaken>(),
        entry::<DiracGan>(),
        entry::<KernelGan>(),
        entry::<TwoTimescale>(),
        entry::<FollowTheRidge>(),
        entry::<Rotation>(),
    ],
};

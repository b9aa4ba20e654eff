//! Saddle points, games and variational inequalities.

mod bilinear;
mod matrix_game;
mod polar_game;
pub(crate) mod residual;

pub use bilinear::Bilinear;
pub use matrix_game::MatrixGame;
pub use polar_game::PolarGame;

use crate::{Suite, entry};

/// The families of this folder.
pub const SUITE: Suite = Suite {
    name: "saddle",
    title: "Saddle points, games and variational inequalities",
    families: &[entry::<Bilinear>(), entry::<MatrixGame>(), entry::<PolarGame>()],
};

//! The problems of Moré, Garbow and Hillstrom.

mod data;
mod family;
mod problems;
mod pull;
mod solve;
mod system;
mod table;

pub use family::Mgh;
pub use problems::Problem;

use crate::{Suite, entry};

/// The families of this folder.
pub const SUITE: Suite = Suite {
    name: "more-garbow-hillstrom",
    title: "The least-squares problems of Moré, Garbow and Hillstrom",
    families: &[entry::<Mgh>()],
};

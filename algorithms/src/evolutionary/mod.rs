//! Evolutionary algorithms on strings of bits.

use crate::{Family, entry};

mod one_comma_lambda;
mod one_plus_lambda;

pub use one_comma_lambda::OneCommaLambda;
pub use one_plus_lambda::OnePlusLambda;

/// The family.
pub const FAMILY: Family = Family {
    name: "evolutionary",
    title: "bits and populations",
    algorithms: &[entry::<OnePlusLambda>(), entry::<OneCommaLambda>()],
};

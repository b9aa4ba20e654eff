//! Evolutionary algorithms on strings of bits.

mod one_comma_lambda;
mod one_plus_lambda;

pub use one_comma_lambda::OneCommaLambda;
pub use one_plus_lambda::OnePlusLambda;

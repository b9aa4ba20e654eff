//! What a statistic cannot be computed of.

/// What a statistic cannot be computed of.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// A sample with a value the statistic has no meaning for.
    #[error("{name}: observation {at} is {value}, expected {expected}")]
    Value {
        /// Name of the sample.
        name: String,
        /// Position in it.
        at: usize,
        /// What was found.
        value: f64,
        /// What was expected.
        expected: &'static str,
    },
    /// Too few observations.
    #[error("{name}: {found} observations, expected at least {wanted}")]
    TooFew {
        /// Name of the sample.
        name: String,
        /// How many there are.
        found: usize,
        /// How many are needed.
        wanted: usize,
    },
    /// Samples that belong together and do not have the same length.
    #[error("{name}: {found} observations, expected {wanted} as in the others")]
    Ragged {
        /// Name of the sample.
        name: String,
        /// How many there are.
        found: usize,
        /// How many the others have.
        wanted: usize,
    },
}

/// The sample if every observation is finite.
pub(crate) fn finite<'v>(name: &str, values: &'v [f64]) -> Result<&'v [f64], Error> {
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(values),
        Some(at) => Err(Error::Value { name: name.to_owned(), at, value: values[at], expected: "a finite number" }),
    }
}

/// The sample if it has at least `wanted` observations.
pub(crate) fn at_least<'v>(name: &str, values: &'v [f64], wanted: usize) -> Result<&'v [f64], Error> {
    if values.len() < wanted {
        return Err(Error::TooFew { name: name.to_owned(), found: values.len(), wanted });
    }
    Ok(values)
}

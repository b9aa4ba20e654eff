//! What can go wrong while a report is written.

use std::path::PathBuf;

/// What can go wrong while a report is written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No panel has a finite point.
    #[error("figure {figure:?} has nothing to draw: no finite point within its axes")]
    NothingToDraw {
        /// Name of the figure.
        figure: String,
    },
    /// A figure was asked for that the report does not have.
    #[error("no figure named {name:?}; the report has {}", known.join(", "))]
    NoSuchFigure {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// The SVG could not be converted.
    #[error("figure {figure:?} could not be drawn: {reason}")]
    Drawing {
        /// Name of the figure.
        figure: String,
        /// What the converter said.
        reason: String,
    },
    /// Algorithms that are to be compared were not run on the same instances.
    #[error(
        "{group}: {algorithm} was not run on {missing} of {instances} instances, {example} among them; expected the same instances for all"
    )]
    Ragged {
        /// The group's title.
        group: String,
        /// The algorithm.
        algorithm: String,
        /// One of the instances.
        example: String,
        /// How many it was not run on.
        missing: usize,
        /// How many there are.
        instances: usize,
    },
    /// A file could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

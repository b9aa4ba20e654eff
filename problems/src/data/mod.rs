//! Where problems find data that is not generated, and the sets that ship with the project.

mod cache;
pub mod idx;
pub mod libsvm;
mod rows;
mod samples;
mod shipped;
mod source;
mod targets;

pub use cache::{Key, cached};
pub use rows::{Rows, Sparse};

pub(crate) use rows::{add, dot};
pub(crate) use samples::{Design, Samples, documented};
pub use shipped::{Table, breast_cancer, diabetes, optdigits, wine};
pub(crate) use source::Labelled;
pub(crate) use source::Source;
pub(crate) use targets::{BINARY, Binary, Signal};

use std::path::PathBuf;

/// A user's data folders; what ships with the project needs none.
#[derive(Clone, Debug, Default)]
pub struct Data {
    /// Folder of LIBSVM and image files.
    pub folder: Option<PathBuf>,
    /// Folder of reference optima that took long to compute; without one they are computed each time.
    pub cache: Option<PathBuf>,
}

//! Where problems find data that is not generated, and the sets that ship with the project.

mod cache;
mod samples;
mod shipped;

pub use cache::{Key, cached};
pub(crate) use samples::{Samples, Source, Synthetic};
pub use shipped::{Table, breast_cancer, optdigits};

use std::path::PathBuf;

/// A user's data folders; what ships with the project needs none.
#[derive(Clone, Debug, Default)]
pub struct Data {
    /// Folder of LIBSVM and image files.
    pub folder: Option<PathBuf>,
    /// Folder of reference optima that took long to compute; without one they are computed each time.
    pub cache: Option<PathBuf>,
}

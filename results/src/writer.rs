//! Who is writing into a folder: every open store holds a lock on a file of its own name.
//!
//! The operating system drops the lock when the process dies, however it dies, so that a locked file is a living
//! writer and an unlocked or absent one is a dead or finished writer, on this machine or on another. The file is
//! locked before it gets its name, so that there is no moment in which a living writer looks dead. Where the file
//! system has no locks, what a writer left is taken for dead when it is older than a day: a part is written in
//! seconds.

use crate::error::{Error, Result};
use crate::part::{files, random_name};
use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

const WRITERS: &str = ".writers";
const DAY: Duration = Duration::from_hours(24);

/// A living writer: this process, as long as the value lives.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(crate) name: String,
    path: PathBuf,
    /// Holds the lock.
    _file: File,
}

impl Writer {
    /// Registers a new writer in the experiment's folder.
    pub(crate) fn register(dir: &Path) -> Result<Self> {
        let folder = dir.join(WRITERS);
        fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
        let name = random_name();
        let path = folder.join(format!("{name}.lock"));
        let temporary = folder.join(format!("{name}.tmp"));
        let file = File::create(&temporary).map_err(Error::io("create", &temporary))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                return Err(Error::io("lock", &temporary)(TryLockError::WouldBlock.into()));
            }
            // Without locks, age tells.
            Ok(()) | Err(TryLockError::Error(_)) => (),
        }
        fs::rename(&temporary, &path).map_err(Error::io("rename to", &path))?;
        Ok(Self { name, path, _file: file })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // If it stays, it is unlocked all the same.
        let _ = fs::remove_file(&self.path);
    }
}

/// How many processes, this one too, have a store of the folder open.
pub fn writers(dir: &Path) -> Result<usize> {
    let names = files(&dir.join(WRITERS), "lock")?;
    let lives = |path: &&PathBuf| {
        path.file_stem().and_then(|name| name.to_str()).is_some_and(|name| Life::of(dir, name) == Life::Alive)
    };
    Ok(names.iter().filter(lives).count())
}

/// What is known of a writer by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    Alive,
    Dead,
    /// The file system has no locks.
    Unknown,
}

impl Life {
    /// Whether the writer of this name still writes into the folder.
    pub(crate) fn of(dir: &Path, name: &str) -> Self {
        let file = match File::open(dir.join(WRITERS).join(format!("{name}.lock"))) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Self::Dead,
            Err(_) => return Self::Unknown,
        };
        // Shared, so that two processes that ask at the same time do not take each other for the writer.
        match file.try_lock_shared() {
            Ok(()) => Self::Dead,
            Err(TryLockError::WouldBlock) => Self::Alive,
            Err(TryLockError::Error(_)) => Self::Unknown,
        }
    }

    /// Whether a file of such a writer may be removed.
    pub(crate) fn left(self, path: &Path) -> bool {
        match self {
            Self::Alive => false,
            Self::Dead => true,
            Self::Unknown => is_old(path),
        }
    }
}

/// Removes the files of writers that are dead.
pub(crate) fn bury(dir: &Path) -> Result<()> {
    for path in files(&dir.join(WRITERS), "lock")? {
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        if Life::of(dir, name) == Life::Dead {
            let _ = fs::remove_file(&path);
        }
    }
    // Left by a death between lock and name.
    for path in files(&dir.join(WRITERS), "tmp")? {
        if is_old(&path) {
            let _ = fs::remove_file(&path);
        }
    }
    Ok(())
}

fn is_old(path: &Path) -> bool {
    let age = fs::metadata(path).and_then(|file| file.modified()).ok().and_then(|time| time.elapsed().ok());
    age.is_some_and(|age| age > DAY)
}

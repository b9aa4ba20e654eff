//! Where the SIF files are.

use crate::Error;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The variable that CUTEst's own tools read the folder from.
const VARIABLE: &str = "MASTSIF";

/// How deep subfolders are searched.
const DEPTH: usize = 8;

/// The problem that needs no folder, and its file.
pub(super) const EXAMPLE: (&str, &[u8]) = ("EXAMPLE", include_bytes!("EXAMPLE.SIF"));

/// Files by name without `.SIF`.
pub(super) type Files = BTreeMap<String, PathBuf>;

/// A folder and what is in it.
type Searched = Option<(PathBuf, Arc<Files>)>;

/// What the user gave, and what an experiment names.
static GIVEN: Mutex<[Option<PathBuf>; 2]> = Mutex::new([None, None]);
static SEARCHED: Mutex<Searched> = Mutex::new(None);

/// Has the files looked for in `folder` from now on, whatever an experiment or the environment says.
pub fn look_in(folder: PathBuf) {
    GIVEN.lock().unwrap_or_else(PoisonError::into_inner)[0] = Some(folder);
}

/// Has the files looked for in `folder` where [`look_in`] was given none; `None` takes an earlier one back.
pub fn prefer(folder: Option<PathBuf>) {
    GIVEN.lock().unwrap_or_else(PoisonError::into_inner)[1] = folder;
}

/// The folder: what [`look_in`] was given, else [`prefer`], else the variable `MASTSIF`.
pub fn folder() -> Option<PathBuf> {
    let given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner).iter().flatten().next().cloned();
    given.or_else(|| std::env::var_os(VARIABLE).filter(|folder| !folder.is_empty()).map(PathBuf::from))
}

/// The files of the folder and its subfolders; of two of one name the one whose path comes first.
pub(super) fn files() -> Result<Arc<Files>, Error> {
    let folder = folder().ok_or_else(|| {
        let places = "--sif-dir, sif_dir in the experiment or the environment variable MASTSIF";
        Error::Impossible(format!("no folder of SIF files is set: give it by {places}"))
    })?;
    let mut searched = SEARCHED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((known, files)) = &*searched
        && *known == folder
    {
        return Ok(Arc::clone(files));
    }
    let mut files = Files::new();
    search(&folder, DEPTH, &mut files)
        .map_err(|error| Error::Data { path: folder.display().to_string(), reason: error.to_string() })?;
    let files = Arc::new(files);
    *searched = Some((folder, Arc::clone(&files)));
    Ok(files)
}

fn search(folder: &Path, depth: usize, files: &mut Files) -> std::io::Result<()> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    paths.sort();
    let (folders, found): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(|path| path.is_dir());
    for path in found {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned());
        let sif = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("sif"));
        if let Some(name) = name.filter(|_| sif) {
            files.entry(name).or_insert(path);
        }
    }
    for folder in folders.into_iter().filter(|_| depth > 0) {
        search(&folder, depth - 1, files)?;
    }
    Ok(())
}

/// The text of the problem `name` and the path of its file.
pub(super) fn text(name: &str) -> Result<(String, Vec<u8>), Error> {
    if name == EXAMPLE.0 {
        return Ok(("EXAMPLE.SIF".to_owned(), EXAMPLE.1.to_vec()));
    }
    let files = files()?;
    let path = files.get(name).or_else(|| files.get(&name.to_uppercase())).ok_or_else(|| {
        let folder = folder().unwrap_or_default();
        Error::Data { path: folder.join(format!("{name}.SIF")).display().to_string(), reason: missing(&files) }
    })?;
    let read = std::fs::read(path);
    let text = read.map_err(|error| Error::Data { path: path.display().to_string(), reason: error.to_string() })?;
    Ok((path.display().to_string(), text))
}

fn missing(files: &Files) -> String {
    format!("no such file there or in a subfolder, among {} files of problems", files.len())
}

/// Digest of the file of a problem; `None` if it cannot be read.
pub fn digest(name: &str) -> Option<String> {
    let (_, text) = text(name).ok()?;
    let mut digits = String::new();
    for byte in Sha256::digest(text) {
        let _ = write!(digits, "{byte:02x}");
    }
    Some(digits)
}

//! Reference optima that take long: computed once, kept in small files named by what they depend on.

use crate::Error;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{fs, process};

/// What a value depends on: a method with its version, data and parameters, hashed in the order they are added.
#[derive(Clone, Debug)]
pub struct Key {
    method: &'static str,
    hash: Sha256,
}

impl Key {
    /// A method; its version changes when it would give other values.
    #[must_use]
    pub fn new(method: &'static str, version: u32) -> Self {
        Self { method, hash: Sha256::new() }.bytes(method.as_bytes()).bytes(&version.to_le_bytes())
    }

    /// Bytes, with their number before them so that neighbours do not run together.
    #[must_use]
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.hash.update((bytes.len() as u64).to_le_bytes());
        self.hash.update(bytes);
        self
    }

    /// Numbers, bit by bit.
    #[must_use]
    pub fn numbers(mut self, numbers: &[f64]) -> Self {
        self.hash.update((numbers.len() as u64).to_le_bytes());
        for number in numbers {
            self.hash.update(number.to_le_bytes());
        }
        self
    }

    fn digest(&self) -> String {
        format!("{:x}", self.hash.clone().finalize())
    }
}

/// What a file holds: the whole digest guards against a cut name.
#[derive(Serialize, Deserialize)]
struct Kept<T> {
    digest: String,
    value: T,
}

/// Hexadecimal digits of the digest in a file's name.
const DIGITS: usize = 24;
/// Tells the temporary files of one process apart.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// The value under a key: read from the folder, or computed and kept there; only computed without a folder.
///
/// A file that is missing, broken or of another key is replaced. A folder that cannot be written costs time, nothing else.
pub fn cached<T: Serialize + DeserializeOwned>(
    folder: Option<&Path>,
    key: &Key,
    compute: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Error> {
    let Some(folder) = folder else { return compute() };
    let digest = key.digest();
    let path = folder.join(format!("{}-{}.json", key.method, &digest[..DIGITS]));
    let kept = fs::read(&path).ok().and_then(|text| serde_json::from_slice::<Kept<T>>(&text).ok());
    if let Some(kept) = kept.filter(|kept| kept.digest == digest) {
        return Ok(kept.value);
    }
    let kept = Kept { digest, value: compute()? };
    if let Ok(text) = serde_json::to_vec(&kept) {
        let attempt = WRITTEN.fetch_add(1, Ordering::Relaxed);
        let temporary = path.with_extension(format!("{}-{attempt}.part", process::id()));
        // Renamed when whole: nobody reads half a file.
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&temporary, text));
        if written.and_then(|()| fs::rename(&temporary, &path)).is_err() {
            let _ = fs::remove_file(&temporary);
        }
    }
    Ok(kept.value)
}

#[cfg(test)]
mod tests {
    use super::{Key, cached};
    use std::cell::Cell;
    use std::fs;

    #[test]
    fn a_value_is_computed_once_and_a_broken_file_is_replaced() {
        let folder = std::env::temp_dir().join(format!("optbench-cache-{}", std::process::id()));
        let calls = Cell::new(0);
        let value = vec![0.1 + 0.2, f64::MIN_POSITIVE, -1e300];
        let ask = |key: &Key| {
            let compute = || {
                calls.set(calls.get() + 1);
                Ok(value.clone())
            };
            cached::<Vec<f64>>(Some(&folder), key, compute).unwrap()
        };
        let key = Key::new("test", 1).numbers(&[1.0, 2.0]);
        assert_eq!((ask(&key), calls.get()), (value.clone(), 1));
        assert_eq!((ask(&key), calls.get()), (value.clone(), 1));
        // Another version, or the same numbers cut elsewhere, is another value.
        ask(&Key::new("test", 2).numbers(&[1.0, 2.0]));
        ask(&Key::new("test", 1).numbers(&[1.0]).numbers(&[2.0]));
        assert_eq!(calls.get(), 3);
        let files = || fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
        assert_eq!(files().len(), 3, "no temporary file stays");
        for file in files() {
            fs::write(file, "{\"digest\": \"").unwrap();
        }
        assert_eq!((ask(&key), calls.get()), (value.clone(), 4));
        assert_eq!((ask(&key), calls.get()), (value, 4));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn no_folder_is_no_cache() {
        let calls = Cell::new(0);
        for _ in 0..2 {
            let compute = || {
                calls.set(calls.get() + 1);
                Ok(1.0)
            };
            assert_eq!(cached::<f64>(None, &Key::new("test", 1), compute).unwrap().to_bits(), 1.0_f64.to_bits());
        }
        assert_eq!(calls.get(), 2);
    }
}

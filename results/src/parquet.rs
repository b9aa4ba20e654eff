//! Whole frames to and from Parquet files; nothing else of the crate opens one.

use crate::{Error, error::Result};
use polars::polars_utils::compression::ZstdLevel;
use polars::prelude::{DataFrame, DataType, ParquetCompression, ParquetReader, ParquetWriter, PolarsResult, SerReader};
use std::any::Any;
use std::fs::{self, File};
use std::io::{BufWriter, Cursor};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Bytes that are gathered before they go to the file.
const BUFFER: usize = 1 << 20;

/// Writes the frame, zstd-compressed, under the temporary name; on disk when it returns, then renames it.
///
/// Columns of few values (labels, calls that are never made) are dictionary-encoded by the writer.
pub(crate) fn write(frame: &mut DataFrame, temporary: &Path, path: &Path) -> Result<()> {
    let file = File::create(temporary).map_err(Error::io("create", temporary))?;
    let mut buffer = BufWriter::with_capacity(BUFFER, file);
    guard(path, || ParquetWriter::new(&mut buffer).with_compression(fast_zstd()?).finish(frame))?;
    let file = buffer.into_inner().map_err(|error| Error::io("write", temporary)(error.into_error()))?;
    file.sync_data().map_err(Error::io("write", temporary))?;
    fs::rename(temporary, path).map_err(Error::io("rename to", path))
}

/// Level 1: on a million trace rows a fifth less time than the default level 3, and files of the same size.
fn fast_zstd() -> PolarsResult<ParquetCompression> {
    Ok(ParquetCompression::Zstd(Some(ZstdLevel::try_new(1)?)))
}

/// Reads the whole file.
pub(crate) fn read(path: &Path) -> Result<DataFrame> {
    let bytes = fs::read(path).map_err(Error::io("read", path))?;
    guard(path, || ParquetReader::new(Cursor::new(bytes)).finish())
}

/// These columns of the file, `length` rows from `from` on.
pub(crate) fn slice(path: &Path, columns: &[String], from: usize, length: usize) -> Result<DataFrame> {
    let file = File::open(path).map_err(Error::io("read", path))?;
    let reader = ParquetReader::new(file).with_columns(Some(columns.to_vec())).with_slice(Some((from, length)));
    guard(path, || reader.finish())
}

/// How many rows the file has, from its end alone.
pub(crate) fn rows(path: &Path) -> Result<usize> {
    let file = File::open(path).map_err(Error::io("read", path))?;
    guard(path, || ParquetReader::new(file).num_rows())
}

/// Names and types of the columns, from the end of the file alone.
pub(crate) fn columns(path: &Path) -> Result<Vec<(String, DataType)>> {
    let file = File::open(path).map_err(Error::io("read", path))?;
    let schema = guard(path, || ParquetReader::new(file).schema())?;
    let columns = schema.iter().map(|(name, field)| (name.to_string(), DataType::from_arrow_field(field)));
    Ok(columns.collect())
}

/// Runs code of the Parquet library, which panics on some files that are not Parquet.
fn guard<T>(path: &Path, run: impl FnOnce() -> PolarsResult<T>) -> Result<T> {
    let reason = match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => error.to_string(),
        Err(panic) => words(panic.as_ref()),
    };
    Err(Error::Parquet { path: path.to_owned(), reason })
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it cannot be decoded".into())
}

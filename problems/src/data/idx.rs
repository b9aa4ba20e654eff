//! The binary format of MNIST: a magic number, sizes, and bytes.

use super::rows::Sparse;
use std::io::Read;

/// Magic number of unsigned bytes in one and in three dimensions.
const LABELS: u32 = 0x0801;
const IMAGES: u32 = 0x0803;
/// More bytes than this are not read.
const LARGEST: u64 = 1 << 31;
/// The brightest pixel.
const WHITE: f64 = 255.0;

/// The sizes and the bytes after them.
fn read(mut source: impl Read, magic: u32) -> Result<(Vec<usize>, Vec<u8>), String> {
    let mut word = || {
        let mut bytes = [0; 4];
        let whole = source.read_exact(&mut bytes);
        whole.map(|()| u32::from_be_bytes(bytes)).map_err(|error| format!("header: {error}"))
    };
    let found = word()?;
    if found != magic {
        return Err(format!("magic number {found:#06x}: expected {magic:#06x}"));
    }
    let sizes = (0..magic & 0xff).map(|_| word()).collect::<Result<Vec<_>, _>>()?;
    let wanted = sizes.iter().try_fold(1, |product: u64, &size| product.checked_mul(size.into()));
    let wanted = wanted.filter(|&wanted| wanted > 0 && wanted <= LARGEST);
    let wanted = wanted.ok_or_else(|| format!("sizes {sizes:?}: expected a product of 1 to {LARGEST}"))?;
    let mut bytes = Vec::new();
    source.take(wanted + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 != wanted {
        let found = if bytes.len() as u64 > wanted { "more".to_owned() } else { bytes.len().to_string() };
        return Err(format!("{found} bytes after the header: expected {wanted}"));
    }
    Ok((sizes.into_iter().map(|size| size as usize).collect(), bytes))
}

/// Classes, a byte each.
pub fn labels(source: impl Read) -> Result<Vec<u8>, String> {
    read(source, LABELS).map(|(_, bytes)| bytes)
}

/// Images, a row each, pixels from 0 to 1; black ones are not stored.
pub fn images(source: impl Read) -> Result<Sparse, String> {
    let (sizes, bytes) = read(source, IMAGES)?;
    let dim = sizes[1] * sizes[2];
    let mut rows = Sparse { starts: vec![0], dim, ..Sparse::default() };
    for image in bytes.chunks_exact(dim) {
        for (j, &pixel) in image.iter().enumerate().filter(|(_, pixel)| **pixel > 0) {
            rows.columns.push(j as u32);
            rows.values.push(f64::from(pixel) / WHITE);
        }
        rows.starts.push(rows.values.len());
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::{images, labels};

    #[test]
    fn images_and_labels_are_read() {
        let file = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 255, 51, 0, 0, 0];
        let rows = images(&file[..]).unwrap();
        assert_eq!((rows.starts, rows.columns, rows.values, rows.dim), (vec![0, 2, 2], vec![1, 2], vec![1.0, 0.2], 3));
        assert_eq!(labels(&[0, 0, 8, 1, 0, 0, 0, 2, 7, 9][..]).unwrap(), [7, 9]);
    }

    #[test]
    fn a_broken_file_is_named() {
        for (file, message) in [
            (&[0, 0, 8][..], "header: failed to fill whole buffer"),
            (&[0, 0, 8, 3, 0, 0, 0, 1][..], "magic number 0x0803: expected 0x0801"),
            (&[0, 0, 8, 1, 0, 0, 0, 3, 1, 2][..], "2 bytes after the header: expected 3"),
            (&[0, 0, 8, 1, 0, 0, 0, 1, 1, 2][..], "more bytes after the header: expected 1"),
            (&[0, 0, 8, 1, 0, 0, 0, 0][..], "sizes [0]: expected a product of 1 to 2147483648"),
        ] {
            assert_eq!(labels(file).unwrap_err(), message);
        }
    }
}

//! The committed gallery shows every problem of two variables there is.

use harness::cli::Place;
use harness::{Registry, gallery};
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_committed_gallery_is_complete() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/gallery");
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let committed: BTreeSet<String> =
        files.map(|name| name.to_string_lossy().into_owned()).filter(|name| name != "README.md").collect();
    let plates = gallery::plates(&Registry::default(), &Place { seed: 1, data: None });
    let expected: BTreeSet<String> = plates.into_iter().map(|plate| plate.file).collect();
    assert_eq!(expected, committed, "run `optbench gallery` and commit docs/gallery");
}

//! The committed gallery shows every problem of two variables there is.

use harness::cli::Place;
use harness::{Registry, gallery};
use std::collections::BTreeSet;
use std::path::Path;

fn figures(folder: &Path) -> BTreeSet<String> {
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    files.map(|name| name.to_string_lossy().into_owned()).collect()
}

#[test]
fn the_committed_gallery_is_complete() {
    let dir = tempfile::tempdir().expect("a folder");
    let drawn = gallery::draw(&Registry::default(), &Place { seed: 1, data: None }, dir.path()).expect("drawn");
    assert!(drawn > 100, "{drawn} problems");
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/gallery");
    assert_eq!(figures(dir.path()), figures(&committed), "run `optbench gallery` and commit docs/gallery");
}

use crate::sample::{cell, parts, schema};
use results::{Store, read, writers};
use std::fs;
use tempfile::tempdir;

const NOW: &str = "2026-03-04T05:06:07Z";
const BEFORE: &str = "2026-03-04T05:06:06.5Z";

#[test]
fn what_is_appended_after_the_clock_was_set_back_is_newer_all_the_same() {
    let dir = tempdir().unwrap();
    Store::open(dir.path(), &schema()).unwrap().append(&[cell("a", "old", NOW), cell("b", "old", NOW)]).unwrap();
    // As if that part had been written an hour from now.
    for folder in ["runs", "trace"] {
        let path = parts(dir.path(), folder).pop().unwrap();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let time = u64::from_str_radix(&name[5..19], 16).unwrap() + 3_600_000_000;
        fs::rename(&path, path.with_file_name(format!("part-{time:014x}{}", &name[19..]))).unwrap();
    }
    let store = Store::open(dir.path(), &schema()).unwrap();
    assert_eq!(store.finished().unwrap()["a"], "old");
    store.append(&[cell("a", "new", BEFORE), cell("c", "new", BEFORE)]).unwrap();
    let hash = |label: &str| store.finished().unwrap()[label].clone();
    assert_eq!([hash("a"), hash("b"), hash("c")], ["new", "old", "new"]);
    let set = read(&[dir.path().to_owned()]).unwrap();
    assert_eq!(set.runs.iter().map(|run| run.date.as_str()).collect::<Vec<_>>(), [NOW, NOW, BEFORE]);
    let compacted = store.compact().unwrap();
    assert_eq!((compacted.parts, compacted.stale), (2, 1));
    assert_eq!([hash("a"), hash("b"), hash("c")], ["new", "old", "new"]);
}

#[test]
fn open_stores_are_counted() {
    let dir = tempdir().unwrap();
    assert_eq!(writers(dir.path()).unwrap(), 0);
    let one = Store::open(dir.path(), &schema()).unwrap();
    let other = Store::open(dir.path(), &schema()).unwrap();
    assert_eq!(writers(dir.path()).unwrap(), 2);
    drop((one, other));
    assert_eq!(writers(dir.path()).unwrap(), 0);
}

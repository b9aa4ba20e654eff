use crate::sample::{DATE, assert_same, cell, parts, schema};
use results::{Run, Store, Trace, read, read_within};
use tempfile::tempdir;

/// A cell with a trace of that many rows.
fn long(label: &str, rows: u32) -> (Run, Trace) {
    let (run, _) = cell(label, "h", DATE);
    let mut trace = Trace::new(&schema());
    for k in 0..rows {
        trace.step.push(u64::from(k));
        for column in [&mut trace.cost, &mut trace.seconds, &mut trace.error, &mut trace.best_error] {
            column.push(f64::from(k));
        }
        trace.calls.iter_mut().for_each(|column| column.push(u64::from(k)));
        trace.measures[0].push(f64::from(k));
        trace.measures[1].push(f64::NAN);
    }
    (run, trace)
}

#[test]
fn with_room_all_rows_are_read_and_empty_columns_are_not() {
    let dir = tempdir().unwrap();
    let store = Store::open(dir.path(), &schema()).unwrap();
    // The second trace goes on in the second slice of its file.
    let (mut a, a_trace) = long("a", 200_000);
    a.calls = vec![5, 0];
    let (mut b, b_trace) = long("b", 100_000);
    b.calls = vec![5, 0];
    store.append(&[(a, a_trace), (b, b_trace)]).unwrap();
    let dirs = [dir.path().to_owned()];
    let (whole, within) = (read(&dirs).unwrap(), read_within(&dirs, usize::MAX / 2).unwrap());
    assert_eq!(
        (within.schema.calls.as_slice(), within.schema.measures.as_slice()),
        (["value".to_owned()].as_slice(), ["objective".to_owned()].as_slice())
    );
    assert_eq!(within.warnings, Vec::<String>::new());
    for (label, trace) in &whole.traces {
        let found = &within.traces[label];
        assert!(found.cost == trace.cost && found.step == trace.step && found.error == trace.error);
        assert!(found.calls == trace.calls[..1] && found.measures == trace.measures[..1]);
    }
    assert_eq!(
        (within.runs[0].calls.as_slice(), within.runs[0].measures.as_slice()),
        ([5].as_slice(), [0.25].as_slice())
    );
}

#[test]
fn without_room_long_traces_are_thinned_and_short_ones_are_not() {
    let dir = tempdir().unwrap();
    Store::open(dir.path(), &schema()).unwrap().append(&[long("a", 50_000), cell("b", "h", DATE)]).unwrap();
    let dirs = [dir.path().to_owned()];
    let (whole, within) = (read(&dirs).unwrap(), read_within(&dirs, 20_000).unwrap());
    let thin = &within.traces["a"];
    assert!(thin.len() > 20 && thin.len() <= 20_000 / 8 / 8 / 2, "{}", thin.len());
    assert_eq!((thin.cost[0], thin.cost[thin.len() - 1]), (0.0, 49_999.0));
    assert!(thin.cost.iter().zip(&thin.error).all(|(cost, error)| cost.total_cmp(error).is_eq()));
    assert_eq!(within.traces["b"].len(), 3);
    assert_same(&within.runs[0].hits, &whole.runs[0].hits);
    assert!(
        within.warnings[0].starts_with("50003 trace rows are more than are held in memory"),
        "{:?}",
        within.warnings
    );
}

#[test]
fn a_torn_file_is_named_and_its_cells_are_kept() {
    let dir = tempdir().unwrap();
    let store = Store::open(dir.path(), &schema()).unwrap();
    store.append(&[cell("a", "h", DATE)]).unwrap();
    store.append(&[cell("b", "h", DATE)]).unwrap();
    let torn = &parts(dir.path(), "trace")[0];
    let bytes = std::fs::read(torn).unwrap();
    std::fs::write(torn, &bytes[..bytes.len() / 2]).unwrap();
    let set = read_within(&[dir.path().to_owned()], usize::MAX / 2).unwrap();
    assert_eq!((set.runs.len(), set.traces.len()), (2, 1));
    assert!(set.warnings.len() == 1 && set.warnings[0].contains("1 cells are without a trace"), "{:?}", set.warnings);
}

//! Sample sizes.

use super::{cases, list, number, same};
use crate::made::{GRADIENT, NEWTON, cell};
use reports::index;
use reports::power::{Pilot, runs, table};
use results::RunSet;

#[test]
fn sample_sizes_equal_statsmodels() {
    for case in list(&cases("power")) {
        let found =
            runs(number(&case["sd"]), number(&case["factor"]).ln(), number(&case["alpha"]), number(&case["power"]));
        same(&case.to_string(), found, number(&case["runs"]));
    }
}

#[test]
fn a_pilot_says_how_many_seeds_are_needed() {
    let mut set = RunSet::default();
    for (repeat, steps) in [(0, 100), (1, 200), (2, 400), (3, 200)] {
        for instance in 1..=2 {
            let (mut run, _) = cell(&GRADIENT, "x", instance, steps * instance, 4.0, 1);
            run.label = format!("x{{instance={instance}}}/gradient/{repeat}");
            (run.repeat, run.random) = (repeat, true);
            set.runs.push(run);
        }
        let (mut run, _) = cell(&NEWTON, "x", 1, 50, 0.5, 1);
        run.label = format!("x{{instance=1}}/newton/{repeat}");
        (run.repeat, run.random) = (repeat, true);
        set.runs.push(run);
    }
    let problems = index::problems(&set);
    let pilot = Pilot::of(&problems[0], &problems[0].entries[0]).unwrap();
    // Within an instance ln cost is m − ln 2, m, m, m + ln 2: s² = 2 (ln 2)² / 3, whatever the instance.
    same("spread", pilot.spread, 2_f64.ln() * (2.0_f64 / 3.0).sqrt());
    same("target", pilot.target, 1e-4);
    // 2 · (2/3) (ln 2)² (1.6449 + 1.6449)² / (ln 2)² = 14.43, and (ln 2 / ln 1.2)² as many.
    assert_eq!((pilot.seeds(2.0), pilot.seeds(1.2)), (15, 209));
    // No target was reached.
    assert_eq!(Pilot::of(&problems[0], &problems[0].entries[1]), None);
    assert!(table(&problems).text().contains("209"));
}

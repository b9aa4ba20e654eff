//! The calls of every method, as a table: what its `cost` line claims.

use crate::reference::{instance, run};
use algorithms::{FAMILIES, Family, Watcher};
use problems::{CALLS, Call, Tally, Vector};
use std::fmt::Write as _;
use std::ops::ControlFlow;

/// The counters after `init` and after each of the first steps.
struct Counters<'a> {
    tally: &'a Tally,
    answer: Vector,
    rows: Vec<[u64; CALLS]>,
}

const STEPS: usize = 20;

impl Watcher for Counters<'_> {
    fn slot(&mut self) -> &mut Vector {
        &mut self.answer
    }

    fn stepped(&mut self) -> ControlFlow<()> {
        self.rows.push(self.tally.counts());
        if self.rows.len() <= STEPS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}

/// `2 gradient, 1–3 value`: the least and the most calls of each kind in a row.
fn calls(rows: &[[u64; CALLS]]) -> String {
    let kinds = Call::ALL.iter().enumerate().filter_map(|(kind, call)| {
        let least = rows.iter().map(|row| row[kind]).min()?;
        let most = rows.iter().map(|row| row[kind]).max()?;
        match (least, most) {
            (_, 0) => None,
            _ if least == most => Some(format!("{least} {}", call.name())),
            _ => Some(format!("{least}–{most} {}", call.name())),
        }
    });
    let list = kinds.collect::<Vec<_>>().join(", ");
    if list.is_empty() { "nothing".to_owned() } else { list }
}

fn table(family: &Family) -> String {
    let mut table = String::new();
    for entry in family.algorithms {
        let instance = instance(entry);
        let tally = instance.problem.tally();
        let mut counters = Counters { tally, answer: instance.problem.start(), rows: Vec::new() };
        run(entry, &instance, 1, 1e6, &mut counters);
        let rows = counters.rows;
        let steps: Vec<[u64; CALLS]> =
            rows.windows(2).map(|pair| std::array::from_fn(|kind| pair[1][kind] - pair[0][kind])).collect();
        let (start, step) = (calls(&rows[..1]), calls(&steps));
        writeln!(table, "{} ({}): start {start}; step {step}", entry.about.name, entry.class)
            .expect("a string takes any text");
    }
    table
}

#[test]
fn calls_of_a_step() {
    for family in FAMILIES {
        insta::assert_snapshot!(family.name, table(family));
    }
}

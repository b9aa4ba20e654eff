//! Decoding takes time in proportion to the size.

#![expect(clippy::print_stdout, reason = "it measures")]

use std::time::Instant;

use sif::structure::Number;
use sif::{Options, read};

use crate::collection::shared;

/// Files, a parameter of theirs, and how many variables it stands for.
const FILES: [(&str, &str, i64); 7] = [
    ("s2mpj/ARWHEAD.SIF", "N", 1),
    ("s2mpj/BROYDNBDLS.SIF", "N", 1),
    ("mastsif2015/CHAINWOO.SIF", "NS", 2),
    ("mastsif2015/DIXMAANA.SIF", "M", 3),
    ("s2mpj/LUKVLE1.SIF", "N", 1),
    ("s2mpj/TORSION2.SIF", "Q", 0),
    ("s2mpj/SCHMVETT.SIF", "N", 1),
];

/// Prints the time a variable at two sizes.
#[test]
#[ignore = "measures"]
fn decoding_is_linear() {
    let Some(shared) = shared() else { return };
    for (file, name, factor) in FILES {
        for n in [100_000_i64, 1_000_000] {
            let value = if factor == 0 { (n as f64).sqrt() as i64 / 2 } else { n / factor };
            let options =
                Options { parameters: vec![(name.to_string(), Number::Integer(value))], ..Options::default() };
            let began = Instant::now();
            match read(&shared.join("sif").join(file), &options) {
                Ok(problem) => {
                    let took = began.elapsed();
                    let size = problem.variables.start.len();
                    let entries = problem.elements.variables.len() + problem.groups.linear.columns.len() + size;
                    let each = took.as_secs_f64() * 1e6 / size as f64;
                    println!("{file} n = {size}, {entries} entries: {took:?}, {each:.3} us a variable");
                }
                Err(error) => println!("{error}"),
            }
        }
    }
}

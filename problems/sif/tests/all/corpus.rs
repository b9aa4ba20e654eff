//! The small files of this repository: each section and card at least once, and what is said of wrong ones.

#![expect(clippy::float_cmp, reason = "the files hold short numbers, which are read exactly")]

use std::path::{Path, PathBuf};

use sif::structure::{GroupKind, LineKind, Number, QuadraticTerm, TemporaryKind, VariableKind};
use sif::{Decoded, Limits, Options, decode, read};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

fn corpus_file(name: &str, parameters: &[(&str, Number)]) -> Result<Decoded, String> {
    let parameters = parameters.iter().map(|&(name, value)| (name.to_string(), value)).collect();
    let options = Options { parameters, ..Options::default() };
    read(&corpus().join(name), &options).map_err(|error| error.to_string())
}

fn every(parameters: &[(&str, Number)]) -> Decoded {
    corpus_file("EVERY.SIF", parameters).unwrap_or_else(|error| panic!("{error}"))
}

const INFINITE: f64 = f64::INFINITY;

#[test]
fn comments_and_parameters() {
    let problem = every(&[]);
    assert_eq!(problem.name, "EVERY");
    assert_eq!(problem.classification.as_deref(), Some("OOR2-AN-V-V"));
    let solutions: Vec<f64> = problem.solutions.iter().map(|solution| solution.value).collect();
    assert_eq!(solutions, [-1.5, 25.0]);
    let names: Vec<&str> = problem.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    assert_eq!(names, ["N", "WEIGHT", "DEPTH"]);
    assert_eq!(problem.parameters[0].default, Number::Integer(4));
    assert_eq!(problem.parameters[0].offered, [8, 4, 40].map(Number::Integer));
    assert_eq!(problem.parameters[1].value, Number::Real(2.0));
}

#[test]
fn a_user_chooses_parameters() {
    assert_eq!(every(&[("N", Number::Integer(10))]).variables.start.len(), 13);
    let problem = every(&[("WEIGHT", Number::Integer(3))]);
    assert_eq!(problem.parameters[1].value, Number::Real(3.0));
    assert_eq!(problem.objective_upper, 3.0);
    // One that the file only offers in a comment.
    assert_eq!(every(&[("DEPTH", Number::Integer(5))]).parameters[2].value, Number::Integer(5));
    let wrong = |name, value| corpus_file("EVERY.SIF", &[(name, value)]).expect_err("it is no choice");
    insta::assert_snapshot!(wrong("M", Number::Integer(1)), @r#"EVERY.SIF: parameter "M" is not one of the file's parameters; expected one of N, WEIGHT, DEPTH"#);
    insta::assert_snapshot!(wrong("N", Number::Real(1.5)), @r#"EVERY.SIF: parameter "N" is an integer, but 1.5 is none; expected a whole number"#);
}

#[test]
fn variables_bounds_and_start() {
    let variables = every(&[]).variables;
    let names: Vec<&str> = variables.names.iter().collect();
    assert_eq!(names, ["X1", "X2", "X3", "X4", "Y", "Z", "NEW"]);
    assert_eq!(variables.lower, [0.5, 0.5, -1.0, -INFINITE, -INFINITE, -1.0, -1.0]);
    assert_eq!(variables.upper, [0.5, 7.0, INFINITE, 1.0, INFINITE, 1.0, 1.0]);
    assert_eq!(variables.start, [0.5, 0.125, 0.125, 0.125, 5.0, 1.0, 0.0]);
    assert_eq!(variables.scale, [0.5, 1.0, 1.0, 1.0, 4.0, 1.0, 1.0]);
    let mut kinds = [VariableKind::Continuous; 7];
    (kinds[4], kinds[5]) = (VariableKind::Integer, VariableKind::Binary);
    assert_eq!(variables.kinds, kinds);
}

#[test]
fn groups_constants_and_ranges() {
    let groups = every(&[]).groups;
    let index = |name: &str| groups.names.iter().position(|group| group == name).expect("the group is there");
    let row = |name: &str| groups.linear.row(index(name)).collect::<Vec<_>>();
    assert_eq!(row("OBJ"), [(4, 1.0), (5, -1.0)]);
    assert_eq!(row("EQ2"), [(1, 1.0), (2, -1.0)]);
    assert_eq!(row("LE3"), [(2, 0.5)]);
    assert_eq!(row("SUM"), [(4, 1.0)], "what cancels is no entry");
    assert_eq!(row("MIX"), [(0, 2.0), (1, -1.0), (2, -1.0)]);
    assert_eq!(row("ONE"), [(0, 2.0)]);
    let of = |values: &[f64], name: &str| values[index(name)];
    assert_eq!(["OBJ", "GE1", "SQ1", "SUM"].map(|name| of(&groups.scale, name)), [2.0, -4.0, 0.5, 1.0]);
    let constants = ["OBJ", "SUM", "EQ1", "EQ2", "LE1", "LE2"].map(|name| of(&groups.constant, name));
    assert_eq!(constants, [1.5, 10.0, 3.0, 4.0, 2.0, 0.25]);
    let bounds = ["OBJ", "EQ1", "LE1", "GE1", "GE2", "SUM"];
    let bounds = bounds.map(|name| (of(&groups.lower, name), of(&groups.upper, name)));
    let free = (-INFINITE, INFINITE);
    assert_eq!(bounds, [free, (0.0, 0.0), (-100.0, 0.0), (0.0, 2.0), (0.0, 100.0), (-5.0, 0.0)]);
    assert_eq!(["EQ1", "LE1", "EQ2"].map(|name| of(&groups.multiplier, name)), [-2.0, 3.0, 0.0]);
    assert_eq!(groups.kinds[index("MIX")], GroupKind::Objective);
    assert_eq!(groups.kinds[index("ONE")], GroupKind::Equality);
    assert_eq!(groups.types[index("SQ2")], Some(0));
    assert_eq!(groups.types[index("EQ1")], None);
    assert_eq!(groups.parameters_of(index("OBJ")), [2.0]);
    assert_eq!(groups.uses.row(index("OBJ")).collect::<Vec<_>>(), [(3, 1.0), (4, 3.0), (0, 2.0)]);
}

#[test]
fn elements_and_the_quadratic_term() {
    let problem = every(&[]);
    let elements = &problem.elements;
    assert_eq!(elements.names.iter().collect::<Vec<_>>(), ["D1", "D2", "D3", "E1", "E2"]);
    assert_eq!(elements.types, [1, 1, 1, 0, 0]);
    assert_eq!(elements.variables_of(1), [1, 2]);
    assert_eq!(elements.variables_of(3), [0, 6]);
    assert_eq!(elements.variables_of(4), [1, 1]);
    assert_eq!(elements.parameters_of(4), [3.0, 0.5]);
    let term = |row, column, value| QuadraticTerm { row, column, value };
    assert_eq!(problem.quadratic, [term(0, 0, 2.0), term(0, 1, -1.0), term(0, 1, 0.5), term(4, 4, 2.0)]);
    assert_eq!((problem.objective_lower, problem.objective_upper), (-10.0, 2.0));
}

#[test]
fn functions() {
    let problem = every(&[]);
    let kinds: Vec<TemporaryKind> = problem.element_preamble.temporaries.iter().map(|given| given.kind).collect();
    let expected = [TemporaryKind::Real, TemporaryKind::Integer, TemporaryKind::Logical, TemporaryKind::Intrinsic];
    assert_eq!(kinds, expected);
    let globals = &problem.element_preamble.globals;
    assert_eq!(globals[1].text, "1.0D0 +1.0D0");
    assert_eq!(globals[1].locate(8).0.line, 148);
    let product = &problem.element_types[0];
    let lines: Vec<(LineKind, &str, &str, &str)> =
        product.lines.iter().map(|line| (line.kind, &*line.first, &*line.second, &*line.text)).collect();
    assert_eq!(lines[1], (LineKind::If, "POSITIVE", "S", "P * V1"));
    assert_eq!(lines[6], (LineKind::Hessian, "V1", "V2", "1.0"));
    assert_eq!(problem.element_types[1].internal, ["U"]);
    assert_eq!(problem.element_types[1].range, [1.0, -1.0]);
    assert_eq!(problem.group_types[1].lines.len(), 4);
    let problem = sif::Problem::new(&problem).unwrap_or_else(|error| panic!("{error}"));
    let work = &mut problem.workspace();
    // By hand at X = (1, 2, 3, 5), Y = 2, Z = 1, NEW = 4: OBJ ½·2·½(4 + 2 + 3·(3·2·2 + ½) + 2·1 + 2 − 1 − 1.5),
    // SQ 2·((1 − ¼)² + (1 − ¼)² + (4 − ¼)²), MIX 2 − 2 − 3 − ¼, quadratic ½(2 + 2·4) − ½·2.
    let value = problem.value(&[1.0, 2.0, 3.0, 5.0, 2.0, 1.0, 4.0], work);
    let by_hand =
        0.5 * (4.0 + 2.0 + 37.5 + 2.0 + 2.0 - 1.0 - 1.5) + 2.0 * (2.0 * 0.75 * 0.75 + 3.75 * 3.75) - 3.25 + 4.0;
    assert!((value - by_hand).abs() < 1e-12, "{value} is not {by_hand}");
}

#[test]
fn arithmetic_and_loops() {
    let problem = corpus_file("LOOPS.SIF", &[]).unwrap_or_else(|error| panic!("{error}"));
    let names: Vec<&str> = problem.variables.names.iter().collect();
    let expected = "X1,1 X1,2 X1,3 X2,2 X2,3 Y1 Y4 Y7 Z3 Z2 Z1 V1,2 U T3 W1 W2";
    assert_eq!(names.join(" "), expected);
    assert_eq!(&problem.variables.start[..7], [1.0, 4.0, 5.5, 0.0, 0.0, 1.0, 2.0]);
    // Each parameter in turn as the default of the bounds.
    let text = std::fs::read_to_string(corpus().join("LOOPS.SIF")).expect("the file is there");
    let value = |name: &str, array: bool| {
        let card = if array { format!(" A= SHOWN     {name}") } else { format!(" R= SHOWN     {name}") };
        let text = text
            .replace("GROUPS\n", &format!("{card}\nGROUPS\n"))
            .replace("ENDATA", "BOUNDS\n ZX B         'DEFAULT'                SHOWN\nENDATA");
        let decoded =
            decode(text.as_bytes(), "LOOPS.SIF", &Options::default()).unwrap_or_else(|error| panic!("{error}"));
        decoded.variables.lower[0]
    };
    let reals = [
        ("K", 7.0),
        ("L", 3.5),
        ("M", -1.5),
        ("N", 5.0),
        ("O", 4.0),
        ("P", 4.0),
        ("Q", 2.5),
        ("S", 6.0),
        ("T", -1.0),
        ("U", 12.5),
        ("V", 2.0),
        ("W", 1.5),
    ];
    for (name, expected) in reals {
        assert_eq!(value(name, false), expected, "{name}");
    }
    let arrays = [
        ("A(1)", 1.5),
        ("A(2)", 7.0),
        ("A(3)", 2.5),
        ("B(1)", -0.5),
        ("B(2)", 6.0),
        ("B(3)", 2.0),
        ("C(1)", 1.0),
        ("C(2)", 1.5),
        ("C(3)", 8.5),
        ("D(1)", -5.5),
        ("D(2)", 10.5),
        ("D(3)", 7.0 / 1.5),
        ("E(1)", 5.5),
    ];
    for (name, expected) in arrays {
        assert_eq!(value(name, true), expected, "{name}");
    }
    let integer = |name: &str| {
        let text = text
            .replace("GROUPS\n", &format!(" RI SHOWN     {name}\nGROUPS\n"))
            .replace("ENDATA", "BOUNDS\n ZX B         'DEFAULT'                SHOWN\nENDATA");
        let decoded =
            decode(text.as_bytes(), "LOOPS.SIF", &Options::default()).unwrap_or_else(|error| panic!("{error}"));
        decoded.variables.lower[0]
    };
    let integers = [
        ("A", 10.0),
        ("B", -4.0),
        ("C", 21.0),
        ("D", 7.0),
        ("E", 7.0),
        ("F", 9.0),
        ("G", 5.0),
        ("H", 14.0),
        ("I", 3.0),
        ("J", 2.0),
    ];
    for (name, expected) in integers {
        assert_eq!(integer(name), expected, "{name}");
    }
}

#[test]
fn free_form_says_the_same_as_fixed_form() {
    let [mut fixed, mut free] =
        ["FIXED.SIF", "FREE.SIF"].map(|file| corpus_file(file, &[]).unwrap_or_else(|e| panic!("{e}")));
    for problem in [&mut fixed, &mut free] {
        problem.file.clear();
        for kind in &mut problem.element_types {
            kind.at = sif::error::Position::default();
            kind.lines.iter_mut().for_each(|line| line.pieces.clear());
        }
        problem.element_preamble.temporaries.iter_mut().for_each(|given| given.at = sif::error::Position::default());
    }
    assert_eq!(fixed, free);
}

#[test]
fn linear_programs() {
    let problem = corpus_file("EQUALS.SIF", &[]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(problem.groups.linear.values, [1.0, 1.0, 3.478]);
    // No range for an equality; an upper bound 0 takes the lower bound away, no lower bound the upper one.
    assert_eq!((problem.groups.lower.as_slice(), problem.groups.upper.as_slice()), (&[0.0, 0.0][..], &[0.0, 4.0][..]));
    assert_eq!(problem.variables.lower, [-INFINITE; 2]);
    assert_eq!(problem.variables.upper, [0.0; 2]);
}

#[test]
fn wrong_files_are_told_where_and_why() {
    let mut files: Vec<PathBuf> = std::fs::read_dir(corpus().join("bad"))
        .expect("the folder is there")
        .filter_map(|file| Some(file.ok()?.path()))
        .collect();
    files.sort();
    let options = Options { limits: Limits { cards: 1_000_000, entries: 1_000_000 }, ..Options::default() };
    let message = |path: &PathBuf| match read(path, &options) {
        Err(error) => format!("{error}\n"),
        Ok(_) => format!("{} is decoded\n", path.display()),
    };
    insta::assert_snapshot!(files.iter().map(message).collect::<Vec<String>>().join("\n"));
}

//! Any bytes give a problem or an error that says where, in bounded time and memory.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use sif::{Error, Limits, Options, Problem, decode};

/// Small enough that a hostile loop ends at once.
const LIMITS: Limits = Limits { cards: 100_000, entries: 100_000 };

/// The longest that a file of some hundred kilobytes may take within these limits, on a busy machine.
const LONGEST: Duration = Duration::from_secs(5);

/// Decodes and evaluates; fails if an error does not say where or if it takes too long.
fn survive(text: &[u8]) -> Result<(), String> {
    let began = Instant::now();
    let options = Options { limits: LIMITS, ..Options::default() };
    let result = decode(text, "MUTANT.SIF", &options).and_then(|decoded| {
        assert!(decoded.variables.names.len() == decoded.variables.start.len());
        assert!(decoded.elements.variables.iter().all(|&x| (x as usize) < decoded.variables.start.len()));
        let problem = Problem::new(&decoded)?;
        let mut work = problem.workspace();
        let mut g = vec![0.0; problem.n()];
        let f = problem.value(&decoded.variables.start, &mut work);
        problem.gradient(&decoded.variables.start, &mut g, &mut work);
        Ok(f)
    });
    if let Err(Error::Card(located)) = &result {
        let lines = text.split(|&byte| byte == b'\n').count() as u32;
        if located.at.line > lines || located.at.column == 0 || located.message.is_empty() {
            return Err(format!("the error points to {:?}: {}", located.at, located.message));
        }
    }
    let took = began.elapsed();
    if took > LONGEST { Err(format!("it took {took:?}")) } else { Ok(()) }
}

/// A stream of numbers; good enough to mutate with.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides.max(1)
    }
}

/// Cards and pieces of cards that mutants get.
const CARDS: [&str; 30] = [
    " DO I         1                        N",
    " DO J         I                        I",
    " DI I         N",
    " OD I",
    " ND",
    " IE N         1000000000",
    " IE N         -3",
    " IM N         N         -99999999999",
    " ID K         N         7",
    " RE H                   1.0D+300",
    " R/ H         H                        H",
    " A* A(I)      A(I)                     A(I)",
    " R( H         LOG                      H",
    " XN G(I)      X(I)      1.0            X(I)      -1.0",
    " ZN G(I)      'SCALE'                  H",
    " DE G1        G2        1.0            G1        2.0",
    " X  X(I,I,I)",
    " XU B         'DEFAULT' 1.0",
    " XV X         'DEFAULT' 1.0",
    " XT E(I)      SQ",
    " ZV E(I)      V                        X(I)",
    " XE G(I)      E(I)                     E(I)",
    " XP G(I)      P         2.0",
    "ENDATA",
    "ELEMENT TYPE",
    "INDIVIDUALS",
    "FREE FORMAT",
    " F                      ((((((((((V**V)**V)**V)**V))))))",
    " A+                     **.AND.1.E+",
    " R  U         V         1.0E999        V         -",
];

/// Characters that mean something, or nothing.
const ODD: &[u8] = b" ().,*+-'$_;0123456789EDXZ\t\xe9\0";

fn mutant(files: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> =
        files[dice.roll(files.len())].split(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect();
    for _ in 0..=dice.roll(8) {
        let at = dice.roll(lines.len());
        match dice.roll(10) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, CARDS[dice.roll(CARDS.len())].as_bytes().to_vec()),
            2 => {
                let other = dice.roll(lines.len());
                lines.swap(at, other);
            }
            3 => {
                let copy = lines[dice.roll(lines.len())].clone();
                lines.insert(at, copy);
            }
            4 => lines.truncate(at),
            5 => {
                let other = &files[dice.roll(files.len())];
                let from: Vec<&[u8]> = other.split(|&byte| byte == b'\n').collect();
                let start = dice.roll(from.len());
                let taken: Vec<Vec<u8>> =
                    from[start..].iter().take(1 + dice.roll(20)).map(|line| line.to_vec()).collect();
                lines.splice(at..at, taken);
            }
            6 => {
                let column = dice.roll(lines[at].len());
                lines[at].truncate(column);
            }
            7 => {
                let column = dice.roll(lines[at].len());
                lines[at].insert(column, ODD[dice.roll(ODD.len())]);
            }
            _ => {
                for _ in 0..=dice.roll(4) {
                    let column = dice.roll(lines[at].len());
                    if let Some(byte) = lines[at].get_mut(column) {
                        *byte = (32 + dice.roll(95)) as u8;
                    }
                }
            }
        }
        if lines.is_empty() {
            lines.push(Vec::new());
        }
    }
    lines.join(&b'\n')
}

/// The files that mutants are made of: those of the corpus and, where it is at hand, the collection's smaller ones.
fn seeds() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = root.ancestors().map(|folder| folder.join("shared/sif"));
    let mut folders: Vec<PathBuf> = shared.flat_map(|sif| [sif.join("s2mpj"), sif.join("mastsif2015")]).collect();
    folders.push(root.join("tests/corpus"));
    let mut paths: Vec<PathBuf> = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flatten()
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "SIF"))
        .collect();
    paths.sort();
    paths.iter().filter_map(|path| std::fs::read(path).ok()).filter(|text| text.len() < 60_000).collect()
}

/// Mutates for `SIF_FUZZ_SECONDS` (60) from `SIF_FUZZ_SEED` (1); a mutant that fails is written beside the corpus.
#[test]
#[ignore = "runs as long as it is told to"]
fn mutated_files_are_survived() {
    let setting = |name: &str, usual: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let end = Instant::now() + Duration::from_secs(setting("SIF_FUZZ_SECONDS", 60));
    let mut dice = Dice(setting("SIF_FUZZ_SEED", 1));
    let files = seeds();
    assert!(!files.is_empty());
    let (mut tried, mut failed) = (0, 0);
    while Instant::now() < end {
        let text = mutant(&files, &mut dice);
        let outcome = std::panic::catch_unwind(|| survive(&text)).unwrap_or_else(|_| Err("it panics".to_string()));
        tried += 1;
        if let Err(reason) = outcome {
            failed += 1;
            let path = std::env::temp_dir().join(format!("mutant-{}-{failed}.SIF", setting("SIF_FUZZ_SEED", 1)));
            std::fs::write(&path, &text).expect("the folder for temporary files takes a file");
            println!("mutant {tried}: {reason}: {}", path.display());
            assert!(failed < 50, "too many failures");
        }
    }
    println!("{tried} mutants, {failed} failures");
    assert_eq!(failed, 0);
}

/// Text that looks like cards: codes, names and numbers in their columns.
fn cards() -> impl Strategy<Value = String> {
    let code = prop::sample::select(vec![
        "N ", "E ", "XN", "ZE", "DN", "  ", "X ", "Z ", "DO", "OD", "ND", "DI", "IE", "IA", "I/", "RE", "R(", "A*",
        "LO", "XU", "ZX", "FR", "MI", "V ", "XV", "M ", "EV", "IV", "EP", "T ", "XT", "ZV", "P ", "ZP", "GV", "GP",
        "XE", "ZE", "A ", "F ", "G ", "H ", "I ", "A+", "R ", "L ",
    ]);
    let name = prop::sample::select(vec![
        "",
        "X",
        "X(I)",
        "X(I,J)",
        "N",
        "1",
        "I",
        "G",
        "E(",
        "'SCALE'",
        "'DEFAULT'",
        "V",
        "SQ",
    ]);
    let number = prop::sample::select(vec!["", "1", "3", "1.0", "-1.0D+3", "1E400", "x", "$"]);
    let card = (code, name.clone(), name.clone(), number.clone(), name, number)
        .prop_map(|(code, a, b, x, c, y)| format!(" {code} {a:<10}{b:<10}{x:<12}   {c:<10}{y}"));
    let section = prop::sample::select(vec![
        "NAME          T",
        "GROUPS",
        "VARIABLES",
        "CONSTANTS",
        "RANGES",
        "BOUNDS",
        "START POINT",
        "QUADRATIC",
        "ELEMENT TYPE",
        "ELEMENT USES",
        "GROUP TYPE",
        "GROUP USES",
        "OBJECT BOUND",
        "ENDATA",
        "ELEMENTS      T",
        "TEMPORARIES",
        "GLOBALS",
        "INDIVIDUALS",
        "FREE FORMAT",
        "FIXED FORMAT",
    ])
    .prop_map(str::to_string);
    let line = prop_oneof![4 => card, 1 => section];
    prop::collection::vec(line, 0..60).prop_map(|lines| format!("NAME          T\n{}\n", lines.join("\n")))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn any_bytes_give_a_problem_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert_eq!(survive(&bytes), Ok(()));
    }

    #[test]
    fn any_cards_give_a_problem_or_an_error(text in cards()) {
        prop_assert_eq!(survive(text.as_bytes()), Ok(()));
    }
}

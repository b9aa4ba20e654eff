//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Benchmarks of optimization algorithms: counted oracle calls, anytime traces, honest comparisons.
#[derive(Debug, Parser)]
#[command(
    name = "optbench",
    version,
    about,
    after_help = "Start with:  optbench run experiments/quick.toml\n\
                  A problem or algorithm is written name{key=value,...}:  optbench show 'quadratic{dim=100,condition=1e4}'"
)]
pub struct Cli {
    /// Folder of SIF files, with subfolders [default: what the experiment says, then the variable MASTSIF]
    #[arg(long, global = true, value_name = "DIR")]
    pub sif_dir: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run experiments; running again resumes, Ctrl-C keeps what is done
    Run(RunArgs),
    /// Show every cell that would run, the pairs that do not fit and why
    Plan {
        /// Experiment files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Print every cell's label
        #[arg(long)]
        cells: bool,
        /// Say how many seeds separate costs 20% and twofold apart, by the spread of these runs
        #[arg(long, value_name = "RUN")]
        power: Option<PathBuf>,
    },
    /// Draw the report of run folders; several that share cells are compared
    Report {
        /// Run folders, such as runs/quick
        #[arg(required = true, value_name = "RUN")]
        runs: Vec<PathBuf>,
        /// Where the report goes [default: RUN/report]
        #[arg(long, value_name = "DIR")]
        into: Option<PathBuf>,
        /// Sizes of figures and text; other than for the screen, figures alone are drawn, into a folder of that name
        #[arg(long, default_value = "screen")]
        style: Look,
        /// Only this figure, named as on the page; may be repeated
        #[arg(long, value_name = "NAME")]
        figure: Vec<String>,
    },
    /// Join the run folders of shards
    Merge {
        /// Run folders
        #[arg(required = true, value_name = "RUN")]
        runs: Vec<PathBuf>,
        /// The joined folder
        #[arg(long, value_name = "DIR")]
        into: PathBuf,
    },
    /// Compare hitting costs with a committed baseline; exit 1 if something got worse
    Gate(GateArgs),
    /// Reproduce figures of papers and check their claims; exit 1 if a claim fails
    Reproduce {
        /// Names of papers, as `optbench list papers` shows them
        names: Vec<String>,
        /// All of them
        #[arg(long, conflicts_with = "names")]
        all: bool,
        /// How it is run
        #[command(flatten)]
        common: Common,
        /// Folder of the papers' experiments
        #[arg(long, value_name = "DIR", default_value = "experiments/papers")]
        papers: PathBuf,
    },
    /// List what there is
    List {
        /// Of what
        what: Listed,
        /// As JSON
        #[arg(long)]
        json: bool,
        /// Problems of this suite only; of `cutest` every file of the folder of SIF files
        #[arg(long, value_name = "NAME")]
        suite: Option<String>,
        /// Of the files those whose classification starts like this, `?` for any character, as SUR2
        #[arg(long, value_name = "PATTERN")]
        classification: Option<String>,
        /// Of the files those with so many variables
        #[arg(long, value_name = "LEAST..MOST", value_parser = range)]
        n: Option<(usize, usize)>,
        /// Of the files those with so many constraints
        #[arg(long, value_name = "LEAST..MOST", value_parser = range)]
        m: Option<(usize, usize)>,
    },
    /// Explain a problem, algorithm or class: formula, parameters, cost, source, optimum
    Show {
        /// name or name{key=value,...}
        name: String,
        /// As JSON; of a problem also dimension, start, bounds and reference value
        #[arg(long)]
        json: bool,
        /// Which instance
        #[command(flatten)]
        place: Place,
    },
    /// Evaluate every oracle of a problem at points read from standard input, one JSON array or {"x": [...], "v": [...]} a line
    Evaluate {
        /// name or name{key=value,...}
        problem: String,
        /// Which instance
        #[command(flatten)]
        place: Place,
    },
    /// Draw contours and optima of every two-dimensional problem
    Gallery {
        /// Folder of the page and its figures
        #[arg(long, value_name = "DIR", default_value = "docs/gallery")]
        into: PathBuf,
        /// Which instance
        #[command(flatten)]
        place: Place,
    },
    /// Print a completion script
    Completions {
        /// For which shell
        shell: Shell,
    },
}

/// What all sweeps share.
#[derive(Clone, Debug, Args)]
pub struct Common {
    /// Where run folders go
    #[arg(long, value_name = "DIR", default_value = "runs")]
    pub out: PathBuf,
    /// Worker threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// Throw away earlier results of the experiment
    #[arg(long)]
    pub fresh: bool,
    /// Write no report
    #[arg(long)]
    pub no_report: bool,
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Experiment files
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How it is run
    #[command(flatten)]
    pub common: Common,
    /// Run the i-th of N parts only: `merge` joins them
    #[arg(long, value_name = "i/N", default_value = "1/1", value_parser = shard)]
    pub shard: (u64, u64),
    /// Run only the cell with this label
    #[arg(long, value_name = "LABEL", hide = true)]
    pub only: Option<String>,
}

/// Arguments of `gate`.
#[derive(Debug, Args)]
pub struct GateArgs {
    /// Run folder
    pub run: PathBuf,
    /// Baseline file, Parquet
    #[arg(long, value_name = "FILE")]
    pub baseline: PathBuf,
    /// Run the baseline's seeds, write the file and say what changed
    #[arg(long)]
    pub update: bool,
    /// Where gate.md, gate.json, junit.xml and the page go [default: RUN/gate]
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,
    /// Worker threads of what is run again [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
}

/// Which instance, and where its data is.
#[derive(Debug, Args)]
pub struct Place {
    /// Seed of the instance's data stream
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Folder of a user's data files
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// What `list` lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Listed {
    /// Problems, by class and suite
    Problems,
    /// Suites of problems: `suite = "name"` in an experiment
    Suites,
    /// Transforms of problems
    Transforms,
    /// Algorithms, by class
    Algorithms,
    /// Classes of problems
    Classes,
    /// Papers that can be reproduced
    Papers,
}

fn range(text: &str) -> Result<(usize, usize), String> {
    let parts = text.split_once("..").unwrap_or((text, text));
    match (parts.0.parse(), parts.1.parse()) {
        (Ok(least), Ok(most)) if least <= most => Ok((least, most)),
        _ => Err("expected LEAST..MOST, such as 1..100".to_owned()),
    }
}

fn shard(text: &str) -> Result<(u64, u64), String> {
    let parts = text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
    parts.filter(|(i, n)| (1..=*n).contains(i)).ok_or_else(|| "expected i/N with 1 <= i <= N, such as 2/8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn shards_count_from_one() {
        assert_eq!(shard("2/8"), Ok((2, 8)));
        for text in ["0/2", "3/2", "1", "a/b", "1/0"] {
            assert!(shard(text).is_err(), "{text}");
        }
    }
}

/// What figures are for.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Look {
    /// The page
    Screen,
    /// A column of 3.35 inches with text of 8 points, no titles
    Paper,
    /// 16 to 9, large text
    Slide,
}

impl From<Look> for reports::style::Style {
    fn from(look: Look) -> Self {
        match look {
            Look::Screen => Self::Screen,
            Look::Paper => Self::Paper,
            Look::Slide => Self::Slide,
        }
    }
}

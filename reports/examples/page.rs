//! Draws the report of run folders: `cargo run -p reports --example page -- INTO RUN...`.

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let into = arguments.next().ok_or("usage: page INTO RUN...")?;
    let runs: Vec<PathBuf> = arguments.collect();
    let set = reports::compare::read(&runs)?;
    let written = reports::write(&set, None, &into)?;
    println!("{} and {} files", written.page.display(), written.files.len());
    Ok(())
}
